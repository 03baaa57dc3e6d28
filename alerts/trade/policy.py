"""Who reads the trade data, who prepares changes of it, and who releases them."""

from __future__ import annotations

from portal.policy.personas import ALL, NATIONAL
from portal.policy.reach import anywhere
from portal.policy.table import Rule, rule

_EDITORS, _REVIEWERS = frozenset({"editor"}), frozenset({"reviewer"})
_CHANGE = anywhere(NATIONAL)
# Nobody releases what they prepared: another's change answers, the own one is a conflict (409).
_DROP = anywhere(_REVIEWERS) | {"editor": frozenset({"mine"})}

RULES: list[Rule] = [
    rule("trade:list", "GET", ALL, scope="login", second_factor=False),
    rule("trade:csv", "GET", ALL, scope="login", second_factor=False),
    rule("trade:statistics", "GET", ALL, scope="login", second_factor=False),
    rule("trade:statistics_csv", "GET", ALL, scope="login", second_factor=False),
    rule("trade:detail", "GET", ALL, scope="login", second_factor=False, target="investigation", reach=anywhere(ALL)),
    rule("trade:desk", "GET", NATIONAL),
    rule("trade:import", "GET", _EDITORS),
    rule("trade:import", "POST", _EDITORS, uploads=True),
    rule("trade:sample", "GET", _EDITORS),
    rule("trade:edit", "GET POST", _EDITORS, target="investigation", reach=anywhere(_EDITORS)),
    rule("trade:change", "GET", NATIONAL, target="trade_change", reach=_CHANGE),
    rule("trade:release", "POST", _REVIEWERS, target="trade_change", reach=_CHANGE),
    rule("trade:drop", "POST", _REVIEWERS | _EDITORS, target="trade_change", reach=_DROP),
]
