"""Inside one filled database: log people in and choose what they will look at, then count for the board when told.

Runs as a process of its own with the workers' login, because Django knows one database for its whole life. Prints the
plan as a line of JSON; answers every line on standard input with the seconds that renewing the roll-ups took.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.test import Client  # noqa: E402

from cases.consents import CONSENT_VERSION  # noqa: E402
from cases.models import Case  # noqa: E402
from cases.selectors.worklist import EVERYTHING  # noqa: E402
from cases.services.rollups import rollups_refresh  # noqa: E402
from portal.accounts.models import EnterpriseMember  # noqa: E402
from portal.keyset import encode  # noqa: E402
from portal.tenancy import scope as scopes  # noqa: E402
from portal.tenancy.models import Center, Membership  # noqa: E402
from tests import people  # noqa: E402
from tests.filing.pages import posted  # noqa: E402
from tests.filing.requests import WHOLE  # noqa: E402

# The busiest sub-center: one case in forty is its.
CENTER = 2
FILERS = 200
PAGES = 300
DEEP = 0.8


def session_of(who: people.Person) -> str:
    """Log a person in with the second factor proved; return the session's key."""
    return people.login(Client(), who).cookies["sessionid"].value


def staff(role: str, center_id: int) -> people.Person:
    """Find somebody who holds a role at a center."""
    user = Membership.objects.filter(role=role, center_id=center_id).order_by("id")[:1].get().user
    kind = "national" if role == "coordinator" else "center"
    return people.Person(role, user, f"{kind}:{center_id}", Center.objects.get(pk=center_id))


def deep_cursor(**of: Any) -> str:
    """Give the cursor that stands behind most of a list of all cases."""
    rows = Case.objects.filter(**of).exclude(state="draft").order_by(*EVERYTHING.order.names())
    return encode(rows[int(rows.count() * DEEP)], EVERYTHING.order)


def owners() -> list[str]:
    """Log in the owners of many firms: a burst of filings comes from as many people."""
    found = []
    for row in EnterpriseMember.objects.filter(role="owner").select_related("user").order_by("id")[:FILERS]:
        found.append(session_of(people.Person("owner", row.user, f"enterprise:{row.enterprise_id}")))
    return found


def plan() -> dict[str, Any]:
    """Choose people and addresses, in the system scope."""
    of_center = Case.objects.filter(center_id=CENTER)
    some = of_center.filter(state__in=["in_guidance", "tracking", "under_review", "closed"]).order_by("id")
    expert = Membership.objects.filter(role="expert").order_by("id")[:1].get().user
    owner = EnterpriseMember.objects.select_related("user").order_by("id")[:1].get()
    return {
        "cases": Case.objects.count(),
        "center": CENTER,
        "sessions": {
            "handler": session_of(staff("handler", CENTER)),
            "supervisor": session_of(staff("supervisor", CENTER)),
            "coordinator": session_of(staff("coordinator", 1)),
            "expert": session_of(people.Person("expert", expert, "expert")),
            "owner": session_of(people.Person("owner", owner.user, f"enterprise:{owner.enterprise_id}")),
        },
        "filers": owners(),
        "case_pages": [str(each) for each in some.values_list("public_id", flat=True)[:PAGES]],
        "deep_center": deep_cursor(center_id=CENTER),
        "deep_nation": deep_cursor(center_id__gt=0),
        "answers": WHOLE,
        "forms": {key: posted(values) for key, values in WHOLE.items()},
        "consent_version": CONSENT_VERSION,
        "firm": of_center.exclude(state="draft").order_by("id").values_list("applicant_name", flat=True)[0],
    }


def main() -> None:
    """Print the plan, then refresh the roll-ups at every line that comes in."""
    with scopes.enter(scopes.system()):
        chosen = plan()
    print(json.dumps(chosen), flush=True)
    for _line in sys.stdin:
        began = time.monotonic()
        with scopes.enter(scopes.system()):
            rollups_refresh()
        print(time.monotonic() - began, flush=True)


if __name__ == "__main__":
    main()
