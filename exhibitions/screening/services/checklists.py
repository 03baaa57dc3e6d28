"""Write, hand in, release and retire the nation's checklists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.screening import workflow
from exhibitions.screening.choices import ChecklistState, ChecklistVerb
from exhibitions.screening.models import Checklist, ChecklistItem
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

ITEM_FIELDS = (
    "code", "question_zh", "question_en", "why_zh", "why_en", "risk_answer", "level", "do_zh", "do_en", "source_title",
    "source_url", "read_on",
)  # fmt: skip
MOST_ITEMS = 30


@transaction.atomic
def checklist_write(*, values: Mapping[str, Any], actor: Actor, like: Checklist | None = None) -> Checklist:
    """Begin a checklist, or the next version of one, as a draft of the actor; `like` gives its code and its questions.

    `values` are code, title_zh, title_en, countries and hs_prefixes. Raises ValidationError for what the form cannot know.
    """
    code = like.code if like else values["code"]
    last = Checklist.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0
    checklist = Checklist(
        **{**values, "code": code}, center_id=actor.own_center_id, written_by_id=actor.own_user_id, version=last + 1
    )
    checklist.full_clean(exclude=["center", "written_by", "decided_by", "decided_at", "retired_at"])
    checklist.save()
    if like is not None:
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                checklist=checklist, position=item.position, **{name: getattr(item, name) for name in ITEM_FIELDS}
            )
            for item in like.items.order_by("position")
        )
    _record("written", checklist)
    return checklist


def checklist_change(*, checklist: Checklist) -> Checklist:
    """Save what a draft says of itself."""
    checklist.full_clean(exclude=["center", "written_by", "decided_by", "decided_at", "retired_at"])
    checklist.save(update_fields=["title_zh", "title_en", "countries", "hs_prefixes"])
    _record("changed", checklist)
    return checklist


@transaction.atomic
def item_keep(*, item: ChecklistItem) -> ChecklistItem:
    """Save a new or changed question of a draft; a new one comes last. Raises Conflict beyond `MOST_ITEMS`."""
    # The checklist's row is the lock under which positions are given.
    Checklist.objects.select_for_update().get(pk=item.checklist_id)
    if item._state.adding:
        rows = ChecklistItem.objects.filter(checklist_id=item.checklist_id)
        if rows.count() >= MOST_ITEMS:
            raise Conflict(_("A checklist holds at most %(most)d questions.") % {"most": MOST_ITEMS})
        item.position = (rows.aggregate(last=Max("position"))["last"] or 0) + 1
    item.full_clean(exclude=["checklist"])
    item.save()
    _record("changed", item.checklist)
    return item


@transaction.atomic
def item_remove(*, item: ChecklistItem) -> None:
    """Take a question out of a draft."""
    item.delete()
    _record("changed", item.checklist)


@transaction.atomic
def checklist_move(
    *, checklist: Checklist, verb: str, actor: Actor, reason: str = "", seen: int | None = None
) -> Checklist:
    """Take one step of `workflow.CHECKLIST_STEPS`; a release takes the version in use out of use. Locks it.

    `seen` is the version that the page showed: nobody releases what was swapped under their eyes. None: they saw none.
    Raises Conflict with why not.
    """
    now = Checklist.objects.select_for_update(of=("self",)).get(pk=checklist.pk)
    if seen is not None and seen != now.row_version:
        raise Conflict(str(workflow.NOT_NOW))
    step = workflow.checklist_step(now, verb)
    if (refused := workflow.checklist_objection(step, now, actor)) is not None:
        raise Conflict(str(refused))
    assert step is not None
    if step.reason and not reason.strip():
        raise Conflict(_("Say why."))
    if step.verb == ChecklistVerb.PROPOSE and not now.items.exists():
        raise Conflict(_("Write at least one question first."))
    moment = timezone.now()
    if step.verb == ChecklistVerb.RELEASE:
        now.decided_by_id, now.decided_at, now.reason = actor.user_id, moment, ""
        for before in Checklist.objects.select_for_update().filter(code=now.code, state=ChecklistState.RELEASED):
            before.state, before.retired_at = ChecklistState.RETIRED, moment
            before.save(update_fields=["state", "retired_at"])
            _record("retire", before)
    elif step.verb == ChecklistVerb.RETURN:
        now.reason = reason.strip()
    elif step.verb == ChecklistVerb.RETIRE:
        now.retired_at = moment
    now.state = step.target
    now.save(update_fields=["state", "decided_by", "decided_at", "reason", "retired_at"])
    now.refresh_from_db(fields=["row_version"])
    _record(step.verb, now)
    return now


def _record(what: str, checklist: Checklist) -> None:
    trail.record(
        f"checklist.{what}", object_type="checklist", object_id=checklist.public_id,
        payload={"title": checklist.title_zh, "version": checklist.version},
    )  # fmt: skip
