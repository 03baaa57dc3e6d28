"""The expert's desk: what is owed, what is open, what is over; page by page, at the same cost for two cases or sixty."""

from __future__ import annotations

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Opinion
from cases.models.case import of
from experts.models import Assignment, Expert
from portal.keyset import PAGE_SIZE
from portal.tenancy import scope as scopes
from tests import people
from tests.handling.conftest import Office
from tests.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def expert(office: Office) -> Person:
    return people.person("expert", center=office.center)


def put_on(case: Case, expert: Person, state: str = "active", *, due_in: int = 5, ends_in: int = 60) -> Assignment:
    """Put an expert on a case; days from today."""
    with scopes.enter(scopes.system()):
        return Assignment.objects.create(
            **of(case),
            expert=Expert.objects.get(user_id=expert.pk),
            expert_user_id=expert.pk,
            state=state,
            disclosed={"applicant": case.applicant_name, "opponents": ["Example Holdings LLC"]},
            declared_at=None if state == "proposed" else timezone.now(),
            opinion_due_on=timezone.localdate() + datetime.timedelta(days=due_in),
            ends_at=timezone.now() + datetime.timedelta(days=ends_in),
            ended_at=None if state in {"proposed", "active"} else timezone.now(),
        )


def desk(expert: Person, query: str = "", language: str = "zh-hans") -> str:
    client = people.login(Client(headers={"accept-language": language}), expert)
    answer = client.get(reverse("experts:home") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def opinion(case: Case, author: Person, state: str, countersigned_by: Person | None = None) -> None:
    with scopes.enter(scopes.system()):
        Opinion.objects.create(
            **of(case),
            number=1,
            author_id=author.pk,
            state=state,
            submitted_at=timezone.now(),
            countersigned_by_id=countersigned_by.pk if countersigned_by else None,
            countersigned_at=timezone.now() if countersigned_by else None,
            content_hash="0" * 64 if countersigned_by else "",
        )


def test_an_opinion_that_is_owed_counts_its_days(office: Office, expert: Person) -> None:
    put_on(office.case("in_guidance"), expert, due_in=-2)
    assert "已逾期 2 天" in desk(expert)
    assert "2 days overdue" in desk(expert, language="en")


def test_the_clock_stops_when_the_opinion_is_handed_in(office: Office, expert: Person) -> None:
    case = office.case("in_guidance")
    put_on(case, expert, due_in=-2)
    opinion(case, expert, "submitted")
    page = desk(expert)
    assert case.number in page
    assert "逾期" not in page
    assert "已交" in page


@pytest.mark.parametrize("state", ["opinion_issued", "tracking"])
def test_the_clock_stops_when_the_opinion_is_issued(office: Office, expert: Person, state: str) -> None:
    case = office.case(state)
    put_on(case, expert, due_in=-2)
    opinion(case, expert, "countersigned", office.person("supervisor"))
    page = desk(expert)
    assert case.number in page
    assert "逾期" not in page
    # The state's own chip says it, too.
    assert page.count("已出具意见") == (2 if state == "opinion_issued" else 1)


def test_a_returned_opinion_is_owed_again(office: Office, expert: Person) -> None:
    case = office.case("in_guidance")
    put_on(case, expert, due_in=-2)
    opinion(case, expert, "returned")
    assert "已逾期 2 天" in desk(expert)


def test_what_waits_stands_above_what_is_open(office: Office, expert: Person) -> None:
    waiting = put_on(office.case("assigned"), expert, "proposed")
    open_case = office.case("in_guidance")
    put_on(open_case, expert)
    page = desk(expert)
    assert page.index(str(waiting.public_id)) < page.index(open_case.number)
    assert str(waiting.public_id) in desk(expert, "?list=waiting")


def test_what_ended_is_past_and_time_that_ran_out_says_so(office: Office, expert: Person) -> None:
    over, revoked = office.case("in_guidance"), office.case("in_guidance")
    put_on(over, expert, ends_in=-1)
    put_on(revoked, expert, "revoked")
    page = desk(expert, "?list=past")
    assert "期限已过" in page
    assert "已撤销" in page
    assert over.number not in desk(expert)


@pytest.mark.parametrize(
    ("name", "state", "case_state"),
    [("open", "active", "in_guidance"), ("waiting", "proposed", "assigned"), ("past", "ended", "closed")],
)
def test_every_list_has_pages_that_lose_and_repeat_nothing(
    office: Office, expert: Person, name: str, state: str, case_state: str
) -> None:
    # Equal days, so that the order rests on the ids as well.
    put = [put_on(office.case(case_state), expert, state, due_in=n // 10) for n in range(2 * PAGE_SIZE + 3)]
    # The past shows no link of its own, so its pages are told apart by the applicant's name.
    with scopes.enter(scopes.system()):
        for n, row in enumerate(put):
            Assignment.objects.filter(pk=row.pk).update(disclosed={"applicant": f"企业{n:03d}号", "opponents": []})
            Case.objects.filter(pk=row.case_id).update(applicant_name=f"企业{n:03d}号")
    client = people.login(Client(), expert)
    query, seen, pages = f"?list={name}", [], 0
    while query:
        text = client.get(reverse("experts:home") + query).content.decode()
        seen += re.findall(r"企业\d{3}号", text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        query = found[1].replace("&amp;", "&") if found else ""
        pages += 1
    assert pages == 3
    assert sorted(seen) == [f"企业{n:03d}号" for n in range(len(put))]
    assert seen == (sorted(seen, reverse=True) if name == "past" else sorted(seen))
    back = re.search(r'rel="prev" href="([^"]+)"', text)
    assert back is not None
    assert len(re.findall(r"企业\d{3}号", client.get(reverse("experts:home") + back[1]).content.decode())) == PAGE_SIZE


def test_a_mangled_place_shows_the_first_page(office: Office, expert: Person) -> None:
    case = office.case("in_guidance")
    put_on(case, expert)
    for query in ("?list=nothing", "?after=x", "?list=open&before=%00", "?after=" + "A" * 500):
        assert case.number in desk(expert, query)


@pytest.mark.parametrize("name", ["open", "waiting", "past"])
def test_a_desk_costs_the_same_number_of_queries_full_or_nearly_empty(
    office: Office, expert: Person, name: str
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("experts:home") + f"?list={name}").status_code == 200
        return len(queries)

    def add(count: int) -> None:
        for _ in range(count):
            put_on(office.case("in_guidance"), expert)
            put_on(office.case("assigned"), expert, "proposed")
            put_on(office.case("closed"), expert, "ended")

    client = people.login(Client(), expert)
    add(2)
    cost()
    few = cost()
    add(10)
    assert cost() == few <= 20


def test_the_bank_has_pages(office: Office) -> None:
    today = timezone.localdate()
    with scopes.enter(scopes.system()):
        Expert.objects.bulk_create(
            Expert(
                center=office.center, name=f"专家{n:03d}号", email=f"e{n}@bank.test", kind="lawyer", ip_kinds=["patent"],
                term_from=today, term_to=today,
            )
            for n in range(PAGE_SIZE + 5)
        )  # fmt: skip
    client = office.client("handler")
    first = client.get(reverse("experts:bank") + "?ip_kind=patent").content.decode()
    found = re.search(r'rel="next" href="([^"]+)"', first)
    assert found is not None
    assert "ip_kind=patent" in found[1]
    second = client.get(reverse("experts:bank") + found[1].replace("&amp;", "&")).content.decode()
    names = [re.findall(r"专家\d{3}号", text) for text in (first, second)]
    assert [len(page) for page in names] == [PAGE_SIZE, 5]
    assert len({*names[0], *names[1]}) == PAGE_SIZE + 5


def test_the_expert_reads_what_is_asked_of_them_and_of_nobody_else(office: Office, expert: Person) -> None:
    case = office.case("in_guidance")
    other = people.person("expert", center=office.center)
    asked = {expert: "是否落入权利要求 1？", other: "能否提出无效？"}
    for person, question in asked.items():
        row = put_on(case, person)
        with scopes.enter(scopes.system()):
            Assignment.objects.filter(pk=row.pk).update(question=question)
    pages = [reverse("cases:detail", args=[case.public_id]), reverse("cases:opinion_write", args=[case.public_id])]
    for address in pages:
        page = people.login(Client(), expert).get(address).content.decode()
        assert asked[expert] in page
        assert asked[other] not in page
        staff = office.client("handler").get(address).content.decode()
        assert all(question in staff for question in asked.values())


def test_the_form_says_what_the_tick_of_availability_ends(office: Office, expert: Person) -> None:
    with scopes.enter(scopes.system()):
        record = Expert.objects.get(user_id=expert.pk)
    client = people.login(Client(headers={"accept-language": "zh"}), expert)
    own = client.get(reverse("experts:profile", args=[record.public_id])).content.decode()
    assert "已向您开放的全部案件会立即关闭" in own
    page = office.client("handler").get(
        reverse("experts:change", args=[record.public_id]), headers={"accept-language": "zh"}
    )
    assert "已向其开放的案件也会立即关闭" in page.content.decode()
