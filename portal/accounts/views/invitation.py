"""The page behind an invitation's link."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import EmailAddress, Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.actors import SEAT_SESSION_KEY, seats_of
from portal.accounts.forms.account import AcceptNewForm
from portal.accounts.models import User
from portal.accounts.services.invitations import Accepted, Look, invitation_accept, invitation_look
from portal.accounts.services.staff import three_people
from portal.accounts.services.users import user_from_invitation
from portal.accounts.views.entry import limited, posted
from portal.tenancy import scope as scopes
from portal.tenancy.models import StaffRole


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Show an invitation and accept it: as the person logged in, or with a new account for its address."""
    look = invitation_look(key)
    if look is None:
        raise Http404
    if look.state != "open":
        return render(request, "accounts/invitation_closed.html", {"look": look}, status=410)
    user = request.user if isinstance(request.user, User) else None
    if user is not None and user.email.lower() != look.email.lower():
        return render(request, "accounts/invitation_other.html", {"look": look})
    if user is not None:
        return _accept_as(request, key, look, user)
    if EmailAddress.objects.filter(email=look.email.lower(), verified=True).exists():
        return render(request, "accounts/invitation_login.html", _context(look) | {"next": request.path})
    return _accept_new(request, key, look)


def _context(look: Look) -> dict[str, object]:
    chinese = (get_language() or "zh").startswith("zh")
    return {
        "look": look,
        "place": look.place_zh if chinese else look.place_en,
        "role": dict(StaffRole.choices).get(look.role, look.role) if look.to_center else look.role,
    }


def _accept_as(request: HttpRequest, key: str, look: Look, user: User) -> HttpResponse:
    if request.method == "POST":
        outcome = invitation_accept(key=key, user=user)
        if outcome == "accepted":
            return _welcome(request, look, user)
        return _explain(request, look, outcome)
    return render(request, "accounts/invitation_accept.html", _context(look))


def _accept_new(request: HttpRequest, key: str, look: Look) -> HttpResponse:
    form = AcceptNewForm(posted(request), email=look.email, initial={"name": look.name})
    if request.method != "POST" or not form.is_valid():
        context = _context(look) | {"form": form}
        return limited(
            request, render(request, "accounts/invitation_new.html", context, status=422 if form.errors else 200)
        )
    user = user_from_invitation(
        email=look.email.lower(),
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password1"],
        language=get_language() or User.Language.ZH,
    )
    scopes.switch(scopes.login(user.pk))
    outcome = invitation_accept(key=key, user=user)
    record_authentication(request, user, method="password", email=user.email)
    perform_login(request, Login(user=user, email=user.email))
    if outcome != "accepted":
        return _explain(request, look, outcome)
    return _welcome(request, look, user)


def _welcome(request: HttpRequest, look: Look, user: User) -> HttpResponse:
    """Take the person to their new seat."""
    for seat in seats_of(user):
        if look.role in seat.roles and look.place_zh in {
            seat.label_zh,
            *([look.place_zh] if seat.kind == "expert" else []),
        }:
            request.session[SEAT_SESSION_KEY] = seat.key
    messages.success(request, _("Welcome. You can begin."))
    return redirect("site:home")


def _explain(request: HttpRequest, look: Look, outcome: Accepted) -> HttpResponse:
    """Say why an invitation was not accepted."""
    words = {
        "three_people": three_people(),
        "unconfirmed": _("A second person has not confirmed this role yet. You will get a new link when it is done."),
        "own": _("Nobody gives a role to themselves."),
        "other_person": _("The invitation was sent to another address than the one you log in with."),
    }
    message = words.get(outcome)
    if message is None:
        return render(request, "accounts/invitation_closed.html", {"look": look}, status=410)
    return render(request, "accounts/invitation_refused.html", _context(look) | {"message": message}, status=409)
