"""The work list: what stands in which view, filters that never lie, pages of constant cost, and the bulk bar."""

from __future__ import annotations

import base64
import datetime
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from cases.filters import CaseFilter
from cases.models import Case, CaseCountry, Opinion, SavedView
from cases.models.case import of
from cases.selectors import worklist
from portal.keyset import Order, decode, encode, page
from portal.tenancy import scope as scopes
from tests.handling.conftest import Office

TODAY = timezone.localdate
URL = "/work/"


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def shown(client: Any, query: str = "") -> list[str]:
    """Give the case numbers on a page of the list, in order."""
    response = client.get(URL + query)
    assert response.status_code == 200
    return re.findall(r'class="row-number"><a href="[^"]+">([^<]+)</a>', response.content.decode())


def numbers(*cases: Case) -> list[str]:
    return [case.number for case in cases]


def test_next_for_me_depends_on_the_role(office: Office) -> None:
    handler = office.person("handler").user
    mine = office.case("accepted", handler=handler, due_on=TODAY() + days(2))
    late = office.case("under_review", handler=handler, due_on=TODAY() - days(1))
    unclaimed = office.case("submitted", due_on=TODAY() + days(1))
    theirs = office.case("accepted", handler=office.person("handler@2").user)
    office.case("in_guidance", handler=handler, waiting_for="expert")
    office.case("closed", handler=handler, waiting_for="nobody")
    assert shown(office.client("handler")) == numbers(late, mine)
    assert shown(office.client("intake")) == numbers(unclaimed)
    assert shown(office.client("supervisor")) == numbers(unclaimed)
    with scopes.enter(scopes.system()):
        Opinion.objects.create(**of(theirs), number=1, author=handler, state="submitted")
    assert shown(office.client("supervisor")) == numbers(unclaimed, theirs)


def test_a_handed_in_opinion_is_the_supervisors_next_step(office: Office) -> None:
    handler = office.person("handler").user
    owed = office.case("in_guidance", handler=handler)
    given = office.case("in_guidance", handler=handler)
    with scopes.enter(scopes.system()):
        Opinion.objects.create(**of(given), number=1, author=handler, state="submitted")

    def step(code: str, case: Case) -> str:
        page = office.client(code).get(URL + "?view=all", headers={"accept-language": "zh"}).content.decode()
        (row,) = [row for row in page.split("<tr") if case.number in row]
        return re.sub(r"<[^>]+>", "", re.findall(r'class="row-next">(.*?)</td>', row)[0])

    assert step("handler", owed) == "撰写意见"
    assert step("handler", given) == "等待负责人签发"
    assert step("supervisor", given) == "签发意见"


def test_each_view_holds_what_it_says(office: Office) -> None:
    waiting = office.case("needs_supplement", waiting_for="applicant", due_on=TODAY() + days(4))
    late = office.case("under_review", due_on=TODAY() - days(1))
    expert = office.case("in_guidance", waiting_for="expert", due_on=TODAY() - days(2))
    closed = office.case("closed", waiting_for="nobody")
    client = office.client("handler")
    assert shown(client, "?view=queue") == numbers(late)
    assert shown(client, "?view=overdue") == numbers(expert, late)
    assert shown(client, "?view=applicant") == numbers(waiting)
    assert shown(client, "?view=all") == numbers(closed, expert, late, waiting)


def test_another_centers_cases_never_show(office: Office) -> None:
    office.case("submitted", center=office.elsewhere)
    for query in ("", "?view=queue", "?view=all", "?view=overdue", "?view=all&q=测试"):
        assert shown(office.client("supervisor"), query) == []


def test_the_nation_sees_every_center_and_names_it(office: Office) -> None:
    here, there = office.case("submitted"), office.case("submitted", center=office.elsewhere)
    client = office.client("coordinator")
    assert shown(client) == numbers(there, here)
    body = client.get(URL).content.decode()
    assert office.center.name_zh in body
    assert office.elsewhere.name_zh in body
    assert shown(client, f"?center={office.elsewhere.pk}") == numbers(there)


def test_filters_narrow_together(office: Office) -> None:
    office.case("submitted", country="US")
    wanted = office.case("accepted", country="DE", level="major", dispute_type="exhibition", ip_kinds=["design"])
    office.case("accepted", country="DE", level="ordinary")
    client = office.client("handler")
    query = "?view=all&state=accepted&state=closed&country=DE&level=major&dispute_type=exhibition&ip_kind=design"
    assert shown(client, query) == numbers(wanted)
    body = client.get(URL + query).content.decode()
    assert "国家（地区）: 德国" in body.replace("：", ": ")
    assert body.count("去掉这项筛选") == 6


