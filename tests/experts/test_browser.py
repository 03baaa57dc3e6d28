"""The expert's pages and the bank in a real browser: no axe fault, nothing wider than a phone, every word translated."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests import people
from tests.experts.test_desk import opinion, put_on
from tests.handling.conftest import Office
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.mark.parametrize(("size", "language"), [(DESK, "zh-hans"), (PHONE, "en")], ids=["desk", "phone"])
def test_the_desk_and_the_bank(live_server: Any, office: Office, size: dict[str, int], language: str) -> None:
    expert = people.person("expert", center=office.center)
    firm = office.enterprise.name
    names: tuple[str, ...] = (firm, f"{firm} · Example Holdings LLC", office.center.name_zh)
    waiting = put_on(office.case("assigned"), expert, "proposed", due_in=2)
    owed, issued, submitted = office.case("in_guidance"), office.case("opinion_issued"), office.case("in_guidance")
    put_on(owed, expert, due_in=-2)
    leaving = put_on(issued, expert, due_in=-9)
    put_on(submitted, expert, due_in=-1)
    opinion(issued, expert, "countersigned", office.person("supervisor"))
    opinion(submitted, expert, "submitted")
    for state in ("ended", "revoked", "conflicted", "declined"):
        put_on(office.case("closed"), expert, state)
    put_on(office.case("in_guidance"), expert, ends_in=-1)

    window = visit(live_server, expert, size=size, language=language, names=names)
    for label, path in (
        ("expert-open", reverse("experts:home")),
        ("expert-waiting", reverse("experts:home") + "?list=waiting"),
        ("expert-past", reverse("experts:home") + "?list=past"),
        ("expert-declare", reverse("experts:declare", args=[waiting.public_id])),
        ("expert-leave", reverse("experts:leave", args=[leaving.public_id])),
    ):
        window.go(path)
        window.check(label)
    accepted = office.case("accepted", handler_id=office.person("handler").pk)
    names = (*names, f"{accepted.number} {firm}")
    staff = visit(live_server, office.person("handler"), size=size, language=language, names=names)
    for label, path in (
        ("expert-bank", reverse("experts:bank")),
        ("expert-assign", reverse("experts:assign", args=[accepted.public_id])),
    ):
        staff.go(path)
        staff.check(label)
