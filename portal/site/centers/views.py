"""The page of a center, its logo, and where its words are kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.site import nav
from portal.site.centers import access, selectors, services
from portal.site.centers.forms import SiteForm, WhichForm
from portal.site.centers.models import CenterSite
from portal.site.leaflets import page_address, qr_data
from portal.site.markdown import render as markdown
from portal.site.pagecache import public_page
from portal.site.selectors import serves
from portal.tenancy.models import Center


def _shown(center: Center, site: CenterSite | None) -> dict[str, Any]:
    """Give what the page of a center shows."""
    return {
        "center": center,
        "site": site,
        "serves": serves(center),
        "intro": markdown(site.intro) if site and site.intro else "",
        "phone": (site and site.phone) or center.phone,
        "email": (site and site.email) or center.email,
        "address": (site and site.address) or center.address,
    }


@public_page(lambda code: ["centers", services.tag(code), *nav.tags_of(nav.site_parts())])
@require_safe
def center_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a center: brand, words, contacts, and what the apps have for its readers."""
    center = selectors.get_center(code)
    context = _shown(center, selectors.published_site(center))
    return render(request, "centers/page.html", {**context, "parts": nav.fill(nav.site_parts(), center)})


@public_page(lambda code: ["centers", services.tag(code)])
@require_safe
def leaflet(request: HttpRequest, code: str) -> HttpResponse:
    """Show one printed page about a center, with the QR code of its address."""
    center = selectors.get_center(code)
    site = selectors.published_site(center)
    address = f"https://{site.host}/" if site and site.host else page_address(f"/centers/{center.code}/")
    context = {**_shown(center, site), "leaflet_url": address, "leaflet_qr": qr_data(address)}
    return render(request, "centers/leaflet.html", context)


@require_safe
def logo(request: HttpRequest, code: str) -> HttpResponseBase:
    """Send the logo of a published site, once it was found clean."""
    site = selectors.published_site(selectors.get_center(code))
    if site is None or site.logo_state != "clean":
        raise Http404
    with default_storage.open(site.logo_key) as stream:
        response = HttpResponse(stream.read(), content_type=site.logo_type)
    # The address carries the version (`?v=`), so its bytes never change.
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Keep the site of the own center, or of any for the nation; look at it before it is saved."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    center = access.get_own_center(actor, request.GET.get("center", ""))
    national = actor.kind == "national"
    if center is None:
        return render(request, "centers/which.html", {"form": WhichForm()})
    site = CenterSite.objects.filter(center=center).first() or CenterSite(center=center)
    form = SiteForm(request.POST or None, request.FILES or None, instance=site, may_name_host=national)
    context: dict[str, Any] = {"form": form, "center": center, "site": site, "national": national}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("deed") == "preview":
            return render(request, "centers/edit.html", {**context, "shown": _shown(center, form.instance)})
        try:
            services.site_save(
                center=center,
                values=form.values(),
                seen=form.cleaned_data["seen"],
                logo=form.cleaned_data.get("logo"),
            )
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as error:
            form.add_error(None, str(error))
            return render(request, "centers/edit.html", context, status=409)
        else:
            messages.success(request, _("The site is saved."))
            return redirect(reverse("centers:edit") + (f"?center={center.code}" if national else ""))
    return render(request, "centers/edit.html", context)
