"""Forms as the API sees them: described in words, described as JSON Schema, filled from JSON.

The pages and the API fill the same forms, so that rules and messages are the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import CallableChoiceIterator
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from portal.reference.text import is_chinese

LONGEST_CHOICES_IN_SCHEMA = 60
Values = dict[str, Any]
Errors = dict[str, list[str]]


class RowsField(forms.Field):
    """Rows of a small form, sent as a list of objects; cleaned to a list of the rows that hold something."""

    def __init__(self, *, row: type[forms.Form], most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.row = row
        self.most = most

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = [row for row in super().clean(value) or [] if any(row.values())]
        if len(rows) > self.most:
            raise ValidationError(_("Send at most %(most)d rows.") % {"most": self.most}, code="too_many")
        if self.required and not rows:
            raise ValidationError(self.error_messages["required"], code="required")
        bound = [self.row(row) for row in rows]
        wrong = [
            f"{number}. {form.fields[name].label if name in form.fields else ''}: {text}"
            for number, form in enumerate(bound, start=1)
            for name, texts in form.errors.items()
            for text in texts
        ]
        if wrong:
            raise ValidationError(wrong)
        return [form.cleaned_data for form in bound]


def _sentences(*parts: Any) -> str:
    """Put phrases one after another, each ended as the reader's language ends a sentence; empty ones are left out."""
    texts = [str(part) for part in parts if str(part)]
    stop, space = ("。", "") if is_chinese() else (".", " ")
    ended = [text if text[-1] in _ENDS else text + stop for text in texts[:-1]]
    return space.join([*ended, *texts[-1:]])


_ENDS = "。？！：.?!:"
sentences = lazy(_sentences, str)


def kind_of(field: forms.Field) -> str:
    """Name the type of a field's JSON value."""
    for classes, name in _KINDS:
        if isinstance(field, classes):
            return name
    return "text"


_KINDS: tuple[tuple[Any, str], ...] = (
    (RowsField, "rows"),
    (forms.MultipleChoiceField, "choices"),
    (forms.ChoiceField, "choice"),
    (forms.ModelChoiceField, "choice"),
    (forms.BooleanField, "boolean"),
    (forms.DateField, "date"),
    (forms.IntegerField, "number"),
    (forms.UUIDField, "uuid"),
    (forms.EmailField, "email"),
)


def choices_of(field: forms.Field) -> list[dict[str, Any]]:
    """List what a field offers, groups laid flat, the empty choice left out."""
    if not isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return []
    return [{"code": str(code), "label": str(label)} for code, label in _flat(field.choices) if str(code)]


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield code, label


def describe(name: str, field: forms.Field, initial: Any = None) -> dict[str, Any]:
    """Describe one field in the active language."""
    value = field.initial if initial is None else initial
    return {
        "name": name,
        "label": str(field.label or ""),
        "help": str(field.help_text or ""),
        "type": kind_of(field),
        "required": bool(field.required),
        "max_length": getattr(field, "max_length", None),
        "choices": choices_of(field),
        "default": _plain(value() if callable(value) else value),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | list) else str(value)


def schema_of(fields: Mapping[str, forms.Field], *, requires: bool = True) -> dict[str, Any]:
    """Write fields as a JSON Schema object; `requires` False leaves every field optional."""
    required = [name for name, field in fields.items() if field.required] if requires else []
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        "additionalProperties": False,
    }
    return schema | ({"required": required} if required else {})


def _property(field: forms.Field) -> dict[str, Any]:
    kind = kind_of(field)
    words = {"description": sentences(field.label, field.help_text)} if field.label else {}
    if isinstance(field, RowsField):
        return {"type": "array", "items": schema_of(field.row.base_fields), "maxItems": field.most, **words}
    if kind == "choices":
        return {"type": "array", "items": {"type": "string", **_enum(field)}, **words}
    if kind == "boolean":
        return {"type": "boolean", **words}
    if kind == "number":
        return {"type": "string" if isinstance(field, forms.DecimalField) else "integer", "nullable": True, **words}
    shape: dict[str, Any] = {"type": "string", "nullable": not field.required}
    if kind == "choice":
        shape |= _enum(field, blank=not field.required)
    elif kind in {"date", "uuid", "email"}:
        shape |= {"format": kind}
    if longest := getattr(field, "max_length", None):
        shape["maxLength"] = longest
    return shape | words


def _enum(field: forms.Field, *, blank: bool = False) -> dict[str, Any]:
    """Name the choices of a fixed, short list; a list of reference data or people is asked of the portal."""
    if isinstance(field, forms.ModelChoiceField) or isinstance(
        getattr(field, "_choices", None), CallableChoiceIterator
    ):
        return {}
    codes = [choice["code"] for choice in choices_of(field)]
    if not 0 < len(codes) <= LONGEST_CHOICES_IN_SCHEMA:
        return {}
    return {"enum": [*codes, *(["", None] if blank else [])]}


def read_json(fields: Mapping[str, forms.Field], values: Mapping[str, Any]) -> tuple[Values, Errors]:
    """Turn JSON values into what a form takes; return them with messages for unknown fields and wrong types."""
    data: Values = {}
    errors: Errors = {}
    for name, value in values.items():
        field = fields.get(name)
        if field is None:
            errors[name] = [_("There is no such field.")]
        elif (wrong := _wrong_type(field, value)) is not None:
            errors[name] = [wrong]
        else:
            data[name] = _as_typed(field, value)
    return data, errors


def _wrong_type(field: forms.Field, value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(field, RowsField):
        return _wrong_rows(field, value)
    if isinstance(field, forms.MultipleChoiceField):
        good = isinstance(value, list) and all(isinstance(each, str) for each in value)
        return None if good else _("Send a list of texts.")
    if isinstance(field, forms.BooleanField):
        return None if isinstance(value, bool) else _("Send true or false.")
    if isinstance(value, list) and isinstance(field.widget, forms.Textarea):
        return None if all(isinstance(line, str) for line in value) else _("Send a text, or a list of lines.")
    if isinstance(value, bool | list | dict):
        return _("Send a single text or number.")
    return None


def _wrong_rows(field: RowsField, value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return _("Send a list of objects.")
    for number, row in enumerate(value, start=1):
        for name, texts in read_json(field.row.base_fields, row)[1].items():
            return f"{number}. {name}: {texts[0]}"
    return None


def _as_typed(field: forms.Field, value: Any) -> Any:
    if isinstance(field, RowsField):
        return [read_json(field.row.base_fields, row)[0] for row in value or []]
    if isinstance(value, list) and not isinstance(field, forms.MultipleChoiceField):
        return "\n".join(value)
    if isinstance(value, float | int) and not isinstance(value, bool):
        # A form reads what people type, and 1e3 is no year.
        return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return value
