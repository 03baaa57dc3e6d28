"""The case page: what each persona finds on it, in both languages, and that a thick case costs no more than a thin one."""

from __future__ import annotations

import datetime
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import (
    Case,
    CaseFile,
    CaseParty,
    CaseProduct,
    CaseTask,
    Deadline,
    Message,
    Note,
    Opinion,
    Paper,
    TimelineEntry,
)
from cases.models.case import of
from cases.papers.build_application import build_application
from cases.selectors.case_page import TABS
from portal.tenancy import scope as scopes
from tests import people
from tests.handling.conftest import Office
from tests.handling.test_opinions import put_on
from tests.site.pages import chinese_words, english_words

pytestmark = pytest.mark.django_db
INSIDE, CENTER_ONLY, FOR_ALL = "专家与中心之间的一步", "中心内部的一步", "申请人也看得到的一步"
READERS = ("owner", "readonly", "intake", "handler", "supervisor", "coordinator", "analyst", "expert")
TAB_KEYS = [tab.key for tab in TABS]
# Statements of one request: transaction, scope, session, person, gate, rail and the tab itself.
MOST_STATEMENTS = 24


def detail(case: Case, tab: str = "") -> str:
    return reverse("cases:detail", args=[case.public_id]) + (f"?tab={tab}" if tab else "")


def thicken(office: Office, case: Case, times: int) -> None:
    """Put `times` of everything that a case can hold on it."""
    handler, owner = office.person("handler").pk, office.person("owner").pk
    now = timezone.now()
    with scopes.enter(scopes.system()):
        first = Opinion.objects.filter(case=case).count() + 1
        for n in range(times):
            TimelineEntry.objects.create(**of(case), verb="message", actor_id=owner, actor_side="applicant", at=now)
            message = Message.objects.create(**of(case), side="applicant", body=f"留言{n}", author_id=owner)
            for _attached in range(2):
                attach(case, owner, message)
            attach(case, handler, None)
            Note.objects.create(**of(case), author_id=handler, body=f"备忘{n}")
            CaseTask.objects.create(**of(case), title=f"事项{n}", assignee_id=handler)
            CaseParty.objects.create(**of(case), name=f"Opponent {n} Inc.", country="US")
            Deadline.objects.create(
                **of(case), kind="agreed", title_zh=f"日期{n}", title_en=f"Date {n}", timezone="Asia/Shanghai",
                due_on=timezone.localdate() + datetime.timedelta(days=n),
            )  # fmt: skip
            Opinion.objects.create(
                **of(case), number=first + n, author_id=handler, state="countersigned", content_hash="0" * 64,
                countersigned_by_id=office.person("supervisor").pk, countersigned_at=now, submitted_at=now,
            )  # fmt: skip
            Paper.objects.create(
                **of(case), kind="opinion", state="ready", number=f"{case.pk}-{first + n}", issued_by_id=handler,
                storage_key=f"papers/{case.pk}-{first + n}.pdf", sha256="0" * 64,
            )  # fmt: skip


def attach(case: Case, uploader: int, message: Message | None) -> None:
    """Give the case the record of a clean file; no page of these tests opens its bytes."""
    CaseFile.objects.create(
        **of(case), name="证据.pdf", storage_key=f"cases/{uuid.uuid4()}.pdf", size=8, state="clean", purpose="evidence",
        sha256="0" * 64, uploaded_by_id=uploader, message=message,
    )  # fmt: skip


def steps(case: Case) -> None:
    """Log one step for each audience."""
    with scopes.enter(scopes.system()):
        for audience, words in (("all", FOR_ALL), ("handling", INSIDE), ("center", CENTER_ONLY)):
            TimelineEntry.objects.create(
                **of(case), verb="follow_up", from_state="tracking", to_state="tracking", actor_side="center",
                audience=audience, payload={"note": words, "next_on": "2027-01-05"}, at=timezone.now(),
            )  # fmt: skip


def ready(office: Office) -> Case:
    """Make a thick case that the expert is on."""
    case = office.case("tracking", handler_id=office.person("handler").pk)
    put_on(office, case)
    steps(case)
    thicken(office, case, 2)
    return case


