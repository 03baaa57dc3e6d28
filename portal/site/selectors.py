"""Reads of the public pages."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext

from portal.reference import countries, industry, regions
from portal.reference.text import pick
from portal.tenancy.models import Center

_KIND_ORDER = [Center.Kind.NATIONAL, Center.Kind.LOCAL, Center.Kind.INDUSTRY, Center.Kind.OVERSEAS]
_TONES = {"national": "info", "local": "neutral", "industry": "neutral", "overseas": "neutral"}


@dataclass(frozen=True)
class DirectoryRow:
    """One center as the directory shows it; `serves` says for whom, in words."""

    path: str
    name: str
    kind: str
    kind_label: str
    tone: str
    serves: str
    phone: str
    email: str
    address: str


def _open_centers() -> QuerySet[Center]:
    return Center.objects.filter(is_active=True).exclude(kind=Center.Kind.DRAWER)


def center_directory(*, kind: str = "", province: str = "") -> list[DirectoryRow]:
    """List the centers a visitor may turn to: the national one first, then by kind, province and city.

    A province (GB/T 2260 code) keeps the national and the industry centers, which serve every province.
    """
    centers = _open_centers()
    if kind:
        centers = centers.filter(kind=kind)
    if province:
        centers = centers.filter(province__in=[province, ""]).exclude(kind=Center.Kind.OVERSEAS)
    ranks = [When(kind=kind, then=Value(rank)) for rank, kind in enumerate(_KIND_ORDER)]
    ordered = centers.order_by(Case(*ranks, output_field=IntegerField()), "province", "city", "pk")
    return [
        DirectoryRow(
            path=reverse("centers:page", args=[center.code]),
            name=center.name,
            kind=center.kind,
            kind_label=str(Center.Kind(center.kind).label),
            tone=_TONES[center.kind],
            serves=serves(center),
            phone=center.phone,
            email=center.email,
            address=center.address,
        )
        for center in ordered
    ]


def serves(center: Center) -> str:
    """Say in words whom a center serves."""
    if center.kind == Center.Kind.NATIONAL:
        return gettext("The whole country")
    if center.kind == Center.Kind.LOCAL:
        return regions.division_name(center.city or center.province)
    if center.kind == Center.Kind.OVERSEAS:
        return countries.country_names(center.countries)
    return pick("、", ", ").join(industry.section_name(section) for section in center.industries)


def center_network() -> list[tuple[str, str, int]]:
    """Count the centers of each kind: (kind, label, count), kinds without a center left out."""
    counts = dict(_open_centers().order_by().values_list("kind").annotate(count=Count("pk")))
    return [(kind.value, str(kind.label), counts[kind.value]) for kind in _KIND_ORDER if counts.get(kind.value)]


def national_center() -> Center | None:
    """Return the national center, None on an installation that has none yet."""
    return _open_centers().filter(kind=Center.Kind.NATIONAL).first()
