"""Rows of the permission table for official fees: everybody reads, editors propose, reviewers decide."""

from __future__ import annotations

from portal.policy.personas import ALL, NATIONAL
from portal.policy.reach import anywhere, only_mine
from portal.policy.table import Rule, rule

EDITORS = frozenset({"editor"})
REVIEWERS = frozenset({"reviewer"})

RULES: list[Rule] = [
    rule("fees:list", "GET", ALL, scope="login", second_factor=False),
    rule("fees:calculator", "GET", ALL, scope="login", second_factor=False),
    rule("fees:download", "GET", ALL, scope="login", second_factor=False),
    rule("fees:history", "GET", ALL, scope="login", second_factor=False, target="fee", reach=anywhere(ALL)),
    rule("fees:office", "GET", ALL, scope="login", second_factor=False, target="fee_office", reach=anywhere(ALL)),
    rule("fees:desk", "GET", NATIONAL),
    rule("fees:template", "GET", NATIONAL),
    rule("fees:import", "GET POST", EDITORS, uploads=True),
    rule("fees:enter_fee", "GET POST", EDITORS),
    rule("fees:enter_office", "GET POST", EDITORS),
    rule("fees:enter_rate", "GET POST", EDITORS),
    rule("fees:batch", "GET", NATIONAL, target="fee_batch", reach=anywhere(NATIONAL)),
    rule("fees:propose", "POST", EDITORS, target="fee_batch", reach=only_mine(EDITORS)),
    rule("fees:withdraw", "POST", EDITORS, target="fee_batch", reach=only_mine(EDITORS)),
    # Of one's own a reviewer gets the page with a refusal (409): to decide is somebody else's.
    rule("fees:decide", "POST", REVIEWERS, target="fee_batch", reach=anywhere(REVIEWERS)),
]
