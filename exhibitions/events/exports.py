"""Lists and figures as CSV files that spreadsheets open as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from exhibitions.events.models import SignUp
from exhibitions.events.selectors.figures import Line
from portal.reference import regions
from portal.spreadsheets import csv_answer

#: Beyond them a file says by its last line that it goes on.
MOST_ROWS = 10_000


def people_csv(rows: QuerySet[SignUp]) -> HttpResponse:
    """Write who signed up, at most MOST_ROWS."""
    head = [
        _("Name"), _("Firm or organisation"), _("E-mail"), _("Phone"), _("Province"), _("State"), _("Signed up"),
        _("Came"), _("Quiz passed"),
    ]  # fmt: skip
    found = list(rows.order_by("id")[: MOST_ROWS + 1])
    lines: list[Sequence[object]] = [
        [
            row.name, row.organisation, row.email, row.phone, _province(row.province), row.get_state_display(),
            _time(row.created_at), _time(row.checked_in_at), _time(row.passed_at),
        ]
        for row in found[:MOST_ROWS]
    ]  # fmt: skip
    if len(found) > MOST_ROWS:
        lines.append([_("The list goes on: narrow the filters for the rest.")])
    return csv_answer("sign-ups.csv", head, lines)


def figures_csv(lines: Iterable[Line]) -> HttpResponse:
    """Write one line per event."""
    head = [
        _("Begins"), _("Title"), _("Kind"), _("Series"), _("Center"), _("State"), _("Seats"), _("Signed up"), pgettext("sign-up", "Waiting"),
        pgettext("sign-up", "Cancelled"), _("Came"), _("Walk-ins"), _("Did not come"), _("Quiz passed"), _("Certificates"), _("Feedback given"),
        _("Satisfaction (1–5)"),
    ]  # fmt: skip
    rows: list[Sequence[object]] = [
        [
            _time(line.event.starts_at), line.event.title, line.event.get_kind_display(),
            line.event.series.name if line.event.series else "", line.event.center.name, line.event.get_state_display(),
            line.event.capacity or "", line.counts.signed, line.counts.waiting, line.counts.cancelled, line.counts.came,
            line.counts.walkins, line.counts.absent, line.counts.passed, line.counts.certificates, line.ratings.answers,
            "" if line.ratings.overall is None else f"{line.ratings.overall:.2f}",
        ]
        for line in lines
    ]  # fmt: skip
    return csv_answer("events.csv", head, rows)


def _province(code: str) -> str:
    division = regions.get(code)
    return division.short_name() if division else ""


def _time(moment: object) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else ""  # type: ignore[arg-type]
