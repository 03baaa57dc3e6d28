"""What plans cost, reckoned by hand from the fees that come with the portal."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.fees.calculator import OfficeSum, Wish, calculate
from alerts.fees.models import Fee, Office, Rate
from alerts.fees.rates import CnyRates
from alerts.fees.services.loading import DATA
from alerts.fees.table import read_table
from portal.reference.fx import Rate as Known
from tests.fees.conftest import Desk
from tests.site.pages import english_words

DAY = dt.date(2026, 11, 23)


class OneToSeven:
    """A source that knows one rate, 1 : 7, of the end of October, for every currency but TWD."""

    def rate(self, currency: str, on: dt.date) -> Known | None:
        return None if currency == "TWD" else Known(currency, Decimal(7), dt.date(2026, 10, 30), "test")


def _offices() -> dict[str, Office]:
    with (DATA / "offices.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Office(pk=n, **row) for n, row in enumerate(csv.DictReader(file), start=1)}


OFFICES = _offices()


def _fees() -> list[Fee]:
    lines, faults = read_table((DATA / "official_fees.csv").read_bytes(), OFFICES)
    assert faults == []
    found = []
    for _number, line in lines:
        own = {name: getattr(line, name) for name in line.__slots__ if name != "office"}
        found.append(Fee(office=OFFICES[line.office], place=line.place, **own))
    return found


FEES = _fees()


def cost(
    right: str, act: str, *codes: str, released: Sequence[Rate] = (), day: dt.date = DAY, **more: Any
) -> list[OfficeSum]:
    wish = Wish(act.split(), **more)
    fees = [fee for fee in FEES if fee.right == right and fee.holds_on(day)]
    rates = CnyRates(day, released=released, source=OneToSeven())
    return calculate(wish, [OFFICES[code] for code in codes], fees, rates)


def sums(found: Sequence[OfficeSum]) -> list[str]:
    return [", ".join(map(str, each.sums)) for each in found]


@pytest.mark.parametrize(
    ("right", "act", "office", "more", "money"),
    [
        ("trademark", "filing", "EUIPO", {"counts": {"class": 1}}, "EUR 850.00"),
        ("trademark", "filing", "EUIPO", {"counts": {"class": 4}}, "EUR 1,200.00"),  # 850 + 50 + 2 × 150
        ("trademark", "filing", "USPTO", {"counts": {"class": 2}}, "USD 700.00"),
        ("trademark", "filing", "USPTO", {"counts": {"class": 2}, "chosen": frozenset({"USPTO:freeform"})}, "USD 1,100.00"),
        ("trademark", "filing", "USPTO", {"counts": {"class": 1, "extra_text": 2}}, "USD 750.00"),
        ("trademark", "filing", "JPO", {"counts": {"class": 2}}, "JPY 20,600"),  # 3,400 + 2 × 8,600
        ("trademark", "grant", "JPO", {"counts": {"class": 2}}, "JPY 65,800"),
        ("trademark", "grant", "JPO", {"counts": {"class": 2}, "chosen": frozenset({"JPO:reg-5y"})}, "JPY 34,400"),
        ("trademark", "filing", "INPI-FR", {"counts": {"class": 3}}, "EUR 270.00"),  # 190 + 2 × 40
        (
            "trademark", "filing", "INPI-FR",
            {"counts": {"class": 3}, "chosen": frozenset({"INPI-FR:tm-filing-collective-1class"})}, "EUR 430.00",
        ),
        ("trademark", "filing", "TIPO", {"counts": {"class": 3, "service_class": 1, "extra_goods": 5}}, "TWD 10,000.00"),
        (
            "trademark", "filing", "TIPO",
            {"counts": {"class": 2}, "chosen": frozenset({"TIPO:app-efile-discount", "TIPO:app-efile-matched-terms"})},
            "TWD 5,100.00",  # 2 × 3,000 - 300 - 2 × 300
        ),
        ("patent", "filing search", "INPI-FR", {"counts": {"claim": 12}}, "EUR 630.00"),  # 26 + 2 × 42 + 520
        ("patent", "filing search", "INPI-FR", {"counts": {"claim": 12}, "size": "reduced"}, "EUR 315.00"),
        ("patent", "renewal", "UKIPO", {}, "GBP 90.00"),  # year 5, the first
        ("patent", "renewal", "UKIPO", {"years": (5, 8)}, "GBP 530.00"),  # 90 + 120 + 150 + 170
        ("patent", "renewal", "IPAU", {"years": (4, 19)}, "AUD 16,550.00"),
        ("design", "filing", "EUIPO", {"counts": {"design": 3}}, "EUR 600.00"),  # 350 + 2 × 125
        ("design", "filing", "UKIPO", {"counts": {"design": 1}}, "GBP 60.00"),
        ("design", "filing", "UKIPO", {"counts": {"design": 7}}, "GBP 85.00"),
        ("design", "filing", "INPI-FR", {"counts": {"view_bw": 2, "view_colour": 1}}, "EUR 132.00"),  # 39 + 2 × 23 + 47
        ("design", "renewal", "EUIPO", {"years": (1, 4)}, "EUR 1,500.00"),
        ("design", "renewal", "INPI-FR", {"years": (1, 2)}, "EUR 104.00"),
        (
            "trademark", "madrid", "WIPO-MADRID",
            {"counts": {"class": 2}, "chosen": frozenset({"WIPO-MADRID:ind-AU", "WIPO-MADRID:ind-CA"})},
            "CHF 1,507.00",  # 653 + 2 × 232 + 299 + 91
        ),
        ("patent", "trial", "UPC", {"chosen": frozenset({"UPC:rev"})}, "EUR 26,500.00"),
    ],
)  # fmt: skip
def test_by_hand(right: str, act: str, office: str, more: Any, money: str) -> None:
    assert sums(cost(right, act, office, **more)) == [money]


def test_three_offices_for_two_classes() -> None:
    found = cost("trademark", "filing", "EUIPO", "USPTO", "JPO", counts={"class": 2})
    assert sums(found) == ["EUR 900.00", "USD 700.00", "JPY 20,600"]
    assert [str(each.cny) for each in found] == ["CNY 6,300.00", "CNY 4,900.00", "CNY 144,200.00"]


@pytest.mark.parametrize(
    ("right", "act", "office", "more", "gap"),
    [
        ("trademark", "filing", "UKIPO", {"counts": {"class": 3}}, ("units", "filing", "class", 2, 3)),
        ("trademark", "renewal", "EUIPO", {"counts": {"class": 2}}, ("units", "renewal", "class", 2, 2)),
        ("design", "filing", "UKIPO", {"counts": {"design": 12}}, ("units", "filing", "design", 1, 12)),
        ("patent", "renewal", "UKIPO", {"years": (3, 6)}, ("years", "renewal", "", 3, 4)),
        ("patent", "renewal", "INPI-FR", {}, ("choose", "renewal", "", 0, 0)),
        ("trademark", "examination", "EUIPO", {}, ("act", "examination", "", 0, 0)),
    ],
)  # fmt: skip
def test_what_is_not_in_the_sum_is_said(right: str, act: str, office: str, more: Any, gap: object) -> None:
    assert [tuple(each) for each in cost(right, act, office, **more)[0].gaps] == [gap]


def test_what_was_asked_before() -> None:
    assert sums(cost("trademark", "filing", "UKIPO", day=dt.date(2026, 3, 31))) == ["GBP 170.00"]
    assert sums(cost("trademark", "filing", "UKIPO", day=dt.date(2026, 4, 1))) == ["GBP 205.00"]


def test_an_editors_rate_goes_before_the_published_one() -> None:
    own = Rate(
        currency="TWD",
        value=Decimal("0.225"),
        valid_from=DAY,
        valid_to=DAY,
        source_title="一份牌价",
        source_url="https://r.example",
    )
    assert cost("trademark", "filing", "TIPO")[0].cny is None
    assert str(cost("trademark", "filing", "TIPO", released=[own])[0].cny) == "CNY 675.00"
    rates = CnyRates(DAY, released=[own], source=OneToSeven())
    known, late = rates.rate_of("EUR"), CnyRates(dt.date(2027, 6, 1), released=[], source=OneToSeven()).rate_of("EUR")
    assert known is not None
    assert late is not None
    assert (known.is_late, late.is_late) == (False, True)
    assert "最近一次已知汇率" in late.words
    assert rates.rate_of("TWD") is not None
    assert rates.missing == []


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 45), st.integers(1, 45))
def test_more_classes_never_cost_less(fewer: int, more: int) -> None:
    fewer, more = sorted((fewer, more))
    for office in ("EUIPO", "USPTO", "JPO", "INPI-FR"):
        low, high = (cost("trademark", "filing", office, counts={"class": n})[0].sums[0] for n in (fewer, more))
        assert low.amount <= high.amount
        assert isinstance(high.amount, Decimal)


@pytest.mark.django_db
def test_the_page_says_what_it_added_up(loaded: Desk) -> None:
    client = Client(headers={"accept-language": "zh-hans"})
    path = reverse("fees:calculator")
    body = client.get(path + "?office=EUIPO&office=TIPO&right=trademark&act=filing&n_class=2").content.decode()
    assert "EUR 900.00" in body
    assert "TWD 3,000.00 × 2" in body
    assert "未计入人民币合计：TWD" in body
    assert "律师和代理机构的费用" in body
    assert english_words(body) == []
    for query, field in (
        ("?office=EUIPO", "act"),
        ("?office=NOWHERE&right=trademark&act=filing", "office"),
        ("?office=EUIPO&right=brand&act=filing", "right"),
        ("?office=EUIPO&right=trademark&act=filing&n_class=0", "n_class"),
        ("?office=EUIPO&right=trademark&act=filing&n_class=99999999999999999999", "n_class"),
        ("?office=EUIPO&right=trademark&act=filing&n_class=1&n_service_class=2", "n_service_class"),
        ("?office=EUIPO&right=trademark&act=filing&on=31.13.2026", "on"),
        ("?office=EUIPO&right=trademark&act=filing&on=0001-01-01", "on"),
        ("?office=EUIPO&right=trademark&act=renewal&year_from=9&year_to=2", "year_to"),
    ):
        answer = client.get(path + query)
        assert answer.status_code == 200
        assert f'id="id_{field}_error"' in answer.content.decode(), query
        assert "结果</h2>" not in answer.content.decode()
