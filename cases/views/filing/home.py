"""The start page of an enterprise."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.choices import DisputeType, State
from cases.models import Case
from cases.selectors.home import home_of
from portal.policy.personas import ENTERPRISE_WRITERS
from portal.reference.countries import country_name
from portal.site.asking import actor_of
from portal.site.marks import chip


def home(request: HttpRequest) -> HttpResponse:
    """Show what to do now, drafts and cases."""
    actor = actor_of(request)
    shown = home_of(actor, after=request.GET.get("after", "")[:200], before=request.GET.get("before", "")[:200])
    path = request.path
    context = {
        "home": shown,
        "cases": [_row(case) for case in shown.cases.rows],
        "writer": not actor.personas.isdisjoint(ENTERPRISE_WRITERS),
        "previous_url": f"{path}?before={shown.cases.before}" if shown.cases.before else "",
        "next_url": f"{path}?after={shown.cases.after}" if shown.cases.after else "",
    }
    return render(request, "cases/home_enterprise.html", context)


def _row(case: Case) -> dict[str, Any]:
    """Give one line of the list of cases; chips and addresses are made here, not in the template's loop."""
    dispute = DisputeType(case.dispute_type).label if case.dispute_type else ""
    return {
        "case": case,
        "url": reverse("cases:detail", args=[case.public_id]),
        "dispute": " · ".join(word for word in (country_name(case.country), str(dispute)) if word),
        "chip": chip(case.state, State(case.state).label),
    }
