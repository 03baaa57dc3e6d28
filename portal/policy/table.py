"""The one permission table: route × method × persona × relation.

Every app contributes its rows in `<app>/policy.py` as `RULES`. A route or method without a row is refused, and the
suite walks the resolver so that no such route exists. The middleware enforces personas, the gates (`access.py`) and
row-level security enforce relations; `tests/policy/` generates the whole matrix from this table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Literal

from django.apps import apps

Relation = Literal["mine", "same_org", "same_center", "other_center", "nonexistent"]
RELATIONS: tuple[Relation, ...] = ("mine", "same_org", "same_center", "other_center", "nonexistent")


@dataclass(frozen=True)
class Rule:
    """Who may call a route with some methods.

    `scope` "actor" runs the view in the actor's database scope, "login" as the bare login (account and public pages).
    `target` names the kind of object in the address (`case`, `file`, …): `reach` then tells, persona by persona, to
    which relations it answers; every other relation gets the same 404 as an object that does not exist.
    `second_factor` False marks the few pages on which a person sets one up. `uploads` marks those that take files, and
    so bodies larger than BODY_MAX_BYTES (portal.site.bodies).
    """

    route: str
    methods: frozenset[str]
    personas: frozenset[str]
    scope: Literal["actor", "login"] = "actor"
    target: str = ""
    reach: Mapping[str, frozenset[Relation]] = field(default_factory=dict)
    second_factor: bool = True
    uploads: bool = False

    def reaches(self, persona: str, relation: Relation) -> bool:
        """Say whether `persona` gets an object in `relation` through this route."""
        return relation in self.reach.get(persona, frozenset())


def rule(
    route: str,
    methods: str,
    personas: frozenset[str],
    *,
    scope: Literal["actor", "login"] = "actor",
    target: str = "",
    reach: Mapping[str, frozenset[Relation]] | None = None,
    second_factor: bool = True,
    uploads: bool = False,
) -> Rule:
    """Write one row; `methods` is a space-separated list (GET includes HEAD)."""
    wanted = set(methods.split())
    if "GET" in wanted:
        wanted.add("HEAD")
    return Rule(route, frozenset(wanted), personas, scope, target, reach or {}, second_factor, uploads)


@cache
def rules() -> Mapping[tuple[str, str], Rule]:
    """Collect every app's rows as (route, method) → rule; raise when two rows claim one cell."""
    table: dict[tuple[str, str], Rule] = {}
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.policy") is None or config.name == "portal":
            continue
        module = import_module(f"{config.name}.policy")
        for row in getattr(module, "RULES", []):
            for method in row.methods:
                if (row.route, method) in table:
                    raise ValueError(f"The policy table has two rows for {method} {row.route}.")
                table[row.route, method] = row
    return table


def find(route: str, method: str) -> Rule | None:
    """Return the row of a route and method; None means: refused."""
    return rules().get((route, method))
