"""Words that can be handed in, and the actor of a person's seat."""

from __future__ import annotations

from typing import Any

from alerts.publishing.choices import PARTS, Kind
from portal.accounts.actors import Actor, Seat
from tests.people import Person

SOURCE = {"title": "Official Journal", "url": "https://example.org/oj", "seen_on": "2026-11-20"}


def actor_of(who: Person) -> Actor:
    """Give the actor of a person's seat, for calling a service without a request."""
    assert who.center is not None
    kind = "national" if who.center.kind == "national" else "center"
    seat = Seat(who.seat_key, kind, frozenset({who.persona}), who.center.pk)  # type: ignore[arg-type]
    return Actor(who.pk, seat, second_factor=True)


def words(kind: Kind, **more: Any) -> dict[str, Any]:
    """Give words that can be handed in."""
    parts = {part.code: {"zh": f"{part.code}的内容。", "en": f"About {part.code}."} for part in PARTS[kind]}
    found: dict[str, Any] = {
        "title_zh": "美国商标费用调整",
        "title_en": "Trademark fees change in the United States",
        "summary_zh": "自1月18日起，申请费改为每类350美元。",
        "summary_en": "From 18 January an application costs USD 350 per class.",
        "parts": parts,
        "sources": [SOURCE],
        "countries": ["US"],
        "ip_kinds": ["trademark"],
    }
    if kind == Kind.ALERT:
        found["level"] = "attention"
    if kind == Kind.LAW:
        found["effective_on"] = "2027-01-18"
    if kind == Kind.CASE:
        found["right"] = "trademark"
    return found | more
