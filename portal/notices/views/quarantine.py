"""The quarantine: work that failed three times, for the system administrator. Shows ids and places in the code, no contents."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.notices import access, selectors, services
from portal.notices.forms import DiscardForm
from portal.notices.views.keys import key, neighbour


@require_safe
def quarantine_list(request: HttpRequest) -> HttpResponse:
    """List the events that stand still."""
    events, following = selectors.quarantine_page(before=key(request, "before"))
    return render(
        request, "notices/quarantine.html", {"events": events, "next_url": neighbour(request, before=following)}
    )


@require_safe
def quarantine_detail(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Show one event with its error."""
    return _detail(request, event_id, DiscardForm())


@require_POST
def requeue(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Offer the event to the workers again."""
    event = access.access_quarantined(request.actor, event_id)  # type: ignore[attr-defined]
    services.event_requeue(event_id=event.pk)
    messages.success(request, _("The work is offered again."))
    return redirect("notices:quarantine")


@require_POST
def discard(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Give the event up, with a reason."""
    event = access.access_quarantined(request.actor, event_id)  # type: ignore[attr-defined]
    form = DiscardForm(request.POST)
    if not form.is_valid():
        return _detail(request, event_id, form, status=422)
    services.event_discard(event_id=event.pk, reason=form.cleaned_data["reason"])
    messages.success(request, _("The work is given up."))
    return redirect("notices:quarantine")


def _detail(request: HttpRequest, event_id: UUID, form: DiscardForm, status: int = 200) -> HttpResponse:
    event = access.access_quarantined(request.actor, event_id)  # type: ignore[attr-defined]
    context = {
        "event": event,
        "payload": selectors.visible_payload(event.payload),
        "deliveries": selectors.deliveries_of(event),
        "form": form,
    }
    return render(request, "notices/quarantine_detail.html", context, status=status)
