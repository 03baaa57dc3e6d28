"""Section 4: the applicant's role, the type of the dispute and the rights concerned. Decides what is asked further."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases.choices import DisputeType, IPKind, PartyRole
from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.fields import ChecksField, RadioField


class DisputeForm(SectionForm):
    role = RadioField(label=_("Your role"), choices=PartyRole.choices)
    dispute_type = RadioField(label=_("What is it about?"), choices=DisputeType.choices)
    ip_kinds = ChecksField(
        label=_("Which intellectual property is concerned?"),
        choices=IPKind.choices,
        help_text=_("Choose all that apply."),
    )


SECTION = Section(
    key="dispute",
    group="dispute",
    title=_("Your role and the type of dispute"),
    why=_("The next questions and the experts we propose depend on it."),
    form=DisputeForm,
    required=must,
)