def test_a_country_finds_every_case_that_touches_it_the_main_one_only_its_own(office: Office) -> None:
    both = office.case("accepted", country="US")
    main = office.case("accepted", country="DE")
    with scopes.enter(scopes.system()):
        CaseCountry.objects.create(**of(both), country="DE")
    client = office.client("handler")
    assert shown(client, "?view=all&country=DE") == numbers(main, both)
    assert shown(client, "?view=all&main_country=DE") == numbers(main)


def test_words_are_found_in_number_firm_foreign_number_and_cause(office: Office) -> None:
    case = office.case("accepted", foreign_number="1:26-cv-00412", cause="外观设计侵权")
    office.case("accepted", applicant_name="别家")
    client = office.client("handler")
    for word in (case.number[3:], case.applicant_name[2:6], "cv-004", "外观设计"):
        assert shown(client, f"?view=all&q={word}") == numbers(case)
    for hostile in ("%", "_", "'", '"', "\\", "<script>", "a" * 80):
        assert shown(client, f"?view=all&q={hostile}") == []


@pytest.mark.parametrize(
    "query",
    [
        "state=nonsense", "level=nonsense", "handler=x", "handler=99999999999999999999999", "handler=-1",
        "submitted_from=2026-13-45", "submitted_to=gestern", "country=XX", "q=" + "a" * 81,
    ],
)  # fmt: skip
def test_a_wrong_filter_says_so_and_shows_nothing(office: Office, query: str) -> None:
    office.case("submitted")
    response = office.client("handler").get(f"{URL}?view=all&{query}")
    assert response.status_code == 200
    assert "error-summary" in response.content.decode()
    assert shown(office.client("handler"), f"?view=all&{query}") == []


@pytest.mark.parametrize("query", ["submitted_from=0001-01-01&submitted_to=9999-12-31", "view=nonsense"])
def test_far_dates_and_unknown_views_are_harmless(office: Office, query: str) -> None:
    case = office.case("submitted", handler=office.person("handler").user)
    assert shown(office.client("handler"), f"?{query}") == numbers(case)


