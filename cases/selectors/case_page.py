"""What the case page shows. Each tab reads only what it needs, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.models import (
    Case,
    CaseFile,
    CaseParty,
    CaseProduct,
    CaseRight,
    CaseTask,
    Closing,
    Deadline,
    Message,
    MessageRead,
    Note,
    Opinion,
    Paper,
    ServedDocument,
    SupplementRequest,
    TimelineEntry,
)
from portal.accounts.actors import Actor

TIMELINE_SHOWN = 30
MESSAGES_SHOWN = 50


@dataclass(frozen=True)
class Tab:
    """One tab of the case page: `internal` ones are for center and nation only."""

    key: str
    label: str | Promise
    icon: str
    internal: bool = False


TABS: tuple[Tab, ...] = (
    Tab("overview", _("Overview"), "layout-list"),
    Tab("dispute", _("Dispute"), "gavel"),
    Tab("evidence", _("Evidence"), "paperclip"),
    Tab("messages", _("Messages"), "messages"),
    Tab("opinion", _("Opinion"), "signature"),
    Tab("papers", _("Documents"), "file-certificate"),
    Tab("internal", _("Internal"), "lock", internal=True),
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


def deadlines_of(case: Case) -> QuerySet[Deadline]:
    """Open deadlines first, nearest first."""
    return Deadline.objects.filter(case_id=case.pk).order_by("met_on", "due_on", "id")


def timeline_of(case: Case, actor: Actor) -> list[TimelineEntry]:
    """Give the latest entries that `actor` may see, newest first (row-level security narrows alike)."""
    rows = TimelineEntry.objects.filter(case_id=case.pk)
    if actor.kind == "enterprise":
        rows = rows.filter(audience=TimelineEntry.Audience.ALL)
    elif actor.kind == "expert":
        rows = rows.exclude(audience=TimelineEntry.Audience.CENTER)
    return list(rows.select_related("actor").order_by("-id")[:TIMELINE_SHOWN])


def unread_messages(case: Case, actor: Actor) -> int:
    """Count messages of the other side that `actor` has not read, at most 99."""
    read = (
        MessageRead.objects.filter(case_id=case.pk, user_id=actor.user_id).values_list("last_read", flat=True).first()
    )
    rows = Message.objects.filter(case_id=case.pk, pk__gt=read or 0).exclude(author_id=actor.user_id)
    return len(rows.values_list("pk", flat=True)[:99])


def messages_of(case: Case) -> list[Message]:
    """Give the latest messages with their files, oldest first."""
    files = Prefetch("files", queryset=CaseFile.objects.order_by("id"))
    rows = Message.objects.filter(case_id=case.pk).select_related("author").prefetch_related(files).order_by("-id")
    return list(reversed(rows[:MESSAGES_SHOWN]))


def dispute_of(case: Case) -> dict[str, Any]:
    """Give parties, rights, products and documents served."""
    rights = list(CaseRight.objects.filter(case_id=case.pk).order_by("id"))
    return {
        "parties": list(CaseParty.objects.filter(case_id=case.pk).order_by("id")),
        "asserted": [right for right in rights if right.side == CaseRight.Side.ASSERTED],
        "own": [right for right in rights if right.side == CaseRight.Side.OWN],
        "products": list(CaseProduct.objects.filter(case_id=case.pk).order_by("id")),
        "served": list(ServedDocument.objects.filter(case_id=case.pk).order_by("served_on", "id")),
    }


def evidence_of(case: Case) -> list[CaseFile]:
    """Give every file of the case, oldest first."""
    return list(CaseFile.objects.filter(case_id=case.pk).select_related("uploaded_by").order_by("id"))


def papers_of(case: Case) -> list[Paper]:
    """Give every issued document, newest first, without its snapshot."""
    return list(Paper.objects.filter(case_id=case.pk).defer("snapshot").order_by("-id"))


def opinions_of(case: Case) -> list[Opinion]:
    """Give the opinions that the scope lets through, newest version first."""
    rows = Opinion.objects.filter(case_id=case.pk).select_related("author", "countersigned_by")
    return list(rows.order_by("-number"))


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
    return Closing.objects.filter(case_id=case.pk).order_by("-id").first()


def person_name(user_id: int | None) -> str:
    """Give the name of a person, "" when unknown."""
    if user_id is None:
        return ""
    user = get_user_model().objects.filter(pk=user_id).only("name", "email").first()
    return str(user) if user else ""
