"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.personas import ALL, CENTER, ENTERPRISE, ENTERPRISE_WRITERS, EXPERTS, NATIONAL
from portal.policy.reach import anywhere, at_center, only_mine, own
from portal.policy.table import Rule, rule

DESK = CENTER | NATIONAL
_NATION = frozenset({"coordinator", "editor"})
WRITERS = CENTER | _NATION
CONFIRMERS = _NATION | {"reviewer"}
_SEEN = at_center(CENTER) | anywhere(NATIONAL)
# An entry that waits is its center's and the nation's; who of them changes it is access.may_change's.
_LISTED = at_center(CENTER) | anywhere(_NATION)
_OWN = at_center(WRITERS)
# A firm's page: its center, the nation, its own people, an expert while on duty.
_READERS = DESK | ENTERPRISE | EXPERTS
_READ = _SEEN | own(ENTERPRISE) | only_mine(EXPERTS)
_EDITORS = WRITERS | ENTERPRISE_WRITERS
_EDIT = at_center(WRITERS) | own(ENTERPRISE_WRITERS)


def _of(route: str, methods: str, personas: frozenset[str], target: str, reach: object, **more: bool) -> Rule:
    return rule(f"fairs:{route}", methods, personas, target=target, reach=reach, **more)  # type: ignore[arg-type]


RULES: list[Rule] = [
    rule("fairs:list", "GET", ALL, scope="login", second_factor=False),
    rule("fairs:fair", "GET", ALL, scope="login", second_factor=False, target="fair_public", reach=anywhere(ALL)),
    rule("fairs:mine", "GET", ENTERPRISE),
    rule("fairs:duties", "GET", EXPERTS),
    *(rule(f"fairs:{route}", "GET", DESK) for route in ("delegations", "listed", "roster_template")),
    rule("fairs:fair_add", "GET POST", WRITERS),
    _of("sign_up", "GET POST", ENTERPRISE_WRITERS, "fair_joinable", anywhere(ENTERPRISE_WRITERS)),
    _of("duty", "GET POST", EXPERTS, "fair_duty", only_mine(EXPERTS)),
    _of("duty_leave", "POST", EXPERTS, "fair_duty", only_mine(EXPERTS)),
    # The list
    _of("entry", "GET", DESK, "fair_entry", _SEEN),
    _of("fair_change", "GET POST", WRITERS, "fair_entry", _LISTED),
    _of("fair_confirm", "POST", CONFIRMERS, "fair_entry", anywhere(CONFIRMERS)),
    _of("edition_add", "GET POST", WRITERS, "fair_entry", _LISTED),
    _of("contact_add", "GET POST", WRITERS, "fair_entry", _LISTED),
    _of("edition_change", "GET POST", WRITERS, "fair_edition", _LISTED),
    _of("edition_confirm", "POST", CONFIRMERS, "fair_edition", anywhere(CONFIRMERS)),
    _of("delegation_add", "GET POST", WRITERS, "fair_edition", _LISTED),
    _of("amendment_act", "POST", CONFIRMERS, "fair_amendment", anywhere(CONFIRMERS)),
    _of("contact_change", "GET POST", WRITERS, "fair_contact", _OWN),
    _of("contact_remove", "POST", WRITERS, "fair_contact", _OWN),
    _of("contact_act", "POST", CONFIRMERS, "fair_contact", at_center(CONFIRMERS)),
    # Delegations
    _of("delegation", "GET", DESK, "fair_delegation", _SEEN),
    _of("participants_csv", "GET", DESK, "fair_delegation", _SEEN),
    _of("participants_xlsx", "GET", DESK, "fair_delegation", _SEEN),
    _of("delegation_change", "GET POST", WRITERS, "fair_delegation", _OWN),
    _of("delegation_act", "POST", WRITERS, "fair_delegation", _OWN),
    _of("participant_add", "GET POST", WRITERS, "fair_delegation", _OWN),
    _of("roster", "GET POST", WRITERS, "fair_delegation", _OWN, uploads=True),
    _of("training", "GET POST", WRITERS, "fair_delegation", _OWN),
    _of("post_staff", "GET POST", WRITERS, "fair_delegation", _OWN),
    _of("post_expert", "GET POST", WRITERS, "fair_delegation", _OWN),
    _of("post_end", "POST", WRITERS, "fair_post", _OWN),
    # Firms
    _of("participant", "GET", _READERS, "fair_participant", _READ),
    _of("participant_change", "GET POST", _EDITORS, "fair_participant", _EDIT),
    _of("participant_act", "POST", _EDITORS, "fair_participant", _EDIT),
    _of("exhibit_add", "GET POST", _EDITORS, "fair_participant", _EDIT),
    _of("exhibit_change", "GET POST", _EDITORS, "fair_exhibit", _EDIT),
    _of("exhibit_act", "POST", _EDITORS, "fair_exhibit", _EDIT),
    _of("picture_add", "GET POST", _EDITORS, "fair_exhibit", _EDIT, uploads=True),
    _of("picture", "GET", _READERS, "fair_picture", _READ),
    _of("picture_remove", "POST", _EDITORS, "fair_picture", _EDIT),
    _of("right_add", "GET POST", _EDITORS, "fair_participant", _EDIT),
    _of("right_change", "GET POST", _EDITORS, "fair_right", _EDIT),
    _of("right_remove", "POST", _EDITORS, "fair_right", _EDIT),
    _of("document_add", "GET POST", _EDITORS, "fair_right", _EDIT, uploads=True),
    _of("document", "GET", _READERS, "fair_document", _READ),
    _of("document_remove", "POST", _EDITORS, "fair_document", _EDIT),
]
