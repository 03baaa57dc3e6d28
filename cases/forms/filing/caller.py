"""Filing for a caller: find the enterprise by its code, or register it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import Source
from cases.forms.filing.fields import ChoiceField, CityField, CleanedLine, ProvinceField, RadioField, TextLine
from portal.accounts.models import Enterprise
from portal.reference import regions, uscc
from portal.reference.identity import IDENTITY_KINDS

SOURCES = [(source.value, source.label) for source in (Source.HOTLINE, Source.WALK_IN, Source.SERVICE_ACCOUNT)]


class UsccField(CleanedLine):
    """A unified social credit code (统一社会信用代码) with its check character."""

    cleaner = staticmethod(uscc.clean_uscc)


class CallerForm(forms.Form):
    """Who calls. A firm is looked up by its code; a natural person is registered with a name."""

    source = RadioField(label=_("How did the request come in?"), choices=SOURCES)
    kind = RadioField(label=_("Who asks for help?"), choices=Enterprise.Kind.choices, initial=Enterprise.Kind.LEGAL)
    uscc = UsccField(
        label=_("Unified social credit code"),
        required=False,
        max_length=40,
        help_text=_("18 characters. Leave it empty for a natural person."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind, code = data.get("kind"), data.get("uscc")
        if kind == Enterprise.Kind.LEGAL and not code and "uscc" not in self.errors:
            self.add_error(
                "uscc", ValidationError(_("A legal person has such a code: ask the caller for it."), code="required")
            )
        if kind == Enterprise.Kind.NATURAL and code:
            self.add_error("uscc", ValidationError(_("A natural person has no such code."), code="unexpected"))
        return data

    @property
    def once(self) -> UUID | None:
        """The key that makes the draft begin once."""
        found: UUID | None = self.cleaned_data.get("key")
        return found


class NewApplicantForm(forms.Form):
    """What must be known to register an applicant that the portal does not know yet."""

    name = TextLine(label=_("Name of the applicant"), max_length=200)
    id_kind = ChoiceField(label=_("Kind of identity document"), choices=IDENTITY_KINDS, required=False)
    province = ProvinceField(label=_("Province"))
    city = CityField(label=_("City"), required=False, help_text=_("Leave it empty for a municipality such as Beijing."))

    def __init__(self, *args: Any, natural: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not natural:
            del self.fields["id_kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("province") and "city" not in self.errors:
            try:
                regions.clean_place(data["province"], data.get("city") or "")
            except ValidationError as error:
                self.add_error("city", error)
        return data
