"""What a room tells the matrix: how to reach an object of each target kind, and with what bodies its routes are called.

Each module of tests/policy/rooms/ is one room of the portal. It registers a provider for each target kind of its policy
rows and may have these tables:

`BODIES`: route → form data (or JSON for the API) with which an allowed cell really writes, or a function of world,
persona and the address's arguments. `VARIANTS`: route → further arguments, one cell each (verbs, sections). `PLAIN`:
arguments of routes without a target. `REFUSED`: route → whether a persona that the row names is refused at this spelling
of its address. `ANSWERS`: (route, method or "*") → where the right answer to whom the row names is not “reached”.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.policy.table import Relation
from tests.policy import rooms

if TYPE_CHECKING:
    from tests.policy.world import World

Kwargs = dict[str, Any]
Provider = Callable[["World", str, Relation], Kwargs | None]
Body = Mapping[str, Any] | Callable[["World", str, Mapping[str, Any]], Mapping[str, Any]]
NOTHING = UUID("00000000-0000-7000-8000-000000000000")
_PROVIDERS: dict[str, Provider] = {}


def target(kind: str) -> Callable[[Provider], Provider]:
    """Register the provider of a target kind.

    It gives the arguments of the address for a persona and a relation, None where the relation cannot exist for the
    persona, and for `nonexistent` well-formed ids of nothing.
    """

    def register(provider: Provider) -> Provider:
        _PROVIDERS[kind] = provider
        return provider

    return register


@cache
def _rooms() -> tuple[Any, ...]:
    return tuple(import_module(f"{rooms.__name__}.{found.name}") for found in pkgutil.iter_modules(rooms.__path__))


def _gathered(name: str) -> dict[Any, Any]:
    return {key: value for room in _rooms() for key, value in getattr(room, name, {}).items()}


def providers() -> dict[str, Provider]:
    """Every room's providers by target kind."""
    _rooms()
    return _PROVIDERS


@cache
def bodies() -> dict[str, Body]:
    """Every room's bodies by route."""
    return _gathered("BODIES")


@cache
def variants() -> dict[str, Sequence[Mapping[str, Any]]]:
    """Every room's further spellings by route."""
    return _gathered("VARIANTS")


@cache
def plain() -> dict[str, Mapping[str, Any]]:
    """Every room's arguments of routes without a target."""
    return _gathered("PLAIN")


@cache
def refused() -> dict[str, Callable[[str, Mapping[str, Any]], bool]]:
    """Every room's refusals by route."""
    return _gathered("REFUSED")


@cache
def answers() -> dict[tuple[str, str], str]:
    """Every room's answers that are not “reached”."""
    return _gathered("ANSWERS")
