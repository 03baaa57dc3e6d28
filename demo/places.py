"""The demo's centers and enterprises. All names are artificial: the sixty enterprises carry the sixty-year cycle."""

from __future__ import annotations

from dataclasses import dataclass

from stdnum.cn import uscc

MARK_ZH = "（演示）"
MARK_EN = " (demo)"


@dataclass(frozen=True)
class DemoCenter:
    """One demo center; `city` empty means the whole province."""

    code: str
    kind: str
    zh: str
    en: str
    letters: str
    province: str = ""
    city: str = ""
    industries: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


CENTERS = (
    DemoCenter("GJ", "national", "国家海外知识产权纠纷应对指导中心", "National Guidance Center", "国海纠"),
    DemoCenter("SZ", "local", "深圳分中心", "Shenzhen Sub-center", "深海纠", "440000", "440300"),
    DemoCenter("GD", "local", "广东分中心", "Guangdong Sub-center", "粤海纠", "440000"),
    DemoCenter("ZJ", "local", "浙江分中心", "Zhejiang Sub-center", "浙海纠", "330000"),
    DemoCenter("JS", "local", "江苏分中心", "Jiangsu Sub-center", "苏海纠", "320000"),
    DemoCenter("SH", "local", "上海分中心", "Shanghai Sub-center", "沪海纠", "310000"),
    DemoCenter("SD", "local", "山东分中心", "Shandong Sub-center", "鲁海纠", "370000"),
    DemoCenter("FJ", "local", "福建分中心", "Fujian Sub-center", "闽海纠", "350000"),
    DemoCenter("QC", "industry", "汽车产业分中心", "Automotive Industry Sub-center", "汽海纠", industries=("G",)),
    DemoCenter("GF", "industry", "光伏产业分中心", "Photovoltaic Industry Sub-center", "光海纠", industries=("D",)),
    DemoCenter("DE", "overseas", "德国分中心", "Germany Sub-center", "德海纠", countries=("DE", "AT", "CH")),
    DemoCenter("US", "overseas", "美国分中心", "United States Sub-center", "美海纠", countries=("US", "CA")),
)

STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
CYCLE = tuple(STEMS[n % 10] + BRANCHES[n % 12] for n in range(60))

# (city, province code, city code)
CITIES = (
    ("深圳", "440000", "440300"), ("东莞", "440000", "441900"), ("宁波", "330000", "330200"), ("义乌", "330000", "330700"),
    ("杭州", "330000", "330100"), ("苏州", "320000", "320500"), ("南京", "320000", "320100"), ("上海", "310000", ""),
    ("青岛", "370000", "370200"), ("厦门", "350000", "350200"),
)  # fmt: skip

# (kind of goods in the firm's name, product zh, product en, HS, Nice, GB/T 4754 section)
GOODS = (
    ("电器", "便携式储能电源", "Portable power station", "850760", 9, "C"),
    ("服饰", "塑身衣", "Shapewear garments", "621230", 25, "C"),
    ("家居", "升降办公桌", "Height-adjustable desk", "940310", 20, "C"),
    ("电子", "电连接器", "Electrical connector", "853669", 9, "C"),
    ("包装", "复合中型散装容器", "Composite intermediate bulk container", "392330", 20, "C"),
    ("材料", "闪蒸无纺布", "Flash-spun nonwoven material", "560313", 24, "C"),
    ("光电", "液晶显示玻璃基板", "Glass substrate for LCD", "700600", 21, "C"),
    ("玩具", "遥控玩具车", "Remote-controlled toy car", "950300", 28, "C"),
    ("灯饰", "LED 灯具", "LED luminaire", "940511", 11, "C"),
    ("车业", "电动滑板车", "Electric scooter", "871160", 12, "C"),
)


def demo_uscc(n: int, city: str) -> str:
    """Make the nth demo code: department 91, the place, an invented organisation part, and the check character."""
    base = f"91{city}MA9{n:06d}"
    return base + uscc.calc_check_digit(base)
