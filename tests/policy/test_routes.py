"""The permission table names every route and method that exists, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from portal.policy import personas, table
from tests.policy.routes import walk
from tests.policy.targets import providers


def lines(found: Iterable[str]) -> str:
    """One finding a line, so that whoever reads the failure sees all of them."""
    return "\n".join(["", *sorted(found)])


def rows_by_route() -> dict[str, set[str]]:
    rows: dict[str, set[str]] = defaultdict(set)
    for route, method in table.rules():
        rows[route].add(method)
    return rows


def test_every_route_and_method_has_a_row() -> None:
    rows = rows_by_route()
    missing = set()
    for route in walk():
        for method in route.methods or ():
            if method not in rows[route.name]:
                missing.add(f"{method} {route.name}  ({route.pattern})")
        if not rows[route.name]:
            missing.add(f"* {route.name}  ({route.pattern})")
    assert not missing, lines(missing)


def test_no_row_is_stale() -> None:
    """A row for a route that is gone, or for a method that its view refuses anyway."""
    accepted: dict[str, set[str]] = defaultdict(set)
    for route in walk():
        accepted[route.name] |= set(route.methods) if route.methods is not None else set(rows_by_route()[route.name])
    stale = {f"{method} {route}" for route, method in table.rules() if method not in accepted[route]}
    assert not stale, lines(stale)


def test_rows_are_whole() -> None:
    """Known personas; a target with a provider and a reach for each persona; no reach without a target."""
    odd = []
    for (route, method), rule in table.rules().items():
        row = f"{method} {route}"
        if not rule.personas or rule.personas - personas.ALL:
            odd.append(f"{row}: personas {sorted(rule.personas - personas.ALL)}")
        if rule.target and rule.target not in providers():
            odd.append(f"{row}: no provider for target {rule.target!r} in tests/policy/rooms/")
        if rule.target and rule.personas - set(rule.reach):
            odd.append(f"{row}: no reach for {sorted(rule.personas - set(rule.reach))}")
        if rule.reach and not rule.target:
            odd.append(f"{row}: reach without target")
        if any("nonexistent" in relations for relations in rule.reach.values()):
            odd.append(f"{row}: reaches what does not exist")
    assert not odd, lines(odd)


def test_open_rows_are_few_and_named() -> None:
    """Rows that answer before a second factor is proved: public pages and the way to prove one."""
    early = {route for (route, _), rule in table.rules().items() if not rule.second_factor and rule.scope == "actor"}
    assert early == set()
