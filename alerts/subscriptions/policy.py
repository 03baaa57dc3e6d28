"""Rows of the permission table for subscriptions: everybody subscribes; delivery figures are for who publishes or runs the portal."""

from __future__ import annotations

from portal.policy.personas import ALL, SIGNED_IN, SYSADMINS
from portal.policy.reach import anywhere, only_mine
from portal.policy.table import Rule, rule

FIGURES = frozenset({"editor", "reviewer"}) | SYSADMINS


def _public(route: str, methods: str) -> Rule:
    return rule(f"subscriptions:{route}", methods, ALL, scope="login", second_factor=False)


def _own(route: str) -> Rule:
    return rule(f"subscriptions:{route}", "GET POST", SIGNED_IN, scope="login")


RULES: list[Rule] = [
    _public("start", "GET POST"),
    _public("asked", "GET"),
    _public("link", "GET POST"),
    # What a link opens is decided by its signature.
    *(_public(route, "GET POST") for route in ("confirm", "manage", "wish", "wish_edit", "leave")),
    _own("mine"),
    _own("mine_wish"),
    rule(
        "subscriptions:mine_wish_edit", "GET POST", SIGNED_IN, scope="login", target="wish", reach=only_mine(SIGNED_IN)
    ),
    rule("subscriptions:dispatches", "GET", FIGURES),
    rule("subscriptions:returned", "GET", FIGURES),
    rule("subscriptions:dispatch", "GET", FIGURES, target="edition_of", reach=anywhere(FIGURES)),
]
