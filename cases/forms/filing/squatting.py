"""Section: a stranger filed the applicant's mark abroad (商标抢注)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.conditions import is_squatting
from cases.forms.filing.fields import DayField, TextLine


class SquattingForm(SectionForm):
    squatted_mark = TextLine(label=_("Mark filed by a stranger"), max_length=200)
    squatter_name = TextLine(label=_("Who filed it?"), max_length=200, required=False)
    squatted_number = TextLine(label=_("Application number"), max_length=60, required=False)
    squatted_published_on = DayField(
        label=_("Date of publication"), required=False, help_text=_("The opposition period usually runs from this day.")
    )


SECTION = Section(
    key="squatting",
    group="dispute",
    title=_("The squatted mark"),
    why=_("An opposition is possible only for a short time after publication."),
    form=SquattingForm,
    needed=is_squatting,
    required=must,
)