@pytest.mark.parametrize("code", READERS)
def test_every_tab_opens_in_both_languages(office: Office, code: str) -> None:
    case = ready(office)
    person = office.person(code)
    clients = {
        language: people.login(Client(headers={"accept-language": language}), person) for language in ("zh", "en")
    }
    for tab in TAB_KEYS:
        answer = clients["zh"].get(detail(case, tab))
        assert answer.status_code == 200, tab
        assert english_words(answer.content.decode()) == [], tab
        english = clients["en"].get(detail(case, tab)).content.decode()
        # What people wrote, and the titles of official documents, stay Chinese.
        written = (
            case.applicant_name,
            "证据.pdf",
            "留言",
            "备忘",
            "事项",
            "测试联系人",
            "测***",
            "步",
            "起诉状",
            "意见书",
            "指导意见",
        )
        wrong = [words for words in chinese_words(english) if not any(part in words for part in written)]
        assert wrong == [], tab


def test_each_persona_reads_its_own_timeline(office: Office) -> None:
    case = ready(office)
    sees = {
        "owner": {FOR_ALL},
        "readonly": {FOR_ALL},
        "expert": {FOR_ALL, INSIDE},
        "handler": {FOR_ALL, INSIDE, CENTER_ONLY},
        "analyst": {FOR_ALL, INSIDE, CENTER_ONLY},
    }
    for code, expected in sees.items():
        for tab in ("overview", "history"):
            body = office.client(code).get(detail(case, tab)).content.decode()
            assert {words for words in (FOR_ALL, INSIDE, CENTER_ONLY) if words in body} == expected, (code, tab)


def test_notes_and_tasks_are_the_staffs_alone(office: Office) -> None:
    case = ready(office)
    for code in READERS:
        body = office.client(code).get(detail(case, "internal")).content.decode()
        staff = code not in {"owner", "readonly", "expert"}
        assert ("备忘0" in body) is staff, code
        assert ('href="?tab=internal"' in body) is staff, code


def test_those_without_need_see_the_contact_masked(office: Office) -> None:
    case = ready(office)
    for code in READERS:
        body = office.client(code).get(detail(case)).content.decode()
        assert ("contact@example.com" in body) is (code not in {"analyst", "expert"}), code


def test_the_page_offers_what_may_be_done_and_nothing_else(office: Office) -> None:
    case = ready(office)
    offers = {
        "handler": {"follow_up", "close", "terminate", "withdraw", "assign_handler"},
        "intake": {"assign_handler"},
        "owner": {"withdraw"},
        "readonly": set(),
        "analyst": set(),
        "coordinator": {"set_level"},
        "expert": set(),
    }
    for code, expected in offers.items():
        body = office.client(code).get(detail(case)).content.decode()
        base = reverse("cases:detail", args=[case.public_id]) + "do/"
        found = {part.split("/")[0] for part in body.split(base)[1:]}
        assert found == expected, code


def test_who_does_not_find_the_page(office: Office) -> None:
    case = ready(office)
    stranger, other = people.person("owner"), people.person("expert")
    absent = detail(Case(public_id=uuid.uuid4()))
    for client in (office.client("handler@elsewhere"), *(people.login(Client(), who) for who in (stranger, other))):
        assert client.get(detail(case)).status_code == 404
        assert client.get(absent).status_code == 404
    assert people.login(Client(), people.person("auditor")).get(detail(case)).status_code == 403
    assert Client().get(detail(case)).status_code == 302


def test_who_has_given_the_opinion_is_not_asked_for_it_again(office: Office) -> None:
    def button(code: str) -> bool:
        page = office.client(code).get(detail(case)).content.decode()
        (anchor,) = re.findall(r'<a class="([^"]+)" href="[^"]+/opinions/write/"', page)
        return str(anchor) == "btn btn-primary"

    case = office.case("in_guidance", handler_id=office.person("handler").pk)
    put_on(office, case)
    assert button("expert")
    assert button("handler")
    with scopes.enter(scopes.system()):
        Opinion.objects.create(**of(case), number=1, author=office.person("expert").user, state="submitted")
    assert not button("expert")
    assert not button("handler")
    with scopes.enter(scopes.system()):
        Opinion.objects.filter(case_id=case.pk).update(
            state="countersigned", content_hash="0" * 64, countersigned_at=timezone.now(), submitted_at=timezone.now(),
            countersigned_by_id=office.person("supervisor").pk,
        )  # fmt: skip
    for state in ("opinion_issued", "tracking"):
        with scopes.enter(scopes.system()):
            Case.objects.filter(pk=case.pk).update(state=state)
        assert not button("expert")
        assert not button("handler")


