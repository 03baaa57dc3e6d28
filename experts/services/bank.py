"""Writes of the expert bank."""

from __future__ import annotations

from django.db import connection

from experts.models import Expert
from portal.accounts.actors import Actor
from portal.audit import trail


def expert_keep(*, expert: Expert, actor: Actor) -> Expert:
    """Save a new or changed record; a new one belongs to the acting center."""
    new = expert.pk is None
    if new and actor.center_id is not None:
        expert.center_id = actor.center_id
        expert.is_national = actor.kind == "national"
    expert.row_version = (expert.row_version or 0) + (0 if new else 1)
    expert.full_clean(exclude=["center", "user"])
    expert.save()
    trail.record(
        "expert.added" if new else "expert.changed", object_type="expert", object_id=expert.public_id,
        center_id=expert.center_id,
    )  # fmt: skip
    return expert


def expert_profile_keep(*, expert: Expert, fields: list[str]) -> None:
    """Save what experts may change themselves (columns of the policy in experts/migrations/0002)."""
    expert.row_version += 1
    expert.save(update_fields=[*fields, "row_version"])
    trail.record("expert.changed", object_type="expert", object_id=expert.public_id, center_id=expert.center_id)


def expert_claim_records() -> int:
    """Tie the acting person to the records that carry their verified address at centers that invited them."""
    with connection.cursor() as cursor:
        cursor.execute("select expert_claim_records()")
        (claimed,) = cursor.fetchone()
    return int(claimed)
