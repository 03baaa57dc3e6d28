"""Put people into the drills' database: a center with its staff, and the owners of many firms, each with token and session.

Runs as a process of its own with the workers' login, because Django knows one database for its whole life. Prints a
line of JSON.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from cases.consents import CONSENT_VERSION  # noqa: E402
from portal.accounts.tokens import token_issue  # noqa: E402
from portal.tenancy import scope as scopes  # noqa: E402
from tests import people  # noqa: E402
from tests.filing.requests import WHOLE  # noqa: E402

FIRMS = 24
TOKEN_LASTS = timedelta(days=1)


def entrance(who: people.Person) -> dict[str, Any]:
    """Give what a person's program and browser send: token, session, seat."""
    with scopes.enter(scopes.login(who.pk)):
        _row, token = token_issue(
            user=who.user,  # type: ignore[arg-type]
            name="drill",
            expires_at=timezone.now() + TOKEN_LASTS,
            second_factor=True,
        )
    session = people.login(Client(), who).cookies["sessionid"].value
    return {"token": token, "session": session, "seat": who.seat_key, "user": who.pk}


def seed() -> dict[str, Any]:
    """Make the people and say how each of them comes in."""
    people.national_center()
    center = people.make_center("SZ", province="440000", city="440300", letter_code="深知援")
    return {
        "center": center.pk,
        "intake": entrance(people.person("intake", center=center)),
        "supervisor": entrance(people.person("supervisor", center=center)),
        "firms": [entrance(people.person("owner")) for _ in range(FIRMS)],
        "answers": WHOLE,
        "consent_version": CONSENT_VERSION,
    }


if __name__ == "__main__":
    print(json.dumps(seed(), ensure_ascii=False), flush=True)
