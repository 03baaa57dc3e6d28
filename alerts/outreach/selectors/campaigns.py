"""Results of a campaign: what was entered, what the portal knows itself, and what nobody counts."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.outreach.choices import UNITS, Channel, Standing
from alerts.outreach.models import Campaign, Feature, Figure, PlanItem
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import address_of, current
from alerts.subscriptions.selectors.figures import mailed_counts
from portal.reference.text import pick
from portal.site.charts import Chart, Series

_COUNTS = "select item, sent, failed, total from outreach_mail_counts(%s::uuid[])"


@dataclass(frozen=True)
class Line:
    """One channel: what was entered, what the portal counted, the target; None where nothing is known."""

    channel: Channel
    entered: int | None
    counted: int | None
    target: int | None

    @property
    def label(self) -> str:
        """The channel in words."""
        return str(self.channel.label)

    @property
    def unit(self) -> str:
        """What is counted there."""
        return str(UNITS[self.channel])

    @property
    def reached(self) -> int | None:
        """Entered and counted together; None when neither is known."""
        if self.entered is None and self.counted is None:
            return None
        return (self.entered or 0) + (self.counted or 0)

    @property
    def percent(self) -> int | None:
        """How much of the target was reached; None without a target or a figure."""
        if not self.target or self.reached is None:
            return None
        return round(100 * self.reached / self.target)


@dataclass(frozen=True)
class Mailed:
    """A linked page and how many mails about it went to offices abroad, and how many arrived at subscribers."""

    edition: Edition
    url: str
    sent: int
    failed: int
    total: int
    subscribers: int


@dataclass(frozen=True)
class Results:
    """The result page."""

    lines: Sequence[Line]
    mailed: Sequence[Mailed]
    centers: Sequence[tuple[str, Sequence[tuple[str, int]]]]
    costs: Sequence[tuple[str, Decimal]]
    done: int
    planned: int
    by_channel: Chart | None
    by_day: Sequence[Chart]


def with_unit(channel: Channel) -> str:
    """Name a channel with what is counted there."""
    return f"{channel.label}{pick('（', ' (')}{UNITS[channel]}{pick('）', ')')}"


def editions_of(ids: Sequence[Any]) -> dict[Any, Edition]:
    """Map public ids to the editions that stand, as the public reads them."""
    return {row.public_id: row for row in current().filter(public_id__in=list(ids)).defer("parts", "sources")}


def mail_counts(ids: Sequence[Any]) -> dict[Any, tuple[int, int, int]]:
    """Count mails to offices abroad about each page: sent, refused, all."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [[str(each) for each in ids]])
        return {row[0]: (row[1], row[2], row[3]) for row in cursor.fetchall()}


def results(campaign: Campaign) -> Results:
    """Gather the results that the acting scope may see: the nation's of all centers, a center's its own.

    A constant number of queries.
    """
    items = list(PlanItem.objects.filter(campaign=campaign))
    sums: dict[str, int] = {}
    centers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    grouped = (
        Figure.objects.filter(campaign=campaign)
        .values("center__name_zh", "center__name_en", "channel")
        .annotate(total=Sum("reached"))
        .order_by("center_id", "channel")
    )
    for row in sorted(grouped, key=lambda row: Channel.values.index(row["channel"])):
        sums[row["channel"]] = sums.get(row["channel"], 0) + row["total"]
        name = pick(row["center__name_zh"], row["center__name_en"])
        centers[name].append((with_unit(Channel(row["channel"])), row["total"]))
    linked = list(dict.fromkeys(item.edition for item in items if item.edition))
    editions = editions_of(linked)
    counts = mail_counts(linked)
    readers = mailed_counts(linked)
    mailed = [
        Mailed(
            edition, address_of(edition.kind, edition.slug), *counts.get(public_id, (0, 0, 0)),
            subscribers=readers.get(public_id, 0),
        )
        for public_id, edition in editions.items()
    ]  # fmt: skip
    counted = {Channel.EMAIL: sum(row.sent + row.subscribers for row in mailed)} if mailed else {}
    used = {item.channel for item in items} | set(sums) | set(campaign.targets) | set(counted)
    lines = [
        Line(channel, sums.get(channel), counted.get(channel), campaign.targets.get(channel))
        for channel in Channel
        if channel in used
    ]
    costs: dict[str, Decimal] = {}
    for item in items:
        if item.cost is not None:
            costs[item.currency] = costs.get(item.currency, Decimal(0)) + item.cost
    return Results(
        lines=lines, mailed=mailed, centers=sorted(centers.items()), costs=sorted(costs.items()),
        done=sum(1 for item in items if item.done_on), planned=len(items),
        by_channel=_by_channel(lines), by_day=_by_day(campaign),
    )  # fmt: skip


def _by_channel(lines: Sequence[Line]) -> Chart | None:
    """Compare the channels by what they have in common, the share of their target; None when no channel has one."""
    shown = [line for line in lines if line.percent is not None]
    if not shown:
        return None
    return Chart(
        key="by-channel", kind="bars", title=_("Of the target"), column=_("Channel"), unit="%",
        labels=tuple(line.label for line in shown),
        series=(Series(_("Of the target"), tuple(line.percent for line in shown)),),
        caption=_("Each channel has a unit of its own; figures of different channels are not added up. Left out: channels without a target or a figure."),
    )  # fmt: skip


def _by_day(campaign: Campaign) -> tuple[Chart, ...]:
    """Draw one chart per channel, as each has its own unit."""
    found: dict[str, list[tuple[datetime.date, int]]] = defaultdict(list)
    rows = Figure.objects.filter(campaign=campaign).values("day", "channel").annotate(total=Sum("reached"))
    for row in rows.order_by("day"):
        found[row["channel"]].append((row["day"], row["total"]))
    return tuple(
        Chart(
            key=f"by-day-{channel.value}", kind="columns", column=_("Day"),
            title=_("Reach by day: %(channel)s") % {"channel": with_unit(channel)},
            labels=tuple(day.isoformat() for day, _total in found[channel]),
            series=(Series(str(UNITS[channel]), tuple(total for _day, total in found[channel])),),
            caption=_("As entered by the centers; days without an entry are left out."),
        )
        for channel in Channel
        if channel in found
    )  # fmt: skip


def home_part() -> dict[str, Any] | None:
    """Give what the home page shows of running campaigns; None when there is nothing. Three queries at most."""
    today = timezone.localdate()
    features = list(
        Feature.objects.filter(state=Standing.RELEASED, shows_from__lte=today, shows_until__gte=today).order_by("-id")[
            :2
        ]
    )
    editions = editions_of([public_id for row in features for public_id in row.editions]) if features else {}
    shown = [(row, [_shown(editions[each]) for each in row.editions if each in editions]) for row in features]
    shown = [(row, pages) for row, pages in shown if pages]
    return {"campaigns": shown} if shown else None


def _shown(edition: Edition) -> tuple[Edition, str]:
    return edition, address_of(edition.kind, edition.slug)
