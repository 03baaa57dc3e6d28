"""Which checklists' countries a fair's country belongs to."""

from __future__ import annotations

# Member states of the European Union, as european-union.europa.eu lists them (read 2026-11-23).
EUROPEAN_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)


def places_of(country: str) -> list[str]:
    """Give a country and the territory of rights it belongs to: DE gives DE and EU."""
    return [country, "EU"] if country in EUROPEAN_UNION else [country]
