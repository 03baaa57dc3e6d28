"""What the workers do for this room: make booth packs, and make those anew whose contents changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from exhibitions.fairs.choices import DelegationState, ParticipantState
from exhibitions.screening.choices import PackState
from exhibitions.screening.models import BoothPack
from exhibitions.screening.pack.build import TEMPLATE, pack_build, what_it_says
from exhibitions.screening.services.packs import TOPIC_PACK, TOPIC_RENEW, put
from portal.audit import trail
from portal.documents.making import document_make
from portal.documents.pdf.reports import Report, report_render
from portal.notices.registry import Work, handler

# Days before a fair from which on the portal watches whether a pack still says what is so.
WATCHED_BEFORE = 30
_WITH = "participant__delegation__edition__fair", "participant__delegation__center"


@handler(TOPIC_PACK, queue="paper", opens_scope=False)
def make_pack(work: Work) -> None:
    """Make a booth pack as a PDF; the one before it in this language is erased."""
    document_make(
        work,
        BoothPack.objects.filter(pk=int(work.payload["pack_id"]), state=PackState.PENDING).select_related(*_WITH),
        folder=lambda pack: f"packs/{pack.center_id}",
        prepare=_prepare,
        ready=lambda made: {"state": PackState.READY, "content_hash": made.digest, "ready_at": timezone.now()},
        done=_settled,
        failed={"state": PackState.FAILED},
    )


def _prepare(pack: BoothPack) -> Callable[[], Report]:
    data = pack_build(pack)
    digest = what_it_says(data)
    created = timezone.localtime(pack.ordered_at)

    def draw() -> Report:
        made = report_render(TEMPLATE, data, {}, title=f"{data.firm} {data.texts['title']}", created=created)
        return Report(made.body, made.pages, digest)

    return draw


def _settled(pack: BoothPack, made: Report, sha256: str) -> list[str]:
    before = BoothPack.objects.filter(
        participant=pack.participant, language=pack.language, pk__lt=pack.pk
    ).exclude(state=PackState.PENDING)  # fmt: skip
    older = [row.storage_key for row in before if row.storage_key]
    before.delete()
    trail.record(
        "screening.pack_ready", object_type="booth_pack", object_id=pack.participant.public_id, center_id=pack.center_id,
        payload={"title": pack.participant.name, "language": pack.language, "sha256": sha256},
    )  # fmt: skip
    return older


@handler(TOPIC_RENEW, queue="feed")
def renew(work: Work) -> None:
    """Order those packs anew that would say something else today, from a month before the fair until it is over."""
    packs_renew()


def packs_renew() -> int:
    """Order every ready pack anew whose contents changed; return how many. Needs the system scope."""
    today = timezone.localdate()
    rows = BoothPack.objects.filter(
        state=PackState.READY, participant__state=ParticipantState.CONFIRMED,
        participant__delegation__state=DelegationState.OPEN,
        participant__delegation__edition__ends_on__gte=today,
        participant__delegation__edition__starts_on__lte=today + timedelta(days=WATCHED_BEFORE),
    )  # fmt: skip
    changed = [
        pack
        for pack in rows.select_related(*_WITH).order_by("id").iterator(chunk_size=200)
        if what_it_says(pack_build(pack)) != pack.content_hash
    ]
    return sum(put(participant=pack.participant, language=pack.language, ordered_by=None) for pack in changed)
