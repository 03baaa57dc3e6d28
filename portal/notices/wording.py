"""Turn a template and its JSON context into words in one language: the line under the bell, and a whole mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A mail in one language."""

    subject: str
    text: str
    html: str


def localise(value: Any, language: str, key: str = "") -> Any:
    """Give a JSON value as templates want it.

    `{"zh": …, "en": …}` becomes the text of the language, a string under `…_on` a date, one under `…_at` a moment.
    """
    if isinstance(value, Mapping):
        if value.keys() == {"zh", "en"}:
            return value["zh"] if language.startswith("zh") else value["en"] or value["zh"]
        return {name: localise(each, language, name) for name, each in value.items()}
    if isinstance(value, list):
        return [localise(each, language) for each in value]
    if isinstance(value, str):
        read: dt.date | None = None
        if key.endswith("_on"):
            read = parse_date(value)
        elif key.endswith("_at"):
            read = parse_datetime(value)
        return value if read is None else read
    return value


def subject(template: str, context: Mapping[str, Any], language: str) -> str:
    """Write the one line that says what a notice is about."""
    with translation.override(language):
        return _line(template, localise(context, language))


def message(
    template: str, context: Mapping[str, Any], language: str, *, link: str = "", settings_link: str = ""
) -> Message:
    """Write a mail: subject, plain text and HTML. `link` and `settings_link` are whole addresses or empty."""
    with translation.override(language):
        frame = {"link": link, "settings_link": settings_link, "portal_url": settings.PUBLIC_URL, "language": language}
        values = frame | localise(context, language)
        line = _line(template, values)
        values["subject"] = line
        return Message(line, _plain(f"{template}.txt", values), _html(f"{template}.html", values))


def _line(template: str, values: Mapping[str, Any]) -> str:
    return " ".join(_plain(f"{template}.subject.txt", values).split())


def _plain(name: str, values: Mapping[str, Any]) -> str:
    # Escaping is for HTML; in plain text it would show as &amp;.
    source = get_template(f"email/{name}").template  # type: ignore[attr-defined]
    return str(source.render(Context(dict(values), autoescape=False))).strip() + "\n"


def _html(name: str, values: Mapping[str, Any]) -> str:
    return get_template(f"email/{name}").render(dict(values))
