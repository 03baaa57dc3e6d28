"""Entries of the trail in words, made when they are read.

An app lists its verbs in `<app>/audit_words.py`:

    WORDS = {"case.accepted": _("accepted the case {number}")}
    OBJECTS = {"case": _("case")}

Placeholders are facts of the entry's payload; a missing one shows as a dash, a verb nobody explains as its code.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from portal.audit.verifier import Finding

Words = Mapping[str, "str | _StrPromise"]


@cache
def _collected() -> tuple[Words, Words]:
    verbs: dict[str, str | _StrPromise] = {}
    objects: dict[str, str | _StrPromise] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.audit_words") is None:
            continue
        module = import_module(f"{config.name}.audit_words")
        for name, words in getattr(module, "WORDS", {}).items():
            if name in verbs:
                raise ValueError(f"Two sentences for the verb {name!r}.")
            verbs[name] = words
        objects |= getattr(module, "OBJECTS", {})
    return verbs, objects


def verbs() -> Words:
    """Return the sentences of every known verb."""
    return _collected()[0]


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(verb: str, payload: Mapping[str, Any]) -> str:
    """Say what was done, without who did it: "accepted the case GD-2026-…"."""
    words = verbs().get(verb)
    if words is None:
        return verb
    facts = _Facts({key: value for key, value in payload.items() if isinstance(value, str | int | float)})
    return str(words).format_map(facts)


def object_word(object_type: str) -> str:
    """Name a kind of object in the reader's language; its code when nobody explains it."""
    return str(_collected()[1].get(object_type, object_type))


def finding(found: Finding) -> str:
    """Say what a verification found, in one sentence for the auditor."""
    return _finding_words()[found.code].format_map(_Facts(found.facts))


def finding_of(kept: Mapping[str, Any]) -> str:
    """Say the same of a finding as an `audit.verified` entry keeps it."""
    code: str = kept["code"]
    return _finding_words().get(code, code).format_map(_Facts(kept["facts"]))


def _finding_words() -> Mapping[str, str]:
    return {
        "entry_altered": _("Link {position} does not fit its entry {entry}: the entry or the order was changed."),
        "entry_deleted": _("Entry {entry} was deleted; link {position} still seals it."),
        "links_missing": _("Links {first} to {last} are missing: entries were cut out of the middle."),
        "anchor_differs": _("Link {position} is not the one anchored at {at}: the chain was rewritten."),
        "tail_deleted": _(
            "The chain ends at link {end}, but link {position} was anchored at {at}: its tail was cut off."
        ),
        "no_anchor": _("There is no anchor file: a cut-off tail or a rewritten chain could not be noticed."),
        "anchor_unreadable": _("The anchor file cannot be read: {reason}"),
        "unsealed": _("{count} entries are not sealed, the oldest for {seconds} seconds: the relay does not run."),
    }
