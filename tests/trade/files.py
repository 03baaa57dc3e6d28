"""Files in the sources' shapes, written by hand: every firm and number in them is invented."""

from __future__ import annotations

import io
from typing import Any


def written() -> io.StringIO:
    """Give something for a command to write to."""
    return io.StringIO()


def ids_row(number: str, *, other: Any = False, extra: Any = None, **fields: Any) -> dict[str, Any]:
    """Write one row of the USITC file: one stage of one investigation."""
    row: dict[str, Any] = {
        "Investigation Number": number,
        "Investigation ID": 1,
        "Case ID": 1,
        "Investigation Phase": {"Name": "Violation"},
        "Phase Number": {"Name": 1},
        "Investigation Status": {"ID": 1, "Name": "Active"},
        "Investigation Type": {"Name": "Import Injury" if other else "Unfair Imports"},
        "Investigation Categories": [{"ID": 6, "Name": "731 - Antidumping" if other else "337 - Unfair Imports"}],
        "Topic": "Certain Example Devices and Components Thereof",
        "Full Title": "Certain Example Devices and Components Thereof",
        "Docket Number": None,
        "Start Date": "03-05-2026",
        "Investigation End Date": None,
        "Initiating Document Received Date": "02-03-2026",
        "Target Date": {"date": "07-05-2027", "isNa": False},
        "F.R. Citation for Notice of Institution": "91 FR 10001",
        "Participants": [
            _participant("Complainant", "Lighthouse Example Inc.", "United States of America"),
            _participant("Respondent", "Pearl River Devices Ltd.", "Hong Kong")
            | {"Participant Disposition": {"name": "Settlement"}, "Participant Disposition Date": "09-01-2026"},
            _participant("Respondent", "Island Chips Co.", "Taiwan"),
            _participant("Respondent", "Nowhere Goods", "Atlantis"),
        ],
        "Intellectual Property": [
            {"Intellectual Property ID": {"Type": {"Name": "Patent"}, "Number": "US 9,999,999", "IP Expiration Date": "01-13-2035"}}
        ],
        "Unfair Act": [
            {"Unfair Act in Notice": {"name": "Patent Infringement"}, "Is Instituted?": True},
            {"Unfair Act in Notice": {"name": "Trade Secret Misappropriation"}, "Is Instituted?": True},
        ],
        "HTS Number": None,
    }  # fmt: skip
    if extra is not None:
        row["Participants"].append(_participant("Respondent", *extra))
    return row | fields


def _participant(role: str, name: str, country: str) -> dict[str, Any]:
    return {"Participant Type": {"name": role, "ID": 6}, "Participant": {"Name": name, "Country": {"name": country}}}


def ids_file(*rows: dict[str, Any]) -> dict[str, Any]:
    """Put rows into a file of the USITC's shape."""
    return {"data": list(rows), "date": "2026-11-20T22:00:01.996+00:00", "count": len(rows)}


def own_item(number: str, **fields: Any) -> dict[str, Any]:
    """Write one item of the portal's own form."""
    return {
        "number": number,
        "kind": "section337",
        "title_en": "Certain Example Devices",
        "state": "instituted",
        "instituted": "2026-03-05",
        "parties": [{"role": "complainant", "name": "Lighthouse Example Inc.", "country": "US"}],
        "rights": [{"kind": "patent"}],
        "source_title": "Example release",
        "source_url": "https://example.com/release",
    } | fields


def own_file(*items: dict[str, Any]) -> dict[str, Any]:
    """Put items into a file of the portal's own form."""
    return {
        "format": "zhinan-investigations-1",
        "authority": "usitc",
        "recorded_on": "2026-11-01",
        "items": list(items),
    }
