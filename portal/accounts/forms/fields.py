"""Fields that several forms of accounts share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.accounts.names import name_check
from portal.reference.phones import clean_phone

PHONE_LENGTH = 40


class PersonNameField(forms.CharField):
    """A person's name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Your name"))
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "name"}))
        super().__init__(**kwargs)
        self.validators.append(name_check)


class PhoneField(forms.CharField):
    """A telephone number, cleaned to E.164 (portal.reference.phones)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Phone"))
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        number = clean_phone(text) if text else ""
        if len(number) > PHONE_LENGTH:
            raise forms.ValidationError(_("This extension is too long."), code="phone_invalid")
        return number


class EmailField(forms.EmailField):
    """An e-mail address, lower-case."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail"))
        kwargs.setdefault("max_length", 254)
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "email"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()


class PasswordField(forms.CharField):
    """A password, never shown again; spaces count."""

    def __init__(self, *, autocomplete: str = "current-password", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Password"))
        kwargs.setdefault("max_length", 200)
        super().__init__(
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false"}),
            **kwargs,
        )


PASSWORD_ADVICE = _("At least 12 characters. Several words in a row are easy to remember and hard to guess.")


class CodeField(forms.CharField):
    """A code of the second factor, typed with or without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault(
            "widget",
            forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
        )
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).replace(" ", "").replace("-", "")
