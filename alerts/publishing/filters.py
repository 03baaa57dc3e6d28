"""The one filter of editions: lists, feeds, and subscriptions ask the same question.

An empty wish matches everything; an edition that names no market, industry, right or kind of firm concerns all of them.
`tests/publishing/test_filters.py` compares the two forms of the question, the queryset's and the database's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from alerts.publishing.choices import Kind, Level, Right, Tag
from alerts.publishing.models import Edition
from cases.choices import IPKind
from portal.reference.countries import is_code
from portal.reference.industry import section_choices

_LEVELS = list(Level.values)
# What an edition leaves open concerns everybody.
_OPEN = ("countries", "industries", "ip_kinds", "tags")


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to read; each list empty for "all"."""

    kinds: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    ip_kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    # Alerts of this level and above.
    level: str = ""

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Wanted:
        """Read a filter from stored JSON or an address; what nobody knows (any more) is left out."""
        known: dict[str, set[str]] = {
            "kinds": set(Kind.values),
            "industries": {code for code, _name in section_choices()},
            "ip_kinds": set(IPKind.values),
            "tags": set(Tag.values),
            "rights": set(Right.values),
        }
        values: dict[str, Any] = {}
        for field in fields(cls):
            found = raw.get(field.name)
            if field.name == "level":
                values["level"] = found if found in _LEVELS else ""
                continue
            listed = [found] if isinstance(found, str) else list(found or [])
            good = known.get(field.name)
            values[field.name] = tuple(
                sorted({code for code in listed if (code in good if good is not None else is_code(code))})
            )
        return cls(**values)

    def stored(self) -> dict[str, Any]:
        """Give what `read` reads."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def query(self) -> str:
        """Give what `read` reads as the query of an address."""
        return urlencode({name: value for name, value in self.stored().items() if value}, doseq=True)

    @property
    def is_everything(self) -> bool:
        """True when it asks for nothing in particular."""
        return self == Wanted()

    def levels(self) -> list[str]:
        """List the levels that are pressing enough."""
        return _LEVELS[_LEVELS.index(self.level) :] if self.level else []

    def apply(self, editions: QuerySet[Edition]) -> QuerySet[Edition]:
        """Narrow editions to those that are wanted."""
        if self.kinds:
            editions = editions.filter(kind__in=self.kinds)
        if self.rights:
            editions = editions.filter(Q(right__in=self.rights) | Q(right=""))
        if self.level:
            editions = editions.filter(Q(level__in=self.levels()) | Q(level=""))
        for name in _OPEN:
            if wished := getattr(self, name):
                editions = editions.filter(Q(**{f"{name}__overlap": list(wished)}) | Q(**{name: []}))
        return editions


def matching_sql(wishes: str, edition: str) -> str:
    """Give the SQL condition under which the edition row `edition` answers the row of wishes `wishes`.

    `wishes` has the columns kinds, countries, industries, ip_kinds, tags, rights (text arrays) and level (text).
    """
    levels = ", ".join(f"'{level}'" for level in _LEVELS)
    open_lists = " and ".join(
        f"(cardinality({wishes}.{name}) = 0 or cardinality({edition}.{name}) = 0"
        f" or {wishes}.{name}::text[] && {edition}.{name}::text[])"
        for name in _OPEN
    )
    return (
        f"(cardinality({wishes}.kinds) = 0 or {edition}.kind = any({wishes}.kinds))"
        f" and (cardinality({wishes}.rights) = 0 or {edition}.right = '' or {edition}.right = any({wishes}.rights))"
        f" and ({wishes}.level = '' or {edition}.level = ''"
        f" or array_position(array[{levels}], {edition}.level::text) >= array_position(array[{levels}], {wishes}.level::text))"
        f" and {open_lists}"
    )