def test_pages_go_forth_and_back_over_equal_dates(office: Office) -> None:
    made = [office.case("submitted", due_on=TODAY() + days(n // 20)) for n in range(60)]
    client = office.client("handler")
    seen: list[str] = []
    address = "?view=queue"
    for _page in range(3):
        seen += shown(client, address)
        found = re.search(r'rel="next" href="([^"]+)"', client.get(URL + address).content.decode())
        address = found[1].replace("&amp;", "&") if found else ""
    assert address == ""
    assert seen == numbers(*made)
    with office.acting("handler") as actor:
        last = worklist.worklist_page(worklist.QUEUE, actor, after=encode(made[49], worklist.QUEUE.order))
        assert [case.pk for case in last.rows] == [case.pk for case in made[50:]]
        middle = worklist.worklist_page(worklist.QUEUE, actor, before=last.before)
        assert [case.pk for case in middle.rows] == [case.pk for case in made[25:50]]
        first = worklist.worklist_page(worklist.QUEUE, actor, before=middle.before)
        assert [case.pk for case in first.rows] == [case.pk for case in made[:25]]
        assert first.before == ""


def word(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "é", "=", "A" * 5000, word([1, 2]), word(["2026-11-22", True]), word(["2026-11-22", -1]),
        word(["2026-11-22", 10**30]), word([None, 5]), word({"a": 1}), word([["x"], 5]),
        word("text"), word(["2026-11-22\u0000", 5]), "W" * 199,
    ],
)  # fmt: skip
def test_a_forged_cursor_starts_at_the_beginning(office: Office, cursor: str) -> None:
    case = office.case("submitted")
    client = office.client("handler")
    for view in ("queue", "all"):
        for name in ("after", "before"):
            response = client.get(URL, {"view": view, name: cursor})
            assert response.status_code == 200
            assert case.number in response.content.decode()


def test_a_cursor_of_another_order_is_not_taken(office: Office) -> None:
    case = office.case("submitted")
    by_date, by_moment = Order("due_on"), Order("submitted_at")
    assert decode(encode(case, by_date), by_date, Case) == (case.due_on, case.pk)
    assert decode(encode(case, by_moment), by_date, Case) is None
    assert decode(encode(case, by_date), by_moment, Case) is None
    with scopes.enter(scopes.system()):
        assert page(Case.objects.filter(pk=case.pk), order=by_date).rows == [case]


@pytest.mark.parametrize("code", ["handler", "supervisor", "coordinator"])
def test_a_page_costs_the_same_number_of_queries_for_n_and_2n_rows(office: Office, code: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(URL, {"view": "all", "state": "accepted"})
        return len(queries)

    client = office.client(code)
    staff = [office.person(f"handler@{n}").user for n in range(6)]
    for n in range(6):
        office.case("accepted", handler=staff[n % 2])
    client.get(URL)
    few = cost()
    for n in range(6):
        office.case("accepted", handler=staff[n])
    assert cost() == few <= 14


def test_labels_follow_the_language(office: Office) -> None:
    office.case("under_review", handler=office.person("handler").user, level="major")
    client = office.client("handler")
    chinese = client.get(URL).content.decode()
    client.cookies["django_language"] = "en"
    english = client.get(URL).content.decode()
    for there, words in (
        (chinese, ("审核中", "重大", "美国", "受理", "侵权")),
        (english, ("Under review", "Major", "United States", "Accept the request", "Infringement")),
    ):
        assert all(text in there for text in words)
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"测试企业\d+有限公司|第\d+测试分中心|中文", "", english))


def test_what_people_typed_is_escaped(office: Office) -> None:
    office.case("submitted", applicant_name='<img src=x onerror="x">公司')
    body = office.client("handler").get(URL + "?view=all").content.decode()
    assert "<img src=x" not in body
    assert "&lt;img src=x" in body


def test_views_are_saved_overwritten_and_forgotten_by_their_owner_alone(office: Office) -> None:
    client = office.client("handler")
    for query in ("view=all&state=closed", "view=all&state=accepted&state=closed&after=x"):
        client.post(URL + "views/", {"name": "已结", "query": query})
    saved = SavedView.objects.filter(user_id=office.person("handler").pk)
    with scopes.enter(scopes.system()):
        assert list(saved.values_list("query", flat=True)) == ["view=all&state=accepted&state=closed"]
        pk = saved.get().pk
    assert "已结" in client.get(URL).content.decode()
    office.client("supervisor").post(f"{URL}views/{pk}/delete/")
    with scopes.enter(scopes.system()):
        assert saved.count() == 1
    client.post(f"{URL}views/{pk}/delete/")
    with scopes.enter(scopes.system()):
        assert saved.count() == 0
    assert client.post(URL + "views/", {"name": " ", "query": ""}, follow=True).status_code == 200


def test_the_supervisor_gives_several_cases_to_one_handler(office: Office) -> None:
    cases = [office.case("accepted") for _n in range(3)]
    gone = office.case("closed", waiting_for="nobody")
    foreign = office.case("accepted", center=office.elsewhere)
    handler = office.person("handler")
    data = {
        "case": [str(case.public_id) for case in (*cases, gone, foreign)],
        "handler_id": handler.pk,
        "here": "view=queue",
    }
    response = office.client("supervisor").post(URL + "handler/", data, follow=True)
    assert response.redirect_chain == [("/work/?view=queue", 302)]
    body = response.content.decode()
    assert "已为 3 件案件确定承办人" in body
    assert gone.number in body
    assert foreign.number not in body
    assert {office.fresh(case).handler_id for case in cases} == {handler.pk}
    assert office.fresh(gone).handler_id is office.fresh(foreign).handler_id is None


@pytest.mark.parametrize("data", [{}, {"handler_id": "x"}, {"case": ["x"], "handler_id": "1"}, {"case": []}])
def test_a_bulk_without_cases_or_handler_says_what_is_missing(office: Office, data: dict[str, Any]) -> None:
    case = office.case("accepted")
    response = office.client("supervisor").post(URL + "handler/", data, follow=True)
    assert response.status_code == 200
    assert "flash-error" in response.content.decode()
    assert office.fresh(case).handler_id is None


def test_the_filter_form_opens_and_closes_by_one_button(office: Office) -> None:
    def button(query: str) -> tuple[str, str, bool]:
        page = office.client("handler").get(URL + query).content.decode()
        found = re.search(r'id="filters-button" href="([^"]+)" aria-expanded="(\w+)"', page)
        assert found is not None
        return found[1], found[2], 'class="filter-bar"' in page

    assert button("?view=all&country=US") == ("?view=all&amp;country=US&amp;filters=1#filters", "false", False)
    assert button("?view=all&country=US&filters=1") == ("?view=all&amp;country=US", "true", True)


def test_the_filter_form_offers_only_what_the_reader_may_choose(office: Office) -> None:
    with office.acting("handler") as actor, translation.override("zh-hans"):
        colleague = office.person("handler@2").user
        office.person("handler@elsewhere")
        form = CaseFilter({}, queryset=Case.objects.none(), actor=actor).form
        assert set(form.fields) >= {"handler", "state"}
        assert "center" not in form.fields
        offered = dict(form.fields["handler"].widget.choices)
        assert set(offered) == {"", actor.user_id, colleague and colleague.pk}
