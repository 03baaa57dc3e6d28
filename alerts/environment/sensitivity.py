"""How far a ranking depends on its weights: each weight of the first level moved alone, and all of them drawn at random.

Only the first level moves: its parts are computed once and put together again under other weights, by the same rule for
missing scores.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from alerts.environment.computing import HUNDRED, ONE, ZERO, Node, Standing, ranks, shown, weighted

DRAWS = 500
# Parameter of the Dirichlet distribution per unit of weight: with 40 a weight of 0.25 has a standard deviation of 0.068.
CONCENTRATION = 40
_WEIGHT = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Shift:
    """One weight moved: which, to what, and for every country the new score and rank."""

    code: str
    factor: Decimal
    weight: Decimal
    outcomes: Mapping[str, tuple[Decimal | None, int | None]]


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a country's rank lies under random weights: 5 %, 50 % and 95 % quantiles, best and worst; how often it had one."""

    country: str
    low: int
    median: int
    high: int
    best: int
    worst: int
    ranked: int


def reweighed(root: Node, weights: Mapping[str, Decimal], rows: Sequence[Standing]) -> dict[str, Decimal | None]:
    """Give the shown overall score of every ranked country under other weights of the first level.

    Who is ranked at all was decided by the coverage under the released weights: moving a weight takes nobody out.
    """
    found: dict[str, Decimal | None] = {}
    for row in rows:
        if row.rank is not None:
            part = weighted([(weights[child.code], row.parts[child.code]) for child in root.children], ZERO)
            found[row.country] = None if part.score is None else shown(part.score)
    return found


def moved(root: Node, code: str, factor: Decimal) -> dict[str, Decimal]:
    """Multiply the weight of `code` by `factor` (at most to the whole) and share the rest in the others' proportions."""
    before = {child.code: child.weight for child in root.children}
    total = sum(before.values(), ZERO)
    share = min(ONE, before[code] / total * factor)
    others = total - before[code]
    return {
        name: share if name == code else (weight / others * (ONE - share) if others else ZERO)
        for name, weight in before.items()
    }


def one_at_a_time(root: Node, rows: Sequence[Standing], *, percent: Decimal) -> list[Shift]:
    """Move each first-level weight down and up by `percent`, one at a time."""
    shifts = []
    for child in root.children:
        for factor in (ONE - percent / HUNDRED, ONE + percent / HUNDRED):
            weights = moved(root, child.code, factor)
            scores = reweighed(root, weights, rows)
            places = ranks(scores)
            outcomes = {country: (score, places.get(country)) for country, score in scores.items()}
            shifts.append(Shift(child.code, factor, weights[child.code], outcomes))
    return shifts


def drawn(root: Node, *, seed: int, draws: int = DRAWS) -> Iterator[dict[str, Decimal]]:
    """Draw weights from a Dirichlet distribution around the stated ones; the same seed draws the same weights."""
    dice = random.Random(seed)  # noqa: S311 - a reproducible simulation, no secret
    total = sum((child.weight for child in root.children), ZERO)
    shapes = [(child.code, float(child.weight / total) * CONCENTRATION) for child in root.children]
    for _ in range(draws):
        raw = [(code, dice.gammavariate(shape, 1.0) if shape > 0 else 0.0) for code, shape in shapes]
        whole = sum(value for _, value in raw) or 1.0
        # Rounded, so that the last bit of a machine's logarithm cannot tip a rank.
        yield {code: Decimal(value / whole).quantize(_WEIGHT, ROUND_HALF_UP) for code, value in raw}


def at_random(root: Node, rows: Sequence[Standing], *, seed: int, draws: int = DRAWS) -> list[Spread]:
    """Give the quantiles of every ranked country's rank under random weights, in the order of the ranking."""
    seen: dict[str, list[int]] = {row.country: [] for row in rows if row.rank is not None}
    for weights in drawn(root, seed=seed, draws=draws):
        for country, place in ranks(reweighed(root, weights, rows)).items():
            if country in seen:
                seen[country].append(place)
    return [_spread(country, sorted(places)) for country, places in seen.items() if places]


def _spread(country: str, places: Sequence[int]) -> Spread:
    # The nearest rank: the smallest that at least this share of the draws does not exceed.
    def quantile(percent: int) -> int:
        return places[max(0, -(-percent * len(places) // 100) - 1)]

    return Spread(country, quantile(5), quantile(50), quantile(95), places[0], places[-1], len(places))
