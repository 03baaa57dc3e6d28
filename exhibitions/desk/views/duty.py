"""Devices with their revocation, and the duty roster of a delegation."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.selectors.people import colleagues
from exhibitions.desk import access
from exhibitions.desk.forms.pages import ShiftForm
from exhibitions.desk.models import Shift
from exhibitions.desk.services.devices import device_revoke
from exhibitions.desk.services.duty import shift_add, shift_remove
from exhibitions.desk.views.incidents import layout
from exhibitions.fairs.choices import PostState
from exhibitions.fairs.models import Post
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.keyset import NEWEST, page


def devices(request: HttpRequest) -> HttpResponse:
    """List the devices that hold data of fairs."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = access.visible_devices(actor).annotate(owner=F("user__name")).select_related("center")
    found = page(rows, order=NEWEST, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {"layout": layout(actor), "page": found, "national": actor.kind == "national"}
    return render(request, "desk/devices.html", context)


def revoke(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask whether a device is to be revoked (GET), and do it (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    device = access.get_device(actor, public_id)
    if request.method == "POST":
        device_revoke(device=device, actor=actor)
        messages.success(request, _("Revoked. The device erases what it holds at its next contact."))
        return redirect("desk:devices")
    return render(request, "desk/revoke.html", {"device": device})


def duty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a delegation's duty roster (GET) and add hours to it (POST), in the time of the fair."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    delegation = access.get_delegation(actor, public_id)
    fair = delegation.edition.fair
    posted = Post.objects.filter(delegation=delegation, state=PostState.ACTIVE).values("user_id")
    people = User.objects.filter(Q(pk__in=colleagues(delegation.center_id).values("pk")) | Q(pk__in=posted))
    with timezone.override(ZoneInfo(fair.time_zone)):
        form = ShiftForm(
            request.POST or None, people=people.only("id", "name").order_by("name", "id"), delegation=delegation
        )
        if form.is_bound and form.is_valid():
            shift_add(shift=form.instance)
            messages.success(request, _("Saved."))
            return redirect("desk:duty", public_id=public_id)
        rows = Shift.objects.filter(delegation=delegation).annotate(who=F("user__name")).order_by("starts_at", "id")
        context = {
            "layout": layout(actor),
            "delegation": delegation,
            "form": form,
            "shifts": list(rows),
            "zone": fair.time_zone,
        }
        return render(request, "desk/duty.html", context, status=422 if form.is_bound else 200)


def duty_remove(request: HttpRequest, public_id: UUID, shift: UUID) -> HttpResponse:
    """Take hours off the roster (POST)."""
    delegation = access.get_delegation(request.actor, public_id)  # type: ignore[attr-defined]
    row = Shift.objects.filter(delegation=delegation, public_id=shift).first()
    if row is None:
        raise Http404
    shift_remove(shift=row)
    messages.success(request, _("Removed."))
    return redirect("desk:duty", public_id=public_id)
