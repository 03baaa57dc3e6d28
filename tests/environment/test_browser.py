"""The room in a real browser: no axe fault, nothing wider than a phone, every word translated, charts drawn."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from alerts.environment.models import Survey
from tests import people
from tests.environment.conftest import Desk
from tests.environment.test_surveys import define
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
PHONE_PAGES = {"ranking", "compare", "sensitivity", "scores", "answer"}
NAMES = ("一份来源", "德国知识产权环境调查", "营商环境指数")


@pytest.mark.parametrize(("size", "language"), [(DESK, "zh-hans"), (PHONE, "en")], ids=["desk", "phone"])
def test_pages_of_readers_editors_and_firms(
    live_server: Any, desk: Desk, client: Client, size: dict[str, int], language: str
) -> None:
    desk.release(desk.begin(2025))
    desk.release(desk.begin(2026, demo=True))
    draft = desk.begin(2027)
    survey: Survey = define(client, desk)
    firm = people.person("owner")
    assert firm.enterprise is not None
    center, name = people.national_center().name_zh, firm.enterprise.name
    names = (*NAMES, center, name, f"{name} · Enterprise owner", f"{center} · Editor")
    # The phone sees the pages whose tables are drawn otherwise there.
    wanted = PHONE_PAGES if size is PHONE else None
    for who, pages in (
        (
            None,
            {
                "home": "/environment/", "ranking": "/environment/ours/", "profile": "/environment/ours/countries/DE/",
                "compare": "/environment/ours/compare/?c=DE&c=JP", "trend": "/environment/ours/trend/",
                "sensitivity": "/environment/ours/sensitivity/", "survey": f"/environment/surveys/{survey.public_id}/",
            },
        ),
        (
            desk.editor,
            {
                "desk": "/editorial/environment/", "edition": f"/editorial/environment/editions/{draft.public_id}/",
                "scores": f"/editorial/environment/editions/{draft.public_id}/scores/",
                "import": f"/editorial/environment/editions/{draft.public_id}/import/",
                "survey-desk": f"/editorial/environment/surveys/{survey.public_id}/",
            },
        ),
        (firm, {"answer": f"/environment/surveys/{survey.public_id}/answer/"}),
    ):  # fmt: skip
        window = visit(live_server, who, size=size, language=language, names=names)
        for label, path in pages.items():
            if wanted is not None and label not in wanted:
                continue
            window.go(path)
            if label == "ranking":
                window.page.wait_for_selector(".chart canvas")
            window.check(f"environment-{label}")
