"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE, ENTERPRISE_WRITERS, EXPERTS, NATIONAL, SUPERVISORS
from portal.policy.reach import anywhere, at_center, only_mine, own
from portal.policy.table import Rule, rule

_NATION = frozenset({"coordinator", "editor"})
_RELEASERS = _NATION | {"reviewer"}
WRITERS = CENTER | _NATION
SIGNERS = SUPERVISORS | COORDINATORS | EXPERTS
DESK = CENTER | NATIONAL | EXPERTS
READERS = DESK | ENTERPRISE
# A center its own; the nation all; an expert those of delegations they are on duty for.
_BOARD = at_center(CENTER) | anywhere(NATIONAL) | only_mine(EXPERTS)
# A firm its own, of a check those that were signed.
_READ = _BOARD | own(ENTERPRISE)
_OWN = at_center(WRITERS)
_STEPS = CENTER | _NATION | EXPERTS


def _of(route: str, methods: str, personas: frozenset[str], target: str, reach: object) -> Rule:
    return rule(f"screening:{route}", methods, personas, target=target, reach=reach)  # type: ignore[arg-type]


RULES: list[Rule] = [
    rule("screening:home", "GET", READERS),
    rule("screening:waiting", "GET", SIGNERS),
    _of("board", "GET", DESK, "scr_delegation", _BOARD),
    _of("firm", "GET", READERS, "scr_participant", _READ),
    _of("pack_order", "POST", WRITERS | ENTERPRISE_WRITERS, "scr_participant", _OWN | own(ENTERPRISE_WRITERS)),
    _of("pack", "GET", CENTER | NATIONAL | ENTERPRISE, "scr_pack", at_center(CENTER) | anywhere(NATIONAL) | own(ENTERPRISE)),
    _of("begin", "POST", WRITERS, "scr_exhibit", _OWN),
    _of("screening", "GET", READERS, "scr_signed", _READ),
    _of("answer", "POST", WRITERS, "scr_open", _OWN),
    # Who takes which step is workflow.py's.
    _of("act", "POST", _STEPS, "scr_waiting", at_center(CENTER) | anywhere(_NATION) | only_mine(EXPERTS)),
    _of("finding_add", "GET POST", WRITERS, "scr_open_kind", _OWN),
    _of("finding_take", "POST", WRITERS, "scr_open", _OWN),
    _of("finding_remove", "POST", WRITERS, "scr_finding", _OWN),
    rule("screening:checklists", "GET", DESK),
    rule("screening:checklist_add", "GET POST", _NATION),
    _of("checklist", "GET", DESK, "scr_list", anywhere(DESK)),
    _of("checklist_copy", "POST", _NATION, "scr_list", anywhere(_NATION)),
    # A draft is its writer's.
    _of("checklist_change", "GET POST", _NATION, "scr_draft", only_mine(_NATION)),
    _of("checklist_act", "POST", _RELEASERS, "scr_waiting_list", anywhere(_RELEASERS)),
    _of("item_add", "GET POST", _NATION, "scr_draft", only_mine(_NATION)),
    _of("item_change", "GET POST", _NATION, "scr_draft_item", only_mine(_NATION)),
    _of("item_remove", "POST", _NATION, "scr_draft_item", only_mine(_NATION)),
]  # fmt: skip
