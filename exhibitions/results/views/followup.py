"""Follow-up: what is not finished after the fair, and the next step of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk.access import get_own_incident, works_for
from exhibitions.desk.models import Incident
from exhibitions.desk.services.incidents import incident_change, locked
from exhibitions.desk.wire import moment
from exhibitions.results import access
from exhibitions.results.forms.outcomes import NextStepForm
from exhibitions.results.forms.reports import FollowUpForm
from exhibitions.results.selectors.incidents import unfinished
from exhibitions.results.views.shared import tabs
from portal.accounts.actors import Actor
from portal.site.asking import actor_of, take

MOST_ROWS = 300


def listing(request: HttpRequest) -> HttpResponse:
    """List what is not finished: without a day first, then by the day on which it is due."""
    actor = actor_of(request)
    delegations = access.visible_delegations(actor).order_by("-edition__starts_on", "-id")
    form = FollowUpForm(request.GET or None, delegations=delegations)
    rows = list(unfinished(actor, **form.asked())[: MOST_ROWS + 1])
    context: dict[str, Any] = {
        "tabs": tabs(request, "followup"), "form": form, "rows": rows[:MOST_ROWS], "more": len(rows) > MOST_ROWS,
        "most": MOST_ROWS, "now": timezone.now(), "national": actor.kind == "national",
        "own": {row.pk for row in rows if works_for(actor, row.center_id)},
    }  # fmt: skip
    return render(request, "results/followup.html", context)


def step(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the next step of an incident and until when; what somebody else wrote meanwhile is never overwritten."""
    actor = actor_of(request)
    incident = get_own_incident(actor, public_id)
    with timezone.override(ZoneInfo(incident.delegation.edition.fair.time_zone)):
        return _step(request, incident, actor)


def _step(request: HttpRequest, incident: Incident, actor: Actor) -> HttpResponse:
    if request.method == "GET":
        initial = {
            "next_step": incident.next_step, "next_due_at": incident.next_due_at,
            "base_next_step": incident.next_step, "base_next_due_at": moment(incident.next_due_at),
        }  # fmt: skip
        return _page(request, incident, NextStepForm(initial=initial))
    form = NextStepForm(request.POST)
    if not form.is_valid():
        return _page(request, incident, form, status=422)
    data = form.cleaned_data
    try:
        changed = incident_change(
            incident=locked(incident), made_at=timezone.now(), actor=actor,
            base={"next_step": data["base_next_step"], "next_due_at": data["base_next_due_at"]},
            data={"next_step": data["next_step"], "next_due_at": moment(data["next_due_at"])},
        )  # fmt: skip
    except ValidationError as error:
        take(form, error)
        return _page(request, incident, form, status=422)
    if changed.clash is not None:
        messages.warning(request, _("Somebody wrote something different meanwhile. Decide which of the two holds."))
        return redirect("desk:settle", public_id=incident.public_id, clash=changed.clash.public_id)
    messages.success(request, _("Saved."))
    return redirect("results:followup")


def _page(request: HttpRequest, incident: Incident, form: NextStepForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "results/step.html",
        {"incident": incident, "form": form, "zone": incident.delegation.edition.fair.time_zone},
        status=status,
    )
