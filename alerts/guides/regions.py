"""Regions of the world, for the finder: the five of the United Nations' M49 standard."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """In the order of the finder."""

    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    AMERICAS = "americas", _("The Americas")
    AFRICA = "africa", _("Africa")
    OCEANIA = "oceania", _("Oceania")
    OFFICES = "offices", _("Regional organisations")


_CODES = {
    Region.ASIA: "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP OM PH"
    " PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    Region.EUROPE: "AD AL AT AX BA BE BG BY CH CZ DE DK EE ES EU FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC MD ME"
    " MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA",
    Region.AMERICAS: "AG AI AR AW BB BL BM BO BQ BR BS BV BZ CA CL CO CR CU CW DM DO EC FK GD GF GL GP GS GT GY HN HT JM KN KY"
    " LC MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI",
    Region.AFRICA: "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW IO KE KM LR LS LY MA MG ML MR MU MW MZ"
    " NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TF TG TN TZ UG YT ZA ZM ZW",
    Region.OCEANIA: "AS AU CC CK CX FJ FM GU HM KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV UM VU WF WS",
}
_REGION = {code: region for region, codes in _CODES.items() for code in codes.split()}


def region_of(code: str) -> Region:
    """Give the region of a country; offices of several countries stand apart (the European Union with Europe)."""
    return _REGION.get(code, Region.OFFICES)
