"""What the case page shows. Each tab reads only what it needs, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from django.db import connection
from django.db.models import F, Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.access import papers_for
from cases.deadlines import Caveat, Countdown, Step, countdown
from cases.models import (
    Case,
    CaseFile,
    CaseParty,
    CaseTask,
    Closing,
    Deadline,
    Message,
    Note,
    Opinion,
    Paper,
    SupplementRequest,
    TimelineEntry,
)
from cases.selectors.dispute import sees_contact
from portal.accounts.actors import Actor, Kind
from portal.prepared import prepared
from portal.reference.countries import country_name
from portal.reference.masking import mask_email, mask_name, mask_phone
from portal.reference.money import Money
from portal.reference.phones import display_phone
from portal.reference.text import is_chinese, pick

TIMELINE_SHOWN = 12
HISTORY_SHOWN = 500
MESSAGES_SHOWN = 200


@dataclass(frozen=True)
class Tab:
    """One tab of the case page: `internal` ones are for center and nation only."""

    key: str
    label: str | Promise
    internal: bool = False


TABS: tuple[Tab, ...] = (
    Tab("overview", _("Overview")),
    Tab("dispute", _("The request")),
    Tab("evidence", _("Evidence")),
    Tab("messages", _("Messages")),
    Tab("opinion", _("Opinion")),
    Tab("papers", _("Documents")),
    Tab("history", _("History")),
    Tab("internal", _("Internal"), internal=True),
)


def tabs_for(actor: Actor) -> list[Tab]:
    """Give the tabs that `actor` has on a case page."""
    return [tab for tab in TABS if not tab.internal or actor.is_staff]


@dataclass
class Panel:
    """Something another app shows in the rail of the case page (people on the case)."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


PanelMaker = Callable[[Case, Actor], Panel | None]
_panels: list[PanelMaker] = []


def add_panel(maker: PanelMaker) -> PanelMaker:
    """Register a panel of the rail; called by apps that may import cases, from their AppConfig.ready()."""
    _panels.append(maker)
    return maker


def panels(case: Case, actor: Actor) -> list[Panel]:
    """Make the rail's panels of other apps."""
    return [panel for maker in _panels if (panel := maker(case, actor)) is not None]


@prepared
def _deadlines(case_id: int) -> QuerySet[Deadline]:
    return Deadline.objects.filter(case_id=case_id).order_by(F("met_on").asc(nulls_first=True), "due_on", "id")


def deadlines_of(case: Case) -> list[Deadline]:
    """Open deadlines first, nearest first."""
    return _deadlines(case.pk)


@dataclass(frozen=True)
class DeadlineLine:
    """A date in the rail, counted by the forum's own clock, with its source and what to beware of."""

    row: Deadline
    title: str
    left: Countdown
    zone: str
    caveats: list[str]
    steps: list[str]


def deadline_lines(case: Case) -> list[DeadlineLine]:
    """Give every date of the case in words. One query."""
    return [
        DeadlineLine(
            row=row,
            title=pick(row.title_zh, row.title_en),
            left=countdown(row.due_on, row.timezone),
            zone=zone_words(row.timezone),
            caveats=[str(Caveat.from_dict(each)) for each in row.explanation.get("caveats", ())],
            steps=[str(Step.from_dict(each)) for each in row.explanation.get("steps", ())],
        )
        for row in deadlines_of(case)
    ]


def running(lines: Sequence[DeadlineLine]) -> DeadlineLine | None:
    """Give the nearest date abroad that is not met yet, None when there is none."""
    return next((line for line in lines if line.row.met_on is None and line.row.kind != Deadline.Kind.PROCEDURE), None)


def zone_words(zone: str) -> str:
    """Name a time zone by its place: 纽约时间."""
    return _zone_words(zone, get_language() or "zh-hans")


@lru_cache(maxsize=512)
def _zone_words(zone: str, language: str) -> str:
    locale = "zh_Hans" if is_chinese(language) else "en"
    place = get_timezone_location(ZoneInfo(zone), locale=locale, return_city=True)
    return gettext("%(place)s time") % {"place": place}


def entries_of(case: Case, actor: Actor) -> QuerySet[TimelineEntry]:
    """Give the entries of the timeline that `actor` may see, unordered (row-level security narrows alike)."""
    return _entries_for(case.pk, actor.kind)


def _entries_for(case_id: int, kind: Kind) -> QuerySet[TimelineEntry]:
    rows = TimelineEntry.objects.filter(case_id=case_id)
    if kind == "enterprise":
        return rows.filter(audience=TimelineEntry.Audience.ALL)
    return rows.exclude(audience=TimelineEntry.Audience.CENTER) if kind == "expert" else rows


def timeline_of(case: Case, actor: Actor, *, most: int = TIMELINE_SHOWN) -> list[TimelineEntry]:
    """Give the latest entries that `actor` may see, newest first, one more than `most` when there are more."""
    return _entries(case.pk, kind=actor.kind, most=most)


@prepared
def _entries(case_id: int, *, kind: Kind, most: int) -> QuerySet[TimelineEntry]:
    return _entries_for(case_id, kind).select_related("actor").order_by("-id")[: most + 1]


_UNREAD = """
select count(*) from (
  select from cases_message m where m.case_id = %(case)s and m.author_id is distinct from %(user)s
    and m.id > coalesce((select r.last_read from cases_messageread r where r.case_id = %(case)s and r.user_id = %(user)s), 0)
  limit 99
) unread"""


