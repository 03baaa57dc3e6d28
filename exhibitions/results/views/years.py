"""Fairs compared over the years."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from exhibitions.results.forms.reports import YearsForm
from exhibitions.results.selectors.years import Line, chart_of, compare, fairs_of
from exhibitions.results.views.shared import tabs
from portal.site.asking import actor_of
from portal.spreadsheets import csv_answer


def _asked(request: HttpRequest) -> YearsForm:
    return YearsForm(request.GET or None, fairs=fairs_of(actor_of(request)))


def compared(request: HttpRequest) -> HttpResponse:
    """Show the years of a fair, or of all fairs, beside each other."""
    actor = actor_of(request)
    form = _asked(request)
    fair = form.asked()
    found = compare(actor, fair)
    context = {
        "tabs": tabs(request, "years"), "form": form, "found": found, "chart": chart_of(found),
        "query": f"fair={fair.public_id}" if fair else "",
        "kinds": [row for row in found.kinds if any(row[1])], "results": [row for row in found.results if any(row[1])],
    }  # fmt: skip
    return render(request, "results/years.html", context)


def as_csv(request: HttpRequest) -> HttpResponse:
    """Give the comparison as a CSV file that spreadsheets open as it is."""
    found = compare(actor_of(request), _asked(request).asked())
    by_kind = [*found.kinds, *found.results]
    head = [
        _("Group"), _("Delegations"), _("Firms taking part"), _("Exhibits"), _("Checks signed"), _("Incidents"), _("Grave"),
        _("Finished"), _("Median hours to the first step"), _("Cost"), _("Losses avoided"), _("Help of the desk (1–5)"),
        *(name for name, _values in by_kind),
    ]  # fmt: skip
    years = [[*_cells(line), *(values[at] for _name, values in by_kind)] for at, line in enumerate(found.years)]
    return csv_answer("fairs-over-the-years.csv", head, [*years, *map(_cells, found.centers)])


def _cells(line: Line) -> Iterable[object]:
    row = line.figures
    return (
        line.label, row.delegations, row.firms, row.exhibits, row.signed, row.incidents, row.grave, row.closed,
        "" if row.hours_median is None else row.hours_median, "; ".join(row.costs_written),
        "; ".join(row.averted_written), "" if line.mean is None else line.mean,
    )  # fmt: skip
