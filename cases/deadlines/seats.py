"""Seats: the place whose holidays a rule follows, where the rule alone does not say.

EU customs periods run by the holidays of the Member State that holds the goods, UPC periods by those of the
division, German court periods by those of the court's state, a UDRP stay by those of the registrar's country.
A seat's code is a country, or country and state: "FR", "DE-BY".
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from portal.reference import countries
from portal.reference.text import load_data, pick


@dataclass(frozen=True, slots=True)
class Seat:
    """One place a user can choose for a rule."""

    code: str
    zh: str
    en: str
    timezone: str | None = None

    @property
    def country(self) -> str:
        """Return the ISO country code."""
        return self.code.partition("-")[0]

    @property
    def subdivision(self) -> str | None:
        """Return the state's code without the country, or None."""
        return self.code.partition("-")[2] or None

    def name(self, language: str | None = None) -> str:
        """Return the place's name."""
        return pick(self.zh, self.en, language)


@lru_cache(maxsize=1)
def seat_data() -> dict[str, Any]:
    """Return the lists of members and seats."""
    data: dict[str, Any] = load_data("cases.deadlines", "seats.json")
    return data


def _country_seat(code: str) -> Seat:
    row = countries.get(code)
    assert row is not None, code
    return Seat(code, row.zh, row.en, seat_data()["timezones"].get(code))


@lru_cache(maxsize=8)
def seats_of_kind(kind: str) -> tuple[Seat, ...]:
    """Return the seats of a kind: eu_member, upc_division, de_state, country."""
    if kind == "eu_member":
        return tuple(_country_seat(code) for code in seat_data()["eu_member"])
    if kind == "country":
        return tuple(_country_seat(row.code) for row in countries.all_countries(organisations=False))
    zones = seat_data()["timezones"]
    return tuple(Seat(**row, timezone=zones.get(row["code"][:2])) for row in seat_data()[kind])