def unread_messages(case: Case, actor: Actor) -> int:
    """Count messages of the other side that `actor` has not read, at most 99."""
    with connection.cursor() as cursor:
        cursor.execute(_UNREAD, {"case": case.pk, "user": actor.user_id})
        return int(cursor.fetchone()[0])


def messages_of(case: Case) -> list[Message]:
    """Give the latest messages with their files, oldest first."""
    files = Prefetch("files", queryset=CaseFile.objects.order_by("id"))
    rows = Message.objects.filter(case_id=case.pk).select_related("author").prefetch_related(files).order_by("-id")
    return list(reversed(rows[:MESSAGES_SHOWN]))


def parties_of(case: Case) -> list[CaseParty]:
    """Give the opponents. One query."""
    return _parties(case.pk)


@prepared
def _parties(case_id: int) -> QuerySet[CaseParty]:
    return CaseParty.objects.filter(case_id=case_id).order_by("id")


@dataclass(frozen=True)
class Contact:
    """How to reach the applicant; masked for those who have no need to."""

    name: str
    phone: str
    email: str
    masked: bool


def contact_of(case: Case, actor: Actor) -> Contact:
    """Give the applicant's contact as `actor` may see it."""
    if sees_contact(actor):
        return Contact(case.contact_name, display_phone(case.contact_phone), case.contact_email, masked=False)
    return Contact(
        mask_name(case.contact_name), mask_phone(case.contact_phone), mask_email(case.contact_email), masked=True
    )


def in_short(case: Case) -> list[tuple[str, str]]:
    """Say the dispute in a few facts; what was not answered is left out. Asks the database nothing."""
    facts: list[tuple[Any, str]] = [
        (_("Role in the dispute"), _label(choices.PartyRole, case.role)),
        (_("Country (region)"), country_name(case.country)),
        (_("Forum"), " · ".join(part for part in (_label(choices.Forum, case.forum), case.forum_name) if part)),
        (_("Foreign case number"), case.foreign_number or case.itc_number),
        (_("Stage"), _label(choices.Stage, case.stage)),
        (_("Cause of action"), case.cause),
        (_("Amount in dispute"), _money(case.amount, case.amount_currency, case.amount_cny)),
        (_("Frozen"), _money(case.frozen_amount, case.frozen_currency)),
        (_("Order in force"), gettext("Temporary restraining order") if case.has_tro else ""),
        (_("Help wanted"), pick("、", ", ").join(_label(choices.RequestKind, kind) for kind in case.requests)),
    ]
    return [(str(label), words) for label, words in facts if words]


def _label(kind: Any, value: str) -> str:
    return str(kind(value).label) if value and value != "none" else ""


def _money(amount: Decimal | None, currency: str, cny: Decimal | None = None) -> str:
    if amount is None or not currency:
        return ""
    own = str(Money.of(amount, currency))
    return f"{own} ≈ {Money.of(cny, 'CNY')}" if cny is not None and currency != "CNY" else own


def evidence_of(case: Case) -> list[CaseFile]:
    """Give every file of the case, oldest first."""
    return list(CaseFile.objects.filter(case_id=case.pk).select_related("uploaded_by").order_by("id"))


def papers_of(case: Case, actor: Actor) -> list[Paper]:
    """Give every issued document that `actor` may know of, newest first, without its snapshot."""
    return _papers(case.pk, staff=actor.is_staff, expert=actor.kind == "expert")


@prepared
def _papers(case_id: int, *, staff: bool, expert: bool) -> QuerySet[Paper]:
    return papers_for(staff=staff, expert=expert).filter(case_id=case_id).defer("snapshot").order_by("-id")


def opinions_of(case: Case) -> list[Opinion]:
    """Give the opinions that the scope lets through, newest version first."""
    rows = Opinion.objects.filter(case_id=case.pk).select_related("author", "countersigned_by")
    return list(rows.order_by("-number"))


def opinion_to_answer(case: Case, actor: Actor) -> Opinion | None:
    """Give the issued opinion that the applicant is to read and answer now, None for everybody else. One query at most."""
    if actor.kind != "enterprise" or case.state != choices.State.OPINION_ISSUED:
        return None
    rows = Opinion.objects.filter(case_id=case.pk, state=Opinion.State.COUNTERSIGNED)
    return rows.order_by("-number").first()


def opinion_waits(case: Case, actor: Actor) -> bool:
    """Say whether an opinion waits for its countersignature; to an expert, whether their own does. One query."""
    rows = Opinion.objects.filter(case_id=case.pk, state=Opinion.State.SUBMITTED)
    return (rows.filter(author_id=actor.user_id) if actor.kind == "expert" else rows).exists()


def internal_of(case: Case) -> dict[str, Any]:
    """Give notes and tasks of the center."""
    return {
        "notes": list(Note.objects.filter(case_id=case.pk).select_related("author").order_by("-id")[:100]),
        "tasks": list(
            CaseTask.objects.filter(case_id=case.pk)
            .select_related("assignee", "done_by")
            .order_by("done_at", "due_on", "id")
        ),
    }


def open_supplement(case: Case) -> SupplementRequest | None:
    """Give the supplement request that the applicant still has to answer."""
    return SupplementRequest.objects.filter(case_id=case.pk, answered_at__isnull=True).first()


def last_closing(case: Case) -> Closing | None:
    """Give the latest closing."""
    return next(iter(_closings(case.pk)), None)


@prepared
def _closings(case_id: int) -> QuerySet[Closing]:
    return Closing.objects.filter(case_id=case_id).order_by("-id")[:1]
