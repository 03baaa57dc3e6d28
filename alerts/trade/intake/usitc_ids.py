"""The investigations file of the US International Trade Commission (ids.usitc.gov/investigations.json).

One row per stage, several rows per investigation, dates month-first (`01-13-2026`, or `{"date": …, "isNa": …}`). An institution
gives the case its number: 337-1443 is written 337-TA-1443 everywhere else; a complaint not yet instituted has a number of
its own (337-3936) and keeps it. The file names countries and no cities, so provinces stay unknown until an editor adds them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from alerts.trade.choices import Authority, Kind, Origin, Outcome, Remedy, RightKind, Role, State
from alerts.trade.intake.base import Fault, Reading, faults_of, row_name
from alerts.trade.intake.records import Record
from portal.reference.countries import country_code
from portal.reference.text import squeeze

SOURCE_TITLE, SOURCE_URL = "USITC Investigations Database System (IDS)", "https://ids.usitc.gov/"
#: Complaints that are not instituted carry numbers from here on.
FIRST_COMPLAINT = 3000

_NUMBER = re.compile(r"337-(?:TA-)?(\d{1,4})")
_DATE = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4})")
_ACTS = (
    ("patent", RightKind.PATENT),
    ("trademark", RightKind.TRADEMARK),
    ("trade dress", RightKind.TRADEMARK),
    ("copyright", RightKind.COPYRIGHT),
    ("design", RightKind.DESIGN),
    ("trade secret", RightKind.TRADE_SECRET),
    ("unfair competition", RightKind.UNFAIR_COMPETITION),
    ("false designation", RightKind.UNFAIR_COMPETITION),
    ("false advertising", RightKind.UNFAIR_COMPETITION),
)
_OUTCOMES = (
    ("no violation", Outcome.NO_VIOLATION),
    ("violation", Outcome.VIOLATION),
    ("settle", Outcome.SETTLED),
    ("consent order", Outcome.CONSENT_ORDER),
    ("withdraw", Outcome.WITHDRAWN),
)
_ORDERS = (
    ("general exclusion", Remedy.GEO),
    ("limited exclusion", Remedy.LEO),
    ("cease and desist", Remedy.CDO),
)


class UnreadableDate(ValueError):
    """A date that is not month-day-year."""


class UsitcReader:
    """Reads the file's Section 337 rows; rows of other kinds of investigation are left out."""

    origin = Origin.USITC_IDS

    def understands(self, document: Any) -> bool:
        return isinstance(document, dict) and isinstance(document.get("data"), list)

    def read(self, document: Any) -> Reading:
        recorded_on = _read_on(document)
        if recorded_on is None:
            return Reading([], {}, [Fault(_("the file"), "date", _("says no day on which it was made"))])
        rows: dict[str, list[tuple[int, Mapping[str, Any]]]] = {}
        faults: list[Fault] = []
        for index, row in enumerate(document["data"]):
            if not isinstance(row, dict):
                faults.append(Fault(row_name(index, ""), "", _("is no object")))
                continue
            if not _is_337(row):
                continue
            match = _NUMBER.fullmatch(str(row.get("Investigation Number") or "").strip())
            if match is None:
                faults.append(
                    Fault(
                        row_name(index, row.get("Investigation Number")),
                        "Investigation Number",
                        _("does not fit this form"),
                    )
                )
                continue
            rows.setdefault(_number(int(match[1])), []).append((index, row))
        records, raws = [], {}
        for number, stages in rows.items():
            place = row_name(stages[0][0], number)
            try:
                records.append(_record(number, stages, recorded_on))
                raws[number] = [row for _index, row in stages]
            except UnreadableDate as error:
                faults.append(
                    Fault(
                        place,
                        str(error.args[1]),
                        _("%(message)s: %(given)s")
                        % {"message": _("is no date of the form 01-13-2026"), "given": error.args[0]},
                    )
                )
            except ValidationError as error:
                faults += faults_of(error, place)
        return Reading(records, raws, faults)


def _number(bare: int) -> str:
    return f"337-{bare}" if bare >= FIRST_COMPLAINT else f"337-TA-{bare}"


def _is_337(row: Mapping[str, Any]) -> bool:
    categories = [str(each.get("Name", "")) for each in _list(row, "Investigation Categories")]
    kind = _text(row, "Investigation Type", "Name")
    return any("337" in each for each in categories) or (not categories and kind == "Unfair Imports")


def _record(number: str, stages: list[tuple[int, Mapping[str, Any]]], recorded_on: datetime.date) -> Record:
    rows = [row for _index, row in sorted(stages, key=lambda each: (_stage(each[1]), each[0]))]
    first = rows[0]
    ended = [_day(row, "Investigation End Date") for row in rows]
    state = State.COMPLAINT if not number.startswith("337-TA-") else _state(rows)
    starts = [day for day in (_day(row, "Start Date") for row in rows) if day]
    received = [day for day in (_day(row, "Initiating Document Received Date") for row in rows) if day]
    return Record.model_validate(
        {
            "authority": Authority.USITC,
            "kind": Kind.SECTION337,
            "number": number,
            "title_en": squeeze(str(first.get("Topic") or first.get("Full Title") or "")),
            "state": state,
            "outcome": _outcome(rows, state),
            "complaint_filed": min(received, default=None),
            "instituted": min(starts, default=None) if state != State.COMPLAINT else None,
            "target_date": next((day for day in (_day(row, "Target Date") for row in reversed(rows)) if day), None),
            # Ended only when every stage is.
            "ended_on": max((day for day in ended if day), default=None) if state == State.ENDED else None,
            "fr_citation": squeeze(str(first.get("F.R. Citation for Notice of Institution") or ""))[:60],
            "docket_number": str(first.get("Docket Number") or "")[:40],
            "unfair_act": "; ".join(_acts(rows))[:300],
            "hts": [code for row in rows for code in _codes(row.get("HTS Number"))],
            "remedies_ordered": _orders(rows),
            "parties": list(_parties(rows)),
            "parties_complete": True,
            "rights": list(_rights(rows)),
            "phases": [_phase(row) for row in rows],
            "source_title": SOURCE_TITLE,
            "source_url": SOURCE_URL,
            "recorded_on": recorded_on,
        }
    )


