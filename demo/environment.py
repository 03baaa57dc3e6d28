"""Indices of the demo: published ones as far as they are public, and our own demonstration index made of real facts.

The demonstration index (演示指标体系) holds nothing made up: response periods from the verified rules of
cases/deadlines in force on the edition's day, filing fees and Madrid individual fees from the rows of the fees room valid on it.
A month counts 30 days, a week 7. Where a fact is missing, there is no score.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from alerts.environment.choices import EditionVerb
from alerts.environment.models import Edition, Index, Indicator
from alerts.environment.services.editions import edition_keep, edition_move, index_keep, indicator_keep
from alerts.environment.services.scores import Entry, scores_write
from cases.deadlines.rules import Rule, all_rules
from demo.texts import CONTENT, desk_actor
from portal.accounts.actors import Actor
from portal.reference.fx import to_cny
from portal.reference.money import Money
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

FEES = Path(settings.BASE_DIR) / "alerts" / "fees" / "data" / "official_fees.csv"
DAYS = {"calendar_days": 1, "weeks": 7, "months": 30}
# Families of the rules: how long a third party may oppose, and how long the applicant has to answer.
OPPOSITION = ("us", "de", "gb", "fr", "jp", "kr", "in", "id", "th", "ph", "sg", "my", "hk", "mo", "tw", "vn", "au", "nz", "ca", "br",
              "mx", "sa", "ae")  # fmt: skip
OPPOSITIONS = {"EU": "eu_eutm_opposition"} | {code.upper(): f"{code}_tm_opposition" for code in OPPOSITION}
REPLIES = {
    "US": "us_ttab_answer", "EU": "eu_eutm_applicant_observations", "GB": "gb_tm_defence_tm8",
    "FR": "fr_tm_opposition_response", "IN": "in_tm_counterstatement", "ID": "id_tm_rebuttal", "PH": "ph_tm_answer",
    "AU": "au_tm_noid", "NZ": "nz_tm_counter_statement", "CA": "ca_tm_counter_statement",
    "MX": "mx_tm_opposition_reply", "SA": "sa_tm_counter_statement",
}  # fmt: skip
# Filing one class: the rows of the fee file that add up to it.
FILINGS = {
    "US": ("USPTO", ("base-app",)), "EU": ("EUIPO", ("app-1",)), "GB": ("UKIPO", ("tm-app",)),
    "JP": ("JPO", ("app-base", "app-class")), "FR": ("INPI-FR", ("tm-filing-1class",)),
}  # fmt: skip
Found = tuple[str, Decimal, str, str, str]
CODE = "demo-response"
EDITIONS = ((2025, dt.date(2025, 6, 30)), (2026, dt.date(2026, 11, 22)))


def make_environment(centers: dict[str, Center]) -> int:
    """Release the indices of the demo through the services, as an editor and a reviewer; return how many editions."""
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    editor, reviewer = desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national)
    raw = yaml.safe_load((CONTENT / "environment" / "indices.yaml").read_text())
    count = 0
    for entry in [*raw, _own()]:
        editions = entry.pop("editions")
        with scopes.enter(scopes.system(editor.user_id)):
            index = index_keep(index=Index(**entry), actor=editor)
        for each in editions:
            _edition(index, each, editor, reviewer)
            count += 1
    return count


def _edition(index: Index, raw: dict[str, Any], editor: Actor, reviewer: Actor) -> None:
    scores, indicators = raw.pop("scores", {}), raw.pop("indicators")
    with scopes.enter(scopes.system(editor.user_id)):
        edition = edition_keep(edition=Edition(index=index, **raw), actor=editor)
        leaves = dict(_tree(edition, indicators, None, editor))
        entries = []
        for leaf, found in scores.items():
            rows = (
                found
                if isinstance(found, list)
                else [(c, Decimal(v), raw["source_zh"], raw["source_url"], "") for c, v in found.items()]
            )
            entries += [Entry(leaves[leaf].pk, *row) for row in rows]
        scores_write(edition=edition, entries=entries, actor=editor)
        edition_move(edition=edition, verb=EditionVerb.PROPOSE, actor=editor)
    with scopes.enter(scopes.system(reviewer.user_id)):
        edition_move(edition=edition, verb=EditionVerb.RELEASE, actor=reviewer)


def _tree(
    edition: Edition, raw: list[dict[str, Any]], parent: Indicator | None, editor: Actor
) -> Iterator[tuple[str, Indicator]]:
    for at, entry in enumerate(raw, 1):
        values = dict(entry)
        below, scale = values.pop("below", []), values.pop("scale", None)
        if weight := values.pop("weight", None):
            values["weight"] = Decimal(weight)
        if scale:
            values["scale_min"], values["scale_max"] = (Decimal(end) for end in scale)
        node = indicator_keep(edition=edition, indicator=Indicator(parent=parent, position=at, **values), actor=editor)
        yield node.code, node
        yield from _tree(edition, below, node, editor)


def _own() -> dict[str, Any]:
    return {
        "code": CODE, "origin": "own", "is_demo": True,
        "name_zh": "商标异议应对环境（演示指标体系）", "name_en": "Responding to trademark oppositions (demonstration index)",
        "publisher_zh": "本门户演示", "publisher_en": "Demonstration of this portal",
        "about_zh": "演示如何由真实、有来源的事实编制指数：商标异议和答辩的法定期限、商标申请官费。不是对任何国家（地区）的评价。",
        "about_en": "Shows how an index is made of real, sourced facts: statutory periods of trademark oppositions and answers, official fees of trademark applications. It is no judgement of any country (region).",
        "editions": [_own_edition(year, day) for year, day in EDITIONS],
    }  # fmt: skip


def _own_edition(year: int, day: dt.date) -> dict[str, Any]:
    return {
        "year": year, "version": "演示1.0", "basis": "computed", "minimum_coverage": Decimal("0.50"), "dated_on": day,
        "source_zh": f"本门户收录的期限规则和官费，{day.isoformat()} 有效；逐条来源见各国（地区）概览",
        "source_en": f"Response periods and official fees carried by this portal, in force on {day.isoformat()}; sources with each country (region)",
        "source_url": "",
        "method_zh": "只取经文本核实、当日有效的期限规则，一个月按30天、一周按7天折算；期限越长，应对时间越充裕，得分越高。官费越低得分越高；外币按当日或之前最近公布的欧洲央行参考汇率折算为人民币，无汇率的不计。缺少的事实不补不估，以覆盖率表示。权重和量程均为演示所设。",
        "method_en": "Only periods that a text bears out and that were in force on the day are taken; a month counts 30 days, a week 7. A longer period leaves more time and scores higher. Lower fees score higher; foreign money is put into CNY at the last reference rate of the European Central Bank published by that day, and left out where there is none. Nothing missing is guessed; coverage shows it. Weights and scales are set for the demonstration.",
        "indicators": [
            {"code": "time", "name_zh": "应对时间", "name_en": "Time to respond", "weight": "0.6", "below": [
                {"code": "opposition", "name_zh": "商标异议期", "name_en": "Period for opposition", "weight": "0.5",
                 "scale": [0, 150], "unit_zh": "天", "unit_en": "days"},
                {"code": "reply", "name_zh": "异议答辩期", "name_en": "Period for the applicant's answer", "weight": "0.5",
                 "scale": [0, 90], "unit_zh": "天", "unit_en": "days"},
            ]},
            {"code": "cost", "name_zh": "申请费用", "name_en": "Cost of filing", "weight": "0.4", "below": [
                {"code": "filing", "name_zh": "商标申请官费（一个类别）", "name_en": "Official fee of a trademark application, one class",
                 "weight": "0.5", "scale": [0, 8000], "direction": "lower", "unit_zh": "元", "unit_en": "CNY"},
                {"code": "madrid", "name_zh": "马德里指定单独规费（第一个类别）", "name_en": "Madrid individual fee, first class",
                 "weight": "0.5", "scale": [0, 1600], "direction": "lower", "unit_zh": "瑞士法郎", "unit_en": "CHF"},
            ]},
        ],
        "scores": {
            "opposition": list(_periods(OPPOSITIONS, day)), "reply": list(_periods(REPLIES, day)),
            "filing": list(_filings(day)), "madrid": list(_madrid(day)),
        },
    }  # fmt: skip


def _periods(families: dict[str, str], day: dt.date) -> Iterator[Found]:
    for country, family in families.items():
        rule = next((rule for rule in all_rules() if rule.family == family and rule.in_force_for(day)), None)
        if rule is None or not rule.verified or rule.period is None or rule.period.unit not in DAYS:
            continue
        days = Decimal(rule.period.number * DAYS[rule.period.unit])
        yield country, days, rule.legal_source("zh-hans") or rule.procedure("zh-hans"), _address(rule), ""


def _address(rule: Rule) -> str:
    return next((source for source in rule.sources if source.startswith("http")), "")


def _fees(day: dt.date) -> list[dict[str, str]]:
    with FEES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        row for row in rows
        if row["right"] == "trademark" and (row["valid_from"] or "0") <= day.isoformat() <= (row["valid_to"] or "9")
    ]  # fmt: skip


def _filings(day: dt.date) -> Iterator[Found]:
    fees = _fees(day)
    for country, (office, codes) in FILINGS.items():
        rows = [row for row in fees if row["office"] == office and row["code"] in codes and row["tier"] != "reduced"]
        if len(rows) != len(codes):
            continue
        money = Money(sum((Decimal(row["amount"]) for row in rows), Decimal(0)), rows[0]["currency"])
        converted = to_cny(money, day)
        if converted is None:
            continue
        note = f"{money.currency} {money.amount}；{converted.note()}"
        yield country, converted.money.amount, rows[0]["source_title"][:300], rows[0]["source_url"], note[:300]


def _madrid(day: dt.date) -> Iterator[Found]:
    for row in _fees(day):
        # Country codes of two letters alone: regional offices and the international bureau are no countries.
        if (
            row["office"] != "WIPO-MADRID"
            or row["act"] != "madrid"
            or row["currency"] != "CHF"
            or row["unit_from"] not in ("", "1")
        ):
            continue
        if row["code"] == f"ind-{row['country']}" and len(row["country"]) == 2:
            yield row["country"], Decimal(row["amount"]), row["source_title"][:300], row["source_url"], ""
