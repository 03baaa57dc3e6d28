"""Who acts for an applicant, for staff."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from portal.accounts.models import Enterprise, EnterpriseMember


@dataclass(frozen=True, slots=True)
class Acting:
    """A person who acts for an applicant: who they say they are, and since when."""

    user_id: int
    name: str
    email: str
    role: str
    since: str


def people_of(firm: Enterprise) -> list[Acting]:
    """List the people who act for a firm now; a center sees them through a function that asks whether it is its client."""
    roles = dict(EnterpriseMember.Role.choices)
    with connection.cursor() as cursor:
        cursor.execute("select user_id, name, email, role, since from enterprise_people(%s)", [firm.pk])
        return [
            Acting(user_id, name, email, str(roles[role]), timezone.localtime(since).strftime("%Y-%m-%d"))
            for user_id, name, email, role, since in cursor.fetchall()
        ]
