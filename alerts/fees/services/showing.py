"""What a release changes on the public side: kept pages are drawn anew, and the pages of offices are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from alerts.fees.choices import Right
from alerts.fees.models import Fee, Office
from portal.reference.countries import get as country
from portal.site import pagecache, search

TAG = "fees"
KIND = "fee_office"
# Alerts and the search know the kinds of rights that cases have (cases.choices.IPKind).
SEARCHED_AS = {Right.UTILITY_MODEL.value: Right.PATENT.value}


def offices_shown(*, codes: Iterable[str]) -> None:
    """Have the pages of fees drawn anew, and what the search knows of these offices brought up to date."""
    pagecache.touch(TAG)
    offices = Office.objects.filter(code__in=set(codes)).order_by("code")
    fees: dict[int, list[Mapping[str, Any]]] = {office.pk: [] for office in offices}
    for row in Fee.objects.filter(office__in=offices, is_void=False).values(
        "label", "label_zh", "label_en", "right", "country", at=F("office_id")
    ):
        fees[row["at"]].append(row)
    search.put(_entry(office, fees[office.pk]) for office in offices)


def _entry(office: Office, fees: Sequence[Mapping[str, Any]]) -> search.Entry:
    found = country(office.country)
    # The fees of an organisation are found by the countries they are paid for.
    places = {row["country"] for row in fees} if found and found.is_organisation else {office.country}
    return search.Entry(
        KIND,
        office.code,
        reverse("fees:office", args=[office.code]),
        title_zh=f"{office.name_zh}官费",
        title_en=f"Official fees: {office.name_en}",
        text_zh="\n".join(dict.fromkeys(row["label_zh"] for row in fees)),
        text_en="\n".join(dict.fromkeys(row["label_en"] or row["label"] for row in fees)),
        countries=sorted(places),
        ip_kinds=sorted({SEARCHED_AS.get(row["right"], row["right"]) for row in fees}),
        day=timezone.localdate(),
    )
