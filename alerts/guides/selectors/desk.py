"""What the desk of the guides shows: the matrix of countries and chapters, one chapter with its checks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from alerts.guides import access
from alerts.guides.choices import Code, Freshness
from alerts.guides.models import SOON, Chapter, Check, PublicChapter
from alerts.publishing.choices import State
from portal.accounts.actors import Actor
from portal.reference.countries import country_name


@dataclass(frozen=True)
class Cell:
    """One chapter in the matrix; `public` None before its first edition."""

    chapter: Chapter
    public: PublicChapter | None
    is_asked: bool

    @property
    def freshness(self) -> Freshness | None:
        """How far it is from its day; None while nothing of it is read."""
        if self.public is None or self.chapter.item.state == State.RETRACTED:
            return None
        return self.public.freshness

    @property
    def is_stale(self) -> bool:
        """True when readers are told that it may be out of date."""
        return self.freshness == Freshness.STALE


@dataclass(frozen=True)
class Row:
    """One country of the matrix: a cell for each chapter, None where it was never begun."""

    country: str
    name: str
    cells: Sequence[tuple[Code, Cell | None]]

    @property
    def has_holes(self) -> bool:
        """True when chapters are missing or were thrown away."""
        return any(cell is None or cell.chapter.item.state == State.DISCARDED for _code, cell in self.cells)

    @property
    def first_day(self) -> datetime.date:
        """The day on which the first of its chapters goes stale; the last day there is when none can."""
        days = [cell.public.stale_after for _code, cell in self.cells if cell and cell.public and cell.freshness]
        return min(days, default=datetime.date.max)


@dataclass(frozen=True)
class Matrix:
    """All guides of the desk, those with the oldest chapters first; `due` lists what is stale or soon will be."""

    rows: Sequence[Row]
    due: Sequence[Cell]
    asked: Sequence[Check]


def matrix(actor: Actor, *, mine: bool = False) -> Matrix:
    """Gather the matrix; with `mine` only the chapters that the actor owns. Three queries."""
    chapters = list(access.visible_chapters(actor).select_related("item", "owner"))
    asked = list(
        Check.objects.filter(chapter__in=access.visible_chapters(actor), answer="")
        .select_related("chapter", "asked_by")
        .order_by("id")
    )
    waiting = {check.chapter_id for check in asked}
    public = {row.item_id: row for row in PublicChapter.objects.filter(item_id__in=[each.item_id for each in chapters])}
    cells: dict[str, dict[str, Cell]] = {}
    for chapter in chapters:
        cell = Cell(chapter, public.get(chapter.item_id), chapter.pk in waiting)
        cells.setdefault(chapter.country, {})[chapter.code] = cell
    if mine:
        own = {
            country: {code: cell for code, cell in row.items() if cell.chapter.owner_id == actor.user_id}
            for country, row in cells.items()
        }
        cells = {country: row for country, row in own.items() if row}
    rows = [
        Row(country, country_name(country), [(code, row.get(code)) for code in Code if code in row or not mine])
        for country, row in cells.items()
    ]
    due = [
        cell
        for row in rows
        for _code, cell in row.cells
        if cell and cell.freshness in {Freshness.STALE, Freshness.SOON}
    ]
    return Matrix(
        rows=sorted(rows, key=lambda row: (row.first_day, row.country)),
        due=sorted(
            due, key=lambda cell: (cell.public.stale_after if cell.public else datetime.date.max, cell.chapter.pk)
        ),
        asked=asked,
    )


def own_due(actor: Actor) -> int:
    """Count the actor's chapters that are out of date or soon will be. One query."""
    published = PublicChapter.objects.filter(item_id=OuterRef("item_id"), stale_after__lte=timezone.localdate() + SOON)
    mine = access.visible_chapters(actor).filter(owner_id=actor.own_user_id)
    return mine.exclude(item__state=State.RETRACTED).filter(Exists(published)).count()


def to_confirm(actor: Actor) -> int:
    """Count the reviews without a change that wait for somebody else than who asked. One query."""
    open_checks = Check.objects.filter(chapter__in=access.visible_chapters(actor), answer="")
    return open_checks.exclude(asked_by_id=actor.own_user_id).count()


@dataclass(frozen=True)
class ChapterPage:
    """One chapter on the desk."""

    cell: Cell
    checks: Sequence[Check]

    @property
    def open_check(self) -> Check | None:
        """The check that waits for a reviewer."""
        return next((check for check in self.checks if not check.answer), None)


def chapter_page(chapter: Chapter) -> ChapterPage:
    """Gather a chapter's page. Two queries."""
    checks = list(chapter.checks.select_related("asked_by", "answered_by").order_by("-id")[:20])
    public = PublicChapter.objects.filter(item_id=chapter.item_id).first()
    return ChapterPage(Cell(chapter, public, any(not check.answer for check in checks)), checks)


def guide_chapters(actor: Actor, country: str) -> list[Chapter]:
    """List the chapters of one guide on the desk, in their order."""
    order = list(Code)
    rows = access.visible_chapters(actor).filter(country=country).select_related("item", "owner")
    return sorted(rows, key=lambda chapter: order.index(Code(chapter.code)))
