"""Reads of the public pages."""

from __future__ import annotations

from django.db.models import Case, IntegerField, QuerySet, Value, When

from portal.tenancy.models import Center

_KIND_ORDER = [Center.Kind.NATIONAL, Center.Kind.LOCAL, Center.Kind.INDUSTRY, Center.Kind.OVERSEAS]


def center_directory(*, kind: str = "", province: str = "") -> QuerySet[Center]:
    """List the centers a visitor may turn to: the national one first, then by kind, province and city.

    A province (GB/T 2260 code) keeps the national center and the industry centers, which serve every province.
    """
    centers = Center.objects.filter(is_active=True).exclude(kind=Center.Kind.DRAWER)
    if kind:
        centers = centers.filter(kind=kind)
    if province:
        centers = centers.filter(province__in=[province, ""]).exclude(kind=Center.Kind.OVERSEAS)
    ranks = [When(kind=kind, then=Value(rank)) for rank, kind in enumerate(_KIND_ORDER)]
    return centers.order_by(Case(*ranks, output_field=IntegerField()), "province", "city", "pk")
