"""A draft in JSON: sections read, described, and filled through the same forms as the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from cases.forms.filing.base import Rows, Section
from cases.forms.filing.sections import BY_KEY, SECTIONS, needed_for
from cases.forms.filing.sheets import Sheet
from cases.models import Case
from cases.selectors.dispute import PERSONAL, sees_contact
from cases.selectors.filing import Draft
from cases.services.drafts import draft_write
from cases.services.submission import Lack, lacks_of
from portal.accounts.actors import Actor
from portal.api.describe import describe, read_json, schema_of, sentences

Errors = dict[str, dict[str, list[str]]]


def sections_of(case: Case, actor: Actor) -> list[dict[str, Any]]:
    """Write the needed sections of a case as `actor` may see them. One query per table of rows."""
    draft = Draft(case)
    hidden = frozenset() if sees_contact(actor) else PERSONAL
    found = []
    for section in needed_for(case):
        if section.key in hidden:
            continue
        sheet = Sheet(section, draft, actor)
        found.append(
            {
                "key": section.key,
                "title": str(section.title),
                "required": section.required(case),
                "done": section.key in case.sections_done,
                "values": sheet.stored,
                "rows": sheet.stored_rows if section.rows else None,
            }
        )
    return found


def missing_of(case: Case, actor: Actor) -> Errors:
    """Say what stops the draft from being sent: section → field → messages. One query per table of rows."""
    return {lack.section.key: messages_of(lack) for lack in lacks_of(Draft(case), actor)}


def messages_of(lack: Lack) -> dict[str, list[str]]:
    """Write one lack as messages by field."""
    return {name: list(texts) for name, texts in lack.errors.items()} or {"__all__": [_("Not filled in yet.")]}


def fill(draft: Draft, actor: Actor, sections: Any, *, partial: bool) -> Errors:
    """Save sections as they were sent; return messages by section and field, and nothing is saved if there are any.

    What a section does not name stays as it is; rows are exchanged as a whole. The caller holds the case row's lock.
    """
    if not isinstance(sections, dict):
        return {"__all__": {"__all__": [_("Send an object: section → fields.")]}}
    answers: dict[str, dict[str, Any]] = {}
    errors: Errors = {}
    for key, values in sections.items():
        section = BY_KEY.get(key)
        if section is None:
            # The service says that there is no such section.
            answers[key] = {}
        elif not isinstance(values, dict):
            errors[key] = {"__all__": [_("Send an object: field → value.")]}
        else:
            answers[key], wrong = _read(section, draft.case, values)
            if wrong:
                errors[key] = wrong
    return errors or draft_write(draft=draft, actor=actor, answers=answers, done=not partial)


def _read(section: Section, case: Case, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    sent = {name: value for name, value in values.items() if name != "rows"}
    data, errors = read_json(section.form.base_fields, sent)
    merged = section.form.stored(case) | data
    if "rows" in values:
        if section.rows is None:
            errors["rows"] = [_("This section has no rows.")]
        else:
            merged["rows"], wrong = _read_rows(section.rows, values["rows"])
            errors |= wrong
    return merged, errors


def _read_rows(part: Rows, rows: Any) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return [], {"rows": [_("Send a list of objects.")]}
    data: list[dict[str, Any]] = []
    errors: dict[str, list[str]] = {}
    for number, row in enumerate(rows, start=1):
        values, wrong = read_json(part.form.base_fields, row)
        data.append(values)
        errors |= {f"row.{number}.{name}": texts for name, texts in wrong.items()}
    return data, errors


def forms_of(case: Case, actor: Actor, only: str = "") -> list[dict[str, Any]]:
    """Describe the needed sections of a draft as forms, in the active language; `only` names one of them.

    One query per table of rows.
    """
    draft = Draft(case)
    found = []
    for section in needed_for(case):
        if only and section.key != only:
            continue
        sheet = Sheet(section, draft, actor)
        row_fields = sheet.rows.empty_form.fields if sheet.rows is not None else None
        found.append(
            {
                "key": section.key,
                "group": section.group,
                "title": str(section.title),
                "why": str(section.why),
                "fields": _described(sheet.form.fields),
                "row_fields": None if row_fields is None else _described(row_fields),
                "files": [purpose.value for purpose in section.files],
            }
        )
    return found


def _described(fields: Mapping[str, forms.Field]) -> list[dict[str, Any]]:
    return [describe(name, field) for name, field in fields.items()]


def sections_schema() -> dict[str, Any]:
    """Write the sections as JSON Schema, for the OpenAPI document."""
    properties = {}
    for section in SECTIONS:
        schema = schema_of(section.form.base_fields, requires=False)
        if section.rows is not None:
            row = schema_of(section.rows.form.base_fields, requires=False)
            schema["properties"]["rows"] = {"type": "array", "items": row, "maxItems": section.rows.most}
        properties[section.key] = schema | {"description": sentences(section.title, section.why)}
    return {"type": "object", "properties": properties, "additionalProperties": False}
