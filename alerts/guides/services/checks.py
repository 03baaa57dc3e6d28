"""“Reviewed, nothing to change”: said by the owner, confirmed by a reviewer; then both days move."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.guides.choices import Answer
from alerts.guides.models import Chapter, Check
from alerts.guides.services.chapters import titles_of
from alerts.publishing.choices import State
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices import outbox
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.reference.text import squeeze
from portal.tenancy.models import StaffRole

TOPIC_CHECKED = "guides.checked"


def objection_to_ask(chapter: Chapter, actor: Actor) -> Promise | None:
    """Say why `actor` cannot say now that nothing is to change; None when they can."""
    if chapter.owner_id is None or chapter.owner_id != actor.user_id:
        return gettext_lazy("Only the owner of the chapter says so.")
    if chapter.item.state != State.PUBLISHED:
        return gettext_lazy(
            "Only what is published as it stands can be found unchanged. A new version is reviewed as a text."
        )
    if Check.objects.filter(chapter=chapter, answer="").exists():
        return gettext_lazy("A reviewer is asked already.")
    return None


def objection_to_answer(check: Check, actor: Actor) -> Promise | None:
    """Say why `actor` cannot answer this check now; None when they can."""
    if check.answer:
        return gettext_lazy("This check was answered already.")
    if not actor.has(StaffRole.REVIEWER):
        return gettext_lazy("Your role does not include this.")
    if check.asked_by_id == actor.user_id:
        return gettext_lazy("You asked for it, so somebody else must answer.")
    return None


def check_ask(*, chapter: Chapter, note: str, actor: Actor) -> Check:
    """Say that the chapter was reviewed and nothing is to change; a reviewer is asked to confirm it.

    `note` says what was looked at. Raises ValidationError without it and Conflict where `objection_to_ask` has a reason.
    """
    if not squeeze(note):
        raise ValidationError({"note": _("Say what you looked at: the reviewer checks the same.")})
    with transaction.atomic():
        now = Chapter.objects.select_for_update(of=("self",)).select_related("item").get(pk=chapter.pk)
        if (objection := objection_to_ask(now, actor)) is not None:
            raise Conflict(str(objection))
        assert now.item.edition is not None  # published, says the objection
        assert actor.user_id is not None
        check = Check(
            chapter=now,
            center_id=now.center_id,
            edition=now.item.edition,
            note=squeeze(note),
            asked_by_id=actor.user_id,
        )
        check.full_clean(exclude=["chapter", "center", "asked_by"], validate_unique=False, validate_constraints=False)
        check.save()
        _record("asked", check)
        notify(
            "guides/check_asked",
            context={"chapters": titles_of([now])},
            link=reverse("guides:chapter_desk", args=[now.public_id]),
            role=StaffRole.REVIEWER,
            center_id=now.center_id,
        )
    return check


def check_answer(*, check: Check, confirm: bool, reason: str, actor: Actor) -> Check:
    """Confirm that nothing is to change, or say why not; the owner is told.

    Raises ValidationError for a refusal without reason and Conflict where `objection_to_answer` has a reason.
    """
    if not confirm and not squeeze(reason):
        raise ValidationError({"reason": _("Say what must be looked at again.")})
    with transaction.atomic():
        now = Check.objects.select_for_update(of=("self",)).select_related("chapter").get(pk=check.pk)
        if (objection := objection_to_answer(now, actor)) is not None:
            raise Conflict(str(objection))
        now.answer = Answer.CONFIRMED if confirm else Answer.REFUSED
        now.reason = "" if confirm else squeeze(reason)[:500]
        now.answered_by_id, now.answered_at = actor.user_id, timezone.now()
        now.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
        _record(now.answer, now)
        if confirm:
            outbox.put(TOPIC_CHECKED, {"check_id": now.pk}, center_id=now.center_id)
        notify(
            f"guides/check_{now.answer}",
            context={"chapters": titles_of([now.chapter]), "reason": now.reason},
            link=reverse("guides:chapter_desk", args=[now.chapter.public_id]),
            users=[now.asked_by_id],
            seat=f"national:{now.center_id}",
            center_id=now.center_id,
        )
    return now


def _record(what: str, check: Check) -> None:
    trail.record(
        f"chapter.check_{what}", object_type="chapter", object_id=check.chapter.public_id, center_id=check.center_id,
        payload={"chapter": str(check.chapter), "edition": check.edition},
    )  # fmt: skip
