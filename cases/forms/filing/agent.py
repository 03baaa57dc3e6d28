"""Section 3: an agent, where there is one, with the power of attorney and the signed form."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.fields import PhoneField, RadioField, TextLine, shown_when
from cases.models import Case, CaseFile

YES, NO = "yes", "no"


class AgentForm(SectionForm):
    has_agent = RadioField(
        label=_("Does an agent act for the applicant?"),
        choices=[(NO, _("No, the applicant acts itself")), (YES, _("Yes, a lawyer or agency"))],
    )
    agent_name = TextLine(label=_("Agent's name"), max_length=80, required=False, widget=shown_when("has_agent=yes"))
    agent_firm = TextLine(
        label=_("Law firm or agency"), max_length=200, required=False, widget=shown_when("has_agent=yes")
    )
    agent_phone = PhoneField(label=_("Agent's phone"), required=False, widget=shown_when("has_agent=yes", type="tel"))

    @classmethod
    def stored(cls, case: Case) -> dict[str, Any]:
        answered = YES if case.agent_name or case.agent_firm else NO if "agent" in case.sections_done else ""
        return super().stored(case) | {"has_agent": answered}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("has_agent") == NO:
            data |= {"agent_name": "", "agent_firm": "", "agent_phone": ""}
        elif data.get("has_agent") == YES and not self.partial:
            for name in ("agent_name", "agent_phone"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("Fill this in when an agent acts."), code="required"))
        return data


SECTION = Section(
    key="agent",
    group="applicant",
    title=_("Agent and signed form"),
    why=_("An agent must show a power of attorney. A signed or sealed form may be added now or later."),
    form=AgentForm,
    required=must,
    files=(CaseFile.Purpose.POWER_OF_ATTORNEY, CaseFile.Purpose.SIGNED_FORM),
)
