"""Charts: plain data that `components/chart.html` shows as a table and `static/js/charts.js` draws beside it.

A view makes a `Chart` and hands it to the template; nothing about drawing is decided there. Every figure stands in the table,
with its link, so that the page says the same without scripts, to a screen reader and on paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext

#: bars: one line per label, long labels welcome · columns: the same upright · line: a development · stacked: bars whose
#: series add up · radar: a profile of at least three labels · heat: labels × series, darker means more
Kind = Literal["bars", "columns", "line", "stacked", "radar", "heat"]
#: Custom properties of theme.css that a series may ask for; without one it takes the next of --chart-1 … --chart-6.
Tone = Literal["", "brand", "red", "amber", "green", "ink-soft"]


@dataclass(frozen=True)
class Series:
    """One value per label of the chart; None where nothing is known, which is not 0.

    `urls` lead each figure to what it counts ("" for none). `drawn` and `listed` leave a series out of the picture or out
    of the table: a stack draws “not overdue”, its table lists all.
    """

    name: str
    values: tuple[float | None, ...]
    urls: tuple[str, ...] = ()
    tone: Tone = ""
    drawn: bool = True
    listed: bool = True


@dataclass(frozen=True)
class Cell:
    """One figure of the table as it is written."""

    text: str
    url: str
    tone: str


@dataclass(frozen=True)
class Chart:
    """A picture and its table.

    `key` is the element's id on the page. `column` heads the labels. `most` limits the picture (not the table) to the first
    labels; `newest_first` turns the table of a development around. `top` is the end of the scale of radar and heat (default:
    the largest value). `unit` is written behind the heading; `decimals` are shown. `caption` says what is counted;
    `source` and `source_url` where it comes from. `details` folds the table under the picture instead of beside it.
    """

    key: str
    kind: Kind
    title: str
    column: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 0
    top: float | None = None
    most: int | None = None
    newest_first: bool = False
    caption: str = ""
    source: str = ""
    source_url: str = ""
    details: bool = False

    def __post_init__(self) -> None:
        for each in self.series:
            if len(each.values) != len(self.labels) or len(each.urls) not in (0, len(self.labels)):
                raise ValueError(f"{self.key}: {each.name} must have one value, and one link or none, for each label.")

    @property
    def data_id(self) -> str:
        """The id of the script tag with the data."""
        return f"{self.key}-data"

    @property
    def spoken(self) -> str:
        """What a screen reader hears of the picture."""
        return gettext("Chart: %(title)s. The table says the same.") % {"title": self.title}

    @property
    def headings(self) -> list[str]:
        """The table's heading over each listed series."""
        return [f"{each.name} ({self.unit})" if self.unit else each.name for each in self._listed]

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        """The table: (label, figures) per line."""
        lines = [(label, [self._cell(each, at) for each in self._listed]) for at, label in enumerate(self.labels)]
        return lines[::-1] if self.newest_first else lines

    @property
    def data(self) -> dict[str, Any]:
        """What charts.js draws, for `json_script`."""
        return {
            "kind": self.kind,
            "labels": self.labels[: self.most],
            "unit": self.unit,
            "decimals": self.decimals,
            "top": self.top,
            "series": [
                {
                    "name": each.name,
                    "values": each.values[: self.most],
                    "urls": each.urls[: self.most],
                    "tone": each.tone,
                }
                for each in self.series
                if each.drawn
            ],
        }

    @property
    def _listed(self) -> Sequence[Series]:
        return [each for each in self.series if each.listed]

    def _cell(self, series: Series, at: int) -> Cell:
        value = series.values[at]
        if value is None:
            return Cell("—", "", "")
        # A figure of nothing leads nowhere and calls for nothing.
        url = series.urls[at] if series.urls and value else ""
        return Cell(f"{value:,.{self.decimals}f}", url, series.tone if series.tone == "red" and value else "")
