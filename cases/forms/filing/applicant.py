"""Section 1: the applicant. Name and code come from the enterprise's record; the place and trade route the request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.fields import CityField, IndustryField, ProvinceField
from portal.accounts.models import Enterprise
from portal.reference import regions


class ApplicantForm(SectionForm):
    province = ProvinceField(
        label=_("Province"),
        help_text=_("Where the applicant is registered, or lives. It decides which center helps you."),
    )
    city = CityField(label=_("City"), required=False, help_text=_("Leave it empty for a municipality such as Beijing."))
    industry = IndustryField(label=_("Industry"), help_text=_("The main business, by GB/T 4754."))
    is_specialised = forms.BooleanField(
        label=_("The applicant is recognised as a “specialised, refined, distinctive and innovative” firm"),
        required=False,
    )

    def prepare(self) -> None:
        if self.case.applicant_kind == Enterprise.Kind.NATURAL:
            self.fields["industry"].required = False
            del self.fields["is_specialised"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        province, city = data.get("province") or "", data.get("city") or ""
        if not province or "city" in self.errors:
            return data
        try:
            regions.clean_place(province, city)
        except ValidationError as error:
            self.add_error("city", error)
        else:
            if not city and not self.partial and regions.cities(province):
                self.add_error("city", ValidationError(_("Choose the city."), code="required"))
        return data


SECTION = Section(
    key="applicant",
    group="applicant",
    title=_("The applicant"),
    why=_("The applicant's place and industry decide which center receives the request."),
    form=ApplicantForm,
    required=must,
    template="cases/filing/applicant.html",
)
