"""Taking a request down for somebody who calls or walks in: find the enterprise, or register it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction

from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise
from portal.audit import trail


@dataclass(frozen=True, slots=True)
class Known:
    """An enterprise that the portal knows: all that a center's staff learn before they keep a case of it."""

    id: int
    name: str
    # Whether a center has seen who the firm's people in the portal are, and whether there are any.
    proved: bool = False
    has_people: bool = False

    @property
    def unchecked(self) -> bool:
        """True when people act for it whom no center has checked: they will not see what is taken down for the caller."""
        return self.has_people and not self.proved


def caller_find(*, uscc: str) -> Known | None:
    """Look an enterprise up by its code. One query through a function that tells id, name and whether its people were checked."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name, proved, has_people from enterprise_by_uscc(%s)", [uscc])
        row = cursor.fetchone()
    return Known(*row) if row else None


def caller_register(
    *, actor: Actor, kind: str, name: str, uscc: str = "", id_kind: str = "", province: str = "", city: str = ""
) -> Known:
    """Register an applicant in the name of the acting center; one that somebody registered meanwhile is taken as it is."""
    assert actor.center_id is not None
    row = Enterprise(
        kind=kind,
        name=name,
        uscc=uscc,
        id_kind=id_kind,
        province=province,
        city=city,
        created_by_id=actor.user_id,
        registered_center_id=actor.center_id,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        known = caller_find(uscc=uscc) if uscc else None
        if known is None:
            raise
        return known
    trail.record("enterprise.registered", object_type="enterprise", object_id=row.pk, center_id=actor.center_id)
    return Known(row.pk, row.name)
