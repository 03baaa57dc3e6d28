"""Tell of changed fees: a released change begins the draft of an alert, which goes the way of every alert."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import override

from alerts.fees.choices import Change, Kind
from alerts.fees.models import Batch, Office
from alerts.fees.selectors import Proposed
from alerts.fees.services.showing import SEARCHED_AS
from alerts.publishing.choices import Kind as Publication
from alerts.publishing.choices import Level
from alerts.publishing.models import Item
from alerts.publishing.services.drafts import item_begin
from portal.accounts.actors import Actor, Seat
from portal.reference.countries import get as country
from portal.reference.text import pick
from portal.site.marks import prose_date, table_date
from portal.tenancy import scope as scopes

TOLD = frozenset({Change.CHANGED, Change.CLOSED})
ROWS = 40
LANGUAGES = {"zh": "zh-hans", "en": "en"}


def change_told(*, batch: Batch, actor: Actor) -> list[Item]:
    """Begin the draft of an alert for each office whose fees a released proposal changes or ends.

    The draft is in the name of whoever prepared the proposal, not of `actor`, who released it and so may approve the
    alert, too. A proposal that only adds or corrects fees tells nothing.
    """
    if batch.kind != Kind.FEES:
        return []
    rows: dict[str, list[Proposed]] = defaultdict(list)
    for row in batch.rows.filter(change__in=TOLD).order_by("line"):
        each = Proposed(row)
        rows[each.line.office].append(each)
    offices = {office.code: office for office in Office.objects.filter(code__in=rows)}
    seat = Seat("", "national", frozenset({"editor"}), actor.own_center_id)
    writer = Actor(batch.proposed_by_id, seat, second_factor=True)
    with scopes.enter(writer.scope()):
        return [_begin(offices[code], found, batch, writer) for code, found in sorted(rows.items())]


def _begin(office: Office, rows: Sequence[Proposed], batch: Batch, writer: Actor) -> Item:
    first = min(begins(row) for row in rows)
    words: dict[str, object] = {
        "level": Level.NOTICE,
        "happened_on": first,
        "effective_on": first,
        "countries": sorted({row.line.country for row in rows if _is_market(row.line.country)}),
        "ip_kinds": sorted({SEARCHED_AS.get(row.line.right, row.line.right) for row in rows}),
        "sources": _sources(rows),
    }
    parts: dict[str, dict[str, str]] = {"happened": {}, "affected": {}, "todo": {}}
    for key, language in LANGUAGES.items():
        with override(language):
            facts = {"office": office.name, "day": prose_date(first)}
            words[f"title_{key}"] = (_("Fees of %(office)s change on %(day)s") % facts)[:120]
            words[f"summary_{key}"] = _(
                "%(office)s changes %(count)d of its official fees, the first of them on %(day)s."
            ) % {**facts, "count": len(rows)}
            parts["happened"][key] = _table(rows)
            parts["affected"][key] = _("Firms that file or keep rights at this office: %(office)s.") % facts
            parts["todo"][key] = _(
                "Check your budget and the dates of what is due. Where an act may be done earlier, it may still cost the old fee."
            )
    slug = f"fees-{office.code.lower()}-{first.isoformat()}-{batch.public_id.hex[-6:]}"
    return item_begin(kind=Publication.ALERT, actor=writer, slug=slug, words={**words, "parts": parts})


def begins(row: Proposed) -> dt.date:
    """The first day on which something else is asked: that of the new row, or the one after the last of an old one."""
    if row.row.change == Change.CLOSED and row.line.valid_to:
        return row.line.valid_to + dt.timedelta(days=1)
    # What follows another row has a first day: without one it would lie before all others.
    assert row.line.valid_from is not None
    return row.line.valid_from


def _is_market(code: str) -> bool:
    found = country(code)
    return found is not None and not found.is_organisation


def _table(rows: Sequence[Proposed]) -> str:
    """Write the changes as a Markdown table in the active language."""
    head = [_("Fee"), _("First day"), _("Until then"), _("New amount")]
    lines = ["| " + " | ".join(head) + " |", "| --- | --- | ---: | ---: |"]
    for row in rows[:ROWS]:
        ends = row.row.change == Change.CLOSED
        cells = [
            f"{row.title}（{row.tier}）" if pick("zh", "en") == "zh" else f"{row.title} ({row.tier})",
            table_date(begins(row)),
            str(row.money if ends else row.was or ""),
            _("ends") if ends else str(row.money),
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if len(rows) > ROWS:
        lines += ["", _("and %(count)d more, see the page of the office") % {"count": len(rows) - ROWS}]
    return "\n".join(lines)


def _sources(rows: Sequence[Proposed]) -> list[dict[str, str]]:
    seen = {(row.line.source_title, row.line.source_url, row.line.read_on.isoformat()): None for row in rows}
    return [{"title": title[:200], "url": url, "seen_on": day} for title, url, day in seen]
