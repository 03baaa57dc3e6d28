"""Section 6: what happened."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.conditions import answers_of, is_dispute
from cases.forms.filing.fields import DayField, TextBlock, TextLine


class EventsForm(SectionForm):
    first_known_on = DayField(
        label=_("When did you first learn of it?"),
        past=True,
        help_text=_("The day you knew, even if no paper had come yet."),
    )
    summary = TextBlock(
        label=_("What happened?"),
        max_length=5000,
        rows=8,
        help_text=_("Who wants what from whom, since when, what has been received. Names and numbers help."),
    )
    cause = TextLine(
        label=_("Cause of action"),
        max_length=300,
        required=False,
        help_text=_("For example: infringement of US patent 9,123,456."),
    )
    foreign_number = TextLine(
        label=_("Foreign case number"), max_length=80, required=False, help_text=_("For example 1:26-cv-01234.")
    )

    def prepare(self) -> None:
        if not is_dispute(self.answers):
            self.fields["first_known_on"].required = False


SECTION = Section(
    key="events",
    group="dispute",
    title=_("What happened"),
    why=_("So that the right expert can judge how urgent it is."),
    form=EventsForm,
    required=must,
    # Prevention first, then a dispute: now the day matters.
    upset=lambda case: case.first_known_on is None and is_dispute(answers_of(case)),
)
