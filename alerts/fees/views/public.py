"""What everybody reads: the finder, an office, the history of a fee, the calculator, the file."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.fees import access, selectors
from alerts.fees.calculator import calculate
from alerts.fees.choices import Act
from alerts.fees.forms.finder import CalculatorForm, FinderForm
from alerts.fees.lines import Line
from alerts.fees.rates import CnyRates
from alerts.fees.services.showing import TAG
from alerts.fees.table import MOST_ROWS, write_table
from alerts.fees.views.results import Result
from portal.keyset import page
from portal.policy.problems import refuse
from portal.site.pagecache import public_page

FILTERS = ("country", "office", "right", "act")


def _finder(request: HttpRequest) -> FinderForm:
    return FinderForm(request.GET, offices=selectors.offices(), countries=selectors.countries())


@public_page(TAG, params=(*FILTERS, "on", "after", "before"))
def finder(request: HttpRequest) -> HttpResponse:
    """Find fees by country, office, right and act, as of a day; below, what changes after it."""
    form = _finder(request)
    offices = form.fields["office"]
    valid = form.is_valid()
    wanted = {name: form.cleaned_data[name] for name in FILTERS} if valid else {}
    day = form.cleaned_data["on"] if valid else timezone.localdate()
    shown = page(
        selectors.fees(wanted, day) if valid else selectors.fees(wanted).none(),
        order=selectors.LISTED, after=request.GET.get("after", ""), before=request.GET.get("before", ""),
    )  # fmt: skip
    rates = CnyRates(day)
    context = {
        "form": form,
        "office_choices": offices,
        "day": day,
        "is_today": day == timezone.localdate(),
        "rows": selectors.shown(shown.rows, rates),
        "page": shown,
        "rates": rates,
        "coming": selectors.coming(wanted, day) if valid else [],
        "file_query": urlencode({**{name: value for name, value in wanted.items() if value}, "on": day}),
        "filtered": any(wanted.values()),
    }
    return render(request, "fees/list.html", context)


@public_page(TAG, params=("on",))
def office(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything an office asks on a day, by right and act."""
    found = access.get_office(code)
    form = FinderForm(request.GET, offices=[found], countries=[])
    day = form.cleaned_data["on"] if form.is_valid() and "on" in form.cleaned_data else timezone.localdate()
    rates = CnyRates(day)
    rows = selectors.shown(selectors.fees({"office": code}, day), rates)
    context = {
        "office": found,
        "form": form,
        "day": day,
        "groups": selectors.grouped(rows),
        "rates": rates,
        "coming": selectors.coming({"office": code}, day),
        "read_on": max((row.fee.read_on for row in rows), default=None),
    }
    return render(request, "fees/office.html", context)


@public_page(TAG)
def history(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show every row that stood or will stand for one fee."""
    fee = access.get_fee(public_id)
    rates = CnyRates(timezone.localdate())
    past = selectors.history(fee, rates)
    return render(request, "fees/history.html", {"fee": fee, "past": past, "rates": rates, "today": rates.day})


@public_page(TAG, params=(*FILTERS, "on"))
def download(request: HttpRequest) -> HttpResponse:
    """Give the rows as a file that the import reads: of one day with `on`, else with their history."""
    form = _finder(request)
    if not form.is_valid():
        return refuse(request, 400, detail=_("This address asks for fees that there are not. Begin at the finder."))
    wanted = {name: form.cleaned_data[name] for name in FILTERS}
    day = form.cleaned_data["on"] if request.GET.get("on") else None
    rows = list(selectors.fees(wanted, day)[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        return refuse(request, 400, detail=_("These are too many rows for one file. Choose an office."))
    answer = HttpResponse(write_table(map(Line.of_fee, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="official-fees-{wanted["office"] or "all"}.csv"'
    return answer


def calculator(request: HttpRequest) -> HttpResponse:
    """Add up what a plan costs at several offices; the address holds the whole question."""
    offices = selectors.offices()
    asked = bool(request.GET.getlist("office") or request.GET.getlist("act"))
    form = CalculatorForm(request.GET if asked else None, offices=offices)
    context: dict[str, object] = {"form": form, "asked": asked}
    if asked and form.is_valid():
        day = form.cleaned_data["on"]
        chosen = [each for each in offices if each.code in form.cleaned_data["office"]]
        fees = list(
            selectors.fees({"right": form.cleaned_data["right"]}, day).filter(office__in=[each.pk for each in chosen])
        )
        wish = form.wish(request.GET.getlist("choice"))
        form.ask({fee.unit for fee in fees if fee.act in wish.acts}, renewal=Act.RENEWAL in wish.acts)
        rates = CnyRates(day)
        sums = calculate(wish, chosen, fees, rates)
        context["result"] = Result(sums, rates, wish.chosen, day)
    return render(request, "fees/calculator.html", context)
