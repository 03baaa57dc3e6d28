"""The work list: views of the same cases, each one index scan, and what its rows show beside the case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access import visible_cases
from cases.choices import OPEN, State, WaitingFor
from cases.models import Case, Opinion
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.keyset import Order, Page, page
from portal.tenancy.models import Center


@dataclass(frozen=True)
class View:
    """One tab of the work list: its name, order, and why a case stands in it."""

    key: str
    label: str | Promise
    order: Order
    why: str | Promise
    empty: str | Promise


_BY_DUE = Order("due_on")
MINE = View(
    "mine", _("Next for me"), _BY_DUE,
    _("You are the handler and the center must move, nearest date first. For intake also what has no handler yet, for supervisors also opinions to countersign."),
    _("Nothing waits for you. New requests and answers of applicants will stand here."),
)  # fmt: skip
QUEUE = View(
    "queue", _("Center queue"), _BY_DUE, _("The center must move, nearest date first."),
    _("The center has answered everything. New requests will stand here."),
)  # fmt: skip
OVERDUE = View(
    "overdue", _("Overdue"), _BY_DUE, _("The date has passed, whoever must move."), _("Nothing is overdue."),
)  # fmt: skip
APPLICANT = View(
    "applicant", _("Waiting for applicant"), _BY_DUE,
    _("The applicant owes material; the center's clock stands. After the date the request counts as withdrawn."),
    _("No applicant owes anything."),
)  # fmt: skip
EVERYTHING = View(
    "all", _("All"), Order("submitted_at", descending=True), _("Every filed case, newest first."),
    _("No case has been filed here yet."),
)  # fmt: skip
BY_KEY: Mapping[str, View] = {view.key: view for view in (MINE, QUEUE, OVERDUE, APPLICANT, EVERYTHING)}

# What a row shows; everything else stays in the table.
ROW_FIELDS = (
    "id", "public_id", "number", "applicant_name", "dispute_type", "ip_kinds", "country", "state",
    "waiting_for", "due_on", "level", "submitted_at", "handler_id", "center_id", "is_demo",
)  # fmt: skip


def views_for(actor: Actor) -> Sequence[View]:
    """Give the tabs of an actor, the default one first in a center, last for the nation."""
    return tuple(BY_KEY.values()) if actor.kind == "center" else (EVERYTHING, OVERDUE, QUEUE, APPLICANT)


def rows_of(actor: Actor, view: View) -> QuerySet[Case]:
    """Give the cases of one view, unordered."""
    rows = visible_cases(actor)
    if view is MINE:
        # Nobody's cases are everybody's next: intake picks them up here.
        mine = Q(handler_id=actor.user_id)
        if actor.has("intake", "supervisor"):
            mine |= Q(handler__isnull=True)
        if actor.has("supervisor"):
            mine |= Q(pk__in=_to_countersign(actor).filter(center_id=actor.center_id).values("case_id"))
        return rows.filter(mine, waiting_for=WaitingFor.CENTER, state__in=OPEN)
    if view is QUEUE:
        return rows.filter(waiting_for=WaitingFor.CENTER, state__in=OPEN)
    if view is OVERDUE:
        return rows.filter(due_on__lt=timezone.localdate(), state__in=OPEN)
    if view is APPLICANT:
        return rows.filter(waiting_for=WaitingFor.APPLICANT, state__in=OPEN)
    # What is filed has a date; saying so lets the index begin behind the drafts, whose NULLs it sorts first.
    return rows.exclude(state=State.DRAFT).filter(submitted_at__isnull=False)


def worklist_page(rows: QuerySet[Case], view: View, *, after: str = "", before: str = "") -> Page[Case]:
    """Give one page of already filtered `rows` in the view's order. One query."""
    return page(rows.only(*ROW_FIELDS), order=view.order, after=after, before=before)


@dataclass
class Beside:
    """What the rows of a page show beside the cases themselves."""

    handlers: Mapping[int, str] = field(default_factory=dict)
    centers: Mapping[int, str] = field(default_factory=dict)
    # Cases with a submitted opinion that the actor may countersign.
    countersign: frozenset[int] = frozenset()


def beside(cases: Sequence[Case], actor: Actor) -> Beside:
    """Fetch names and waiting opinions of a page: at most one query each, whatever the number of rows."""
    if not cases:
        return Beside()
    found = Beside()
    if ids := {case.handler_id for case in cases if case.handler_id is not None}:
        found.handlers = {user.pk: str(user) for user in User.objects.filter(pk__in=ids).only("pk", "name", "email")}
    if actor.kind == "national":
        centers = Center.objects.filter(pk__in={case.center_id for case in cases})
        found.centers = {center.pk: center.name for center in centers.only("pk", "name_zh", "name_en")}
    if actor.has("supervisor"):
        waiting = _to_countersign(actor).filter(case_id__in=[case.pk for case in cases])
        found.countersign = frozenset(waiting.values_list("case_id", flat=True))
    return found


def _to_countersign(actor: Actor) -> QuerySet[Opinion]:
    return Opinion.objects.filter(state=Opinion.State.SUBMITTED).exclude(author_id=actor.user_id)
