"""Fields of the filing form: they take what people type, in any width and script, and say what is wrong beside it.

Values of unknown type (a number where the API expects text, a list, None) are answered, never raised.
"""

from __future__ import annotations

import datetime
import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.reference import countries, currencies, industry, phones, regions, trade_codes
from portal.reference.text import half_width, pick

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = object
EARLIEST = datetime.date(1990, 1, 1)  # as far back as the forum calendars reach
LATEST = datetime.date(2100, 12, 31)
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


def shown_when(condition: str, **attrs: str) -> forms.TextInput:
    """Make a text input that a script hides until another answer (`name=value`) calls for it."""
    return forms.TextInput(attrs={"data-when": condition, **attrs})


def _refuse_surrogates(text: str) -> None:
    # JSON may carry half a character, which no database can store.
    if any("\ud800" <= mark <= "\udfff" for mark in text):
        raise ValidationError(_("This text holds a character that cannot be stored."), code="character")


class TextLine(forms.CharField):
    """One line of text: control characters and line breaks become spaces."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        _refuse_surrogates(text)
        return re.sub(r"[\r\n\t]+", " ", _CONTROL.sub(" ", text)).strip()


class TextBlock(forms.CharField):
    """Several lines of text; line breaks are stored as \\n."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value) or "")
        _refuse_surrogates(text)
        return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


class CleanedLine(TextLine):
    """One line of text brought into its stored form by a cleaner of portal.reference."""

    cleaner: Callable[[str], str]

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        return type(self).cleaner(text) if text else ""


class PhoneField(CleanedLine):
    """A phone number, stored as E.164."""

    cleaner = staticmethod(phones.clean_phone)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        stored = super().clean(value)
        if len(stored) > 20:
            raise ValidationError(_("This extension is too long."), code="phone_invalid")
        return stored

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number the way people write it."""
        return phones.display_phone(value) if isinstance(value, str) and value.startswith("+") else value

    def words(self, value: str) -> str:
        return phones.display_phone(value)


class HSCodeField(CleanedLine):
    """An HS code of 4, 6, 8 or 10 digits."""

    cleaner = staticmethod(trade_codes.clean_hs_code)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def words(self, value: str) -> str:
        return trade_codes.format_hs_code(value)


class NiceClassField(TextLine):
    """One Nice class, 1 to 45; stored as a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs["inputmode"] = "numeric"

    def clean(self, value: Any) -> Any:
        text = super().clean("" if value is None else value)
        if not text:
            return None
        found = trade_codes.clean_nice_classes(text)
        if len(found) != 1:
            raise ValidationError(_("Enter one class; add a row for each further class."), code="nice_class")
        return found[0]


class ListField(forms.ChoiceField, ABC):
    """A select over a list of reference data, built only when it is drawn; checked without walking the list."""

    def __init__(self, *, blank: Words = "", **kwargs: Any) -> None:
        self.blank = blank
        super().__init__(choices=self.lines, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> ListField:
        copied = super().__deepcopy__(memo)
        # Each form's own field draws the list, not the one of the class.
        copied.choices = copied.lines
        return copied

    def lines(self) -> list[Any]:
        """Give the lines of the select, in the active language."""
        return [("", self.blank or _("Please choose")), *self.offered()]

    @abstractmethod
    def offered(self) -> list[Any]:
        """Give the lines, or groups of lines, in the active language."""

    @abstractmethod
    def stored(self, value: str) -> str:
        """Give the stored code for what was posted, or raise ValidationError."""

    @abstractmethod
    def words(self, value: str) -> str:
        """Write a stored code in the active language."""

    def to_python(self, value: Any) -> str:
        text = "" if value is None else half_width(str(value)).strip()[:80]
        _refuse_surrogates(text)
        return self.stored(text) if text else ""

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)


class CountryField(ListField):
    """A country (region), stored as its code; `organisations` offers regional offices such as the EUIPO, too."""

    def __init__(self, *, organisations: bool = False, **kwargs: Any) -> None:
        self.organisations = organisations
        super().__init__(**kwargs)

    def offered(self) -> list[Any]:
        return list(countries.country_groups(organisations=self.organisations))

    def stored(self, value: str) -> str:
        return countries.clean_country(value, organisations=self.organisations)

    def words(self, value: str) -> str:
        return countries.country_name(value)


class CurrencyField(ListField):
    """A currency in use, stored as its ISO 4217 code."""

    def offered(self) -> list[Any]:
        return list(currencies.currency_groups())

    def stored(self, value: str) -> str:
        return currencies.clean_currency(value)

    def words(self, value: str) -> str:
        return f"{value} {currencies.currency_name(value)}"


