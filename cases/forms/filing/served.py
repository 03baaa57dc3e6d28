"""Section: papers that reached the applicant, each with its date of service and the period that runs from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.deadlines import DeadlineError, Rule, applicable, get_rule
from cases.forms.filing.base import RowForm, Rows, Section
from cases.forms.filing.conditions import may_have_been_served
from cases.forms.filing.fields import DayField, ListField, TextLine
from cases.models import Case, ServedDocument

if TYPE_CHECKING:
    from cases.selectors.filing import Draft


def rules_for(case: Case, countries: Sequence[str] = ()) -> list[Rule]:
    """List the periods that may run in this dispute, the likeliest first.

    Falls back to every forum of the countries when the chosen one has no rule of its own.
    """
    places = [code for code in dict.fromkeys([case.country, *countries]) if code]
    found = applicable(places, forum=case.forum, ip_kinds=case.ip_kinds, role=case.role)
    return found or applicable(places, ip_kinds=case.ip_kinds, role=case.role)


class ProcedureField(ListField):
    """The procedure whose period runs; any rule of the engine is accepted, the fitting ones are offered."""

    draft: Draft

    def offered(self) -> list[Any]:
        groups: dict[str, list[tuple[str, str]]] = {}
        for rule in rules_for(self.draft.case, self.draft.countries):
            groups.setdefault(rule.forum(), []).append((rule.id, rule.procedure()))
        return list(groups.items())

    def stored(self, value: str) -> str:
        try:
            return get_rule(value).id
        except DeadlineError as error:
            raise ValidationError(_("Choose a procedure of the list."), code="unknown_rule") from error

    def words(self, value: str) -> str:
        return get_rule(value).label()


class ServedForm(RowForm):
    title = TextLine(
        label=_("Document"), max_length=200, help_text=_("For example summons and complaint, office action.")
    )
    served_on = DayField(
        label=_("Date of service"), past=True, help_text=_("The day it reached you, local date there.")
    )
    served_how = TextLine(
        label=_("How did it reach you?"),
        max_length=120,
        required=False,
        help_text=_("For example by post, e-mail, Hague service."),
    )
    rule_id = ProcedureField(
        label=_("What must be answered?"),
        required=False,
        blank=_("I do not know, the center will find out"),
        help_text=_("We then compute the last day and its legal source."),
    )

    def prepare(self) -> None:
        field = self.fields["rule_id"]
        assert isinstance(field, ProcedureField)
        field.draft = self.draft


SECTION = Section(
    key="served",
    group="dates",
    title=_("Papers you received"),
    why=_("The date of service starts the clock: a missed period may lose the case without a hearing."),
    rows=Rows(model=ServedDocument, form=ServedForm, name=_("Document"), add=_("Add a document")),
    needed=may_have_been_served,
    template="cases/filing/served.html",
)
