"""allauth's pages of the front door with the portal's forms, limits and audit lines."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth_views
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.forms import entry as forms
from portal.accounts.models import User
from portal.accounts.tokens import tokens_revoke_all
from portal.audit import trail


class Limited:
    """Answer 429 with Retry-After when a form ran into a limit; the form says so in words."""

    request: HttpRequest

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        return limited(self.request, response)


def posted(request: HttpRequest) -> QueryDict | None:
    """Give a form its data on a POST, also when nothing was typed; None leaves it fresh."""
    return request.POST if request.method == "POST" else None


def limited(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Mark a response as refused by a limit when the request ran into one."""
    if wait := getattr(request, "login_wait", 0):
        response.status_code = 429
        response["Retry-After"] = str(wait)
    return response


class LoginView(Limited, allauth_views.LoginView):
    """Log in. `ended` in the address tells why a session is over."""

    form_class = forms.LoginForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ended = self.request.GET.get("ended", "")
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"ended": ended if ended in {"idle", "absolute", "session"} else ""}


class SignupView(Limited, allauth_views.SignupView):
    """Sign up as somebody of an enterprise; staff and experts come by invitation."""

    form_class = forms.SignupForm


class PasswordResetView(Limited, allauth_views.PasswordResetView):
    """Ask for a link to set a new password."""

    form_class = forms.ResetPasswordForm


class PasswordResetFromKeyView(allauth_views.PasswordResetFromKeyView):
    """Set a new password behind the link. Sessions end with the old password, tokens here."""

    form_class = forms.ResetPasswordKeyForm

    def form_valid(self, form: Any) -> HttpResponse:
        assert isinstance(self.reset_user, User)
        tokens_revoke_all(user=self.reset_user)
        trail.record("account.password_reset", actor_id=self.reset_user.pk)
        response: HttpResponse = super().form_valid(form)
        return response


class PasswordChangeView(Limited, allauth_views.PasswordChangeView):
    """Set a new password with the present one. Other sessions end with the old password, tokens here."""

    form_class = forms.ChangePasswordForm

    def form_valid(self, form: Any) -> HttpResponse:
        assert isinstance(self.request.user, User)
        tokens_revoke_all(user=self.request.user)
        response: HttpResponse = super().form_valid(form)
        return response

    def get_default_success_url(self) -> str:
        return reverse("accounts:profile")


class EmailView(allauth_views.EmailView):
    """Change the address of the account."""

    form_class = forms.AddEmailForm


class ReauthenticateView(Limited, allauth_views.ReauthenticateView):
    """Type the password again before something delicate."""

    form_class = forms.ReauthenticateForm


@never_cache
@require_safe
def set_password(request: HttpRequest) -> HttpResponse:
    """Lead a person without a usable password to a link by mail."""
    return redirect(f"{reverse('account_reset_password')}?{urlencode({'email': getattr(request.user, 'email', '')})}")


@require_safe
def inactive(request: HttpRequest) -> HttpResponse:
    """Say that an account has been closed."""
    return render(request, "account/account_inactive.html", status=403)
