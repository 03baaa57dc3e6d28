"""What everybody reads: list, one investigation, figures, and both as CSV."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from alerts.trade import access, selectors, statistics
from alerts.trade.choices import Role
from alerts.trade.exports import investigations_csv, statistics_csv
from alerts.trade.filters import InvestigationFilter
from alerts.trade.forms.filtering import offer
from portal.keyset import Order, page
from portal.site.pagecache import public_page

NEWEST = Order("opened_on", descending=True)


_FILTERS = tuple(InvestigationFilter.base_filters)


@public_page("trade", params=(*_FILTERS, "after", "before"))
def index(request: HttpRequest) -> HttpResponse:
    """List the investigations with filters and their counts."""
    filters, asked, valid = _filtered(request)
    rows = filters.qs if valid else selectors.listed().none()
    shown = page(rows, order=NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "form": offer(filters, selectors.facets(asked)),
        "rows": shown.rows,
        "page": shown,
        "collected_on": selectors.collected_on(),
        "csv": f"{reverse('trade:csv')}?{request.GET.urlencode()}",
    }
    return render(request, "trade/list.html", context, status=200 if valid else 422)


@public_page("trade", params=_FILTERS)
def index_csv(request: HttpRequest) -> HttpResponse:
    """Give the filtered list as CSV; an invalid filter gives the head only."""
    filters, _asked, valid = _filtered(request)
    return investigations_csv(filters.qs if valid else selectors.listed().none())


def _filtered(request: HttpRequest) -> tuple[InvestigationFilter, dict[str, object], bool]:
    filters = InvestigationFilter(request.GET or None, queryset=selectors.listed())
    if not filters.is_bound:
        return filters, {}, True
    valid = filters.form.is_valid()
    return filters, filters.asked() if valid else {}, valid


@public_page("trade")
def detail(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one investigation."""
    investigation = access.get_investigation(public_id)
    parties = list(investigation.party_set.all())
    respondents = [party for party in parties if party.role == Role.RESPONDENT]
    context = {
        "investigation": investigation,
        "others": [party for party in parties if party.role != Role.RESPONDENT],
        "respondents": respondents,
        "with_end": any(party.disposition for party in respondents),
        "rights": investigation.right_set.all(),
        "timeline": selectors.timeline(investigation, parties),
        "similar": selectors.similar(investigation),
    }
    return render(request, "trade/detail.html", context)


@public_page("trade")
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of the collection."""
    context = {
        "totals": statistics.totals(),
        "charts": [table.chart() for table in statistics.tables()],
        "collected_on": selectors.collected_on(),
    }
    return render(request, "trade/statistics.html", context)


@public_page("trade")
def figures_csv(request: HttpRequest) -> HttpResponse:
    """Give the figures as CSV."""
    return statistics_csv(statistics.tables())
