"""Public pages and the seat switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.actors import SEAT_SESSION_KEY, Actor
from portal.accounts.languages import speak
from portal.audit import trail
from portal.reference.regions import province_choices
from portal.site import nav, selectors, texts
from portal.site import share as share_pictures
from portal.site.pagecache import public_page
from portal.tenancy.models import Center

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@public_page(lambda: ["home", "centers", *nav.tags_of(nav.home_parts())])
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the doorstep to visitors; take a signed-in person to where their work begins."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if start := nav.start_path(actor):
        return redirect(start)
    context = {
        "doors": nav.doors(),
        "network": selectors.center_network(),
        "national": selectors.national_center(),
        "parts": nav.fill(nav.home_parts()),
    }
    return render(request, "site/home.html", context)


@require_safe
def share(request: HttpRequest, token: str) -> HttpResponse:
    """Send the picture that a shared page is shown with."""
    drawn = share_pictures.picture(token)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png", headers={"Cache-Control": "public, max-age=604800, immutable"})


@require_http_methods(["GET", "HEAD", "POST"])
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back to the page.

    By GET, too: the button stands on pages that are the same for everybody, so hold no form's secret; whoever sends people
    here from elsewhere can but show them the other language.
    """
    given = request.POST if request.method == "POST" else request.GET
    back = given.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(iri_to_uri(back))
    if (language := given.get("language", "")) in dict(settings.LANGUAGES):
        speak(response, language)
    return response


@require_POST
def switch_seat(request: HttpRequest) -> HttpResponse:
    """Let a person act in another of their seats from the next request on; a seat they do not hold changes nothing."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    wanted = request.POST.get("seat", "")
    seat = next((seat for seat in actor.seats if seat.key == wanted), None)
    if seat is not None and seat.key != actor.seat.key:
        request.session[SEAT_SESSION_KEY] = seat.key
        trail.record("account.seat_switched", payload={"from": actor.seat.key, "to": seat.key})
    # The page they stood on may not be open to the new seat; the doorstep knows where that one begins.
    return redirect("site:home")


class DirectoryForm(forms.Form):
    """The directory's two filters."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        kinds = [choice for choice in Center.Kind.choices if choice[0] != Center.Kind.DRAWER]
        self.fields["kind"].choices = [("", _("All kinds")), *kinds]  # type: ignore[attr-defined]
        self.fields["province"].choices = [("", _("All provinces")), *province_choices()]  # type: ignore[attr-defined]


@public_page("centers", params=("kind", "province"))
@require_safe
def centers(request: HttpRequest) -> HttpResponse:
    """List the guidance centers by kind and province."""
    form = DirectoryForm(request.GET if request.GET else None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = selectors.center_directory(kind=wanted.get("kind", ""), province=wanted.get("province", ""))
    return render(request, "site/centers.html", {"form": form, "rows": rows})


def _text(request: HttpRequest, text: texts.Text, title: str | _StrPromise) -> HttpResponse:
    context = {"text": text, "title": title, "body": text.template(), "national": selectors.national_center()}
    return render(request, "site/text.html", context)


@public_page("centers")
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what the portal is and who runs it."""
    return _text(request, texts.ABOUT, _("About the portal"))


@public_page("centers")
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Show the rules of processing personal information."""
    return _text(request, texts.PRIVACY, _("Privacy: how personal information is processed"))


@public_page("centers")
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """Show the terms of use."""
    return _text(request, texts.TERMS, _("Terms of use"))


@public_page("centers")
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return _text(request, texts.ACCESSIBILITY, _("Accessibility statement"))
