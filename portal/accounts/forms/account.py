"""The forms of one's own account."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.fields import PASSWORD_ADVICE, PasswordField, PersonNameField, PhoneField
from portal.accounts.models import User
from portal.accounts.services.users import password_check
from portal.reference.phones import display_phone


class ProfileForm(forms.Form):
    """Name, phone and language of a person."""

    name = PersonNameField()
    phone = PhoneField(
        required=False,
        help_text=_("Where your center may call you. For a number abroad begin with + and the country code."),
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=User.Language.choices, help_text=_("Of these pages and of the mails we send you.")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        initial = {
            "name": user.name,
            "phone": display_phone(user.phone) if user.phone else "",
            "language": user.language,
        }
        super().__init__(*args, **kwargs | {"initial": initial})


class TokenForm(forms.Form):
    """A new API token: what it is for and how long it works."""

    name = forms.CharField(
        label=_("What is it for?"), max_length=60, help_text=_("For example: nightly export of our cases.")
    )
    days = forms.TypedChoiceField(label=_("How long should it work?"), coerce=int, choices=[])

    def __init__(
        self, *args: Any, longest: int, typed: Mapping[str, str] = MappingProxyType({}), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs | {"initial": dict(typed)})
        offered = {1: _("1 day"), 7: _("7 days"), 30: _("30 days"), 90: _("90 days"), 365: _("1 year")}
        self.fields["days"].choices = [(days, words) for days, words in offered.items() if days <= longest]  # type: ignore[attr-defined]
        self.fields["days"].initial = min(30, longest)


class AcceptNewForm(forms.Form):
    """Name and password of a person who accepts an invitation and has no account yet."""

    name = PersonNameField()
    password1 = PasswordField(autocomplete="new-password", help_text=PASSWORD_ADVICE)
    password2 = PasswordField(autocomplete="new-password", label=_("Password again"))

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first:
            try:
                password_check(first, User(email=self.email, name=cleaned.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password1", error)
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return cleaned
