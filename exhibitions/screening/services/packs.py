"""Order booth packs: rows now, the bytes later in the `paper` queue."""

from __future__ import annotations

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs.models import Participant
from exhibitions.screening import access
from exhibitions.screening.models import BoothPack
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices import outbox
from portal.policy.conflict import Conflict
from portal.uuid7 import uuid7

TOPIC_PACK = "screening.pack"
TOPIC_RENEW = "screening.renew"
_ORDER = """insert into screening_boothpack
   (public_id, participant_id, center_id, language, state, storage_key, sha256, content_hash, size, pages, ordered_by_id,
    ordered_at)
 values (%s, %s, %s, %s, 'pending', '', '', '', 0, 0, %s, %s) on conflict do nothing returning id"""


def pack_order(*, participant: Participant, language: str, actor: Actor) -> bool:
    """Have a firm's booth pack made; False when it is being made already. Raises Conflict where the actor may not."""
    if not access.may_order_pack(actor, participant):
        raise Conflict(_("A booth pack is made for firms that take part, by the firm or its center."))
    return put(participant=participant, language=language, ordered_by=actor.own_user_id)


def put(*, participant: Participant, language: str, ordered_by: int | None) -> bool:
    """Write the order and hand it to the workers; False when one waits already."""
    with connection.cursor() as cursor:
        now = timezone.now()
        cursor.execute(_ORDER, [str(uuid7()), participant.pk, participant.center_id, language, ordered_by, now])
        row = cursor.fetchone()
    if row is None:
        return False
    outbox.put(TOPIC_PACK, {"pack_id": row[0]}, queue="paper", center_id=participant.center_id)
    trail.record(
        "screening.pack_ordered", object_type="booth_pack", object_id=participant.public_id,
        center_id=participant.center_id, payload={"title": participant.name, "language": language},
    )  # fmt: skip
    return True


def pack_fetched(*, pack: BoothPack) -> None:
    """Write down that somebody fetched a booth pack."""
    trail.record(
        "screening.pack_read", object_type="booth_pack", object_id=pack.participant.public_id,
        center_id=pack.center_id, payload={"title": pack.participant.name, "language": pack.language},
    )  # fmt: skip
