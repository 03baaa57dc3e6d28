"""The forms of second factors. The limits are ours (database), the ceremonies allauth's."""

from __future__ import annotations

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp.internal.auth import get_totp_secret
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.fields import CodeField
from portal.accounts.limits import Guard
from portal.accounts.models import User
from portal.accounts.second_factor import code_accept, code_failed, matching_step
from portal.audit import trail

# What allauth and fido2 raise for an answer that no browser would send.
_MALFORMED = (ValidationError, KeyError, ValueError, TypeError, AttributeError, struct.error)


class _Guarded:
    """Let a proof be tried N times from one place, and write down what failed."""

    user: User

    def begin(self) -> Guard:
        guard = Guard(context.request, self.user.email, purpose="code")
        if wait := guard.closed():
            context.request.login_wait = wait
            trail.record("account.second_factor_blocked", actor_id=self.user.pk, payload={"seconds": wait})
            raise ValidationError(
                _(
                    "Too many wrong codes for this account within a day. A browser with which you logged in before may "
                    "go on; here it goes on in %(hours)d hours. If it was not you: somebody knows your password."
                ),
                code="too_many_login_attempts",
                params={"hours": (wait + 3599) // 3600},
            )
        if wait := guard.begin():
            context.request.login_wait = wait
            trail.record("account.second_factor_blocked", actor_id=self.user.pk, payload={"seconds": wait})
            raise get_account_adapter().too_many(wait)
        return guard

    def failed(self, guard: Guard) -> ValidationError:
        code_failed(guard, self.user)
        error: ValidationError = get_adapter().validation_error("incorrect_code")
        return error


class _CodeForm(_Guarded, forms.Form):
    code = CodeField(
        label=_("Code from your app, or a recovery code"),
        help_text=_("Six digits from the authenticator app, or one of the recovery codes you kept."),
    )
    reauthenticated = False
    authenticator: Authenticator

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Accept a code once."""
        guard = self.begin()
        code: str = self.cleaned_data["code"]
        authenticator = code_accept(self.user, code)
        if authenticator is None:
            raise self.failed(guard)
        self.authenticator = authenticator
        guard.succeeded()
        return code

    def save(self) -> None:
        """Write into the session that the second factor was proved."""
        post_authentication(context.request, self.authenticator, reauthenticated=self.reauthenticated)


class AuthenticateForm(_CodeForm):
    """The second step of a log-in."""


class ReauthenticateForm(_CodeForm):
    """The second factor once more, before something delicate."""

    reauthenticated = True


class ActivateTOTPForm(_Guarded, totp_forms.ActivateTOTPForm):
    """The first code of an authenticator app, which proves that it holds the key shown beside."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A page loaded a second time shows the same key: whoever scanned it already need not begin anew.
        self.secret = get_totp_secret()
        self.fields["code"] = CodeField(label=_("Six-digit code"), help_text=_("The code your app shows now."))

    def clean_code(self) -> str:
        guard = self.begin()
        code: str = self.cleaned_data["code"]
        if matching_step(self.secret, code) is None:
            raise self.failed(guard)
        guard.succeeded()
        return code


class AuthenticateWebAuthnForm(_Guarded, webauthn_forms.AuthenticateWebAuthnForm):
    """A security key as the second step of a log-in."""

    def clean_credential(self) -> Authenticator:
        guard = self.begin()
        try:
            authenticator: Authenticator = super().clean_credential()
        except _MALFORMED as error:
            raise self.failed(guard) from error
        guard.succeeded()
        return authenticator


class ReauthenticateWebAuthnForm(AuthenticateWebAuthnForm):
    """A security key once more, before something delicate."""

    reauthenticated = True


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):
    """The name of a new security key; the browser fills in the rest."""

    name = forms.CharField(
        label=_("Name of the key"), max_length=60, required=False, help_text=_("For example: blue key on my key ring.")
    )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except _MALFORMED as error:
            raise ValidationError(
                _("The key's answer could not be used. Try again, or use an authenticator app."), code="key_refused"
            ) from error
        return cleaned


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):
    """Another name for a security key."""

    name = forms.CharField(label=_("Name of the key"), max_length=60)
