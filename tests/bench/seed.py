"""Inside one filled database: log people in and choose what they will look at, then do what is asked.

Runs as a process of its own with the workers' login, because Django knows one database for its whole life. Prints the
plan as a line of JSON. Answers every line on standard input: "refresh" renews the roll-ups and "recount" makes them anew
for every center (seconds), "events N" puts N notices into the outbox, "plans" judges how every list is read.
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
from cases.models import Case, CaseRollup  # noqa: E402
from cases.selectors.worklist import EVERYTHING  # noqa: E402
from cases.services.rollups import rollups_refresh  # noqa: E402
from portal.accounts.models import EnterpriseMember  # noqa: E402
from portal.keyset import encode  # noqa: E402
from portal.notices.notify import notify  # noqa: E402
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


def refresh(*, whole: bool) -> float:
    """Renew the board's counts, of changed centers or of all; return the seconds it took."""
    with scopes.enter(scopes.system()):
        if whole:
            CaseRollup.objects.all().delete()
        began = time.monotonic()
        rollups_refresh()
        return time.monotonic() - began


def events(count: int) -> int:
    """Put notices to one person of the staff into the outbox."""
    with scopes.enter(scopes.system()):
        user = Membership.objects.filter(role="handler", center_id=CENTER).order_by("id")[:1].get().user_id
        for number in range(count):
            context = {"fresh": number, "total": number}
            notify("cases/overdue", context=context, link="/work/", users=[user], center_id=CENTER)
    return count


def main() -> None:
    """Print the plan, then answer line by line."""
    with scopes.enter(scopes.system()):
        chosen = plan()
    print(json.dumps(chosen), flush=True)
    for line in sys.stdin:
        word, _, number = line.strip().partition(" ")
        answer: Any
        if word == "events":
            answer = events(int(number))
        elif word == "plans":
            from tests.bench import plans

            answer = plans.findings()
        else:
            answer = refresh(whole=word == "recount")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
