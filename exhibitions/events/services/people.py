"""What people do about their own place: ask, confirm, join, leave, learn, judge. By functions of the database (sql.py).

Needs the bare log-in. `key` comes out of a signed link (links.py) or is the acting account's own (selectors.people).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from portal.audit import trail

Asked = Literal["asked", "closed", "full"]


@dataclass(frozen=True)
class Given:
    """What somebody says of themselves. `province` is a GB/T 2260 code or "", `language` zh-hans or en."""

    name: str
    organisation: str = ""
    phone: str = ""
    province: str = ""
    language: str = "zh-hans"


def call(statement: str, *values: Any) -> Any:
    """Ask one function of the database; JSON comes back as it is read."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {statement}", values)
        found = cursor.fetchone()[0]
    return json.loads(found) if isinstance(found, str) and found[:1] in ("{", "[") else found


def _record(what: str, signup: object, event: UUID | None = None) -> None:
    trail.record(f"signup.{what}", object_type="signup", object_id=str(signup), payload={"event": str(event or "")})


def signup_ask(*, event: UUID, email: str, given: Given) -> Asked:
    """Mail a link to `email` that confirms a sign-up. The answer is the same whether the address is known or not."""
    outcome: Asked = call("event_ask(%s, %s::jsonb)", event, json.dumps(asdict(given) | {"email": email}))
    return outcome


def signup_confirm(*, key: UUID) -> tuple[str, UUID] | None:
    """Confirm what was asked with a key; None when the link is too old.

    Gives `confirmed`, `waiting`, `full`, `closed`, or how it stands already, and the key of the own page.
    """
    found: Mapping[str, Any] | None = call("event_confirm(%s)", key)
    if found is None:
        return None
    _record("confirmed", found["id"])
    return str(found["state"]), UUID(found["key"])


def signup_join(*, event: UUID, given: Given, enterprise_id: int | None) -> tuple[str, UUID | None]:
    """Sign the acting account up; give how it stands (`unproved`: its address is not) and the key of the own page."""
    person = json.dumps(asdict(given) | {"enterprise": enterprise_id})
    found: Mapping[str, Any] = call("event_join(%s, %s::jsonb)", event, person)
    if "id" in found:
        _record("confirmed", found["id"], event)
    return str(found["state"]), UUID(found["key"]) if found.get("key") else None


def signup_leave(*, key: UUID) -> bool:
    """Give a place back; who waited longest moves up. False when there was none to give, or the event is over."""
    found: int | None = call("event_leave(%s)", key)
    if found is None:
        return False
    _record("left", found)
    return True


def signup_enter(*, key: UUID) -> str | None:
    """Give the joining address to who has a seat, and note that they came; None when there is none now."""
    found: str | None = call("event_enter(%s)", key)
    return found


@dataclass(frozen=True)
class Score:
    """What came of an attempt at a quiz; `left` attempts remain."""

    right: int
    asked: int
    passed: bool
    left: int


def quiz_answer(*, key: UUID, answers: Mapping[int, int]) -> Score | None:
    """Count one attempt: question id → place of the chosen answer. None when no attempt is open."""
    found: Mapping[str, Any] | None = call(
        "event_answer(%s, %s::jsonb)", key, json.dumps({str(name): place for name, place in answers.items()})
    )
    return None if found is None else Score(**found)


def feedback_give(*, key: UUID, ratings: Mapping[str, int], text: str) -> bool:
    """Keep what somebody who came thought, once, without their name; False when it is not open to them."""
    return bool(call("event_rate(%s, %s::jsonb)", key, json.dumps({**ratings, "text": text})))


def certificate_ask(*, key: UUID) -> bool:
    """Have one's certificate made; False when it is not earned, or made already."""
    found: int | None = call("event_certify(%s)", key)
    if found is not None:
        trail.record("certificate.ordered", object_type="certificate", object_id=str(found))
    return found is not None
