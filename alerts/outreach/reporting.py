"""The results of a campaign as a document: a builder inside the scope, a renderer outside it, its one chart drawn as SVG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alerts.outreach.models import CampaignReport, Figure, PlanItem
from alerts.outreach.selectors.campaigns import Line, results
from portal.documents.pdf.numbering import money
from portal.reference.text import pick

TEMPLATE = "campaign_results.jinja"
# Beyond them the document says that there are more; the CSV file has them all.
MOST_ROWS = 500
INK, SOFT, LINE, BAR = "#1b2430", "#4d5968", "#dde3ea", "#1d4f91"


@dataclass(frozen=True)
class ResultsData:
    """Everything the document says. `texts` are the headings and sentences in its language."""

    language: str
    title: str
    publisher: str
    is_demo: bool
    starts_on: dt.date
    ends_on: dt.date
    as_of: dt.datetime
    state: str
    owner: str
    audience: str
    goal: str
    done: str
    lines: tuple[tuple[str, ...], ...]
    mailed: tuple[tuple[str, ...], ...]
    centers: tuple[tuple[str, str], ...]
    costs: tuple[str, ...]
    plan: tuple[tuple[str, ...], ...]
    figures: tuple[tuple[str, ...], ...]
    more: tuple[str, ...]
    texts: Mapping[str, str] = field(default_factory=dict)


def results_build(report: CampaignReport) -> tuple[ResultsData, dict[str, bytes]]:
    """Build the data and the chart of a report, in its language and of all centers. Needs the system scope."""
    with translation.override(report.language):
        campaign = report.campaign
        found = results(campaign)
        plan = _first(PlanItem.objects.filter(campaign=campaign).select_related("center").order_by("planned_on", "id"))
        figures = _first(
            Figure.objects.filter(campaign=campaign).select_related("center").order_by("day", "channel", "id")
        )
        data = ResultsData(
            language=report.language, title=campaign.title, publisher=campaign.center.name, is_demo=campaign.is_demo,
            starts_on=campaign.starts_on, ends_on=campaign.ends_on, as_of=timezone.localtime(report.ordered_at),
            state=campaign.get_state_display(), owner=campaign.owner, audience=campaign.audience, goal=campaign.goal,
            done=_("Of %(planned)s planned items %(done)s are done.") % {"planned": found.planned, "done": found.done},
            lines=tuple(
                (
                    line.label, line.unit, _number(line.entered), _counted(line), _number(line.reached),
                    _number(line.target or None), "—" if line.percent is None else f"{line.percent} %",
                )
                for line in found.lines
            ),
            mailed=tuple(
                (row.edition.title, _number(row.total), _number(row.sent), _number(row.failed), _number(row.subscribers))
                for row in found.mailed
            ),
            centers=tuple(
                (name, pick("；", "; ").join(f"{label} {total:,}" for label, total in sums)) for name, sums in found.centers
            ),
            costs=tuple(money(amount, currency) for currency, amount in found.costs),
            plan=tuple(
                (
                    row.planned_on.isoformat(), row.what, str(row.get_channel_display()), row.center.name, row.responsible,
                    row.done_on.isoformat() if row.done_on else "—",
                )
                for row in plan[:MOST_ROWS]
            ),
            figures=tuple(
                (row.day.isoformat(), str(row.get_channel_display()), row.center.name, _number(row.reached), row.counted_by)
                for row in figures[:MOST_ROWS]
            ),
            more=tuple(name for name, rows in (("plan", plan), ("figures", figures)) if len(rows) > MOST_ROWS),
            texts=_texts(),
        )  # fmt: skip
        shares = [(line.label, line.percent) for line in found.lines if line.percent is not None]
        return data, {"targets.svg": shares_svg(shares)} if shares else {}


def _first(rows: QuerySet[PlanItem] | QuerySet[Figure]) -> list:  # type: ignore[type-arg]
    return list(rows[: MOST_ROWS + 1])


def _number(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"


def _counted(line: Line) -> str:
    return _("not counted") if line.counted is None else _number(line.counted)


def _texts() -> dict[str, str]:
    return {
        "title": _("Results of the campaign"), "contents": _("Contents"), "reach": _("Reach by channel"),
        "mailed": _("Linked pages sent by mail"), "centers": _("Entered by center"), "cost": _("Cost"), "plan": _("Plan"),
        "figures": _("Figures as entered"), "goal": _("Goal"), "days": _("Days"), "as_of": _("As of"),
        "state": _("State"), "owner": _("Responsible"), "audience": _("Audience"), "channel": _("Channel"),
        "unit": _("Unit"), "entered": _("Entered"), "counted": _("Counted by the portal"), "together": _("Together"),
        "target": _("Target"), "share": _("Of the target"), "page": _("Page"), "mails": _("To offices abroad"),
        "sent": _("Delivered"), "failed": _("Refused by the mail server"), "subscribers": _("Delivered to subscribers"),
        "center": _("Center"), "day": _("Day"), "what": _("What is done"), "done_on": _("Done on"),
        "reached": _("Reached"), "source": _("Source"), "demo": _("Demonstration"),
        "demo_note": _("A demonstration: plan and figures are made up."),
        "units": _("Each channel has a unit of its own; figures of different channels are not added up."),
        "how": _("The portal counts the mails about linked pages that were delivered to offices abroad and to subscribers. It does not count who opens its pages: page views stand here only as far as somebody entered them."),
        "chart": _("Share of the target that was reached, in percent"),
        "costs": _("Of items with a stated cost, per currency."),
        "more": _("Here stand the first %(most)s; the CSV file has them all.") % {"most": MOST_ROWS},
        "nothing": _("Nothing was entered or counted yet."),
    }  # fmt: skip


def shares_svg(shares: Sequence[tuple[str, int]]) -> bytes:
    """Draw labelled bars of percentages on a scale from 0 to 100 or as far as the longest bar needs."""
    row, left, width = 24, 150, 650
    height = row * len(shares) + 26
    most = max(100, *(share for _name, share in shares))
    span = width - left - 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Noto Sans SC" font-size="11">'
    ]
    for mark in (0, 50, 100):
        x = left + mark * span / most
        parts.append(f'<line x1="{x:.1f}" y1="4" x2="{x:.1f}" y2="{height - 20}" stroke="{LINE}"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 6}" text-anchor="middle" fill="{SOFT}">{mark}</text>')
    for at, (name, share) in enumerate(shares):
        y = 6 + at * row
        length = share * span / most
        parts.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end" fill="{INK}">{escape(name)}</text>')
        parts.append(f'<rect x="{left}" y="{y + 2}" width="{length:.1f}" height="{row - 10}" fill="{BAR}"/>')
        parts.append(f'<text x="{left + length + 5:.1f}" y="{y + 13}" fill="{INK}">{share} %</text>')
    return "".join([*parts, "</svg>"]).encode()
