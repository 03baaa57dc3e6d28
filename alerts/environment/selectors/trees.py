"""Read an edition into plain data: its tree, its scores, its results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from alerts.environment.choices import Direction
from alerts.environment.computing import ZERO, Node, Standing, averages, root_of, standings
from alerts.environment.models import Edition, Indicator, Score


@dataclass(slots=True)
class Branch:
    """An indicator with what stands below it, for display."""

    indicator: Indicator
    children: list[Branch] = field(default_factory=list)

    @property
    def is_leaf(self) -> bool:
        return not self.children

    def walk(self) -> Iterator[Branch]:
        """Yield the branch and everything below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass
class Reading:
    """One edition, read once: two statements however large it is."""

    edition: Edition
    branches: list[Branch]
    scores: Sequence[Score]

    @cached_property
    def flat(self) -> list[Branch]:
        """All branches in the order of reading."""
        return [branch for top in self.branches for branch in top.walk()]

    @cached_property
    def leaves(self) -> list[Branch]:
        """The branches that carry scores."""
        return [branch for branch in self.flat if branch.is_leaf]

    @cached_property
    def root(self) -> Node:
        """The tree as `computing` takes it; weights that are not told count 0."""
        return root_of(_node(branch) for branch in self.branches)

    @cached_property
    def values(self) -> dict[str, dict[str, Decimal]]:
        """Values by leaf code and country."""
        codes = {branch.indicator.pk: branch.indicator.code for branch in self.flat}
        found: dict[str, dict[str, Decimal]] = {}
        for score in self.scores:
            found.setdefault(codes[score.indicator_id], {})[score.country] = score.value
        return found

    @cached_property
    def standings(self) -> list[Standing]:
        """The ranking; empty where no scores were published."""
        if not self.edition.is_ranked or not self.branches:
            return []
        return standings(self.root, self.values, minimum=self.edition.minimum_coverage)

    @cached_property
    def averages(self) -> dict[str, Decimal | None]:
        """The mean of every node over the countries that have a score there."""
        return averages(self.root, self.standings)

    def score_of(self, country: str) -> Mapping[str, Score]:
        """Give a country's scores by leaf code."""
        codes = {branch.indicator.pk: branch.indicator.code for branch in self.flat}
        return {codes[score.indicator_id]: score for score in self.scores if score.country == country}


def read(edition: Edition) -> Reading:
    """Read the tree and the scores of an edition."""
    return Reading(
        edition,
        grow(list(Indicator.objects.filter(edition_id=edition.pk).order_by("level", "position", "pk"))),
        list(Score.objects.filter(edition_id=edition.pk).order_by("country")),
    )


def grow(indicators: Sequence[Indicator]) -> list[Branch]:
    """Put indicators (parents before children) into a forest."""
    branches = {indicator.pk: Branch(indicator) for indicator in indicators}
    tops = []
    for indicator in indicators:
        branch = branches[indicator.pk]
        if indicator.parent_id is None:
            tops.append(branch)
        else:
            branches[indicator.parent_id].children.append(branch)
    return tops


def _node(branch: Branch) -> Node:
    indicator = branch.indicator
    low, high = indicator.scale_min, indicator.scale_max
    if low is None or high is None:
        low, high = ZERO, Decimal(100)
    return Node(
        indicator.code,
        indicator.weight or ZERO,
        low,
        high,
        indicator.direction == Direction.HIGHER,
        tuple(_node(child) for child in branch.children),
    )
