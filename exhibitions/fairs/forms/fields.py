"""Fields that several forms of the room share."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exhibitions.fairs.models import FairEdition
from portal.reference.countries import clean_country, country_name
from portal.reference.phones import clean_phone, display_phone
from portal.reference.trade_codes import clean_hs_code, clean_locarno_class, clean_nice_classes, format_hs_code
from portal.reference.uscc import clean_uscc

_PIECES = re.compile(r"[,;，；、\n]+")


class ListField(forms.CharField):
    """Several short values in one line, separated by commas; each goes through `clean_piece`."""

    def __init__(self, *, most: int = 20, longest: int = 20, **kwargs: Any) -> None:
        self.most = most
        self.longest = longest
        super().__init__(required=False, max_length=600, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean_piece(self, piece: str) -> Any:
        """Give one value, or raise ValidationError."""
        if len(piece) > self.longest:
            raise ValidationError(_("“%(text)s” is too long.") % {"text": piece[:40]})
        return piece

    def clean(self, value: Any) -> list[Any]:
        text = super().clean(value)
        found: list[Any] = []
        for piece in filter(None, (piece.strip() for piece in _PIECES.split(text))):
            cleaned = self.clean_piece(piece)
            if cleaned not in found:
                found.append(cleaned)
        if len(found) > self.most:
            raise ValidationError(_("At most %(most)d values.") % {"most": self.most})
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class HsField(ListField):
    """HS codes."""

    def prepare_value(self, value: Any) -> Any:
        shown = [format_hs_code(code) for code in value] if isinstance(value, list | tuple) else value
        return super().prepare_value(shown)

    def clean_piece(self, piece: str) -> str:
        return clean_hs_code(piece)


class LocarnoField(ListField):
    """Locarno classes."""

    def clean_piece(self, piece: str) -> str:
        return clean_locarno_class(piece)


class CountriesField(ListField):
    """Countries (regions), by name or code; shown by name in the language of the page."""

    def prepare_value(self, value: Any) -> Any:
        # A name with a comma (Hong Kong, China) would be read as two.
        shown = [_one_word(country_name(code)) for code in value] if isinstance(value, list | tuple) else value
        return super().prepare_value(shown)

    def clean_piece(self, piece: str) -> str:
        return clean_country(piece, organisations=False)


def _one_word(name: str) -> str:
    head, comma, tail = name.partition(", ")
    return f"{head} ({tail})" if comma else name


class NiceField(forms.CharField):
    """Nice classes as they are usually written: 9, 35 or 1-5."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[int]:
        return list(clean_nice_classes(super().clean(value)))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class PhoneField(forms.CharField):
    """A telephone number, stored as E.164."""

    def prepare_value(self, value: Any) -> Any:
        return display_phone(value) if value else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return clean_phone(text) if text else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class UsccField(forms.CharField):
    """A unified social credit code, its check character compared."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        return clean_uscc(text) if text else ""


class EditionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An edition of one fair."""

    def label_from_instance(self, obj: Any) -> str:
        edition: FairEdition = obj
        return f"{edition.label} ({edition.starts_on:%Y-%m-%d})"
