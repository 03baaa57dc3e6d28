"""The forms of the front door: log in, sign up, forgotten password, change of e-mail and password."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from allauth.core import context
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from portal.accounts import limits
from portal.accounts.forms.fields import PASSWORD_ADVICE, EmailField, PasswordField, PersonNameField
from portal.accounts.models import User
from portal.audit import trail


def _forgotten() -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse_lazy("account_reset_password"), _("Forgotten your password?"))


FORGOTTEN = lazy(_forgotten, SafeString)()


class LoginForm(allauth_forms.LoginForm):
    """E-mail and password. Any wrong pair gets the same answer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = EmailField(widget=_username_input())
        self.fields["password"] = PasswordField(help_text=FORGOTTEN)
        self.order_fields(["login", "password"])


def _username_input() -> forms.EmailInput:
    return forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})


class SignupForm(allauth_forms.SignupForm):
    """Name, e-mail and password. Whether the address is known already shows in the mail only, never on the page."""

    field_order = ["name", "email", "password1", "password2"]
    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = PersonNameField()
        self.fields["email"] = EmailField(help_text=_("We send a link to this address. You log in with it later."))
        self.fields["password1"] = PasswordField(autocomplete="new-password", help_text=PASSWORD_ADVICE)
        self.fields["password2"] = PasswordField(autocomplete="new-password", label=_("Password again"))
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not self.errors and (wait := limits.from_network(context.request, "sign-up", limits.SIGN_UP)):
            context.request.login_wait = wait
            raise get_adapter().too_many(wait)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Create the account; for a known address spend the same time and send its owner a mail instead."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
            trail.record("account.signed_up_again")
        try:
            with transaction.atomic():
                user, response = super().try_save(request)
        except IntegrityError:
            # The address belongs to somebody whom this site's database log-in cannot see (national staff and
            # administrators, on a center's site): the same answer, and the same mail to its owner.
            self.account_already_exists = True
            trail.record("account.signed_up_again")
            user, response = super().try_save(request)
        if user is not None:
            user.name = self.cleaned_data["name"]
            user.language = request.LANGUAGE_CODE if request.LANGUAGE_CODE in User.Language.values else User.Language.ZH
            user.save(update_fields=["name", "language"])
            trail.record("account.signed_up", actor_id=user.pk, object_type="user", object_id=user.pk)
        return user, response


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The address to which a link goes, whether an account has it or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and (wait := limits.from_network(context.request, "reset", limits.RESET_SOURCE)):
            context.request.login_wait = wait
            raise get_adapter().too_many(wait)
        return cleaned


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, behind the link of the mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """The present password and a new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"] = PasswordField(label=_("Present password"), help_text=FORGOTTEN)
        _dress_new_password(self)

    def clean_oldpassword(self) -> str:
        """Check the present password behind the limits of a log-in: a stolen session is no place to guess it."""
        password: str = self.cleaned_data["oldpassword"]
        adapter = get_adapter()
        if not adapter.reauthenticate(self.user, password):
            raise adapter.validation_error("enter_current_password")
        return password


def _dress_new_password(form: Any) -> None:
    # allauth's own field asks the validators about this user; only its words are ours.
    first = form.fields["password1"]
    first.label, first.help_text = _("New password"), PASSWORD_ADVICE
    first.widget.attrs.pop("placeholder", None)
    form.fields["password2"] = PasswordField(autocomplete="new-password", label=_("New password again"))


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    """The password once more, before something delicate."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = PasswordField(help_text=FORGOTTEN)


class AddEmailForm(allauth_forms.AddEmailForm):
    """The new address of an account; it counts once the link sent to it was opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = EmailField(
            label=_("New e-mail"), help_text=_("Your present address stays in use until you open the link we send.")
        )
