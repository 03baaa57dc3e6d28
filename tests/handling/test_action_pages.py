"""The page of every verb, as those who use it: shown, filled in badly, filled in well, twice, too late, by the wrong one."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions import ACTIONS
from cases.choices import State, Verb
from cases.models import Case, TimelineEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.handling.conftest import Office
from tests.handling.deeds import DEEDS, Deed
from tests.site.pages import chinese_words, english_words

pytestmark = pytest.mark.django_db
every_deed = pytest.mark.parametrize("deed", DEEDS.values(), ids=lambda deed: str(deed.verb))
with_form = pytest.mark.parametrize(
    "deed", [deed for deed in DEEDS.values() if deed.wrong], ids=lambda deed: str(deed.verb)
)


def address(case: Case, verb: Verb) -> str:
    return reverse("cases:act", args=[case.public_id, verb])


def post(client: Client, case: Case, deed: Deed, data: Any, version: int = 1) -> Any:
    return client.post(address(case, deed.verb), {**data, "version": version})


def standing(case: Case) -> tuple[Any, ...]:
    """Give what a refusal must leave alone."""
    with scopes.enter(scopes.system()):
        row = Case.objects.filter(pk=case.pk).values_list(
            "state", "version", "due_on", "waiting_for", "handler_id", "level"
        )
        return (*row.get(), TimelineEntry.objects.filter(case_id=case.pk).count())


def verbs(case: Case) -> list[str]:
    with scopes.enter(scopes.system()):
        return list(TimelineEntry.objects.filter(case_id=case.pk).order_by("id").values_list("verb", flat=True))


def test_every_verb_with_a_form_is_tried_here() -> None:
    assert set(DEEDS) == {verb for verb, action in ACTIONS.items() if not action.route}


def test_only_a_verb_without_fields_has_no_bad_form(office: Office) -> None:
    for verb, deed in DEEDS.items():
        fields = ACTIONS[verb].form(case=office.case(deed.state), actor=office.actor(deed.who)).fields
        assert bool(fields) == bool(deed.wrong), verb


@every_deed
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_says_what_will_happen(office: Office, deed: Deed, language: str) -> None:
    case = deed.case(office)
    client = people.login(Client(headers={"accept-language": language}), office.person(deed.who))
    answer = client.get(address(case, deed.verb))
    body = answer.content.decode()
    assert answer.status_code == 200
    assert f'name="version" value="{case.version}"' in body
    if language == "en":
        # What people wrote stays as they wrote it.
        assert (
            chinese_words(body, names=(case.applicant_name, f"{case.applicant_name} · Enterprise owner", "授权委托书"))
            == []
        )
        assert str(ACTIONS[deed.verb].advice)[:20] in body.replace("&#x27;", "'")
    else:
        assert english_words(body) == []
    assert standing(case) == (case.state, 1, case.due_on, case.waiting_for, case.handler_id, case.level, 0)


@with_form
def test_a_bad_form_is_answered_beside_the_field_and_keeps_what_was_typed(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    before = standing(case)
    answer = post(office.client(deed.who), case, deed, deed.bad)
    body = answer.content.decode()
    assert answer.status_code == 422
    # What is wrong is called wrong, and nothing else.
    assert set(re.findall(r'id="id_(\w+)_error"', body)) == set(deed.wrong)
    assert deed.typed in body
    assert english_words(body) == []
    assert standing(case) == before


@with_form
def test_an_empty_form_is_answered_too(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    before = standing(case)
    answer = post(office.client(deed.who), case, deed, {})
    assert answer.status_code == 422
    assert "_error" in answer.content.decode()
    assert standing(case) == before


@every_deed
def test_a_good_form_does_it_and_goes_back_to_the_case(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    client = office.client(deed.who)
    answer = post(client, case, deed, deed.good(office))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("cases:detail", args=[case.public_id]))
    fresh = office.fresh(case)
    assert (fresh.state, fresh.version, verbs(case)) == (deed.becomes, 2, [deed.verb])
    assert client.get(answer.headers["Location"]).status_code == 200


@every_deed
@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 30])
def test_a_mangled_version_is_no_fault_of_ours(office: Office, deed: Deed, version: str) -> None:
    case = deed.case(office)
    answer = office.client(deed.who).post(address(case, deed.verb), {**deed.good(office), "version": version})
    assert answer.status_code in {302, 409}


@every_deed
def test_a_second_click_does_nothing_more_and_says_done(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    client = office.client(deed.who)
    good = deed.good(office)
    first = post(client, case, deed, good)
    after = standing(case)
    second = post(client, case, deed, good)
    assert (second.status_code, second.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert standing(case) == after
    assert verbs(case) == [deed.verb]


@every_deed
def test_whoever_comes_second_reads_what_happened_and_loses_nothing(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    good = deed.good(office)
    slower = office.client(deed.rival)
    assert slower.get(address(case, deed.verb)).status_code == 200
    assert post(office.client(deed.who), case, deed, good).status_code == 302
    after = standing(case)
    answer = post(slower, case, deed, good)
    body = answer.content.decode()
    assert answer.status_code == 409
    assert standing(case) == after
    assert "最近的办理经过" in body
    assert str(State(deed.becomes).label) in body
    assert reverse("cases:detail", args=[case.public_id]) in body
    for text in good.values():
        if isinstance(text, str) and len(text) > 40:
            assert text in body
    assert english_words(body) == []


@every_deed
def test_the_page_of_a_case_that_moved_on_says_so(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    with scopes.enter(scopes.system()):
        Case.objects.filter(pk=case.pk).update(state="archived", waiting_for="nobody")
    answer = office.client(deed.who).get(address(case, deed.verb))
    assert answer.status_code == 409
    assert "已归档" in answer.content.decode()


@every_deed
def test_strangers_find_nothing_and_the_wrong_role_is_refused(office: Office, deed: Deed) -> None:
    case = deed.case(office)
    before = standing(case)
    good = deed.good(office)
    elsewhere = people.person("owner")  # another enterprise's
    refused = {"handler@elsewhere": 404, "readonly": 403, "analyst": 403, "expert": 403, deed.outsider: 403}
    clients = {code: office.client(code) for code in refused} | {"stranger": people.login(Client(), elsewhere)}
    for code, status in (refused | {"stranger": 404}).items():
        assert clients[code].get(address(case, deed.verb)).status_code == status, code
        assert post(clients[code], case, deed, good).status_code == status, code
    assert post(Client(), case, deed, good).status_code == 302
    assert standing(case) == before


def test_a_word_that_is_no_verb_is_not_found(office: Office) -> None:
    case = office.case("accepted")
    for word in ("explode", "submit", "deem_withdrawn", "accept_transfer"):
        assert office.client("handler").get(address(case, word)).status_code == 404  # type: ignore[arg-type]


def test_no_result_is_chosen_beforehand(office: Office) -> None:
    case = office.case("tracking", handler_id=office.person("handler").pk)
    page = address(case, Verb.CLOSE)
    client = office.client("handler")
    select = re.search(r'<select name="outcome".*?</select>', client.get(page).content.decode(), re.DOTALL)
    assert select is not None
    assert '<option value="" selected>' in select[0]
    answer = client.post(page, {"version": case.version, "summary": "已结束"})
    assert answer.status_code == 422
    assert office.fresh(case).state == "tracking"
