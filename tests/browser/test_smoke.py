"""Public pages and start pages at both widths and in both languages."""

from __future__ import annotations

import pytest

from tests import people
from tests.browser.checks import check_page
from tests.browser.conftest import Opener


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", ["desktop", "phone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_start_pages(open_page: Opener, width: str, language: str) -> None:
    for persona in (
        "anonymous",
        "unaffiliated",
        "owner",
        "handler",
        "coordinator",
        "expert",
        "auditor",
        "sysadmin",
        "secadmin",
    ):
        who = people.person(persona)
        page = open_page(who if who.user else None, width=width, language=language)
        answer = page.goto("/")
        assert answer is not None
        assert answer.status == 200, (persona, page.url)
        check_page(page)
