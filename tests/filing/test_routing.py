"""Which center receives which request: the table of rules, what is passed over, and the sentences."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from cases.services import routing
from cases.services.routing import CenterFacts, Facts
from portal.accounts.models import User
from portal.tenancy import scope as scopes
from tests import people

SHENZHEN = Facts("440000", "440300", "C", "US", ("US", "DE"))


def center(number: int, kind: str, *, active: bool = True, staff: bool = True, **fields: Any) -> CenterFacts:
    """Describe a center to the rules."""
    values = {"province": "", "city": "", "industries": (), "countries": ()} | fields
    return CenterFacts(
        number, f"C{number}", kind, values["province"], values["city"], values["industries"], values["countries"],
        f"第{number}中心", f"Center {number}", active, staff,
    )  # fmt: skip


CITY = center(1, "local", province="440000", city="440300")
OTHER_CITY = center(2, "local", province="440000", city="440100")
PROVINCE = center(3, "local", province="440000")
INDUSTRY = center(4, "industry", industries=("C", "I"))
MAIN = center(5, "overseas", countries=("US", "CA"))
OTHER = center(6, "overseas", countries=("DE",))
NATION = center(9, "national")
ALL = [CITY, OTHER_CITY, PROVINCE, INDUSTRY, MAIN, OTHER, NATION]


@pytest.mark.parametrize(
    ("facts", "centers", "rule", "winner"),
    [
        (SHENZHEN, ALL, "local_city", CITY),
        (SHENZHEN, [OTHER_CITY, PROVINCE, INDUSTRY, NATION], "local_province", PROVINCE),
        (SHENZHEN, [OTHER_CITY, INDUSTRY, MAIN, NATION], "industry", INDUSTRY),
        (Facts("440000", "440300", "A", "US"), [OTHER_CITY, INDUSTRY, MAIN, OTHER, NATION], "country_main", MAIN),
        (Facts("440000", "440300", "A", "JP", ("JP", "DE")), [MAIN, OTHER, NATION], "country_other", OTHER),
        (Facts("440000", "440300", "A", "JP"), [OTHER_CITY, INDUSTRY, MAIN, OTHER, NATION], "national", NATION),
        # a municipality has no city: its province-wide center answers
        (Facts("110000", "", "C", "US"), [center(7, "local", province="110000"), NATION], "local_province", None),
        # an applicant whose city is not known is never sent to some city's center
        (Facts("440000", "", "A", "JP"), [CITY, NATION], "national", NATION),
        # nothing known at all: empty facts match no empty jurisdiction
        (Facts("", "", "", ""), [center(7, "local"), center(8, "industry"), NATION], "national", NATION),
    ],
)
def test_the_first_rule_that_fits_decides(facts: Any, centers: Any, rule: Any, winner: Any) -> None:
    found = routing.choose(facts, centers)
    assert found.rule == rule
    if winner is not None:
        assert found.center is winner
    assert found.passed_over == ()


def test_among_equals_the_oldest_center_decides() -> None:
    younger = center(20, "local", province="440000", city="440300")
    assert routing.choose(SHENZHEN, [younger, CITY, NATION]).center is CITY


@pytest.mark.parametrize(
    ("active", "staff", "why"), [(False, True, "inactive"), (True, False, "no_staff"), (False, False, "inactive")]
)
def test_a_center_that_cannot_work_is_passed_over_on_record(active: Any, staff: Any, why: Any) -> None:
    idle = center(1, "local", active=active, staff=staff, province="440000", city="440300")
    found = routing.choose(SHENZHEN, [idle, PROVINCE, NATION])
    assert found.center is PROVINCE
    assert [(each.rule, each.why) for each in found.passed_over] == [("local_city", why)]
    assert found.as_dict()["passed_over"][0]["why"] == why


def test_the_national_center_takes_it_even_without_staff_and_says_so() -> None:
    found = routing.choose(SHENZHEN, [center(9, "national", staff=False)])
    assert (found.rule, found.passed_over[0].why) == ("national", "no_staff")


@pytest.mark.parametrize("centers", [[], [center(9, "national", active=False)]])
def test_without_a_national_center_nobody_takes_it(centers: Any) -> None:
    with pytest.raises(routing.NoCenterError):
        routing.choose(SHENZHEN, centers)


def test_the_record_is_explained_in_both_languages() -> None:
    idle = center(1, "local", staff=False, province="440000", city="440300")
    record = routing.choose(SHENZHEN, [idle, PROVINCE, NATION]).as_dict()
    with translation.override("zh-hans"):
        chinese = routing.explain(record)
    assert chinese[0] == "第1中心没有工作人员，跳过。"
    assert chinese[1] == "申请人在广东省深圳市，由该省的分中心受理。"
    assert routing.RULES_VERSION in chinese[2]
    with translation.override("en"):
        assert "Center 1 was passed over" in routing.explain(record)[0]
    assert routing.explain({}) == []


@pytest.mark.parametrize("rule", routing.RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_rule_has_its_sentence(rule: Any, language: Any) -> None:
    record = routing.Routing(rule.code, NATION, SHENZHEN).as_dict()
    with translation.override(language):
        assert "%(" not in " ".join(routing.explain(record))


@pytest.mark.django_db
def test_an_applicant_learns_from_the_database_which_centers_can_work() -> None:
    nation = people.national_center()
    staffed = people.make_center(province="440000", city="440300")
    people.person("handler", center=staffed)
    idle = people.make_center(province="440000")
    left = people.person("intake", center=idle)
    people.make_center(province="330000")
    expert_only = people.make_center(kind="industry", industries=["C"])
    people.person("expert", center=expert_only)
    closed = people.make_center(kind="overseas", countries=["DE"], is_active=False)
    with scopes.enter(scopes.system()):
        User.objects.filter(pk=left.pk).update(is_active=False)
    owner = people.person("owner")
    with scopes.enter(owner.scope()):
        found = {each.id: each for each in routing.candidates(SHENZHEN)}
    assert found.keys() == {nation.pk, staffed.pk, idle.pk, expert_only.pk, closed.pk}
    assert found[staffed.pk].has_staff
    assert not found[idle.pk].has_staff
    assert not found[expert_only.pk].has_staff
    assert not found[closed.pk].is_active
