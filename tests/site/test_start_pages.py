"""Everybody's start page in a real browser, in Chinese at a desk and, where words are longest and room least, in English on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from tests import people
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PERSONAS = (
    "anonymous", "unaffiliated", "owner", "handler", "coordinator", "expert", "auditor", "sysadmin", "secadmin",
)  # fmt: skip


def own_words(who: people.Person) -> tuple[str, ...]:
    """Names that stand in Chinese on a person's English page."""
    firm, center = who.enterprise, who.center
    return (str(who.user), firm.name if firm else "", center.name_zh if center else "")


@pytest.mark.parametrize(("size", "language"), [(DESK, "zh-hans"), (PHONE, "en")], ids=["desk", "phone"])
def test_start_pages(live_server: Any, size: dict[str, int], language: str) -> None:
    for persona in PERSONAS:
        who = people.person(persona)
        window = visit(live_server, who if who.user else None, size=size, language=language, names=own_words(who))
        window.go("/")
        window.check(f"start-{persona}")
