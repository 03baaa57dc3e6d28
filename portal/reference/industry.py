"""Sections A–T of the national industry classification (GB/T 4754-2017)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.reference.text import compact, pick

SOURCE = "GB/T 4754-2017"

#: letter → (Chinese, English); English after ISIC Rev. 4, on which the standard is built.
SECTIONS: dict[str, tuple[str, str]] = {
    "A": ("农、林、牧、渔业", "Agriculture, forestry, animal husbandry and fishery"),
    "B": ("采矿业", "Mining"),
    "C": ("制造业", "Manufacturing"),
    "D": (
        "电力、热力、燃气及水生产和供应业",
        "Production and supply of electricity, heat, gas and water",
    ),
    "E": ("建筑业", "Construction"),
    "F": ("批发和零售业", "Wholesale and retail trade"),
    "G": ("交通运输、仓储和邮政业", "Transport, storage and post"),
    "H": ("住宿和餐饮业", "Accommodation and catering"),
    "I": (
        "信息传输、软件和信息技术服务业",
        "Information transmission, software and information technology services",
    ),
    "J": ("金融业", "Finance"),
    "K": ("房地产业", "Real estate"),
    "L": ("租赁和商务服务业", "Leasing and business services"),
    "M": ("科学研究和技术服务业", "Scientific research and technical services"),
    "N": (
        "水利、环境和公共设施管理业",
        "Management of water conservancy, environment and public facilities",
    ),
    "O": ("居民服务、修理和其他服务业", "Services to households, repair and other services"),
    "P": ("教育", "Education"),
    "Q": ("卫生和社会工作", "Health and social work"),
    "R": ("文化、体育和娱乐业", "Culture, sports and entertainment"),
    "S": (
        "公共管理、社会保障和社会组织",
        "Public management, social security and social organisations",
    ),
    "T": ("国际组织", "International organisations"),
}


def section_name(letter: str, language: str | None = None) -> str:
    """Return the section's name; an unknown letter comes back as it is."""
    names = SECTIONS.get(letter)
    return pick(*names, language) if names else letter


def section_choices(language: str | None = None) -> list[tuple[str, str]]:
    """Return (letter, "C 制造业") in the order of the standard, manufacturing first."""
    # Nine in ten applicants are manufacturers: the frequent answer stands on top.
    order = ["C", "F", "I", "M", *(key for key in SECTIONS if key not in "CFIM")]
    return [(key, f"{key} {section_name(key, language)}") for key in order]


def clean_section(value: str) -> str:
    """Return the letter of a section.

    Raises ValidationError `industry_unknown`.
    """
    letter = compact(value)[:1]
    if letter not in SECTIONS:
        raise ValidationError(_("Choose an industry of the list."), code="industry_unknown")
    return letter
