"""Recording and changing an incident on the pages: a call from a booth, and what becomes clear later."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk import access
from exhibitions.desk.forms.pages import IncidentPageForm
from exhibitions.desk.models import Incident
from exhibitions.desk.services.incidents import incident_begin, incident_change, locked
from exhibitions.desk.services.stamps import stamp_now
from exhibitions.desk.views.incidents import layout
from exhibitions.desk.wire import FIELDS, incident_wire, moment
from exhibitions.fairs.models import Delegation
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.uuid7 import uuid7


def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record an incident of a delegation that the acting center works for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    delegation = access.current_delegations(actor).select_related("edition__fair").filter(public_id=public_id).first()
    if delegation is None:
        raise Http404
    posted = request.method == "POST"
    # The page names the record, so that a form sent twice is one incident.
    record = _record(request) if posted else uuid7()
    if posted and Incident.objects.filter(public_id=record, delegation=delegation).exists():
        return redirect("desk:incident", public_id=record)
    with timezone.override(ZoneInfo(delegation.edition.fair.time_zone)):
        form = IncidentPageForm(
            request.POST if posted else None, delegation=delegation, knew={"happened_at": moment(timezone.now())}
        )
        if form.is_bound and form.is_valid():
            data = {name: form.wire(name) for name in FIELDS}
            incident_begin(delegation=delegation, public_id=record, data=data, at=stamp_now(), actor=actor)
            messages.success(request, _("Recorded."))
            return redirect("desk:incident", public_id=record)
        way = (_("Incidents at fairs"), reverse("desk:incidents"))
        return _form(request, form, delegation, _("Record an incident"), way, {"record": str(record)})


def change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change the fields of an incident. What somebody else changed since the page was drawn becomes a conflict."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_incident(actor, public_id)
    posted = request.method == "POST"
    now = locked(found) if posted else found
    knew = _knew(request) if posted else _values(now)
    delegation = now.delegation
    with timezone.override(ZoneInfo(delegation.edition.fair.time_zone)):
        form = IncidentPageForm(request.POST if posted else None, delegation=delegation, knew=knew, before=now)
        if form.is_bound and form.is_valid():
            answer = _change(request, now, form, knew, actor)
            if answer is not None:
                return answer
        way = (str(now.get_kind_display()), reverse("desk:incident", args=[public_id]))
        return _form(request, form, delegation, _("Change the incident"), way, {"knew": json.dumps(knew)})


def _change(
    request: HttpRequest, now: Incident, form: IncidentPageForm, knew: Mapping[str, Any], actor: Actor
) -> HttpResponse | None:
    data = form.changes()
    if not data:
        messages.info(request, _("Nothing was changed."))
        return redirect("desk:incident", public_id=now.public_id)
    try:
        done = incident_change(incident=now, base=knew, data=data, made_at=timezone.now(), actor=actor)
    except ValidationError as error:
        form.add_error(None, error)
        return None
    if done.clash is not None:
        messages.warning(request, _("Somebody changed the same meanwhile. Nothing was overwritten: decide what holds."))
        return redirect("desk:settle", public_id=now.public_id, clash=done.clash.public_id)
    messages.success(request, _("Saved."))
    return redirect("desk:incident", public_id=now.public_id)


def _values(incident: Incident) -> dict[str, Any]:
    told = incident_wire(incident)
    return {name: told[name] for name in FIELDS}


def _knew(request: HttpRequest) -> dict[str, Any]:
    """Read what stood when the page was drawn; without that nothing can be compared, and nothing is written."""
    try:
        told = json.loads(request.POST.get("knew", ""))
    except ValueError:
        told = None
    plain = isinstance(told, dict) and all(isinstance(raw, str | bool) for raw in told.values())
    if not plain or set(told) != set(FIELDS):
        raise Conflict(_("It was changed once more in the meantime. Look at what stands now, then decide again."))
    return dict(told)


def _record(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("record", ""))
    except ValueError:
        return uuid7()


def _form(
    request: HttpRequest, form: IncidentPageForm, delegation: Delegation, title: str, way: tuple[str, str],
    hidden: Mapping[str, str],
) -> HttpResponse:  # fmt: skip
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "layout": layout(actor), "form": form, "delegation": delegation, "title": title, "crumbs": [way], "hidden": hidden,
        "zone": delegation.edition.fair.time_zone,
    }  # fmt: skip
    return render(request, "desk/write.html", context, status=422 if form.is_bound else 200)
