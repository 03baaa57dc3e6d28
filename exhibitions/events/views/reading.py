"""What the public reads: the list, an event, its open files, calendars, and whether a certificate is ours."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from exhibitions.events import access, workflow
from exhibitions.events.calendars import calendar_answer
from exhibitions.events.choices import Reader
from exhibitions.events.forms.public import FindForm, VerifyForm
from exhibitions.events.models import Material
from exhibitions.events.selectors import people as reads
from exhibitions.events.selectors.reading import centers_with_events, found
from exhibitions.events.services.events import TAG, TAG_SEATS
from exhibitions.events.views.shared import BY_TIME, LATEST
from portal.accounts.actors import Actor
from portal.documents import download
from portal.site.asking import page_at
from portal.site.markdown import render as markdown
from portal.site.pagecache import public_page

_FILTERS = ("kind", "mode", "center", "when", "series")
_FEED = 200


@public_page(TAG, TAG_SEATS, params=(*_FILTERS, "after", "before"))
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List coming events, or past ones."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = FindForm(request.GET or None, centers=centers_with_events())
    asked = form.asked()
    rows = found(actor, asked)
    page = page_at(request, rows, LATEST if asked.get("when") == "past" else BY_TIME)
    series = next((row.series for row in page.rows if row.series), None) if asked.get("series") else None
    context = {"form": form, "page": page, "past": asked.get("when") == "past", "series": series}
    return render(request, "events/list.html", context)


@public_page(TAG, TAG_SEATS)
@require_safe
def event(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show an event."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = access.get_announced(actor, public_id)
    context = {
        "event": shown,
        "programme": markdown(shown.text) if shown.text else "",
        "speakers": list(shown.speakers.order_by("position", "id")),
        "files": list(Material.objects.filter(event=shown, reader=Reader.EVERYONE, state="clean").order_by("id")),
        "takes": workflow.takes_signups(shown),
        "full": workflow.is_full(shown),
        "opens_later": shown.signup_from is not None and shown.signup_from > timezone.now(),
        "own_key": reads.own_key(shown.pk) if actor.user_id is not None else None,
    }
    return render(request, "events/event.html", context)


@require_safe
def calendar(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give an event as a calendar file, without the joining address."""
    shown = access.get_announced(request.actor, public_id)  # type: ignore[attr-defined]
    return calendar_answer([(shown, "")], name=f"event-{shown.public_id}")


@public_page(TAG)
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give all coming events as a calendar to subscribe to."""
    rows = found(request.actor, {}).order_by("starts_at", "id")[:_FEED]  # type: ignore[attr-defined]
    return calendar_answer([(row, "") for row in rows], name="events")


@require_safe
def file(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponseBase:
    """Send a material that everybody opens."""
    row = access.get_open_material(request.actor, public_id, file)  # type: ignore[attr-defined]
    return download.send(row.storage_key, row.name, row.media_type)


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a certificate with this number and code was issued by a center."""
    asked = "n" in request.GET or "h" in request.GET
    form = VerifyForm(request.GET if asked else None)
    certificate = None
    if asked and form.is_valid():
        certificate = reads.verified(form.cleaned_data["n"], form.cleaned_data["h"])
    status = 200 if not asked or form.is_valid() else 422
    context = {"form": form, "asked": asked, "found": certificate}
    return render(request, "events/verify.html", context, status=status)
