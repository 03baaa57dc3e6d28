"""What a report says, as plain data: gathered once, kept with the release, set as PDF and as DOCX."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from exhibitions.desk.choices import IncidentKind
from exhibitions.desk.models import Incident
from exhibitions.fairs.models import Delegation
from exhibitions.fairs.selectors.delegations import figures as fair_figures
from exhibitions.fairs.selectors.training import training_of
from exhibitions.results.choices import Result, SumKind
from exhibitions.results.models import Picture, Report
from exhibitions.results.selectors.figures import Figures, Ratings, few_hidden, figures_of, ratings_read
from exhibitions.results.selectors.incidents import incidents_of, outcome_of
from exhibitions.results.selectors.sums import in_words
from exhibitions.screening.selectors.board import sums_of
from portal.reference.countries import country_name
from portal.reference.money import Money

Pairs = Sequence[Sequence[str]]
Bars = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class ReportData:
    """Everything a report says, in Chinese. Pairs are (words, value), bars (words, count); `texts` are its headings."""

    language: str
    publisher: str
    is_demo: bool
    delegation: str
    fair: str
    facts: Pairs
    introduction: str
    assessment: str
    recommendations: str
    firms: Pairs
    training: Pairs
    checks: Pairs
    sums: Pairs
    kinds: Bars
    results: Bars
    incidents: Sequence[Mapping[str, Any]]
    ratings: Pairs
    ratings_note: str
    lessons: Sequence[str]
    pictures: Sequence[Mapping[str, Any]]
    texts: Mapping[str, str] = field(default_factory=dict)


def report_build(report: Report, delegation: Delegation) -> ReportData:
    """Gather what a report says in the scope of its center; a constant number of queries."""
    with translation.override("zh-hans"):
        counted = figures_of([delegation.pk])[delegation.pk]
        incidents = incidents_of(delegation)
        ratings = few_hidden(ratings_read({delegation.pk: "own"}).get("own"))
        edition = delegation.edition
        fair = edition.fair
        zone = ZoneInfo(fair.time_zone)
        return ReportData(
            language="zh-Hans", publisher=delegation.center.name_zh, is_demo=delegation.is_demo, delegation=delegation.name,
            fair=f"{fair.name_zh} {edition.label}".strip(), facts=_facts(delegation), introduction=report.introduction,
            assessment=report.assessment, recommendations=report.recommendations, firms=_firms(delegation),
            training=[
                (f"{timezone.localdate(event.starts_at)}", event.title, _("%(n)d people") % {"n": counts.came})
                for event, counts in training_of(delegation).held
            ],
            checks=_checks(delegation), sums=_sums(counted), kinds=_bars(counted.kinds, IncidentKind),
            results=_bars(counted.results, Result), incidents=[_incident(row, zone) for row in incidents],
            ratings=_ratings(ratings), ratings_note="" if ratings else _("Too few answers: no figures are shown."),
            lessons=[found.lesson for row in incidents if (found := outcome_of(row)) and found.lesson],
            pictures=_pictures(report), texts=_texts(),
        )  # fmt: skip


def as_json(data: ReportData) -> dict[str, Any]:
    """Write what a report says as it is kept."""
    kept: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(data), ensure_ascii=False))
    return kept


def from_json(content: Mapping[str, Any]) -> ReportData:
    """Read what a released report says."""
    return ReportData(**content)


def _facts(delegation: Delegation) -> Pairs:
    edition = delegation.edition
    fair = edition.fair
    rows = [
        (_("Fair"), f"{fair.name_zh} {edition.label}".strip()), (_("Name abroad"), fair.name_en),
        (_("Days"), f"{edition.starts_on:%Y-%m-%d} – {edition.ends_on:%Y-%m-%d}"),
        (_("Where the fair is held"), " ".join(part for part in (country_name(fair.country), fair.city_zh, fair.venue_zh) if part)),
        (_("Organiser"), fair.organiser_zh), (_("Delegation"), delegation.name), (_("Our desk"), delegation.desk_place),
    ]  # fmt: skip
    return [(words, value) for words, value in rows if value]


def _firms(delegation: Delegation) -> Pairs:
    found = fair_figures(delegation)
    rows = [
        (_("Firms taking part"), str(found.confirmed)), (_("Firms with exhibits entered"), str(found.with_exhibits)),
        (_("Firms with own rights entered"), str(found.with_rights)), (_("Exhibits"), str(found.exhibits)),
        (_("New exhibits"), str(found.new_exhibits)), (_("Own rights"), str(found.rights)),
    ]  # fmt: skip
    if found.markets:
        rows.append((_("Markets named most"), "、".join(f"{name} {n}" for name, n in found.markets[:5])))
    return rows


def _checks(delegation: Delegation) -> Pairs:
    found = sums_of(delegation)
    return [
        (_("Exhibits with a signed check"), f"{found.signed} / {found.exhibits}"),
        (_("Exhibits with a high risk"), str(found.high)), (_("Firms with a booth pack"), f"{found.packs} / {found.firms}"),
    ]  # fmt: skip


def _sums(counted: Figures) -> Pairs:
    hours = counted.hours_median
    return [
        (_("Incidents"), str(counted.incidents)), (_("Grave incidents"), str(counted.grave)),
        (_("Finished incidents"), str(counted.closed)),
        (_("Median hours to the first step"), "—" if hours is None else str(hours)),
        (_("Cost"), "；".join(counted.costs_written) or "—"), (_("Losses avoided"), "；".join(counted.averted_written) or "—"),
    ]  # fmt: skip


def _bars(counted: Counter[str], words: Any) -> Bars:
    return [(str(words(code).label), n) for code, n in counted.most_common()]


def _incident(row: Incident, zone: ZoneInfo) -> dict[str, Any]:
    outcome = outcome_of(row)
    sums = list(outcome.sums.all()) if outcome else []
    course: Sequence[Any] = row.course  # type: ignore[attr-defined]
    return {
        "kind": str(row.get_kind_display()), "is_grave": row.is_grave, "when": _moment(row.happened_at, zone),
        "place": row.place, "firm": row.participant.name if row.participant else "",
        "exhibit": row.exhibit.name if row.exhibit else "", "opponent": row.opponent, "right": row.asserted_right,
        "summary": row.summary, "state": str(row.get_state_display()), "next": row.next_step,
        "course": [
            (_moment(line.at, zone), "：".join(part for part in (str(line.get_kind_display()), line.who) if part), line.text)
            for line in course
        ],
        "result": str(outcome.get_result_display()) if outcome else "", "agreed": outcome.agreed if outcome else "",
        "showing": str(outcome.get_showing_display()) if outcome else "",
        "costs": "；".join(in_words(each for each in sums if each.kind != SumKind.AVERTED)),
        "averted": [
            (str(Money.of(each.amount, each.currency)), each.basis) for each in sums if each.kind == SumKind.AVERTED
        ],
    }  # fmt: skip


def _moment(at: Any, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}"


def _ratings(found: Ratings | None) -> Pairs:
    if found is None:
        return []
    return [
        (_("Answers received"), str(found.answers)),
        *((words, "—" if mean is None else f"{mean:.2f}") for words, mean in found.lines),
    ]


def _pictures(report: Report) -> list[dict[str, Any]]:
    rows = Picture.objects.filter(report=report).select_related("file__incident").order_by("file__taken_at", "id")
    return [
        {"file": row.file_id, "alt": row.alt, "kind": str(row.file.incident.get_kind_display())} for row in rows
    ]  # fmt: skip


def _texts() -> dict[str, str]:
    return {
        "title": _("Report on the rights protection at the fair"), "contents": _("Contents"), "fair": _("Fair"),
        "delegation": _("Delegation"), "days": _("Days"), "released": _("Day of the release"),
        "introduction": _("Introduction"), "facts": _("The fair"), "firms": _("Who took part"),
        "training": _("Training before the fair"), "no_training": _("No training is linked to this delegation."),
        "checks": _("Checks of exhibits"), "incidents": _("Incidents at the fair"), "no_incidents": _("No incident was recorded."),
        "kinds": _("Incidents by kind"), "results": _("Finished incidents by result"),
        "pictures": _("Photos"), "feedback": _("What the firms say"), "lessons": _("Lessons"),
        "assessment": _("Assessment"), "recommendations": _("Recommendations"), "grave": _("Grave"),
        "when": _("When (local time)"), "place": _("Hall and booth"), "firm": _("Firm"), "exhibit": _("Exhibit"),
        "opponent": _("Other side"), "right": _("Right asserted"), "summary": _("What happened"), "course": _("Course of the incident"),
        "result": _("Result"), "agreed": _("Agreed or decided"), "showing": _("The product from now on"),
        "cost": _("Cost"), "averted": _("Losses avoided"), "basis": _("How it was reckoned"), "state": _("State"),
        "next": _("Next step"), "scale": _("Means from 1 (poor) to 5 (very good)."),
        "money": _("Amounts stand in their own currency and are not converted."),
        "demo": _("Demonstration"), "demo_note": _("A demonstration: firms, incidents and amounts are made up."),
        "date": _("Day"), "what": _("Training session"), "came": _("Came"),
    }  # fmt: skip
