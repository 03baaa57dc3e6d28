"""The work list: five views of the same cases, each one index scan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.access import visible_cases
from cases.choices import OPEN, State, WaitingFor
from cases.models import Case
from portal.accounts.actors import Actor
from portal.keyset import Order, Page, page


@dataclass(frozen=True)
class View:
    """One tab of the work list: its name, order, and why a case stands in it."""

    key: str
    label: str | Promise
    order: Order
    why: str | Promise


_BY_DUE = Order("due_on")
VIEWS: tuple[View, ...] = (
    View("mine", _("Next for me"), _BY_DUE, _("You are the handler and the center must move, nearest date first.")),
    View("queue", _("Center queue"), _BY_DUE, _("The center must move, nearest date first.")),
    View("overdue", _("Overdue"), _BY_DUE, _("The date has passed, whoever must move.")),
    View(
        "applicant", _("Waiting for applicant"), _BY_DUE, _("The applicant owes material; the center's clock stands.")
    ),
    View("all", _("All"), Order("submitted_at", descending=True), _("Every case, newest filing first.")),
)
BY_KEY: Mapping[str, View] = {view.key: view for view in VIEWS}

# What a row shows; everything else stays in the table.
ROW_FIELDS = (
    "id", "public_id", "number", "applicant_name", "dispute_type", "ip_kinds", "country", "forum", "state",
    "waiting_for", "due_on", "level", "submitted_at", "handler_id", "version", "center_id", "enterprise_id",
)  # fmt: skip


def rows_of(actor: Actor, view: View) -> QuerySet[Case]:
    """Give the cases of one view, unordered."""
    rows = visible_cases(actor).exclude(state=State.DRAFT) if view.key == "all" else visible_cases(actor)
    if view.key == "mine":
        # Nobody's cases are everybody's next: intake picks them up here.
        mine = Q(handler_id=actor.user_id)
        if actor.has("intake", "supervisor"):
            mine |= Q(handler__isnull=True)
        return rows.filter(mine, waiting_for=WaitingFor.CENTER, state__in=OPEN)
    if view.key == "queue":
        return rows.filter(waiting_for=WaitingFor.CENTER, state__in=OPEN)
    if view.key == "overdue":
        return rows.filter(due_on__lt=timezone.localdate(), state__in=OPEN)
    if view.key == "applicant":
        return rows.filter(waiting_for=WaitingFor.APPLICANT, state__in=OPEN)
    return rows


def worklist_page(rows: QuerySet[Case], view: View, *, after: str = "", before: str = "") -> Page[Case]:
    """Give one page of already filtered `rows` in the view's order. One query."""
    return page(rows.only(*ROW_FIELDS), order=view.order, after=after, before=before)
