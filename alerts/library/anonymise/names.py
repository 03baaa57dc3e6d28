"""The names under which a firm or a person may stand in a text: without legal form, trade and place, or turned round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from alerts.library.anonymise.fold import is_cjk, squeeze
from portal.reference import regions

_FORMS = (
    *(
        "股份有限公司",
        "有限责任公司",
        "有限公司",
        "集团公司",
        "总公司",
        "分公司",
        "公司",
        "集团",
        "企业",
        "商行",
        "经营部",
    ),
    *("工作室", "研究院", "研究所", "合作社", "律师事务所", "事务所", "厂"),
)
_TRADES = (
    *(
        "国际贸易",
        "电子商务",
        "进出口",
        "新材料",
        "新能源",
        "供应链",
        "自动化",
        "半导体",
        "集成电路",
        "零部件",
        "工艺品",
    ),
    *(
        "日用品",
        "化妆品",
        "科技",
        "技术",
        "电子",
        "电器",
        "智能",
        "信息",
        "网络",
        "软件",
        "贸易",
        "商贸",
        "外贸",
        "实业",
    ),
    *(
        "工业",
        "制造",
        "机械",
        "机电",
        "设备",
        "仪器",
        "能源",
        "光电",
        "光学",
        "通信",
        "通讯",
        "生物",
        "医药",
        "医疗",
        "器械",
    ),
    *(
        "化工",
        "材料",
        "塑料",
        "橡胶",
        "五金",
        "家具",
        "家居",
        "纺织",
        "服装",
        "服饰",
        "鞋业",
        "皮具",
        "玩具",
        "食品",
        "农业",
    ),
    *(
        "包装",
        "印刷",
        "汽车",
        "汽配",
        "配件",
        "摩托车",
        "自行车",
        "船舶",
        "建材",
        "陶瓷",
        "照明",
        "灯饰",
        "灯具",
        "电源",
    ),
    *(
        "电池",
        "芯片",
        "文化",
        "传媒",
        "教育",
        "咨询",
        "管理",
        "投资",
        "控股",
        "发展",
        "国际",
        "商务",
        "跨境",
        "物流",
        "环保",
    ),
    *("装备", "精密", "模具", "金属", "钢铁", "轴承", "阀门", "电缆", "体育", "用品", "户外", "集团"),
)
_WORDS_ZH = frozenset((*_FORMS, *_TRADES, "中国", "国际", "世界", "第一"))
_LATIN_FORMS = frozenset(
    [
        "co",
        "company",
        "ltd",
        "limited",
        "inc",
        "incorporated",
        "llc",
        "llp",
        "lp",
        "corp",
        "corporation",
        "gmbh",
        "ag",
        "kg",
        "sa",
        "sas",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "oy",
        "ab",
        "as",
        "aps",
        "plc",
        "pte",
        "pty",
        "kk",
        "holding",
        "holdings",
        "group",
    ]
)
_LATIN_TRADES = frozenset(
    [
        "technology",
        "technologies",
        "tech",
        "electronics",
        "electronic",
        "electric",
        "electrical",
        "industrial",
        "industry",
        "industries",
        "trading",
        "trade",
        "international",
        "import",
        "export",
        "machinery",
        "equipment",
        "manufacturing",
        "materials",
        "science",
        "network",
        "software",
        "intelligent",
        "energy",
        "medical",
        "optical",
        "communication",
        "communications",
        "partners",
        "associates",
        "law",
        "firm",
        "services",
        "solutions",
        "systems",
        "global",
        "and",
        "the",
        "of",
        "for",
        "new",
        "first",
        "general",
        "united",
        "national",
        "american",
        "european",
        "china",
        "chinese",
    ]
)
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


@dataclass(frozen=True)
class Variant:
    """One way of writing a name; not `sure` where ordinary words are written so as well."""

    words: str
    sure: bool


@lru_cache(maxsize=1)
def _places_zh() -> tuple[str, ...]:
    found: set[str] = set()
    for province in regions.provinces():
        found |= {province.zh, province.short_zh}
        for city in regions.cities(province.code):
            found |= {city.zh, city.zh.removesuffix("市")}
    return tuple(sorted((name for name in found if len(name) > 1), key=len, reverse=True))


@lru_cache(maxsize=1)
def _places_en() -> frozenset[str]:
    return frozenset(
        word.casefold()
        for province in regions.provinces()
        for row in (province, *regions.cities(province.code))
        for word in row.en.split()
    )


def firm_variants(name: str) -> list[Variant]:
    """List the ways of writing a firm's name, the full one first."""
    name = name.strip()
    if not name:
        return []
    found = [Variant(name, sure=True)]
    found += _chinese_firm(name) if any(is_cjk(letter) for letter in name) else _latin_firm(name)
    return _once(found)


