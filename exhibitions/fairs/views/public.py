"""What everybody reads: the coming fairs, and one of them."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import access
from exhibitions.fairs.forms.listed import FairFilterForm
from exhibitions.fairs.selectors import listed
from exhibitions.fairs.services.showing import TAG
from portal.keyset import Order
from portal.site.asking import page_at
from portal.site.pagecache import public_page

SOONEST = Order("starts_on")


@public_page(TAG, params=("q", "country", "month", "industry", "after", "before"))
def index(request: HttpRequest) -> HttpResponse:
    """List the coming fairs, the soonest first, with filters."""
    form = FairFilterForm(request.GET or None)
    context = {
        "form": form,
        "page": page_at(request, listed.coming(**form.asked()), SOONEST),
        "today": timezone.localdate(),
    }
    return render(request, "fairs/list.html", context)


@public_page(TAG)
def fair(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one edition: facts, the organiser's rules, contacts, delegations that take firms."""
    shown = listed.public_fair(access.get_public_edition(public_id))
    found = shown.edition.fair
    context = {
        "shown": shown,
        "edition": shown.edition,
        "fair": found,
        "today": timezone.localdate(),
        "facts": [
            (_("Organiser"), found.organiser),
            (_("City and venue"), found.site),
            (_("Halls"), ", ".join(shown.edition.halls)),
            (_("Opening hours of the fair"), shown.edition.opening_hours),
            (_("Industries"), shown.industries),
        ],
        "alerts": f"{reverse('publishing:alerts')}?country={found.country}",
        "crumbs": [(_("Fairs"), reverse("fairs:list"))],
    }
    return render(request, "fairs/fair.html", context)
