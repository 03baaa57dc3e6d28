"""Second factors: the page that asks for one, and allauth's ceremonies with the portal's rules around them.

The rule (`Proved`): who has a second factor must have proved it in this session before touching any of them. A session
opened with the password alone, before the factor was set up, is otherwise a way around it.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery_views
from allauth.mfa.totp import views as totp_views
from allauth.mfa.webauthn import views as webauthn_views
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.accounts.actors import has_second_factor
from portal.accounts.enrolment import enrolment_ask, enrolment_locked, enrolment_open
from portal.accounts.forms import second_factor as forms
from portal.accounts.models import User
from portal.accounts.second_factor import is_enrolled
from portal.accounts.views.entry import Limited, limited, posted
from portal.audit import trail


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask a person whose role requires it to set up a second factor, or to prove the one they have."""
    user = _user(request)
    way_on = _way_on(request)
    if has_second_factor(request):
        return redirect(way_on)
    if not is_enrolled(user):
        return _enrol(request, user)
    form = forms.ReauthenticateForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        trail.record("account.second_factor_proved")
        return redirect(way_on)
    has_key = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists()
    context = {"enrolled": True, "form": form, "has_key": has_key, "next": way_on}
    return limited(request, render(request, "accounts/second_factor.html", context, status=422 if form.errors else 200))


def _enrol(request: HttpRequest, user: User) -> HttpResponse:
    """Lead to a first factor; after a lost device by way of a link in the person's mail."""
    locked = enrolment_locked(request, user)
    if not locked or (request.method != "POST" and "key" not in request.GET):
        context = {"enrolled": False, "locked": locked, "email": user.email}
        return render(request, "accounts/second_factor.html", context)
    if request.method == "POST":
        if wait := enrolment_ask(request, user):
            request.login_wait = wait  # type: ignore[attr-defined]
            messages.error(request, _("Several links are on their way already. Look into your mail, or wait an hour."))
            context = {"enrolled": False, "locked": True, "email": user.email}
            return limited(request, render(request, "accounts/second_factor.html", context))
        messages.success(request, _("The link is on its way. Open it in this browser within an hour."))
    elif not enrolment_open(request, request.GET["key"]):
        messages.error(
            request,
            _("This link is used up, older than an hour, or was asked for in another browser. Ask for a new one."),
        )
    return redirect("accounts:second_factor")


def _way_on(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return reverse("site:home")


class Proved:
    """Lead away from delicate pages whoever has a second factor and has not proved it in this session."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_enrolled(_user(request)) and not has_second_factor(request):
            return redirect(f"{reverse('accounts:second_factor')}?next={request.path}")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class AuthenticateView(base_views.AuthenticateView):
    """The second step of a log-in."""

    form_class = forms.AuthenticateForm
    webauthn_form_class = forms.AuthenticateWebAuthnForm

    def form_invalid(self, form: Any) -> HttpResponse:
        return limited(self.request, super().form_invalid(form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        keys = Authenticator.objects.filter(user=self.stage.login.user, type=Authenticator.Type.WEBAUTHN)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"has_key": keys.exists()}


class ReauthenticateView(Limited, base_views.ReauthenticateView):
    """A code once more."""

    form_class = forms.ReauthenticateForm


class ReauthenticateWebAuthnView(webauthn_views.ReauthenticateWebAuthnView):
    """A security key once more."""

    form_class = forms.ReauthenticateWebAuthnForm

    def form_invalid(self, form: Any) -> HttpResponse:
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return redirect("accounts:second_factor")


class IndexView(base_views.IndexView):
    """What second factors the person has."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"proved": has_second_factor(self.request)}


class _Enrolling:
    """Count a first second factor as proved in the session that set it up: its code or key has just been shown."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if enrolment_locked(request, _user(request)):
            return redirect("accounts:second_factor")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        user = _user(self.request)
        first = not is_enrolled(user)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        added = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).latest("pk")
        if first:
            record_authentication(self.request, user, "mfa", id=added.pk, type=added.type)
        trail.record(
            "account.second_factor_added", object_type="authenticator", object_id=added.pk, payload={"type": added.type}
        )
        return response


class ActivateTOTPView(Limited, Proved, _Enrolling, totp_views.ActivateTOTPView):
    """Set up an authenticator app."""

    form_class = forms.ActivateTOTPForm


class DeactivateTOTPView(Proved, totp_views.DeactivateTOTPView):
    """Take an authenticator app away, unless the role requires one and it is the last."""

    def form_valid(self, form: Any) -> HttpResponse:
        trail.record(
            "account.second_factor_removed",
            object_type="authenticator",
            object_id=self.authenticator.pk,
            payload={"type": "totp"},
        )
        response: HttpResponse = super().form_valid(form)
        return response


class AddWebAuthnView(Proved, _Enrolling, webauthn_views.AddWebAuthnView):
    """Set up a security key."""

    form_class = forms.AddWebAuthnForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # allauth leaves out a form that was refused; its words belong on the page.
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | ({"form": kwargs["form"]} if "form" in kwargs else {})


class ListWebAuthnView(Proved, webauthn_views.ListWebAuthnView):
    """The person's security keys."""


class RemoveWebAuthnView(Proved, webauthn_views.RemoveWebAuthnView):
    """Take a security key away, unless the role requires one and it is the last."""

    def form_valid(self, form: Any) -> HttpResponse:
        key = self.get_object()
        if not get_adapter().can_delete_authenticator(key):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        trail.record(
            "account.second_factor_removed", object_type="authenticator", object_id=key.pk, payload={"type": "webauthn"}
        )
        response: HttpResponse = super().form_valid(form)
        return response


class EditWebAuthnView(Proved, webauthn_views.EditWebAuthnView):
    """Rename a security key."""

    form_class = forms.EditWebAuthnForm


class ViewRecoveryCodesView(Proved, recovery_views.ViewRecoveryCodesView):
    """Show the recovery codes, for printing too."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        trail.record("account.recovery_codes_viewed")
        return context


class GenerateRecoveryCodesView(Proved, recovery_views.GenerateRecoveryCodesView):
    """Make new recovery codes; the old ones stop working."""

    success_url = reverse_lazy("mfa_view_recovery_codes")

    def form_valid(self, form: Any) -> HttpResponse:
        trail.record("account.recovery_codes_generated")
        response: HttpResponse = super().form_valid(form)
        return response


class DownloadRecoveryCodesView(Proved, recovery_views.DownloadRecoveryCodesView):
    """Give the recovery codes as a text file."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        trail.record("account.recovery_codes_viewed", payload={"download": True})
        response: HttpResponse = super().render_to_response(context, **kwargs)
        response["Content-Disposition"] = 'attachment; filename="zhinan-recovery-codes.txt"'
        return response