def _chinese_firm(name: str) -> list[Variant]:
    bare = _BRACKETS.sub("", name).strip()
    stem = _without_end(bare, _FORMS, least=2)
    short = _without_start(stem, _places_zh())
    # 华星微电子科技, 华星微电子, 华星微: each step is a way of speaking of the firm.
    steps = [each for each in (stem, *_shorter(short, _TRADES, least=2)) if each not in _WORDS_ZH | set(_places_zh())]
    return [Variant(bare, sure=True), *(Variant(each, sure=len(squeeze(each)) >= 3) for each in steps)]


def _latin_firm(name: str) -> list[Variant]:
    words = re.findall(r"[^\s,()]+", name)
    while len(words) > 1 and squeeze(words[-1]) in _LATIN_FORMS | {""}:
        words.pop()
    found = [Variant(" ".join(words), sure=len(words) > 1)]
    while len(words) > 1 and words[0].casefold() in _places_en():
        words.pop(0)
    found.append(Variant(" ".join(words), sure=len(words) > 1))
    while len(words) > 1 and squeeze(words[-1]) in _LATIN_TRADES | {""}:
        words.pop()
    found.append(Variant(" ".join(words), sure=len(words) > 1))
    first = squeeze(words[0])
    if len(first) >= 4 and first not in _LATIN_TRADES | _LATIN_FORMS | _places_en():
        found.append(Variant(words[0], sure=False))
    return [each for each in found if squeeze(each.words) not in _LATIN_TRADES | _LATIN_FORMS]


def person_variants(name: str) -> list[Variant]:
    """List the ways of writing a person's name: 张三; John Smith, Smith John, Smith."""
    name = name.strip()
    if not name:
        return []
    found = [Variant(name, sure=True)]
    words = name.split()
    if len(words) > 1 and not any(is_cjk(letter) for letter in name):
        found += [Variant(" ".join([words[-1], *words[:-1]]), sure=True), Variant(words[-1], sure=False)]
    return _once(found)


def _shorter(name: str, ends: tuple[str, ...], *, least: int) -> list[str]:
    found = [name]
    while True:
        end = next((end for end in ends if name.endswith(end) and len(name) - len(end) >= least), None)
        if end is None:
            return found
        name = name.removesuffix(end)
        found.append(name)


def _without_end(name: str, ends: tuple[str, ...], *, least: int) -> str:
    return _shorter(name, ends, least=least)[-1]


def _without_start(name: str, starts: tuple[str, ...]) -> str:
    start = next((start for start in starts if name.startswith(start) and len(name) - len(start) >= 2), None)
    if start is None:
        return name
    rest = name.removeprefix(start)
    return rest.removeprefix("市") if len(rest) > 2 else rest


def _once(variants: list[Variant]) -> list[Variant]:
    found: dict[str, Variant] = {}
    for variant in variants:
        letters = squeeze(variant.words)
        if len(letters) >= 2:
            found.setdefault(letters, variant)
    return list(found.values())
