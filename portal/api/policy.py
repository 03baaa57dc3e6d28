"""Rows of the permission table for what every caller of the API needs."""

from __future__ import annotations

from portal.policy.personas import ALL, SIGNED_IN
from portal.policy.table import Rule, rule

RULES: list[Rule] = [
    # Seats come with the log-in; whoever owes the second factor learns here that they do.
    rule("api:me", "GET", SIGNED_IN, scope="login", second_factor=False),
    rule("api:schema", "GET", ALL, scope="login"),
    rule("api:docs", "GET", ALL, scope="login"),
]
