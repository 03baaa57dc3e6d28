"""The main job with five personas and two centers: filed, reviewed, assigned, advised, countersigned, closed, read.

In Chinese at desktop and phone width, with every page visited checked by axe-core. The outsider is a handler of another
center and sees nothing of it. The enterprise's part without JavaScript is in tests/filing/test_browser.py.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Case
from portal.tenancy import scope as scopes
from tests import people
from tests.browser.checks import check_page
from tests.browser.conftest import Opener
from tests.browser.main_job import OPINION, act, file_request, fill, pdf_text, press

pytestmark = pytest.mark.django_db(transaction=True)


def state_of(case: str) -> str:
    """Read the state of the case behind an address."""
    with scopes.enter(scopes.system()):
        return Case.objects.get(public_id=case.rstrip("/").rsplit("/", 1)[-1]).state


def path_of(page: Page, case: str) -> str:
    """Give an address without the host."""
    return case.split("/", 3)[-1] and "/" + case.split("/", 3)[-1]


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_the_main_job(open_page: Opener, width: str, tmp_path: Path) -> None:
    center = people.make_center(name_zh="测试分中心", province="440000", city="440300")
    people.national_center()
    owner = people.person("owner")
    handler = people.person("handler", center=center)
    supervisor = people.person("supervisor", center=center)
    expert = people.person("expert", center=center)
    outsider = people.person("handler")
    served_on = timezone.localdate() - datetime.timedelta(days=2)

    firm = open_page(owner, width=width)
    case = path_of(firm, file_request(firm, served_on=served_on))
    assert state_of(case) == "submitted"
    firm.goto(case)
    check_page(firm)
    application = pdf_text(firm, case, "申请书", tmp_path)
    assert "申请书" in application
    assert "ExampleRoboticsLLC" in application
    assert "1:26-cv-01234" in application

    desk = open_page(handler, width=width)
    desk.goto("/work/?view=queue")
    check_page(desk)
    desk.goto(case)
    check_page(desk)
    act(desk, case, "review")
    act(desk, case, "request_supplement", {"items": "授权委托书\n产品说明书"})
    assert state_of(case) == "needs_supplement"
    assert "授权委托书" in pdf_text(firm, case, "补充材料通知书", tmp_path)

    act(firm, case, "supplement", {"answer": "已补交，见附件。"})
    act(desk, case, "accept", {"level": "important"})
    assert "受理通知书" in pdf_text(firm, case, "受理通知书", tmp_path)

    desk.goto(f"{case}experts/assign/")
    check_page(desk)
    desk.locator('main input[name="expert"]').first.check()
    fill(desk, {"question": "是否侵权？如何应对？"})
    press(desk, "请专家声明")
    assert state_of(case) == "assigned"

    lawyer = open_page(expert, width=width)
    closed = lawyer.goto(case)
    assert closed is not None
    assert closed.status == 404
    lawyer.goto("/desk/")
    check_page(lawyer)
    lawyer.locator("main .tasks a").first.click()
    expect(lawyer.locator("main")).to_contain_text("Example Robotics LLC")
    expect(lawyer.locator("main")).not_to_contain_text("1:26-cv-01234")
    check_page(lawyer)
    fill(lawyer, {"answer": "none"})
    press(lawyer, "提交声明")
    assert state_of(case) == "in_guidance"
    lawyer.goto(f"{case}opinions/write/")
    fill(lawyer, OPINION)
    check_page(lawyer)
    lawyer.locator('main button[name="submit"]').click()
    lawyer.wait_for_load_state("load")

    chief = open_page(supervisor, width=width)
    chief.goto(f"{case}?tab=opinion")
    check_page(chief)
    chief.locator('main a[href*="/opinions/"]').first.click()
    check_page(chief)
    chief.locator('main button[name="decision"][value="countersign"]').click()
    chief.wait_for_load_state("load")
    assert state_of(case) == "opinion_issued"
    opinion = pdf_text(firm, case, "指导意见书", tmp_path)
    assert "缺少权利要求1的锁定机构" in opinion
    assert "无效抗辩" in opinion

    act(
        desk,
        case,
        "track",
        {"next_on": (timezone.localdate() + datetime.timedelta(days=20)).isoformat(), "note": "跟踪答辩"},
    )
    act(
        desk,
        case,
        "close",
        {"outcome": "settled", "summary": "双方和解。", "recovered": "500000", "recovered_currency": "USD"},
    )
    act(desk, case, "archive")
    assert state_of(case) == "archived"
    dossier = pdf_text(desk, case, "卷宗", tmp_path)
    assert "卷宗" in dossier
    assert "测试分中心" in dossier
    assert "双方和解" in dossier

    stranger = open_page(outsider, width=width)
    for address in (case, f"{case}?tab=evidence", f"{case}do/close/"):
        answer = stranger.goto(address)
        assert answer is not None
        assert answer.status == 404
    stranger.goto("/work/?view=all")
    expect(stranger.locator("main")).not_to_contain_text("Example Robotics")

    firm.goto(case)
    for tab in ("overview", "dispute", "evidence", "messages", "opinion", "papers"):
        firm.goto(f"{case}?tab={tab}")
        check_page(firm)