def _stage(row: Mapping[str, Any]) -> tuple[int, int]:
    number = row.get("Phase Number")
    value = number.get("Name") if isinstance(number, dict) else number
    return (0 if _text(row, "Investigation Phase", "Name") == "Violation" else 1, _int(value))


def _phase(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": _text(row, "Investigation Phase", "Name") or "Violation",
        "number": max(1, _stage(row)[1]),
        "status": _text(row, "Investigation Status", "Name")[:40],
        "started_on": _day(row, "Start Date"),
        "ended_on": _day(row, "Investigation End Date"),
    }


def _state(rows: list[Mapping[str, Any]]) -> State:
    words = [_text(row, "Investigation Status", "Name").casefold() for row in rows]
    if any(word in {"active", "pending", "open"} for word in words):
        return State.INSTITUTED
    return State.ENDED if words and all(words) else State.UNKNOWN


def _outcome(rows: list[Mapping[str, Any]], state: State) -> Outcome:
    for row in reversed(rows):
        given = row.get("Final Determination Type")
        if isinstance(given, list):
            given = given[0] if given else None
        word = str(given.get("finalDeterminationType") or "") if isinstance(given, dict) else str(given or "")
        if word:
            return next((code for part, code in _OUTCOMES if part in word.casefold()), Outcome.OTHER)
    return Outcome.PENDING if state in {State.INSTITUTED, State.COMPLAINT} else Outcome.UNKNOWN


def _parties(rows: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        for each in _list(row, "Participants"):
            role = _text(each, "Participant Type", "name").casefold()
            name = squeeze(_text(each, "Participant", "Name"))
            if role not in Role.values or not name:
                continue
            who = each.get("Participant")
            country = _text(who if isinstance(who, dict) else {}, "Country", "name")
            yield {
                "role": role,
                "name": name[:300],
                # A country that nobody knows is not known; the row is good all the same.
                "country": country_code(country) or "",
                "disposition": _text(each, "Participant Disposition", "name")[:120],
                "disposition_on": _day(each, "Participant Disposition Date"),
            }


def _rights(rows: list[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    numbered: set[RightKind] = set()
    for row in rows:
        for each in _list(row, "Intellectual Property"):
            what = each.get("Intellectual Property ID")
            what = what if isinstance(what, dict) else {}
            kind = _right_kind(_text(what, "Type", "Name"))
            if kind is not None:
                numbered.add(kind)
                yield {
                    "kind": kind,
                    "number": str(what.get("Number") or "")[:60],
                    "expires_on": _day(what, "IP Expiration Date"),
                }
    for act in _acts(rows):
        kind = _right_kind(act)
        if kind is not None and kind not in numbered:
            numbered.add(kind)
            yield {"kind": kind}


def _right_kind(words: str) -> RightKind | None:
    return next((code for part, code in _ACTS if part in words.casefold()), None)


def _acts(rows: list[Mapping[str, Any]]) -> list[str]:
    found = [_text(each, "Unfair Act in Notice", "name") for row in rows for each in _list(row, "Unfair Act")]
    return list(dict.fromkeys(word for word in found if word))


def _orders(rows: list[Mapping[str, Any]]) -> list[Remedy]:
    titles = [
        str(each.get("Order Title") or "").casefold() for row in rows for each in _list(row, "Unfair Import Orders")
    ]
    return [code for part, code in _ORDERS if any(part in title for title in titles)]


def _codes(value: Any) -> list[str]:
    given = value if isinstance(value, list) else re.split(r"[;,]", value) if isinstance(value, str) else []
    return [code for code in (squeeze(str(each))[:20] for each in given) if code]


def _list(row: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = row.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(row: Mapping[str, Any], name: str, inner: str) -> str:
    value = row.get(name)
    word = value.get(inner) if isinstance(value, dict) else value
    return word.strip() if isinstance(word, str) else ""


def _int(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 1


def _day(row: Mapping[str, Any], name: str) -> datetime.date | None:
    """Read a month-first date, plain or as `{"date", "isNa"}`; None for nothing.

    Raises UnreadableDate with what was written and the field's name.
    """
    value = row.get(name)
    if isinstance(value, dict):
        value = None if value.get("isNa") else value.get("date")
    if value in (None, ""):
        return None
    match = _DATE.fullmatch(str(value).strip())
    try:
        if match is None:
            raise ValueError
        return datetime.date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        raise UnreadableDate(str(value)[:40], name) from None


def _read_on(document: Mapping[str, Any]) -> datetime.date | None:
    text = str(document.get("date") or "").strip()
    match = _DATE.match(text)
    try:
        return (
            datetime.date(int(match[3]), int(match[1]), int(match[2]))
            if match
            else datetime.date.fromisoformat(text[:10])
        )
    except ValueError:
        return None
