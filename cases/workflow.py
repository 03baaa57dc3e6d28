"""The one transition table of a case. Buttons, services, the diagram in docs/handling.md and the tests are drawn from it.

A state changes only through `cases.services.transition.advance`, which asks `find` here. Rows with the same verb
differ by source state; `target` None leaves the state as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
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
# Who may open the page of a verb at all; the table says the rest.
ACTING = ENTERPRISE_WRITERS | CENTER | COORDINATORS | EXPERTS
Guard = Callable[["Case", "Actor"], "Promise | None"]


@dataclass(frozen=True)
class Step:
    """One row: from `source` by `verb` to `target`, open to `who` while no guard objects.

    `guard` looks at the case's own columns, `asks` may ask the database (left out where a list offers next steps).
    `waiting_for` says who must move next afterwards; None keeps it. `audience` is who sees the timeline entry.
    """

    source: State
    verb: Verb
    target: State | None
    who: frozenset[str]
    waiting_for: WaitingFor | None
    guard: Guard | None = None
    asks: Guard | None = None
    audience: str = "all"

    def objection(self, case: Case, actor: Actor, *, ask: bool = True) -> Promise | None:
        """Say why the step cannot be taken now, None when it can; `ask` False asks the database nothing."""
        if self.guard is not None and (found := self.guard(case, actor)) is not None:
            return found
        return self.asks(case, actor) if ask and self.asks is not None else None


def _free(case: Case, actor: Actor) -> Promise | None:
    if case.waiting_for == WaitingFor.RECEIVER:
        return _("A transfer is waiting for the receiving center's answer.")
    return None


def _proposed(case: Case, actor: Actor) -> Promise | None:
    if case.waiting_for != WaitingFor.RECEIVER:
        return _("No transfer is waiting for an answer.")
    return None


def _opinion_to_countersign(case: Case, actor: Actor) -> Promise | None:
    authors = list(case.opinion_set.filter(state="submitted").values_list("author_id", flat=True))
    if not authors:
        return _("No opinion is waiting for a countersignature.")
    if set(authors) == {actor.user_id}:
        return _("The author cannot countersign. Ask another supervisor.")
    return None


S, V, W = State, Verb, WaitingFor
GUIDED = (S.ACCEPTED, S.ASSIGNED, S.IN_GUIDANCE, S.OPINION_ISSUED, S.TRACKING)
IN_HAND = (S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_SUPPLEMENT, *GUIDED)
MOVABLE = (S.SUBMITTED, S.UNDER_REVIEW, S.ACCEPTED, S.ASSIGNED, S.IN_GUIDANCE)
# While an opinion may be written and countersigned: after the first one, further versions answer new facts.
OPINED = (S.IN_GUIDANCE, S.OPINION_ISSUED, S.TRACKING)
_LATER = (S.OPINION_ISSUED, S.TRACKING)

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
    *(Step(s, V.SUBMIT_OPINION, None, HANDLING | EXPERTS, W.CENTER, _free, audience="handling") for s in OPINED),
    *(
        Step(s, V.RETURN_OPINION, None, SUPERVISORS, W.CENTER, _free, _opinion_to_countersign, "handling")
        for s in OPINED
    ),
    Step(S.IN_GUIDANCE, V.ISSUE_OPINION, S.OPINION_ISSUED, SUPERVISORS, W.CENTER, _free, _opinion_to_countersign),
    *(Step(s, V.ISSUE_OPINION, None, SUPERVISORS, None, _free, _opinion_to_countersign) for s in _LATER),
    Step(S.OPINION_ISSUED, V.TRACK, S.TRACKING, HANDLING, W.CENTER),
    Step(S.TRACKING, V.FOLLOW_UP, None, HANDLING, W.CENTER),
    *(Step(s, V.CLOSE, S.CLOSED, HANDLING, W.NOBODY, _free) for s in OPINED),
    *(Step(s, V.TERMINATE, S.TERMINATED, HANDLING, W.NOBODY, _free) for s in GUIDED),
    *(Step(s, V.WITHDRAW, S.WITHDRAWN, ENTERPRISE_WRITERS | HANDLING, W.NOBODY) for s in IN_HAND),
    Step(S.CLOSED, V.REOPEN, S.IN_GUIDANCE, SUPERVISORS, W.CENTER),
    Step(S.CLOSED, V.ARCHIVE, S.ARCHIVED, HANDLING, W.NOBODY),
    *(
        Step(s, V.REQUEST_TRANSFER, None, HANDLING | COORDINATORS, W.RECEIVER, _free, audience="center")
        for s in MOVABLE
    ),
    *(
        Step(s, V.CANCEL_TRANSFER, None, HANDLING | COORDINATORS, W.CENTER, _proposed, audience="center")
        for s in MOVABLE
    ),
    *(Step(s, V.ASSIGN_HANDLER, None, CENTER, None, _free, audience="center") for s in IN_HAND),
    *(Step(s, V.SET_LEVEL, None, SUPERVISORS | COORDINATORS, None, audience="center") for s in IN_HAND),
)

_BY_KEY: dict[tuple[str, str], Step] = {(step.source, step.verb): step for step in STEPS}
_BY_SOURCE: dict[str, tuple[Step, ...]] = {s: tuple(step for step in STEPS if step.source == s) for s in State.values}


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
    if (objection := step.objection(case, actor)) is not None:
        raise NotAllowed(str(objection))
    return step


def steps_from(state: str) -> Collection[Step]:
    """List the rows that leave a state (or stay in it), in the order of the table."""
    return _BY_SOURCE[state]


def ever(verb: Verb, actor: Actor) -> bool:
    """Say whether `actor` may do `verb` in any state at all."""
    return any(step.verb == verb and not step.who.isdisjoint(actor.personas) for step in STEPS)


def open_verbs(case: Case, actor: Actor) -> list[Verb]:
    """List what `actor` may do with `case` now, in the order of the table; feeds the buttons."""
    answers: dict[Guard, bool] = {}
    found = []
    for step in steps_from(case.state):
        if step.who.isdisjoint(actor.personas) or step.objection(case, actor, ask=False) is not None:
            continue
        if step.asks is not None:
            # Several rows may ask the same; the database is asked once.
            if step.asks not in answers:
                answers[step.asks] = step.asks(case, actor) is None
            if not answers[step.asks]:
                continue
        found.append(step.verb)
    return found
