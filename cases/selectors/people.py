"""Who works on cases at a center."""

from __future__ import annotations

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.tenancy.models import CENTER_ROLES, Membership


def colleagues(center_id: int) -> QuerySet[User]:
    """Give the people who handle cases at a center, by name. One query when read."""
    staff = Membership.objects.filter(center_id=center_id, role__in=CENTER_ROLES).values("user_id")
    people = User.objects.filter(pk__in=staff, is_active=True)
    return people.order_by("name", "pk").only("pk", "name", "email")
