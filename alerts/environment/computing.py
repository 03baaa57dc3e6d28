"""Compute an index: normalise by scale and direction, weigh up the tree, say what is missing, rank with ties.

Plain data in, plain data out, decimals throughout: the same scores give the same figures on every machine.

The rule for missing scores, stated on every page that shows a figure: a node is the weighted mean of those of its children
that have a score, their weights taken in proportion. Its *coverage* is the share of its weight that rests on scores (a child
without a score counts nothing, a leaf with one counts in full). Below the edition's minimum coverage a node has no score, and a country without a
score at the top has no rank.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

HUNDRED = Decimal(100)
ZERO = Decimal(0)
ONE = Decimal(1)
SHOWN = Decimal("0.01")
# Between the levels: far finer than what is shown, and short enough for products to stay exact in 50 digits.
_INNER = Decimal("1e-12")
_DIGITS = 50
TOLERANCE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Node:
    """One indicator. A leaf (no children) has a scale; `weight` is its share among its siblings."""

    code: str
    weight: Decimal
    scale_min: Decimal = ZERO
    scale_max: Decimal = HUNDRED
    higher_is_better: bool = True
    children: tuple[Node, ...] = ()

    def leaves(self) -> Iterator[Node]:
        """Yield the leaves below (or the node itself)."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()

    def walk(self) -> Iterator[Node]:
        """Yield the node and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Part:
    """What a node is worth for one country: 0–100 (None: too little is known), and the share that is known (0–1)."""

    score: Decimal | None
    coverage: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """One country's result: every node by code, the shown overall score, the rank (1 is best; equal scores share it)."""

    country: str
    parts: Mapping[str, Part]
    score: Decimal | None
    coverage: Decimal
    rank: int | None = None


# leaf code → country → value
Values = Mapping[str, Mapping[str, Decimal]]
ROOT = ""


def root_of(children: Iterable[Node]) -> Node:
    """Put the indicators of the first level under one root."""
    return Node(ROOT, ONE, children=tuple(children))


def shown(value: Decimal) -> Decimal:
    """Round as readers see it: two places, halves away from zero."""
    return value.quantize(SHOWN, ROUND_HALF_UP)


def normalise(leaf: Node, value: Decimal) -> Decimal:
    """Put a value on 0–100 by the leaf's scale and direction; beyond the scale it counts as the scale's end."""
    with localcontext() as context:
        context.prec = _DIGITS
        span = leaf.scale_max - leaf.scale_min
        place = (min(max(value, leaf.scale_min), leaf.scale_max) - leaf.scale_min) / span * HUNDRED
        return (place if leaf.higher_is_better else HUNDRED - place).quantize(_INNER, ROUND_HALF_UP)


def weighted(parts: Iterable[tuple[Decimal, Part]], minimum: Decimal) -> Part:
    """Put children (weight, part) together by the rule for missing scores."""
    with localcontext() as context:
        context.prec = _DIGITS
        total = known = summed = covered = ZERO
        for weight, part in parts:
            total += weight
            if part.score is not None:
                known += weight
                summed += weight * part.score
                covered += weight * part.coverage
        if not total:
            return Part(None, ZERO)
        coverage = (covered / total).quantize(_INNER, ROUND_HALF_UP)
        if not known or coverage < minimum:
            return Part(None, coverage)
        return Part((summed / known).quantize(_INNER, ROUND_HALF_UP), coverage)


def evaluate(root: Node, values: Values, country: str, *, minimum: Decimal) -> dict[str, Part]:
    """Give every node's part for one country, by code."""
    parts: dict[str, Part] = {}

    def visit(node: Node) -> Part:
        if node.children:
            part = weighted([(child.weight, visit(child)) for child in node.children], minimum)
        else:
            value = values.get(node.code, {}).get(country)
            part = Part(None, ZERO) if value is None else Part(normalise(node, value), ONE)
        parts[node.code] = part
        return part

    visit(root)
    return parts


def ranks(scores: Mapping[str, Decimal | None]) -> dict[str, int]:
    """Rank countries by score, best first; equal scores share a rank and the next one is skipped (1, 2, 2, 4)."""
    ordered = sorted((score for score in scores.values() if score is not None), reverse=True)
    first: dict[Decimal, int] = {}
    for place, score in enumerate(ordered, 1):
        first.setdefault(score, place)
    return {country: first[score] for country, score in scores.items() if score is not None}


def standings(root: Node, values: Values, *, minimum: Decimal) -> list[Standing]:
    """Evaluate every country that has any score; ranked ones first, equal ranks by country code.

    Ranks are made of the scores as shown, so that a reader never sees two equal figures with different ranks.
    """
    countries = sorted({country for by_country in values.values() for country in by_country})
    parts = {country: evaluate(root, values, country, minimum=minimum) for country in countries}
    scores = {country: _shown_or_none(parts[country][root.code].score) for country in countries}
    places = ranks(scores)
    found = [
        Standing(country, parts[country], scores[country], parts[country][root.code].coverage, places.get(country))
        for country in countries
    ]
    return sorted(found, key=lambda row: (row.rank is None, row.rank or 0, row.country))


def _shown_or_none(score: Decimal | None) -> Decimal | None:
    return None if score is None else shown(score)


def averages(root: Node, rows: Iterable[Standing]) -> dict[str, Decimal | None]:
    """Give the plain mean of every node over the countries that have a score there, as shown."""
    kept = list(rows)
    found: dict[str, Decimal | None] = {}
    for node in root.walk():
        scores = [part.score for row in kept if (part := row.parts[node.code]).score is not None]
        found[node.code] = shown(sum((s for s in scores if s is not None), ZERO) / len(scores)) if scores else None
    return found