def test_the_applicant_is_led_to_the_opinion_and_to_an_answer(office: Office) -> None:
    def led(code: str, address: str) -> tuple[bool, bool]:
        page = office.client(code).get(address).content.decode()
        return f'href="{opinion}"' in page, "?tab=messages#write" in page

    case = office.case("opinion_issued", handler_id=office.person("handler").pk)
    with scopes.enter(scopes.system()):
        version = Opinion.objects.create(
            **of(case), number=1, author=office.person("handler").user, state="countersigned", content_hash="0" * 64,
            countersigned_at=timezone.now(), submitted_at=timezone.now(),
            countersigned_by_id=office.person("supervisor").pk,
        )  # fmt: skip
    opinion = reverse("cases:opinion", args=[case.public_id, version.public_id])
    assert led("owner", detail(case)) == (True, True)
    assert led("owner", opinion)[1]
    # whoever may not write is not sent to write, and the center answers nobody's question to the applicant
    assert led("readonly", detail(case)) == (True, False)
    assert not led("readonly", opinion)[1]
    assert led("handler", detail(case)) == (False, False)
    with scopes.enter(scopes.system()):
        Case.objects.filter(pk=case.pk).update(state="tracking")
    assert led("owner", detail(case)) == (False, False)


def test_the_applicant_sees_the_date_abroad_and_not_the_centers(office: Office) -> None:
    """The center's two days, read as the applicant's own, would hide that the court's fifteen run on."""

    def shown(code: str) -> tuple[bool, bool]:
        page = office.client(code).get(detail(case), headers={"accept-language": "zh"}).content.decode()
        head = page[page.index('class="case-clock"') : page.index('class="tabs"')]
        return "剩 2 天" in head, "不代您向境外法院或机构答复" in page

    today = timezone.localdate()
    case = office.case("submitted", due_on=today + datetime.timedelta(days=2))
    assert shown("owner") == (False, False)  # nothing runs abroad
    with scopes.enter(scopes.system()):
        date = Deadline.objects.create(
            **of(case), kind="statutory", title_zh="答辩", title_en="Answer", timezone="America/New_York",
            due_on=today + datetime.timedelta(days=15),
        )  # fmt: skip
    assert shown("owner") == (False, True)
    assert shown("handler") == (True, False)
    with scopes.enter(scopes.system()):
        Deadline.objects.filter(pk=date.pk).update(met_on=today)
    assert shown("owner") == (False, False)
    with scopes.enter(scopes.system()):
        Deadline.objects.filter(pk=date.pk).update(met_on=None)
        Case.objects.filter(pk=case.pk).update(state="needs_supplement", waiting_for="applicant")
    assert shown("owner") == (True, True)  # this one is the applicant's own


def test_the_application_names_place_phone_and_code_as_people_read_them(office: Office) -> None:
    case = office.case(province="330000", city="330200", contact_phone="+8613800138000")
    with scopes.enter(scopes.system()):
        CaseProduct.objects.create(**of(case), name="折叠支架", hs_code="940310")
        sheet = build_application(Case.objects.select_related("center").get(pk=case.pk))
    assert (sheet.applicant.province, sheet.applicant.city) == ("浙江省", "宁波市")
    assert sheet.applicant.phone == "138 0013 8000"
    assert [line.hs_code for line in sheet.dispute.products] == ["9403.10"]


@pytest.mark.parametrize("tab", TAB_KEYS)
@pytest.mark.parametrize("code", ["handler", "owner", "expert"])
def test_a_thick_case_costs_what_a_thin_one_does(office: Office, code: str, tab: str) -> None:
    def cost() -> int:
        client.get(detail(case, tab))  # marks messages as read, fills caches
        with CaptureQueriesContext(connection) as statements:
            assert client.get(detail(case, tab)).status_code == 200
        return len(statements)

    case = ready(office)
    client = office.client(code)
    thin = cost()
    thicken(office, case, 12)
    assert cost() == thin <= MOST_STATEMENTS
