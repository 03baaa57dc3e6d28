"""Section: the help wanted, and what was done so far."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.choices import RequestKind
from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.fields import ChecksField, TextBlock


class RequestsForm(SectionForm):
    requests = ChecksField(
        label=_("What do you need?"), choices=RequestKind.choices, help_text=_("Choose all that apply.")
    )
    history = TextBlock(
        label=_("What has been done so far?"),
        max_length=5000,
        required=False,
        help_text=_("Answers sent, lawyers asked, talks held, other authorities informed."),
    )


SECTION = Section(
    key="requests",
    group="help",
    title=_("The help you need"),
    why=_("The center plans its answer by it."),
    form=RequestsForm,
    required=must,
)
