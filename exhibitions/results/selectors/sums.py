"""Amounts of money, each in its own currency: never added across currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from exhibitions.results.models import Sum
from portal.reference.money import Money

PerCurrency = dict[str, Decimal]


def per_currency(sums: Iterable[Sum]) -> PerCurrency:
    """Add amounts currency by currency, by code."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for each in sums:
        found[each.currency] += each.amount
    return dict(sorted(found.items()))


def written(totals: Mapping[str, Decimal | int]) -> list[str]:
    """Write totals as tables do: "EUR 1,200.00"."""
    return [str(Money.of(amount, code)) for code, amount in totals.items()]


def in_words(sums: Iterable[Sum]) -> list[str]:
    """Add amounts currency by currency and write them."""
    return written(per_currency(sums))
