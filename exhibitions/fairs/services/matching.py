"""Find the firms that the portal knows behind the codes of a roster, at once or once they have registered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import OuterRef, Subquery

from exhibitions.fairs.models import Participant
from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise
from portal.audit import trail

TOPIC = "fairs.match"
# A center learns id and name, row by row of its roster; the nation reads the register.
_BY_CODES = """select u.code, e.id, e.name from unnest(%s) u(code) cross join lateral enterprise_by_uscc(u.code) e"""


@dataclass(frozen=True, slots=True)
class Known:
    """A firm that the portal knows."""

    id: int
    name: str


def firms_known(*, codes: Collection[str], actor: Actor) -> Mapping[str, Known]:
    """Map codes to the firms that the portal knows. One statement, whatever their number."""
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    if actor.kind == "center":
        with connection.cursor() as cursor:
            cursor.execute(_BY_CODES, [wanted])
            return {code: Known(pk, name) for code, pk, name in cursor.fetchall()}
    rows = Enterprise.objects.filter(uscc__in=wanted).values_list("uscc", "pk", "name")
    return {code: Known(pk, name) for code, pk, name in rows}


def participants_match() -> int:
    """Tie participants to firms that registered since; return how many. Needs the system scope. One statement."""
    firm = Enterprise.objects.filter(uscc=OuterRef("uscc")).values("pk")[:1]
    waiting = Participant.objects.filter(
        enterprise__isnull=True, uscc__in=Enterprise.objects.exclude(uscc="").values("uscc")
    ).exclude(uscc="")
    count = waiting.update(enterprise_id=Subquery(firm))
    if count:
        trail.record("participant.matched", object_type="participant", payload={"count": count})
    return count
