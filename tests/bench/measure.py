"""What was measured of one scenario at one size."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.bench.client import Slice, Turn
from tests.bench.scenarios import LIMIT, Scenario
from tests.bench.serve import Seed, Statements


@dataclass(frozen=True)
class Lane:
    """One size: its database, the ports of the two web servers before it, and what clients do there."""

    size: int
    database: str
    seed: Seed
    turns: Mapping[str, Turn]
    portal: int
    limit: int
    statements: Statements

    def port(self, scenario: Scenario) -> int:
        """Give the port that serves a scenario."""
        return self.limit if scenario is LIMIT else self.portal


@dataclass
class Measured:
    """All slices of a scenario at one size, by number of clients."""

    scenario: Scenario
    slices: dict[int, list[Slice]] = field(default_factory=dict)
    statements: int = 0
    requests: int = 0

    def add(self, clients: int, part: Slice, statements: int) -> None:
        """Add one slice and the statements that PostgreSQL counted meanwhile."""
        self.slices.setdefault(clients, []).append(part)
        self.statements += statements
        self.requests += len(part.request_times)

    def _times(self, clients: int) -> list[float]:
        """Seconds of what is counted: requests, or whole deeds."""
        return sorted(
            each
            for part in self.slices[clients]
            for each in (part.request_times if self.scenario.requests else part.turn_times)
        )

    def rate(self, clients: int) -> float:
        """Requests (or whole deeds) per second: the median of the slices."""
        times = "request_times" if self.scenario.requests else "turn_times"
        return statistics.median(len(getattr(part, times)) / part.seconds for part in self.slices[clients])

    def percentile(self, clients: int, share: float) -> float:
        """Milliseconds within which `share` of them were done."""
        times = self._times(clients)
        return times[min(len(times) - 1, int(len(times) * share))] * 1000

    @property
    def queries(self) -> float:
        """SQL statements per request, as PostgreSQL counts them."""
        return self.statements / max(1, self.requests)