class ProvinceField(ListField):
    """A provincial-level division (GB/T 2260)."""

    def offered(self) -> list[Any]:
        return list(regions.province_choices())

    def stored(self, value: str) -> str:
        return regions.clean_place(value)[0]

    def words(self, value: str) -> str:
        return regions.division_name(value)


class CityField(ListField):
    """A city (GB/T 2260); whether it lies in the chosen province is checked by the form.

    Only municipalities have none, so it is not marked as optional.
    """

    conditional = True

    def offered(self) -> list[Any]:
        return list(regions.city_groups())

    def stored(self, value: str) -> str:
        city = regions.get(value)
        if city is None or not city.parent:
            raise ValidationError(_("Choose a city of the list."), code="city_unknown")
        return city.code

    def words(self, value: str) -> str:
        city = regions.get(value)
        return city.name() if city else value


class IndustryField(ListField):
    """A section of GB/T 4754."""

    def offered(self) -> list[Any]:
        return list(industry.section_choices())

    def stored(self, value: str) -> str:
        return industry.clean_section(value)

    def words(self, value: str) -> str:
        return industry.section_name(value)


class ChoiceField(forms.ChoiceField):
    """One of our own kinds as a select with an empty first line."""

    def __init__(self, *, choices: Any, blank: Words = "", **kwargs: Any) -> None:
        super().__init__(choices=[("", blank or _("Please choose")), *choices], **kwargs)

    def to_python(self, value: Any) -> str:
        return "" if value is None else str(value)[:200]


class RadioField(ChoiceField):
    """One of our own kinds as a list of radio buttons."""

    def __init__(self, *, choices: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.RadioSelect)
        forms.ChoiceField.__init__(self, choices=choices, **kwargs)


class ChecksField(forms.MultipleChoiceField):
    """Several of our own kinds as check boxes."""

    widget = forms.CheckboxSelectMultiple


class DayField(forms.DateField):
    """A day, typed as 2026-11-22, 2026/11/22 or 2026年11月22日; `past` refuses days after today (Beijing)."""

    def __init__(self, *, past: bool = False, earliest: datetime.date = EARLIEST, **kwargs: Any) -> None:
        self.past = past
        self.earliest = earliest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.datetime):
            value = value.date()
        if value is not None and not isinstance(value, datetime.date):
            text = half_width(str(value)).strip()
            _refuse_surrogates(text)
            match = _DAY.fullmatch(text)
            value = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}" if match else text
        return super().to_python(value)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is None:
            return
        if self.past and value > timezone.localdate():
            raise ValidationError(_("This day lies in the future. Enter a day up to today."), code="future")
        if not self.earliest <= value <= LATEST:
            raise ValidationError(
                _("Enter a day between %(first)s and %(last)s."),
                code="out_of_range",
                params={"first": self.earliest.isoformat(), "last": LATEST.isoformat()},
            )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attrs = super().widget_attrs(widget)
        if self.past:
            attrs["data-past"] = "1"
        return attrs


class AmountField(TextLine):
    """An amount of money as typed; `clean_money` reads it together with its currency."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "figure"}))
        super().__init__(max_length=40, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(format(value, "f") if isinstance(value, Decimal) else value)


def clean_money(form: forms.Form, amount: str, currency: str) -> None:
    """Check an amount field and its currency field together; leaves Decimal or None and a code in `cleaned_data`."""
    data = form.cleaned_data
    typed, code = data.get(amount) or "", data.get(currency) or ""
    if amount in form.errors or currency in form.errors:
        return
    if not typed:
        data[amount], data[currency] = None, ""
        return
    if not code:
        form.add_error(currency, ValidationError(_("Choose the currency of this amount."), code="required"))
        return
    try:
        data[amount] = currencies.clean_amount(typed, code)
    except ValidationError as error:
        form.add_error(amount, error)


def in_words(field: forms.Field, value: Any) -> str:
    """Write a stored answer in the active language; "" for none."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(field, forms.BooleanField):
        return str(_("Yes")) if value else ""
    if isinstance(field, PhoneField | HSCodeField | ListField):
        return field.words(str(value))
    if isinstance(field, forms.MultipleChoiceField | forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(code): str(label) for code, label in choices}
        codes = value if isinstance(value, list | tuple) else [value]
        return pick("、", ", ").join(labels.get(str(code), str(code)) for code in codes)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,}"
    return str(value)
