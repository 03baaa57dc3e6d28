"""The log and the results as CSV files that spreadsheets open as they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from alerts.outreach.models import Campaign, Contact, Figure
from alerts.outreach.selectors.campaigns import Results
from portal.spreadsheets import csv_answer

#: Beyond them a file says by its last line that it goes on.
MOST_ROWS = 5_000


def contacts_csv(rows: QuerySet[Contact]) -> HttpResponse:
    """Write contacts, the newest first, at most MOST_ROWS."""
    found = list(rows.select_related("office", "center", "by").order_by("-day", "-id")[: MOST_ROWS + 1])
    head = [
        _("Day"), _("Office or authority"), _("Country (region)"), _("By"), _("Topic of the contact"), _("Spoken with"), _("What was agreed"),
        _("What follows"), _("Follow-up due on"), _("Followed up on"), _("Noted by"), _("Center"),
    ]  # fmt: skip
    lines: list[Sequence[object]] = [
        [
            row.day, row.office.name, row.office.country_label, row.get_means_display(), row.topic, row.counterpart,
            row.agreement, row.follow_up, row.follow_up_on or "", row.done_on or "", row.by.name if row.by else "",
            row.center.name,
        ]
        for row in found[:MOST_ROWS]
    ]  # fmt: skip
    if len(found) > MOST_ROWS:
        lines.append([_("The list goes on: narrow the filters for the rest.")])
    return csv_answer("contacts.csv", head, lines)


def results_csv(campaign: Campaign, results: Results) -> HttpResponse:
    """Write the sums per channel, then every figure that was entered."""
    head = [_("Channel"), _("Unit"), _("Day"), _("Center"), _("Reached"), _("Target"), _("Source")]
    lines: list[Sequence[object]] = [
        [line.label, line.unit, _("Total"), "", _shown(line.reached), _shown(line.target), ""] for line in results.lines
    ]
    figures = Figure.objects.filter(campaign=campaign).select_related("center").order_by("day", "channel", "id")
    lines += [
        [row.get_channel_display(), "", row.day, row.center.name, row.reached, "", row.counted_by]
        for row in figures[:MOST_ROWS]
    ]
    return csv_answer("campaign.csv", head, lines)


def _shown(value: int | None) -> object:
    return _("not counted") if value is None else value
