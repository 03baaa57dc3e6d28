"""The list and the figures as CSV files that spreadsheets open as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from alerts.trade.models import Investigation
from alerts.trade.statistics import Table
from portal.reference.countries import country_names
from portal.reference.regions import division_name
from portal.spreadsheets import csv_answer

#: More rows than the collection will hold for years; beyond them a file says so by its last line.
MOST_ROWS = 5_000


def investigations_csv(rows: QuerySet[Investigation]) -> HttpResponse:
    """Write investigations, the newest first, at most MOST_ROWS."""
    found = list(rows.order_by("-opened_on", "-id")[: MOST_ROWS + 1])
    head = [
        _("Number"), _("Title"), _("Kind of investigation"), _("Authority"), _("State of the proceedings"), _("Outcome"),
        _("Complaint lodged"), _("Institution announced"), _("Ended"), _("Kind of right"), _("Industry"), _("Complainants"),
        _("Country (region) of respondents"), _("Province of respondents"), _("Source"), _("Recorded on"),
    ]  # fmt: skip
    lines: list[Sequence[object]] = [_line(row) for row in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        lines.append([_("The list goes on: narrow the filters for the rest.")])
    return csv_answer("investigations.csv", head, lines)


def _line(row: Investigation) -> Sequence[object]:
    complainants = [party.name for party in row.complainants]  # type: ignore[attr-defined]
    return [
        row.number, row.title, row.get_kind_display(), row.get_authority_display(), row.get_state_display(),
        row.get_outcome_display(), row.complaint_filed or "", row.instituted or "", row.ended_on or "",
        "; ".join(row.right_labels), "; ".join(row.industry_labels), "; ".join(complainants),
        country_names(row.respondent_countries), "; ".join(map(division_name, row.respondent_provinces)), row.source_url,
        row.recorded_on,
    ]  # fmt: skip


def statistics_csv(tables: Iterable[Table]) -> HttpResponse:
    """Write every figure of the statistics page."""
    lines = [
        [table.title, line.label, line.investigations, table.second, "" if line.second is None else line.second]
        for table in tables
        for line in table.lines
    ]
    return csv_answer(
        "statistics.csv", [_("Figure"), _("Value"), _("Investigations"), _("Beside it"), _("Number")], lines
    )
