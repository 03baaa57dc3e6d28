"""Rows of the permission table for the guides: everybody reads, the nation writes."""

from __future__ import annotations

from portal.policy.personas import ALL, NATIONAL
from portal.policy.reach import at_center
from portal.policy.table import Rule, rule

WRITERS = frozenset({"editor", "reviewer"})


def _public(*routes: str) -> list[Rule]:
    return [rule(f"guides:{route}", "GET", ALL, scope="login", second_factor=False) for route in routes]


RULES: list[Rule] = [
    *_public("list", "guide", "chapter", "chapter_version", "file"),
    rule("guides:desk", "GET", NATIONAL),
    rule("guides:begin", "GET POST", WRITERS),
    rule("guides:hand", "GET POST", WRITERS | {"coordinator"}),
    rule("guides:chapter_desk", "GET", NATIONAL, target="chapter", reach=at_center(NATIONAL)),
    rule("guides:settle", "GET POST", WRITERS, target="chapter", reach=at_center(WRITERS)),
    rule("guides:check", "GET POST", WRITERS, target="chapter", reach=at_center(WRITERS)),
    rule("guides:answer", "GET POST", frozenset({"reviewer"}), target="check", reach=at_center({"reviewer"})),
]
