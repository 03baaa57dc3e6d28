"""The work list: views of the same cases, each one index scan, and what its rows show beside the case."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access import visible_cases
from cases.choices import OPEN, State, WaitingFor
from cases.models import Case, Opinion, SavedView
from cases.selectors.conditions import Asked, narrowed
from cases.workflow import OPINED
from portal.accounts.actors import Actor, Kind, Seat
from portal.keyset import Order, Page, from_place, page_of, place_of
from portal.prepared import prepared


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


def rows_of(actor: Actor, view: View, today: datetime.date | None = None) -> QuerySet[Case]:
    """Give the cases of one view, unordered."""
    rows = visible_cases(actor)
    if view is MINE:
        # Nobody's cases are everybody's next: intake picks them up here.
        mine = Q(handler_id=actor.user_id)
        if actor.has("intake", "supervisor"):
            mine |= Q(handler__isnull=True)
        if actor.has("supervisor"):
            mine |= Q(pk__in=_to_countersign(actor).filter(center_id=actor.own_center_id).values("case_id"))
        return rows.filter(mine, waiting_for=WaitingFor.CENTER, state__in=OPEN)
    if view is QUEUE:
        return rows.filter(waiting_for=WaitingFor.CENTER, state__in=OPEN)
    if view is OVERDUE:
        return rows.filter(due_on__lt=today or timezone.localdate(), state__in=OPEN)
    if view is APPLICANT:
        return rows.filter(waiting_for=WaitingFor.APPLICANT, state__in=OPEN)
    # What is filed has a date; saying so lets the index begin behind the drafts, whose NULLs it sorts first.
    return rows.exclude(state=State.DRAFT).filter(submitted_at__isnull=False)


def worklist_page(
    view: View, actor: Actor, *, asked: Sequence[Asked] = (), after: str = "", before: str = ""
) -> Page[Case]:
    """Give one page of a view in its order, narrowed by `asked`, with the names that stand beside the cases. One query.

    Each case carries `handler_name` and `handler_email`, for the nation also `center_zh` and `center_en`.
    """
    if actor.user_id is None or (actor.kind == "center" and actor.center_id is None):
        return Page([])
    place, backwards = place_of(Case, view.order, after=after, before=before)
    values: list[Any] = [] if actor.kind == "national" or actor.center_id is None else [actor.center_id]
    if view is MINE:
        values.append(actor.user_id)
    if view is OVERDUE:
        values.append(timezone.localdate())
    values += place or ()
    values += [value for _name, given in asked for value in given]
    found = _page(
        *values,
        key=view.key,
        kind=actor.kind,
        roles=actor.personas,
        begun=place is not None,
        backwards=backwards,
        asked=tuple([(name, len(given)) for name, given in asked]),
    )
    return page_of(found, view.order, beginning=place is None, backwards=backwards)


@prepared
def _page(
    *values: Any,
    key: str,
    kind: Kind,
    roles: frozenset[str],
    begun: bool,
    backwards: bool,
    asked: tuple[tuple[str, int], ...],
) -> QuerySet[Case]:
    """Make the queryset of a page; `values` as `worklist_page` lines them up."""
    view, left = BY_KEY[key], iter(values)
    nation = kind == "national"
    center_id = None if nation else next(left)
    user_id = next(left) if view is MINE else None
    today = next(left) if view is OVERDUE else None
    whose = Actor(user_id, Seat("", kind, roles, center_id))
    place = (next(left), next(left)) if begun else None
    rows = narrowed(rows_of(whose, view, today), [(name, tuple(islice(left, count))) for name, count in asked])
    return from_place(_with_names(rows, nation=nation), view.order, place, backwards=backwards)


def _with_names(rows: QuerySet[Case], *, nation: bool) -> QuerySet[Case]:
    shown = {"handler_name": F("handler__name"), "handler_email": F("handler__email")}
    if nation:
        shown |= {"center_zh": F("center__name_zh"), "center_en": F("center__name_en")}
    return rows.only(*ROW_FIELDS).annotate(**shown)


def saved_views(actor: Actor) -> list[SavedView]:
    """Give a person's saved views by name. One query."""
    return _saved(actor.user_id) if actor.user_id is not None else []


@prepared
def _saved(user_id: int) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user_id=user_id).order_by("name")


def handed_in(cases: Sequence[Case], actor: Actor) -> Mapping[int, bool]:
    """Map those of `cases` whose opinion waits for its countersignature to whether `actor` may give it.

    One query for those who handle cases, none for others and none where no row can have an opinion.
    """
    if not actor.has("handler", "supervisor"):
        return {}
    ids = [case.pk for case in cases if case.state in OPINED]
    if not ids:
        return {}
    with connection.cursor() as cursor:
        # By hand: asked on every page of the list, and the ORM takes longer to write it than PostgreSQL to answer.
        cursor.execute(
            "select case_id, bool_or(author_id is distinct from %s) from cases_opinion"
            " where state = 'submitted' and case_id = any(%s) group by case_id",
            [actor.user_id, ids],
        )
        signs = actor.has("supervisor")
        return {case_id: others and signs for case_id, others in cursor.fetchall()}


def _to_countersign(actor: Actor) -> QuerySet[Opinion]:
    return Opinion.objects.filter(state=Opinion.State.SUBMITTED).exclude(author_id=actor.user_id)
