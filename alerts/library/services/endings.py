"""What ends with the consent, and what is erased when its time has come. Needs the system scope."""

from __future__ import annotations

import datetime

from django.utils import timezone

from alerts.library.choices import LIVE, End, State
from alerts.library.models import CaseOrigin, FalseAlarm, Replacement
from alerts.library.selectors.origins import standing_consent
from alerts.library.tell import tell_team
from alerts.publishing.choices import State as ItemState
from alerts.publishing.models import Item
from alerts.publishing.services import review
from alerts.publishing.services.steps import SYSTEM_ACTOR
from cases.models import Case
from portal.audit import trail

NOTICE_ZH = "应当事企业要求，本案例已撤下。"
NOTICE_EN = "This case was taken down at the request of the firm concerned."


def consent_settle(*, case_id: int) -> bool:
    """End what stands on a consent that was withdrawn: a draft dies, a published case is retracted. Twice is once.

    Locks the case, so that a consent given again meanwhile is seen.
    """
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None or standing_consent(case) is not None:
        return False
    ended = False
    for origin in CaseOrigin.objects.select_for_update(of=("self",)).filter(case_id=case_id, state__in=LIVE):
        _end(origin)
        tell_team(case, "library/withdrawn")
        ended = True
    return ended


def _end(origin: CaseOrigin) -> None:
    item = Item.objects.filter(pk=origin.item_id).first() if origin.item_id else None
    if item is not None and item.edition is not None and item.state != ItemState.RETRACTED:
        review.item_retract(item=item, actor=SYSTEM_ACTOR, notice_zh=NOTICE_ZH, notice_en=NOTICE_EN)
    _erase(origin)
    FalseAlarm.objects.filter(origin=origin).delete()
    origin.state, origin.end = State.ENDED, End.WITHDRAWN
    if item is not None and item.edition is None:
        # Nobody outside the center has read it: nothing of it stays, not even among what was thrown away.
        origin.item = None
    origin.save(update_fields=["state", "end", "item", "updated_at"])
    if item is not None and item.edition is None:
        item.delete()
    trail.record(
        "library.ended", object_type="origin", object_id=origin.public_id, center_id=origin.center_id,
        payload={"published": origin.published_at is not None},
    )  # fmt: skip


def secrets_erase(today: datetime.date) -> int:
    """Erase texts and pieces whose day has come; return of how many drafts."""
    due = CaseOrigin.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        erase_on__lte=today, erased_at__isnull=True
    )
    count = 0
    for origin in due:
        _erase(origin)
        trail.record("library.erased", object_type="origin", object_id=origin.public_id, center_id=origin.center_id)
        count += 1
    return count


def _erase(origin: CaseOrigin) -> None:
    Replacement.objects.filter(origin=origin).delete()
    origin.texts, origin.erased_at = {}, timezone.now()
    origin.save(update_fields=["texts", "erased_at", "updated_at"])
