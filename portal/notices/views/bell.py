"""The bell: what a person was told, and how they want to be told."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.actors import SEAT_SESSION_KEY, Actor
from portal.notices import access, selectors, services
from portal.notices.views.keys import key, neighbour
from portal.site.context_processors import place_of


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show a person's notices, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assert actor.user_id is not None
    unread_only = request.GET.get("show") == "unread"
    page = selectors.notice_page(
        actor.user_id, unread_only=unread_only, before=key(request, "before"), after=key(request, "after")
    )
    context = {
        "page": page,
        "unread_only": unread_only,
        "previous_url": neighbour(request, after=page.previous),
        "next_url": neighbour(request, before=page.next),
    }
    return render(request, "notices/list.html", context)


@require_safe
def notice_open(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark a notice read and go to what it speaks of, openly changing to the seat from which that page opens."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    notice = access.access_notice(actor, notice_id)
    services.notice_mark_read(notice=notice)
    seat = next((seat for seat in actor.seats if seat.key == notice.seat), None)
    if seat is not None and seat.key != actor.seat.key:
        request.session[SEAT_SESSION_KEY] = seat.key
        messages.info(request, _("You now act for %(place)s.") % {"place": place_of(seat)})
    target = notice.link
    if not target.startswith("/") or not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = reverse("notices:list")
    return redirect(target)


@require_POST
def notice_read(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """Mark one notice read and stay on the list."""
    notice = access.access_notice(request.actor, notice_id)  # type: ignore[attr-defined]
    services.notice_mark_read(notice=notice)
    return _back(request)


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assert actor.user_id is not None
    services.notices_mark_all_read(user_id=actor.user_id)
    return _back(request)


def preferences(request: HttpRequest) -> HttpResponse:
    """Let a person choose what reaches them on which way."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    assert actor.user_id is not None
    personas = frozenset().union(actor.personas, *(seat.roles for seat in actor.seats))
    if request.method == "POST":
        services.preferences_save(user_id=actor.user_id, personas=personas, wanted=request.POST.getlist("wanted"))
        messages.success(request, _("Saved. From now on you will be told this way."))
        return redirect("notices:preferences")
    rows = selectors.preferences(actor.user_id, personas)
    return render(request, "notices/preferences.html", {"rows": rows})


def _back(request: HttpRequest) -> HttpResponse:
    query = "?show=unread" if request.POST.get("show") == "unread" else ""
    return redirect(reverse("notices:list") + query)
