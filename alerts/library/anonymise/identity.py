"""What the file of a case says about who is in it: the list that nothing may remain of."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from alerts.library.anonymise.names import Variant, firm_variants, person_variants

_HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
# Numbers shorter than this stand in every text.
SHORTEST_NUMBER = 4
# From so many digits on, a number without its letters still tells which right it is.
SHORTEST_CORE = 6
_CORE = re.compile(r"\d[\d,./\s]*\d")


class What(StrEnum):
    """What a piece of a text is."""

    FIRM = "firm"
    LAW_FIRM = "law_firm"
    PERSON = "person"
    MARK = "mark"
    SHOP = "shop"
    CODE = "code"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    ADDRESS = "address"
    CASE_NUMBER = "case_number"
    RIGHT_NUMBER = "right_number"
    PLACE = "place"
    DATE = "date"
    AMOUNT = "amount"
    OTHER = "other"


@dataclass(frozen=True)
class Named:
    """Somebody or something with names; all of them get the same word in place of them."""

    what: What
    names: tuple[str, ...]


@dataclass(frozen=True)
class Identity:
    """The identifying fields of one case.

    `named` in the order in which they get their letters: the applicant first. `numbers` are (what, number). `few`: so few
    firms are known in the province that its name would give the firm away, and a month would too.
    """

    named: tuple[Named, ...] = ()
    numbers: tuple[tuple[What, str], ...] = ()
    addresses: tuple[str, ...] = ()
    city_zh: str = ""
    city_en: str = ""
    province_zh: str = ""
    province_en: str = ""
    few: bool = False
    dates: frozenset[datetime.date] = field(default_factory=frozenset)
    amounts: frozenset[Decimal] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Known:
    """One way in which something of the case may be written, and what stands in its place."""

    what: What
    words: str
    sure: bool
    zh: str
    en: str


_STANDS: dict[What, tuple[str, str]] = {
    What.FIRM: ("{}公司", "Company {}"),
    What.LAW_FIRM: ("{}律所", "Law Firm {}"),
    What.PERSON: ("{}某", "Person {}"),
    What.MARK: ("标识{}", "Mark {}"),
    What.SHOP: ("店铺{}", "Shop {}"),
    What.RIGHT_NUMBER: ("权利{}（号码略）", "Right {} (number omitted)"),
}
FIXED: dict[What, tuple[str, str]] = {
    What.CODE: ("（证件号码略）", "(identity number omitted)"),
    What.PHONE: ("（电话略）", "(phone omitted)"),
    What.EMAIL: ("（邮箱略）", "(e-mail omitted)"),
    What.LINK: ("（网址略）", "(address omitted)"),
    What.ADDRESS: ("（地址略）", "(address omitted)"),
    What.CASE_NUMBER: ("（案号略）", "(docket number omitted)"),
    What.RIGHT_NUMBER: ("（号码略）", "(number omitted)"),
    What.OTHER: ("（略）", "(omitted)"),
    What.PERSON: ("某人", "a person"),
    What.FIRM: ("某公司", "a company"),
    What.LAW_FIRM: ("某律所", "a law firm"),
    What.PLACE: ("某地", "a city"),
}


def stands_for(what: What, number: int) -> tuple[str, str]:
    """Give the words for the `number`-th (from 0) of its kind: 甲公司, Company A."""
    zh, en = _STANDS[what]
    turn, at = divmod(number, len(_HEAVENLY))
    return zh.format(_HEAVENLY[at] + (str(turn + 1) if turn else "")), en.format(
        "ABCDEFGHIJ"[at] + (str(turn + 1) if turn else "")
    )


def known(identity: Identity) -> list[Known]:
    """List everything of the case that may stand in a text. The same words stand for one thing only, the first."""
    found: dict[str, Known] = {}
    for each in (*_named(identity), *_numbers(identity), *_places(identity)):
        found.setdefault(each.words, each)
    return list(found.values())


def _named(identity: Identity) -> Iterator[Known]:
    counts: dict[What, int] = {}
    for named in identity.named:
        if not any(name.strip() for name in named.names):
            continue
        number = counts.get(named.what, 0)
        counts[named.what] = number + 1
        zh, en = stands_for(named.what, number)
        for name in named.names:
            for variant in _variants(named.what, name):
                yield Known(named.what, variant.words, variant.sure, zh, en)


def _variants(what: What, name: str) -> list[Variant]:
    if what in {What.FIRM, What.LAW_FIRM}:
        return firm_variants(name)
    if what == What.PERSON:
        return person_variants(name)
    return [Variant(name.strip(), sure=True)] if name.strip() else []


def _numbers(identity: Identity) -> Iterator[Known]:
    rights = 0
    for what, number in identity.numbers:
        if sum(each.isalnum() for each in number) < SHORTEST_NUMBER:
            continue
        zh, en = FIXED[what]
        if what == What.RIGHT_NUMBER:
            zh, en = stands_for(what, rights)
            rights += 1
        for words in (number.strip(), *(_cores(number) if what == What.RIGHT_NUMBER else ())):
            yield Known(what, words, sure=True, zh=zh, en=en)
    for address in identity.addresses:
        if len(address.strip()) >= SHORTEST_NUMBER:
            yield Known(What.ADDRESS, address.strip(), sure=True, zh=FIXED[What.ADDRESS][0], en=FIXED[What.ADDRESS][1])


def _cores(number: str) -> list[str]:
    """US 10,123,456 B2 is also written 10,123,456; ZL201510123456.7 also without its check digit."""
    cores = [core for core in _CORE.findall(number) if sum(each.isdigit() for each in core) >= SHORTEST_CORE]
    return [*cores, *(core.rpartition(".")[0] for core in cores if "." in core)]


def _places(identity: Identity) -> Iterator[Known]:
    province_zh = "某省" if identity.few else identity.province_zh
    province_en = "a province" if identity.few else identity.province_en
    for name in (identity.city_zh, identity.city_zh.removesuffix("市"), identity.city_en):
        if len(name) > 1:
            yield Known(What.PLACE, name, sure=True, zh=province_zh, en=province_en)
    if identity.few:
        for name in (identity.province_zh, identity.province_en):
            if len(name) > 1:
                yield Known(What.PLACE, name, sure=True, zh="某省", en="a province")
