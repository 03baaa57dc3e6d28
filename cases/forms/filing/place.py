"""Section 5: where the dispute is (one main country, others in rows), before which forum, at which stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.choices import Forum, Stage
from cases.forms.filing.base import RowForm, Rows, Section, SectionForm, must
from cases.forms.filing.fields import ChoiceField, CountryField, RadioField, TextLine
from cases.models import CaseCountry
from cases.models.case import CaseChild

ITC_STAGES = tuple(stage for stage in Stage if stage.value.startswith("itc_"))
PLAIN_STAGES = tuple(stage for stage in Stage if stage not in ITC_STAGES)
_BEFORE_ITC = (Stage.NONE, Stage.WARNING_LETTER, Stage.COMPLAINT)


def stages_for(forum: str) -> tuple[Stage, ...]:
    """List the stages that a forum knows: an investigation under Section 337 has its own."""
    return (*_BEFORE_ITC, *ITC_STAGES) if forum == Forum.ITC else PLAIN_STAGES


class PlaceForm(SectionForm):
    country = CountryField(
        label=_("Main country (region)"),
        organisations=True,
        help_text=_("Where the dispute is, or where you expect it. Add further ones below."),
    )
    forum = RadioField(label=_("Before whom?"), choices=Forum.choices)
    forum_name = TextLine(
        label=_("Name of the court or authority"),
        max_length=200,
        required=False,
        help_text=_("As it stands on the papers, for example N.D. Ill. or EUIPO."),
    )
    stage = ChoiceField(label=_("How far has it gone?"), choices=Stage.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        forum, stage = data.get("forum"), data.get("stage")
        if forum and stage and stage not in stages_for(forum):
            message = (
                _("Before the USITC choose one of the stages of Section 337.")
                if forum == Forum.ITC
                else _("This stage exists only in an investigation under Section 337.")
            )
            self.add_error("stage", ValidationError(message, code="stage"))
        if forum == Forum.ITC and data.get("country") not in {None, "", "US"}:
            self.add_error("country", ValidationError(_("The USITC sits in the United States."), code="forum_country"))
        return data


class FurtherCountryForm(RowForm):
    country = CountryField(label=_("Further country (region)"), organisations=True, required=False)


@dataclass(frozen=True, eq=False)
class CountryRows(Rows):
    """The table holds every country, the main one first; the rows show the others."""

    def stored(self, children: Sequence[CaseChild]) -> list[dict[str, Any]]:
        main = children[0].case.country if children else ""
        codes = [child.country for child in children if isinstance(child, CaseCountry)]
        return [{"country": code} for code in codes if code != main]

    def table(self, rows: Sequence[Mapping[str, Any]], written: Mapping[str, Any]) -> list[dict[str, Any]]:
        codes = dict.fromkeys([written["country"], *(row["country"] for row in rows)])
        return [{"country": code} for code in codes if code]


ROWS = CountryRows(
    model=CaseCountry,
    form=FurtherCountryForm,
    name=_("Further country (region)"),
    add=_("Add a country (region)"),
    most=20,
    # Most disputes have one country: an empty block would only ask what is meant.
    blank=0,
)

SECTION = Section(
    key="place",
    group="dispute",
    title=_("Where, before whom, how far"),
    why=_("Response periods and the choice of center depend on country, forum and stage."),
    form=PlaceForm,
    rows=ROWS,
    required=must,
)
