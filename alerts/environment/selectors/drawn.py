"""Charts of an index for `components/chart.html`: the ranking, profiles, years, the spread of ranks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.environment.computing import Standing
from alerts.environment.selectors.shelves import trend
from alerts.environment.selectors.trees import Reading
from alerts.environment.sensitivity import Spread
from portal.reference.countries import country_name
from portal.site.charts import Chart, Series

# What fits a picture; the table has all.
MOST_BARS = 30


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def ranking_chart(reading: Reading) -> Chart:
    """Draw the scores of the ranked countries, best first."""
    rows = [row for row in reading.standings if row.rank is not None]
    code = reading.edition.index.code
    return Chart(
        key="ranking-chart", kind="bars", title=_("Scores"), column=_("Country (region)"),
        labels=tuple(country_name(row.country) for row in rows),
        series=(
            Series(
                _("Score"), tuple(_float(row.score) for row in rows),
                urls=tuple(reverse("environment:profile", args=[code, row.country]) for row in rows),
            ),
        ),
        decimals=2, most=MOST_BARS, details=True, source=reading.edition.source, source_url=reading.edition.source_url,
    )  # fmt: skip


def radar_chart(reading: Reading, rows: Sequence[Standing], *, with_average: bool = False) -> Chart | None:
    """Draw countries over the indicators of the first level (the second where that has too few); None below three."""
    branches = reading.branches
    if len(branches) < 3:
        branches = [child for branch in branches for child in (branch.children or [branch])]
    if len(branches) < 3 or not rows:
        return None
    codes = [branch.indicator.code for branch in branches]
    series = [Series(country_name(row.country), tuple(_float(row.parts[code].score) for code in codes)) for row in rows]
    if with_average:
        series.append(Series(_("Average"), tuple(_float(reading.averages[code]) for code in codes), tone="ink-soft"))
    return Chart(
        key="radar-chart", kind="radar", title=_("Profile"), column=_("Indicator"),
        labels=tuple(branch.indicator.name for branch in branches), series=tuple(series), decimals=2, top=100,
        details=True, caption=_("Every indicator on a scale from 0 to 100; farther out is better. A missing score is drawn at 0 and stands as — in the table."),
        source=reading.edition.source, source_url=reading.edition.source_url,
    )  # fmt: skip


def compared_chart(reading: Reading, rows: Sequence[Standing]) -> Chart:
    """Draw the overall scores of a few countries, where the tree has too few indicators for a radar."""
    return Chart(
        key="compared-chart", kind="bars", title=_("Scores"), column=_("Country (region)"),
        labels=tuple(country_name(row.country) for row in rows),
        series=(Series(_("Score"), tuple(_float(row.score) for row in rows)),), decimals=2, top=100, details=True,
        source=reading.edition.source, source_url=reading.edition.source_url,
    )  # fmt: skip


def trend_chart(years: Sequence[Reading], countries: Sequence[str]) -> Chart:
    """Draw countries over the years; a year without a score leaves a gap."""
    return Chart(
        key="trend-chart", kind="line", title=_("Scores over the years"), column=_("Year"),
        labels=tuple(str(reading.edition.year) for reading in years),
        series=tuple(
            Series(country_name(country), tuple(_float(point.score) for point in trend(years, country)))
            for country in countries
        ),
        decimals=2, top=100, newest_first=True, details=True,
    )  # fmt: skip


def spread_chart(spreads: Sequence[Spread]) -> Chart:
    """Draw where ranks lie under random weights: the middle, and the two ends that nine of ten draws stay within."""
    return Chart(
        key="spread-chart", kind="bars", title=_("Ranks under random weights"), column=_("Country (region)"),
        labels=tuple(country_name(spread.country) for spread in spreads),
        series=(
            Series(_("5 % quantile"), tuple(float(spread.low) for spread in spreads), tone="green"),
            Series(_("Median"), tuple(float(spread.median) for spread in spreads), tone="brand"),
            Series(_("95 % quantile"), tuple(float(spread.high) for spread in spreads), tone="amber"),
        ),
        most=15, details=True, caption=_("A shorter bar is a better rank. Where the three are alike, the rank hardly depends on the weights."),
    )  # fmt: skip
