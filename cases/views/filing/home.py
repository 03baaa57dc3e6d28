"""The start page of an enterprise."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.selectors.home import home_of
from cases.views.filing.common import actor_of
from portal.policy.personas import ENTERPRISE_WRITERS


def home(request: HttpRequest) -> HttpResponse:
    """Show what to do now, drafts and cases; lead a person without a firm to register one."""
    actor = actor_of(request)
    if actor.kind == "unaffiliated":
        return render(request, "cases/home_unaffiliated.html")
    shown = home_of(actor, after=request.GET.get("after", "")[:200], before=request.GET.get("before", "")[:200])
    context = {"home": shown, "writer": not actor.personas.isdisjoint(ENTERPRISE_WRITERS)}
    return render(request, "cases/home_enterprise.html", context)
