"""Write records into the collection: the one place where an investigation's columns and parts come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse

from alerts.trade.choices import Authority, Origin, Role
from alerts.trade.intake.base import sha256_of
from alerts.trade.intake.records import Record, name_key
from alerts.trade.models import Investigation, Party, Phase, Right
from cases.choices import IPKind
from portal.site import search

_COLUMNS = (
    "authority", "kind", "number", "title_en", "title_zh", "title_zh_ours", "state", "outcome", "complaint_filed",
    "instituted", "target_date", "ended_on", "fr_citation", "docket_number", "unfair_act", "hts", "remedies_asked",
    "remedies_ordered", "industries", "parties_complete", "note_zh", "note_en", "source_title", "source_url", "recorded_on",
)  # fmt: skip

_WRITTEN = (
    *(name for name in _COLUMNS if name not in {"authority", "number"}), "origin", "opened_on", "right_kinds",
    "respondent_countries", "respondent_provinces", "words", "record", "raw", "raw_sha256", "change_id", "updated_at",
)  # fmt: skip


def investigations_write(
    *, records: Sequence[Record], raws: Mapping[str, Any], origin: Origin, change_id: int | None
) -> int:
    """Insert or update by (authority, number) and replace the parts; return how many were written.

    `Record` has checked every field. The same number of statements for any number of records; locks the known ones in the order of ids.
    """
    known = {
        (row.authority, row.number): row
        for row in Investigation.objects.select_for_update(of=("self",))
        .filter(number__in=[record.number for record in records])
        .order_by("pk")
    }
    rows: list[tuple[Investigation, Record]] = []
    for record in records:
        is_new = record.key not in known
        row = Investigation() if is_new else known[record.key]
        _fill(row, record, change_id)
        if record.number in raws:
            row.raw, row.raw_sha256 = raws[record.number], sha256_of(raws[record.number])
        # An edit does not make the record the editor's: its source goes on giving it.
        if is_new or origin != Origin.EDIT:
            row.origin = origin
        rows.append((row, record))
    Investigation.objects.bulk_create(row for row, record in rows if record.key not in known)
    # One statement each: the database compares what a statement wrote with what was approved.
    Investigation.objects.bulk_create(
        [row for row, record in rows if record.key in known],
        update_conflicts=True,
        unique_fields=["authority", "number"],
        update_fields=_WRITTEN,
    )
    old = [row.pk for row, record in rows if record.key in known]
    for part in (Party, Right, Phase):
        part._default_manager.filter(investigation__in=old).delete()
    Party.objects.bulk_create(_parties(rows))
    Right.objects.bulk_create(_numbered(Right, rows, "rights"))
    Phase.objects.bulk_create(_numbered(Phase, rows, "phases"))
    search.put([_found_by(row, record) for row, record in rows])
    return len(rows)


def _fill(row: Investigation, record: Record, change_id: int | None) -> None:
    last_read = row.recorded_on if row.pk else record.recorded_on
    for name in _COLUMNS:
        setattr(row, name, getattr(record, name))
    row.recorded_on = max(last_read, record.recorded_on)
    opened = record.opened_on
    assert opened is not None  # Record refuses one without a day
    row.opened_on = opened
    respondents = [party for party in record.parties if party.role == Role.RESPONDENT]
    row.right_kinds = _unique(right.kind for right in record.rights)
    row.respondent_countries = _unique(party.country for party in respondents)
    row.respondent_provinces = _unique(party.province for party in respondents)
    names = [party.name for party in record.parties]
    row.words = " ".join([record.number, record.title_en, record.title_zh, *names]).casefold()
    row.record = record.model_dump(mode="json")
    row.change_id = change_id


def _unique(values: Iterable[str]) -> list[str]:
    return [str(value) for value in dict.fromkeys(values) if value]


def _parties(rows: list[tuple[Investigation, Record]]) -> list[Party]:
    return [
        Party(investigation=row, place_in_list=at, name_key=name_key(party.name), **party.model_dump())
        for row, record in rows
        for at, party in enumerate(record.parties)
    ]


def _numbered(model: type[Any], rows: list[tuple[Investigation, Record]], name: str) -> list[Any]:
    return [
        model(investigation=row, place_in_list=at, **part.model_dump())
        for row, record in rows
        for at, part in enumerate(getattr(record, name))
    ]


_MARKETS = {Authority.USITC: ["US"], Authority.USDOC: ["US"], Authority.USTR: ["US"], Authority.EU: ["EU"]}


def _found_by(row: Investigation, record: Record) -> search.Entry:
    """Say by what an investigation is found: number, titles, firms; its country is that of the authority."""
    names = " ".join(party.name for party in record.parties)
    return search.Entry(
        "investigation",
        str(row.public_id),
        reverse("trade:detail", args=[row.public_id]),
        title_zh=f"{record.number} {record.title_zh}" if record.title_zh else "",
        title_en=f"{record.number} {record.title_en}" if record.title_en else "",
        text_zh=f"{record.note_zh} {names}",
        text_en=f"{record.note_en} {record.unfair_act} {names}",
        countries=_MARKETS.get(record.authority, []),
        industries=record.industries,
        ip_kinds=[kind for kind in row.right_kinds if kind in IPKind.values],
        day=row.opened_on,
    )
