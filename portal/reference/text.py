"""Small helpers for text typed by people: width, spaces, language."""

import json
import re
import unicodedata
from importlib.resources import files
from typing import Any

from django.utils.translation import get_language

_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")


def is_chinese(language: str | None = None) -> bool:
    """Tell whether names are to be shown in Chinese; None means the active language."""
    return (language or get_language() or "zh-hans").lower().startswith("zh")


def pick(zh: str, en: str, language: str | None = None) -> str:
    """Return the name for the language, falling back on the other when one is empty."""
    return (zh or en) if is_chinese(language) else (en or zh)


def half_width(value: str) -> str:
    """Turn full-width letters, digits and signs into ASCII and drop invisible marks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", value))


def squeeze(value: str) -> str:
    """Trim and turn runs of white space into one space, after `half_width`."""
    return _SPACES.sub(" ", half_width(value)).strip()


def compact(value: str, *, drop: str = " -") -> str:
    """Return the bare upper-case form of a number: no spaces, none of `drop`."""
    bare = _SPACES.sub("", half_width(value))
    return bare.translate({ord(mark): None for mark in drop}).upper()


def load_data(package: str, name: str) -> Any:
    """Read a JSON data file that ships with a package."""
    return json.loads(files(package).joinpath("data", name).read_text(encoding="utf-8"))
