"""What every section of the filing form is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.conditions import Answers, Condition, always, answers_of
from cases.forms.filing.fields import Words
from cases.models import Case, CaseFile
from cases.models.case import CaseChild
from portal.accounts.actors import Actor

if TYPE_CHECKING:
    from cases.selectors.filing import Draft

MOST_ROWS = 30


class SectionForm(forms.Form):
    """One group of questions. Fields named like columns of Case are read from and written to the draft.

    `partial` saves what is there: nothing is required, but what was typed must still be right.
    """

    error_css_class = ""
    required_css_class = ""

    def __init__(self, *args: Any, draft: Draft, actor: Actor, partial: bool = False, **kwargs: Any) -> None:
        self.case = draft.case
        self.actor = actor
        self.partial = partial
        self.answers: Answers = answers_of(draft.case)
        super().__init__(*args, **kwargs)
        self.prepare()
        if partial:
            for each in self.fields.values():
                each.required = False
                each.widget.is_required = False

    def prepare(self) -> None:
        """Narrow choices, drop or require fields for this draft; nothing by default."""

    @classmethod
    def stored(cls, case: Case) -> dict[str, Any]:
        """Give the form's values as the draft holds them, ready to be shown or checked again."""
        return {name: getattr(case, name) for name in cls.base_fields if name in COLUMNS}

    def columns(self) -> dict[str, Any]:
        """Give the columns of Case that the cleaned answers set; empty values in the column's own shape."""
        return {name: _shaped(COLUMNS[name], self.cleaned_data.get(name)) for name in self.fields if name in COLUMNS}


COLUMNS: Mapping[str, models.Field[Any, Any]] = {column.name: column for column in Case._meta.concrete_fields}


def _shaped(column: models.Field[Any, Any], value: Any) -> Any:
    if value is None and not column.null:
        return list(column.get_default() or []) if isinstance(column.get_default(), list) else column.get_default()
    return value


class RowForm(forms.Form):
    """One repeatable row. A row without any answer counts as absent."""

    use_required_attribute = False

    def __init__(self, *args: Any, draft: Draft, partial: bool = False, **kwargs: Any) -> None:
        self.draft = draft
        super().__init__(*args, **kwargs)
        if partial:
            for each in self.fields.values():
                each.required = False
        self.prepare()

    def prepare(self) -> None:
        """Narrow choices for this draft; nothing by default."""

    @property
    def is_blank(self) -> bool:
        """True when nothing was answered in this row."""
        return not any(self.cleaned_data.get(name) for name in self.fields)


if TYPE_CHECKING:
    _RowSet = BaseFormSet[RowForm]
else:
    _RowSet = BaseFormSet


class RowSet(_RowSet):
    """The rows of a section. Blank rows are dropped; `least` asks for at least that many others."""

    least = 0
    least_message: Words = ""

    def initial_form_count(self) -> int:
        # A row may always be blanked to remove it, whatever the page claims to have shown.
        return 0 if self.is_bound else super().initial_form_count()

    def rows(self) -> list[dict[str, Any]]:
        """Give the cleaned rows that hold something, in order."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and not form.is_blank]

    def clean(self) -> None:
        if (
            self.least
            and not self.form_kwargs.get("partial")
            and not any(self.errors)
            and len(self.rows()) < self.least
        ):
            raise forms.ValidationError(self.least_message, code="too_few")


@dataclass(frozen=True, eq=False)
class Rows:
    """The repeatable part of a section: which child of the case, which form, which of its rows (`fixed`).

    `name` is how one row is called on the page ("Opponent 2"), `add` the words of the button for one more, `blank` how many
    empty rows stand there while none is filled.
    """

    model: type[CaseChild]
    form: type[RowForm]
    name: Words
    add: Words
    fixed: Mapping[str, Any] = field(default_factory=dict)
    most: int = MOST_ROWS
    least: int = 0
    least_message: Words = ""
    blank: int = 1

    @property
    def names(self) -> Sequence[str]:
        """The columns a row fills, which are the names of its fields."""
        return list(self.form.base_fields)

    def stored(self, children: Sequence[CaseChild]) -> list[dict[str, Any]]:
        """Give the stored rows of this part as values of the form."""
        return [
            {name: getattr(child, name) for name in self.names}
            for child in children
            if all(getattr(child, name) == value for name, value in self.fixed.items())
        ]

    def table(self, rows: Sequence[Mapping[str, Any]], written: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Give the columns of the children to store for cleaned rows; `written` are the section's columns of Case."""
        fields = {column.name: column for column in self.model._meta.concrete_fields}
        return [{name: _shaped(fields[name], row.get(name)) for name in self.names} | dict(self.fixed) for row in rows]


@dataclass(frozen=True)
class Section:
    """One page of the filing form.

    `key` is its address and its mark in Case.sections_done, `why` says why we ask. `needed` decides whether it is
    shown at all, `required` whether the request can be sent without it, `upset` whether later answers elsewhere made a
    completed section incomplete. `files` are purposes of files uploaded here.
    """

    key: str
    group: str
    title: Words
    why: Words
    form: type[SectionForm] = SectionForm
    rows: Rows | None = None
    needed: Condition = always
    required: Callable[[Case], bool] = lambda case: False
    upset: Callable[[Case], bool] = lambda case: False
    files: tuple[CaseFile.Purpose, ...] = ()
    template: str = "cases/filing/section.html"

    def own_columns(self) -> list[str]:
        """Name the columns of Case that belong to this section alone."""
        return [name for name in self.form.base_fields if name in COLUMNS]


def must(case: Case) -> bool:
    """Use as `required` of a section nobody can leave out."""
    return True


GROUPS: dict[str, Words] = {
    "applicant": _("About the applicant"),
    "dispute": _("About the dispute"),
    "sides": _("The other side, rights and products"),
    "dates": _("Papers, dates and money"),
    "help": _("The help you need"),
}
