"""How the delivery of publications goes, for those who publish and those who run the portal: numbers, no addresses."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alerts.subscriptions.access import get_published
from alerts.subscriptions.pages_of import page_of
from alerts.subscriptions.selectors import figures


def dispatches(request: HttpRequest) -> HttpResponse:
    """List what was told to subscribers, and how many there are."""
    shown = figures.dispatch_page(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return render(request, "subscriptions/dispatches.html", {"page": shown, "totals": figures.totals()})


def dispatch(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how far one item has come with its mails."""
    edition = get_published(public_id)
    context = {
        "edition": edition,
        "rows": figures.figures_of(edition.item_id),
        "url": page_of(edition.kind, edition.slug),
    }
    return render(request, "subscriptions/dispatch.html", context)


def returned(request: HttpRequest) -> HttpResponse:
    """Count what came back by mail, and what else lay in the mailbox for it."""
    context = {"rows": figures.returned_rows(), "totals": figures.totals(), "days": figures.RETURNED_DAYS}
    context["is_read"] = bool(settings.BOUNCE_ADDRESS)
    return render(request, "subscriptions/returned.html", context)
