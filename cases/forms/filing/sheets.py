"""A sheet is one section laid over one draft: shown, filled in, compared, checked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, cast

from django.core.serializers.json import DjangoJSONEncoder
from django.forms.formsets import formset_factory
from django.utils.datastructures import MultiValueDict

from cases.forms.filing.base import Rows, RowSet, Section, SectionForm
from portal.accounts.actors import Actor
from portal.site.asking import number_of

if TYPE_CHECKING:
    from cases.selectors.filing import Draft

PREFIX = "row"
Data = Mapping[str, Any]


class Sheet:
    """One section of one draft.

    Unbound it shows what is stored; with `data` (a POST, or plain values from the API) it holds what a person sent.
    `extra` blank rows are offered below the stored ones. Rows that were not sent at all stay as they are.
    """

    def __init__(
        self,
        section: Section,
        draft: Draft,
        actor: Actor,
        *,
        data: Data | None = None,
        partial: bool = False,
        extra: int = 0,
    ) -> None:
        self.section = section
        self.draft = draft
        self.stored = section.form.stored(draft.case)
        self.stored_rows = section.rows.stored(draft.children(section.rows.model)) if section.rows else []
        self.form: SectionForm = section.form(data, draft=draft, actor=actor, partial=partial, initial=self.stored)
        self.rows: RowSet | None = None
        if section.rows and (data is None or f"{PREFIX}-TOTAL_FORMS" in data):
            shown = max(extra, 0 if self.stored_rows else section.rows.blank)
            self.rows = _row_set(section.rows, shown)(
                data,
                initial=self.stored_rows if data is None else None,
                prefix=PREFIX,
                form_kwargs={"draft": draft, "partial": partial},
            )

    def is_valid(self) -> bool:
        """Say whether everything sent is right (both parts are checked, so that all errors show at once)."""
        form_valid = self.form.is_valid()
        return (self.rows is None or self.rows.is_valid()) and form_valid

    @cached_property
    def digest(self) -> str:
        """Name what is stored now; a page carries it, so that a change made elsewhere meanwhile is noticed."""
        text = json.dumps([self.stored, self.stored_rows], cls=DjangoJSONEncoder, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:24]

    def changes(self) -> dict[str, Any]:
        """Give the columns of Case whose value this sheet changes."""
        case = self.draft.case
        return {name: value for name, value in self.form.columns().items() if getattr(case, name) != value}

    def new_rows(self) -> list[dict[str, Any]] | None:
        """Give the rows to store, as columns; None when they are as stored or none were sent."""
        part = self.section.rows
        if self.rows is None or part is None:
            return None
        rows = part.table(self.rows.rows(), self.form.columns())
        return None if rows == part.table(self.stored_rows, self.stored) else rows

    @property
    def is_empty(self) -> bool:
        """True when nothing at all is stored for this section (files not counted)."""
        return not self.stored_rows and not any(self.stored.values())

    def errors(self) -> dict[str, list[str]]:
        """Give every error by field; rows as `row.2.name` (counted from 1), the rest under ``__all__``."""
        found = {name: [str(each) for each in errors] for name, errors in self.form.errors.items()}
        if self.rows is not None:
            wrong: Any = self.rows.errors
            for at, row in enumerate(wrong, start=1):
                found |= {f"{PREFIX}.{at}.{name}": [str(each) for each in errors] for name, errors in row.items()}
            if general := self.rows.non_form_errors():
                found["__all__"] = found.get("__all__", []) + [str(each) for each in general]
        return found


def stored_sheet(section: Section, draft: Draft, actor: Actor) -> Sheet:
    """Fill the section's form with what the draft holds, so that it can be checked as if it had just been sent."""
    data = dict(section.form.stored(draft.case))
    if section.rows:
        data |= rows_data(section.rows.stored(draft.children(section.rows.model)))
    return Sheet(section, draft, actor, data=data)


def rows_data(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Write rows the way a page posts them."""
    data: dict[str, Any] = {f"{PREFIX}-TOTAL_FORMS": len(rows), f"{PREFIX}-INITIAL_FORMS": 0}
    for at, row in enumerate(rows):
        data |= {f"{PREFIX}-{at}-{name}": value for name, value in row.items()}
    return data


def one_row_more(data: MultiValueDict[str, str]) -> MultiValueDict[str, str]:
    """Give a POST with one blank row added: "add another" without JavaScript."""
    changed = data.copy()
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(min(_total(data) + 1, 200))
    return changed


def one_row_less(data: MultiValueDict[str, str], at: int) -> MultiValueDict[str, str]:
    """Give a POST without its row `at` (counted from 0); the rows behind it move up."""
    total = _total(data)
    if not 0 <= at < total:
        return data
    changed = data.copy()
    for name, number, field in list(_cells(data)):
        if number > at:
            changed.setlist(f"{PREFIX}-{number - 1}-{field}", data.getlist(name))
        # What has no successor to take its place is dropped (an unticked box is not posted at all).
        if number >= at and f"{PREFIX}-{number + 1}-{field}" not in data:
            changed.pop(name, None)
    changed[f"{PREFIX}-TOTAL_FORMS"] = str(total - 1)
    return changed


def _cells(data: MultiValueDict[str, str]) -> Iterator[tuple[str, int, str]]:
    """Give each posted name of a row with the row's number and the field's own name."""
    for name in data:
        prefix, _dash, rest = name.partition("-")
        number, dash, field = rest.partition("-")
        at = number_of(number)
        if prefix == PREFIX and dash and at is not None:
            yield name, at, field


def _total(data: Mapping[str, str]) -> int:
    try:
        return max(0, min(int(data.get(f"{PREFIX}-TOTAL_FORMS", "0")), 200))
    except (TypeError, ValueError):
        return 0


@cache
def _row_set(part: Rows, extra: int) -> type[RowSet]:
    made = cast(
        type[RowSet],
        formset_factory(
            part.form, formset=RowSet, extra=extra, max_num=part.most, validate_max=True, absolute_max=part.most + 20
        ),
    )
    made.least, made.least_message = part.least, part.least_message
    return made
