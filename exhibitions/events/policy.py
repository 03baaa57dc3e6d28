"""Rows of the permission table: everybody takes part, the staff of a center keep its events, the nation reads all."""

from __future__ import annotations

from exhibitions.events.workflow import WRITERS
from portal.policy.personas import ALL, CENTER, NATIONAL, SIGNED_IN
from portal.policy.reach import Reach, anywhere, at_center
from portal.policy.table import Rule, rule

DESK = CENTER | NATIONAL
_SEEN = at_center(CENTER) | anywhere(NATIONAL)
_OWN = at_center(WRITERS)


def _public(route: str, methods: str) -> Rule:
    return rule(f"events:{route}", methods, ALL, scope="login", second_factor=False)


def _announced(route: str, methods: str, target: str = "event") -> Rule:
    return rule(f"events:{route}", methods, ALL, scope="login", second_factor=False, target=target, reach=anywhere(ALL))


def _desk(
    route: str, methods: str, personas: frozenset[str], target: str, reach: Reach, *, uploads: bool = False
) -> Rule:
    return rule(f"events:{route}", methods, personas, target=target, reach=reach, uploads=uploads)


RULES: list[Rule] = [
    *(_public(route, "GET") for route in ("list", "feed", "verify", "asked")),
    *(_announced(route, "GET") for route in ("event", "calendar")),
    _announced("sign_up", "GET POST"),
    _announced("file", "GET", "event_file"),
    # What a link opens is decided by its signature.
    *(_public(route, "GET POST") for route in ("confirm", "own", "quiz", "feedback")),
    *(_public(route, "GET") for route in ("own_calendar", "own_file", "own_certificate")),
    _public("enter", "POST"),
    rule("events:mine", "GET", SIGNED_IN, scope="login"),
    *(rule(f"events:{route}", "GET", DESK) for route in ("desk", "series", "figures", "figures_csv")),
    rule("events:add", "GET POST", WRITERS),
    rule("events:series_add", "GET POST", WRITERS),
    _desk("series_change", "GET POST", WRITERS, "event_series", _OWN),
    *(
        _desk(route, "GET", DESK, "own_event", _SEEN)
        for route in ("manage", "people", "people_csv", "door", "materials", "quiz_desk", "results")
    ),
    *(
        _desk(route, "GET POST", WRITERS, "own_event", _OWN)
        for route in ("change", "speakers", "cancel", "person_enter")
    ),
    *(_desk(route, "POST", WRITERS, "own_event", _OWN) for route in ("act", "discard", "certify", "quiz_desk")),
    _desk("materials", "POST", WRITERS, "own_event", _OWN, uploads=True),
    _desk("ticket", "GET POST", WRITERS, "event_ticket", _OWN),
    *(_desk(route, "POST", WRITERS, "event_person", _OWN) for route in ("person_drop", "person_come")),
    _desk("material", "GET", DESK, "event_material", _SEEN),
    _desk("material_remove", "POST", WRITERS, "event_material", _OWN),
    _desk("question", "GET POST", WRITERS, "event_question", _OWN),
    _desk("question_remove", "POST", WRITERS, "event_question", _OWN),
    _desk("certificate", "GET", DESK, "event_certificate", _SEEN),
]
