"""What the public reads: the indices, a ranking, its scores as CSV, its report as PDF."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from alerts.environment import access
from alerts.environment.choices import LANGUAGES, ReportState
from alerts.environment.models import Edition, Index, Report
from alerts.environment.selectors.drawn import ranking_chart
from alerts.environment.selectors.shelves import shelves, superseding
from alerts.environment.selectors.surveys import shown_surveys
from alerts.environment.selectors.trees import Reading, read
from alerts.environment.services.shown import TAG
from portal.documents import download
from portal.policy.problems import refuse
from portal.reference.countries import country_name
from portal.site.pagecache import public_page
from portal.spreadsheets import csv_answer


@public_page(TAG)
def home(request: HttpRequest) -> HttpResponse:
    """List the indices and the surveys."""
    return render(request, "environment/home.html", {"shelves": shelves(), "surveys": shown_surveys()[:5]})


def edition_context(request: HttpRequest, code: str) -> tuple[Edition, dict[str, object]]:
    """Pass the gate; give the edition asked for and what every page of an index needs."""
    index, edition, editions = access.get_released(code, request.GET.get("edition", ""))
    context: dict[str, object] = {
        "index": index, "edition": edition, "editions": editions, "newer": superseding(edition, editions),
        "query": f"?edition={edition.public_id}" if request.GET.get("edition") else "",
    }  # fmt: skip
    return edition, context


@public_page(TAG, params=("edition",))
def ranking(request: HttpRequest, code: str) -> HttpResponse:
    """Show the ranking of an edition, or the facts where no scores were published."""
    edition, context = edition_context(request, code)
    reading = read(edition)
    rows = reading.standings
    shown_tops = [branch.indicator for branch in reading.branches] if len(reading.branches) > 1 else []
    lines = [
        (row, country_name(row.country), [(top.name, row.parts[top.code].score) for top in shown_tops]) for row in rows
    ]
    reports = list(Report.objects.filter(edition=edition))
    return render(
        request,
        "environment/ranking.html",
        context
        | {
            "reading": reading, "lines": lines, "tops": shown_tops, "averages": reading.averages if rows else {},
            "chart": ranking_chart(reading) if rows else None,
            "ready_reports": [report for report in reports if report.state == ReportState.READY],
            "partial": any(row.coverage < 1 for row in rows),
        },
    )  # fmt: skip


def scores_csv(request: HttpRequest, code: str) -> HttpResponse:
    """Give an edition's results and scores as CSV (UTF-8 with a mark, which spreadsheets need)."""
    edition, _context = edition_context(request, code)
    reading = read(edition)
    head = [
        _("Index"), _("Edition"), _("Country code"), _("Country (region)"), _("Rank"), _("Score"), _("Coverage"),
        _("Indicator"), _("Name of the indicator"), _("Value given"), _("Unit of the value"), _("Source"), _("Address of the source"), _("Remark"),
    ]  # fmt: skip
    rights = [[edition.index.rights, edition.source, edition.source_url]] if edition.index.rights else []
    return csv_answer(f"{code}-{edition.year}.csv", head, [*_score_lines(reading), *rights])


def _score_lines(reading: Reading) -> Iterator[list[object]]:
    edition, indicators = reading.edition, {branch.indicator.code: branch.indicator for branch in reading.leaves}
    for row in reading.standings:
        standing = [
            edition.index.name, edition.label, row.country, country_name(row.country), row.rank or "",
            "" if row.score is None else row.score, f"{row.coverage:.2f}",
        ]  # fmt: skip
        for leaf, score in reading.score_of(row.country).items():
            indicator = indicators[leaf]
            yield [
                *standing, leaf, indicator.name, f"{score.value.normalize():f}", indicator.unit, score.source,
                score.source_url, score.note,
            ]  # fmt: skip


def report(request: HttpRequest, code: str) -> HttpResponseBase:
    """Give the yearly report as PDF in the language asked for (default: the page's)."""
    edition, _context = edition_context(request, code)
    language = request.GET.get("language", "") or getattr(request, "LANGUAGE_CODE", LANGUAGES[0])
    if language not in LANGUAGES:
        language = LANGUAGES[0]
    found = Report.objects.filter(edition=edition, language=language).first()
    if found is None:
        raise Http404
    if found.state != ReportState.READY:
        return refuse(request, 409, detail=_("The report is still being made. Try again in a moment."))
    return download.send(found.storage_key, report_name(edition.index, edition, language), "application/pdf")


def report_name(index: Index, edition: Edition, language: str) -> str:
    """Name the file of a report."""
    name = index.name_zh if language == LANGUAGES[0] else index.name_en
    revision = f"-r{edition.revision}" if edition.revision > 1 else ""
    return f"{name}-{edition.year}-{edition.version}{revision}.pdf"
