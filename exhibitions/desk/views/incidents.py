"""Incidents on ordinary pages: the list, one incident with its log and files, conflicts, and the way to a request."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.desk import access, workflow
from exhibitions.desk.forms.pages import IncidentFilterForm, SettleForm
from exhibitions.desk.forms.records import EntryForm, field_label
from exhibitions.desk.hooks import parts_of
from exhibitions.desk.models import Incident
from exhibitions.desk.selectors.incidents import files_of, filtered, log_of, open_clashes, readable
from exhibitions.desk.services.clashes import clash_settle
from exhibitions.desk.services.incidents import incident_move, locked
from exhibitions.desk.services.log import entry_add
from exhibitions.desk.services.requests import request_begin
from exhibitions.desk.services.stamps import stamp_now
from exhibitions.desk.wire import incident_wire
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.documents.download import send
from portal.keyset import Order, page
from portal.policy.conflict import Conflict
from portal.policy.personas import CENTER
from portal.reference.text import pick
from portal.uuid7 import uuid7

NEWEST = Order("happened_at", descending=True)


def layout(actor: Actor) -> str:
    """Name the frame of a page: the desks of staff, or the plain one of firms and experts."""
    return "editorial.html" if actor.is_staff else "base.html"


def listing(request: HttpRequest) -> HttpResponse:
    """List incidents, the newest first, with filters."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = IncidentFilterForm(request.GET or None)
    asked = form.asked()
    if actor.kind == "enterprise":
        asked["clash"] = False
        del form.fields["clash"]
    rows = filtered(access.visible_incidents(actor), **asked)
    found = page(rows, order=NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    works = actor.kind == "center" or actor.has("coordinator")
    context = {
        "layout": layout(actor),
        "form": form, "page": found, "national": actor.kind == "national", "firm": actor.kind == "enterprise",
        "delegations": list(access.current_delegations(actor)) if works else [],
    }  # fmt: skip
    return render(request, "desk/incidents.html", context)


def incident(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an incident."""
    found = access.get_incident(request.actor, public_id)  # type: ignore[attr-defined]
    return _page(request, found, EntryForm(initial={"kind": "step", "at": timezone.now()}))


def _page(request: HttpRequest, found: Incident, form: EntryForm, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may_write = access.works_for(actor, found.center_id)
    edition = found.delegation.edition
    context = {
        "layout": layout(actor),
        "incident": found, "log": log_of(found), "files": files_of(found, actor), "clashes": open_clashes(found, actor),
        "form": form, "may_write": may_write, "steps": workflow.steps_from(found.state) if may_write else [],
        "may_request": may_write and actor.has(*CENTER) and found.participant_id is not None,
        "parts": parts_of(found, actor), "case": found.case if actor.is_staff else None,
        "firm": actor.kind == "enterprise", "zone": edition.fair.time_zone,
        "facts": [
            (_("Firm"), found.participant.name if found.participant else ""),
            (_("Exhibit"), pick(found.exhibit.name, found.exhibit.name_en) if found.exhibit else ""), (_("Hall and booth"), found.place),
            (_("Fair"), edition.fair.name), (_("Delegation"), found.delegation.name), (_("Other side"), found.opponent),
            (_("Right asserted"), found.asserted_right), (_("Center"), found.center.name),
        ],
    }  # fmt: skip
    with timezone.override(ZoneInfo(edition.fair.time_zone)):
        return render(request, "desk/incident.html", context, status=status)


def move(request: HttpRequest, public_id: UUID, target: str) -> HttpResponse:
    """Take an incident to another state (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    now = locked(access.get_own_incident(actor, public_id))
    incident_move(incident=now, base=now.state, target=target, made_at=timezone.now(), actor=actor)
    messages.success(request, _("Saved."))
    return redirect("desk:incident", public_id=public_id)


def add_entry(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a line to the log (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_incident(actor, public_id)
    form = EntryForm(request.POST)
    with timezone.override(ZoneInfo(found.delegation.edition.fair.time_zone)):
        valid = form.is_valid()
    if not valid:
        return _page(request, found, form, status=422)
    entry_add(incident=found, public_id=uuid7(), data=form.cleaned_data, at=stamp_now(), actor=actor)
    messages.success(request, _("Saved."))
    return redirect("desk:incident", public_id=public_id)


def settle(request: HttpRequest, public_id: UUID, clash: UUID) -> HttpResponse:
    """Decide a conflict, field by field."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = access.get_open_clash(actor, public_id, clash)
    now = locked(access.get_own_incident(actor, public_id))
    stands = incident_wire(now)
    labels = {
        name: (field_label(name), readable(name, was["mine"]), readable(name, stands[name]))
        for name, was in row.fields.items()
    }
    seen = json.dumps({name: stands[name] for name in row.fields})
    form = SettleForm(request.POST or None, clash=row, labels=labels, seen=seen)
    if form.is_bound and form.is_valid():
        try:
            clash_settle(clash=row, incident=now, choices=form.choices_made(), seen=_seen(form), actor=actor)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Decided."))
            return redirect("desk:incident", public_id=public_id)
    context = {"layout": layout(actor), "form": form, "incident": now, "clash": row}
    return render(request, "desk/settle.html", context, status=422 if form.is_bound else 200)


def _seen(form: SettleForm) -> dict[str, Any]:
    """Read what stood when the page was drawn; a value that is made up meets nothing that stands."""
    try:
        told = json.loads(form.cleaned_data["seen"])
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Conflict(_("It was changed once more in the meantime. Look at what stands now, then decide again."))
    return told


def begin_request(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Make a request for help of an incident (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case = request_begin(incident=access.get_own_incident(actor, public_id), actor=actor)
    return redirect("cases:filing" if case.state == "draft" else "cases:detail", public_id=case.public_id)


def file(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponseBase:
    """Send a clean file, with an entry in the trail."""
    row = access.get_file(request.actor, public_id, file)  # type: ignore[attr-defined]
    trail.record(
        "incident.file_read", object_type="incident", object_id=public_id, center_id=row.center_id,
        payload={"sha256": row.sha256},
    )  # fmt: skip
    return send(row.storage_key, row.name, row.media_type, inline=False)
