"""The yearly report as data: a builder inside the scope, a renderer outside it, charts drawn as SVG.

The words of the report are in the language it is made in; names of countries come from portal.reference.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.environment.choices import Basis, SurveyState
from alerts.environment.models import Edition, Report, Survey
from alerts.environment.selectors.shelves import latest_editions, per_year, read_all, trend
from alerts.environment.selectors.surveys import published
from alerts.environment.selectors.trees import Reading, read
from alerts.environment.sensitivity import DRAWS, at_random
from portal.reference.countries import country_name

SEED = 2026
MOST_BARS = 40
TOP_TREND = 5
TEMPLATE = "environment_report.jinja"
INK, SOFT, LINE = "#1b2430", "#4d5968", "#dde3ea"
# Told apart in print by colour and by dashes.
STROKES = (("#1d4f91", ""), ("#b45309", "7 3"), ("#1a6b3c", "2 3"), ("#7c3aed", "9 3 2 3"), ("#b42318", "4 2"))


@dataclass(frozen=True)
class ReportData:
    """Everything a report says. `texts` are the headings and sentences in its language."""

    language: str
    index: str
    publisher: str
    about: str
    rights: str
    is_demo: bool
    year: int
    edition: str
    source: str
    source_url: str
    dated_on: dt.date
    released_on: dt.date
    released_at: dt.datetime
    correction: str
    method: str
    rule: str
    facts: tuple[str, ...]
    tops: tuple[str, ...]
    ranking: tuple[tuple[str, ...], ...]
    weights: tuple[tuple[str, ...], ...]
    spreads: tuple[tuple[str, ...], ...]
    trend_years: tuple[str, ...]
    trend_lines: tuple[tuple[str, tuple[str, ...]], ...]
    surveys: tuple[Mapping[str, Any], ...]
    sources: tuple[tuple[str, str], ...]
    texts: Mapping[str, str] = field(default_factory=dict)


def report_build(report: Report) -> tuple[ReportData, dict[str, bytes]]:
    """Build the data and the pictures of a report, in its language."""
    with translation.override(report.language):
        edition = Edition.objects.select_related("index").get(pk=report.edition_id)
        reading = read(edition)
        years = read_all(per_year(latest_editions(edition.index)))
        data = _data(report.language, edition, reading, years)
        return data, _pictures(reading, years)


def _data(language: str, edition: Edition, reading: Reading, years: Sequence[Reading]) -> ReportData:
    rows = reading.standings
    tops = [branch.indicator for branch in reading.branches] if len(reading.branches) > 1 else []
    spreads = at_random(reading.root, rows, seed=SEED) if tops and rows else []
    followed = [row.country for row in rows if row.rank][:TOP_TREND] if len(years) > 1 else []
    released = edition.released_at
    assert released is not None
    return ReportData(
        language=language, index=edition.index.name, publisher=edition.index.publisher, about=edition.index.about,
        rights=edition.index.rights, is_demo=edition.index.is_demo, year=edition.year, edition=edition.label,
        source=edition.source, source_url=edition.source_url, dated_on=edition.dated_on,
        released_on=timezone.localdate(released), released_at=released, correction=edition.correction,
        method=edition.method, rule=_rule(edition), facts=tuple(edition.facts),
        tops=tuple(top.name for top in tops),
        ranking=tuple(
            (
                str(row.rank or "—"), country_name(row.country), _number(row.score),
                *(_number(row.parts[top.code].score) for top in tops), f"{row.coverage:.2f}",
            )
            for row in rows
        ),
        weights=tuple(
            (
                "　" * (branch.indicator.level - 1) + branch.indicator.name,
                "—" if branch.indicator.weight is None else f"{branch.indicator.weight.normalize():f}",
                _scale(branch.indicator) if branch.is_leaf else "",
                branch.indicator.get_direction_display() if branch.is_leaf and edition.is_ranked else "",
            )
            for branch in reading.flat
        ),
        spreads=tuple(
            (country_name(s.country), str(s.best), str(s.low), str(s.median), str(s.high), str(s.worst)) for s in spreads
        ),
        trend_years=tuple(each.edition.label for each in years) if followed else (),
        trend_lines=tuple(
            (country_name(country), tuple(_number(point.score) for point in trend(years, country)))
            for country in followed
        ),
        surveys=tuple(_survey(survey) for survey in _surveys(edition.year)),
        sources=tuple(sorted({(score.source, score.source_url) for score in reading.scores})),
        texts=_texts(edition),
    )  # fmt: skip


def _surveys(year: int) -> list[Survey]:
    return list(Survey.objects.filter(state=SurveyState.RELEASED, closes_on__year=year).order_by("closes_on", "pk"))


def _survey(survey: Survey) -> dict[str, Any]:
    return {
        "title": survey.title,
        "head": _("%(country)s, %(first)s to %(last)s, %(n)d enterprises")
        % {"country": survey.country_label, "first": survey.opens_on, "last": survey.closes_on, "n": survey.answers},
        "lines": [
            (
                outcome.question.text,
                "—" if outcome.n is None else str(outcome.n),
                "—" if outcome.mean is None else str(outcome.mean),
                "; ".join(f"{line.label} {line.n}" for line in outcome.lines if line.n is not None) or "—",
            )
            for outcome in published(survey)
        ],
    }


def _number(value: Decimal | None) -> str:
    return "—" if value is None else f"{value:.2f}"


def _scale(indicator: Any) -> str:
    if indicator.scale_min is None:
        return ""
    return f"{indicator.scale_min.normalize():f}–{indicator.scale_max.normalize():f} {indicator.unit}".strip()


def _rule(edition: Edition) -> str:
    if edition.basis != Basis.COMPUTED:
        return ""
    return _(
        "Each value is put on 0–100 by its indicator's scale and direction; an indicator's score is the weighted mean of those below it. Where a score is missing, the weights of the others are taken in proportion. Coverage is the share of the weight that rests on scores; below %(minimum)s there is no score and no rank. Equal scores share a rank."
    ) % {"minimum": edition.minimum_coverage}


def _texts(edition: Edition) -> dict[str, str]:
    return {
        "title": _("Report on the environment for intellectual property"), "contents": _("Contents"),
        "summary": _("At a glance"), "ranking": _("Ranking"), "profile": _("Indicators and weights"),
        "sensitivity": _("Sensitivity to the weights"), "trend": _("Trend"), "surveys": _("Surveys of enterprises"),
        "method": _("Method"), "sources": _("Sources"), "rank": _("Rank"), "country": _("Country (region)"),
        "score": _("Score"), "coverage": _("Coverage"), "indicator": _("Indicator"), "weight": _("Weight"),
        "scale": _("Scale"), "direction": _("Direction"), "best": _("Best"), "low": _("5 % quantile"),
        "median": _("Median"), "high": _("95 % quantile"), "worst": _("Worst"), "facts": _("Published facts"),
        "edition": _("Edition"), "publisher": _("Publisher"), "released": _("Released on"), "source": _("Source"),
        "copyright": _("Copyright"), "corrected": _("Corrected"), "question": _("Question asked"), "answers": _("Answers"),
        "mean": _("Mean"), "cells": _("Counts"), "demo": _("Demonstration"),
        "demo_note": _("It shows how an index is built. It is no judgement of any country (region)."),
        "draws": _("%(draws)d draws from a Dirichlet distribution around the stated weights, seed %(seed)d.") % {"draws": DRAWS, "seed": SEED},
        "suppressed": _("Figures of fewer than five answers are not shown; free texts are not published."),
        "ranking_chart": _("Scores of the ranked countries (regions)"), "trend_chart": _("Scores over the years"),
        "no_scores": _("No scores of single countries (regions) were published; none are shown."),
    }  # fmt: skip


def _pictures(reading: Reading, years: Sequence[Reading]) -> dict[str, bytes]:
    ranked = [row for row in reading.standings if row.rank is not None]
    pictures: dict[str, bytes] = {}
    if ranked:
        pairs = [(country_name(row.country), row.score or Decimal(0)) for row in ranked[:MOST_BARS]]
        pictures["ranking.svg"] = bars_svg(pairs)
    if len(years) > 1 and ranked:
        lines = [
            (country_name(row.country), [point.score for point in trend(years, row.country)])
            for row in ranked[:TOP_TREND]
        ]
        pictures["trend.svg"] = lines_svg([str(each.edition.year) for each in years], lines)
    return pictures


def bars_svg(pairs: Sequence[tuple[str, Decimal]]) -> bytes:
    """Draw labelled bars on a scale from 0 to 100."""
    row, left, width = 20, 150, 620
    height = row * len(pairs) + 26
    parts = [_open(width, height)]
    for mark in (0, 25, 50, 75, 100):
        x = left + mark * (width - left - 56) / 100
        parts.append(f'<line x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{height - 20}" stroke="{LINE}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle" fill="{SOFT}">{mark}</text>')
    for at, (name, value) in enumerate(pairs):
        y = 6 + at * row
        length = float(value) * (width - left - 56) / 100
        parts.append(f'<text x="{left - 8}" y="{y + 12}" text-anchor="end" fill="{INK}">{escape(name)}</text>')
        parts.append(f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="{row - 8}" fill="{STROKES[0][0]}"/>')
        parts.append(f'<text x="{left + length + 5:.1f}" y="{y + 12}" fill="{INK}">{value:.2f}</text>')
    return "".join([*parts, "</svg>"]).encode()


def lines_svg(years: Sequence[str], lines: Sequence[tuple[str, Sequence[Decimal | None]]]) -> bytes:
    """Draw up to five developments on a scale from 0 to 100; a year without a score is a gap."""
    width, height, left, right, bottom = 620, 300, 34, 140, 26
    step = (width - left - right) / max(1, len(years) - 1)
    span = height - bottom - 10
    parts = [_open(width, height)]
    for mark in (0, 25, 50, 75, 100):
        y = 10 + span * (100 - mark) / 100
        parts.append(f'<line x1="{left}" y1="{y:.1f}" x2="{width - right}" y2="{y:.1f}" stroke="{LINE}"/>')
        parts.append(f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{SOFT}">{mark}</text>')
    for at, year in enumerate(years):
        parts.append(
            f'<text x="{left + at * step:.1f}" y="{height - 8}" text-anchor="middle" fill="{SOFT}">{year}</text>'
        )
    for number, (name, values) in enumerate(lines):
        colour, dashes = STROKES[number % len(STROKES)]
        dash = f' stroke-dasharray="{dashes}"' if dashes else ""
        spots = [
            (left + at * step, 10 + span * (100 - float(value)) / 100)
            for at, value in enumerate(values)
            if value is not None
        ]
        runs = _runs(values, spots)
        for run in runs:
            path = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots]
        y = 20 + number * 20
        parts.append(
            f'<line x1="{width - right + 14}" y1="{y}" x2="{width - right + 40}" y2="{y}" stroke="{colour}" stroke-width="2"{dash}/>'
        )
        parts.append(f'<text x="{width - right + 46}" y="{y + 4}" fill="{INK}">{escape(name)}</text>')
    return "".join([*parts, "</svg>"]).encode()


def _runs(values: Sequence[Decimal | None], spots: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Cut the spots of known values where a year between them is unknown."""
    runs: list[list[tuple[float, float]]] = []
    left = iter(spots)
    before = False
    for value in values:
        if value is not None:
            if not before:
                runs.append([])
            runs[-1].append(next(left))
        before = value is not None
    return runs


def _open(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Noto Sans SC" font-size="11">'
    )
