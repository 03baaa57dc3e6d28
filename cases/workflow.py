"""The one transition table of a case. Buttons, services, the diagram in the docs and the tests are drawn from it.

A state changes only through `cases.services.transition.advance`, which asks `find` here. Rows with the same verb
differ by source state; `target` None leaves the state as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.choices import State, Verb, WaitingFor
from portal.policy.personas import (
    CENTER,
    COORDINATORS,
    ENTERPRISE_WRITERS,
    EXPERTS,
    SUPERVISORS,
)

if TYPE_CHECKING:
    from cases.models import Case
    from portal.accounts.actors import Actor

SYSTEM = frozenset({"system"})
HANDLING = frozenset({"handler", "supervisor"})
Guard = Callable[["Case", "Actor"], "Promise | None"]


@dataclass(frozen=True)
class Step:
    """One row: from `source` by `verb` to `target`, open to `who` while `guard` gives no objection.

    `waiting_for` says who must move next afterwards; None keeps it. `audience` is who sees the timeline entry.
    """

    source: State
    verb: Verb
    target: State | None
    who: frozenset[str]
    waiting_for: WaitingFor | None
    guard: Guard | None = None
    audience: str = "all"


def _not_under_transfer(case: Case, actor: Actor) -> Promise | None:
    if case.waiting_for == WaitingFor.RECEIVER:
        return _("A transfer is waiting for the receiving center's answer.")
    return None


def _has_countersigned_opinion(case: Case, actor: Actor) -> Promise | None:
    if not case.opinion_set.filter(state="countersigned").exists():
        return _("There is no countersigned opinion yet.")
    return None


S, V, W = State, Verb, WaitingFor
_GUIDED = (S.ACCEPTED, S.ASSIGNED, S.IN_GUIDANCE, S.OPINION_ISSUED, S.TRACKING)
_IN_HAND = (S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_SUPPLEMENT, *_GUIDED)
_MOVABLE = (S.SUBMITTED, S.UNDER_REVIEW, S.ACCEPTED, S.ASSIGNED, S.IN_GUIDANCE)
_free = _not_under_transfer

STEPS: tuple[Step, ...] = (
    Step(S.DRAFT, V.SUBMIT, S.SUBMITTED, ENTERPRISE_WRITERS | CENTER, W.CENTER),
    Step(S.SUBMITTED, V.REVIEW, S.UNDER_REVIEW, CENTER, W.CENTER, _free),
    Step(S.UNDER_REVIEW, V.REQUEST_SUPPLEMENT, S.NEEDS_SUPPLEMENT, CENTER, W.APPLICANT, _free),
    Step(S.NEEDS_SUPPLEMENT, V.SUPPLEMENT, S.UNDER_REVIEW, ENTERPRISE_WRITERS | CENTER, W.CENTER),
    Step(S.NEEDS_SUPPLEMENT, V.DEEM_WITHDRAWN, S.DEEMED_WITHDRAWN, SYSTEM, W.NOBODY),
    Step(S.UNDER_REVIEW, V.DECLINE, S.DECLINED, HANDLING, W.NOBODY, _free),
    Step(S.UNDER_REVIEW, V.ACCEPT, S.ACCEPTED, CENTER, W.CENTER, _free),
    Step(S.ACCEPTED, V.ASSIGN_EXPERT, S.ASSIGNED, HANDLING, W.EXPERT, _free),
    Step(S.ASSIGNED, V.ASSIGN_EXPERT, None, HANDLING, W.EXPERT, _free),
    Step(S.IN_GUIDANCE, V.ASSIGN_EXPERT, None, HANDLING, None, _free),
    Step(S.ACCEPTED, V.START_GUIDANCE, S.IN_GUIDANCE, HANDLING, W.CENTER, _free),
    Step(S.ASSIGNED, V.START_GUIDANCE, S.IN_GUIDANCE, HANDLING | EXPERTS, W.EXPERT, _free),
    Step(S.IN_GUIDANCE, V.ISSUE_OPINION, S.OPINION_ISSUED, SUPERVISORS, W.APPLICANT, _has_countersigned_opinion),
    Step(S.OPINION_ISSUED, V.TRACK, S.TRACKING, HANDLING, W.CENTER),
    *(Step(s, V.CLOSE, S.CLOSED, HANDLING, W.NOBODY, _free) for s in (S.IN_GUIDANCE, S.OPINION_ISSUED, S.TRACKING)),
    *(Step(s, V.TERMINATE, S.TERMINATED, HANDLING, W.NOBODY, _free) for s in _GUIDED),
    *(Step(s, V.WITHDRAW, S.WITHDRAWN, ENTERPRISE_WRITERS, W.NOBODY) for s in _IN_HAND),
    Step(S.CLOSED, V.REOPEN, S.IN_GUIDANCE, SUPERVISORS, W.CENTER),
    Step(S.CLOSED, V.ARCHIVE, S.ARCHIVED, HANDLING, W.NOBODY),
    *(
        Step(s, V.REQUEST_TRANSFER, None, HANDLING | COORDINATORS, W.RECEIVER, _free, audience="center")
        for s in _MOVABLE
    ),
    *(Step(s, V.ASSIGN_HANDLER, None, CENTER, None, _free, audience="center") for s in _IN_HAND),
    *(Step(s, V.SET_LEVEL, None, SUPERVISORS | COORDINATORS, None, audience="center") for s in _IN_HAND),
)

_BY_KEY: dict[tuple[str, str], Step] = {(step.source, step.verb): step for step in STEPS}


class NotAllowed(Exception):
    """The verb is not open in this state, or not to this person. The message says why in the reader's language."""


def find(case: Case, verb: Verb, actor: Actor) -> Step:
    """Return the step that `actor` may take, or raise NotAllowed with the reason."""
    step = _BY_KEY.get((case.state, verb))
    if step is None:
        raise NotAllowed(
            _("The case is now “%(state)s”; this can no longer be done.") % {"state": case.get_state_display()}
        )
    if step.who.isdisjoint(actor.personas):
        raise NotAllowed(_("Your role may not do this."))
    if step.guard is not None and (objection := step.guard(case, actor)) is not None:
        raise NotAllowed(str(objection))
    return step


def open_verbs(case: Case, actor: Actor) -> list[Verb]:
    """List what `actor` may do with `case` now, in the order of the table; feeds the buttons."""
    verbs: list[Verb] = []
    for step in STEPS:
        if step.source != case.state or step.who.isdisjoint(actor.personas):
            continue
        if step.guard is not None and step.guard(case, actor) is not None:
            continue
        verbs.append(step.verb)
    return verbs
