"""Prepare events, announce them, change what was announced, and close them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.events import workflow
from exhibitions.events.choices import State, Verb
from exhibitions.events.models import Event, Joining, Series, Speaker
from exhibitions.events.rls import EVENT_COLUMNS
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices import outbox
from portal.policy.conflict import Conflict
from portal.site import pagecache

TOPIC_FOLLOW = "events.follow"
# Kept pages that tell what is announced, and those that tell how many seats are left (written in sql.py too).
TAG, TAG_SEATS = "events", "event-seats"
# What people who signed up are told of, because they plan by it.
_PLANNED_BY = ("starts_at", "ends_at", "zone", "venue", "address", "mode")
_WRITTEN = [name.removesuffix("_id") for name in EVENT_COLUMNS]


@dataclass(frozen=True)
class Online:
    """Where one joins online; no `url`: nowhere yet."""

    url: str = ""
    note: str = ""


def lock(event: Event) -> Event:
    """Read an event anew and lock its row."""
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


def series_keep(*, series: Series, actor: Actor) -> Series:
    """Save a new or changed series of the acting center."""
    if series._state.adding:
        series.center_id = actor.own_center_id
    series.full_clean(exclude=["center"])
    series.save()
    pagecache.touch(TAG, TAG_SEATS)
    trail.record("series.kept", object_type="series", object_id=series.public_id, payload={"title": series.name_zh})
    return series


@transaction.atomic
def event_keep(*, event: Event, online: Online, actor: Actor, seen: str = "") -> Event:
    """Save a new or changed event of the acting center. `seen` is its `version_of` when the form was drawn.

    Who signed up is told when time or place of an announced event changed; seats that a larger capacity opens go to those
    who wait. Raises Conflict once it is over or cancelled, ValidationError for fewer seats than are taken and `stale` for one that
    somebody else changed. Locks the event.
    """
    new = event._state.adding
    if new:
        event.center_id, event.created_by_id = actor.own_center_id, actor.user_id
        event.full_clean(exclude=["center", "created_by", "series"])
        event.save()
        _joining_keep(event, online)
        record("added", event)
        return event
    before = lock(event)
    if before.state in (State.CANCELLED, State.HELD):
        raise Conflict(_("The event is over or cancelled; it stays as it is."))
    _fresh(before, seen)
    if event.capacity is not None and event.capacity < before.taken:
        message = _("%(taken)d seats are taken already.") % {"taken": before.taken}
        raise ValidationError({"capacity": message})
    event.taken, event.queued, event.state = before.taken, before.queued, before.state
    event.full_clean(exclude=["center", "created_by", "series"])
    moved_online = _joining_keep(event, online)
    changed = moved_online or any(getattr(event, name) != getattr(before, name) for name in _PLANNED_BY)
    announced = event.state == State.OPEN
    event.sequence = before.sequence + (1 if changed and announced else 0)
    event.save(update_fields=_WRITTEN)
    record("changed", event)
    if announced:
        with connection.cursor() as cursor:
            cursor.execute("select event_fill(%s)", [event.pk])
        later = (event.starts_at, event.zone) != (before.starts_at, before.zone)
        follow(event, "changed" if changed else "kept", times=later)
    return event


def version_of(event: Event) -> str:
    """Name the state of an event that a form is drawn from: the moment of its last change. Seats that are taken change nothing."""
    return event.updated_at.isoformat()


def _fresh(event: Event, seen: str) -> None:
    if seen and seen != version_of(event):
        raise ValidationError(
            _("Somebody changed this while you were writing. Compare with the present state, then save again."),
            code="stale",
        )


def _joining_keep(event: Event, online: Online) -> bool:
    """Write where one joins; say whether that changed."""
    standing = Joining.objects.filter(event=event).first()
    wanted = online if event.has_online else Online()
    if standing is None:
        if wanted.url:
            row = Joining(event=event, center_id=event.center_id, url=wanted.url, note=wanted.note)
            row.full_clean(exclude=["event", "center"])
            row.save()
        return bool(wanted.url)
    if not wanted.url:
        standing.delete()
        return True
    if (standing.url, standing.note) == (wanted.url, wanted.note):
        return False
    standing.url, standing.note = wanted.url, wanted.note
    standing.full_clean(exclude=["event", "center"])
    standing.save()
    return True


@transaction.atomic
def speakers_keep(*, event: Event, rows: Sequence[Mapping[str, Any]], actor: Actor, seen: str = "") -> None:
    """Write who speaks, in this order; replaces what stood there.

    Raises Conflict once the event is over or cancelled, ValidationError `stale` as `event_keep`. Locks the event.
    """
    now = lock(event)
    if now.state in (State.CANCELLED, State.HELD):
        raise Conflict(_("The event is over or cancelled; it stays as it is."))
    _fresh(now, seen)
    speakers = [
        Speaker(event=now, center_id=now.center_id, position=place, **row) for place, row in enumerate(rows, start=1)
    ]
    for speaker in speakers:
        speaker.full_clean(exclude=["event", "center"])
    Speaker.objects.filter(event=now).delete()
    Speaker.objects.bulk_create(speakers)
    now.save(update_fields=["updated_at"])
    record("speakers_kept", now)
    if now.state == State.OPEN:
        follow(now, "kept")


@transaction.atomic
def event_move(*, event: Event, verb: str, actor: Actor, reason: str = "") -> Event:
    """Take one step of `workflow.MOVES`. Raises Conflict with why not. Locks the event."""
    now = lock(event)
    move = next((each for each in workflow.moves_of(now, actor) if each.verb == verb), None)
    if move is None:
        raise Conflict(_("This step is not possible now. Look at the present state, then decide again."))
    if move.verb == Verb.OPEN and now.has_online and not Joining.objects.filter(event=now).exists():
        raise Conflict(_("Say first where one joins online."))
    if move.reason and not reason.strip():
        raise Conflict(_("Say why."))
    now.state = move.target
    now.cancel_reason = reason.strip() if move.reason else ""
    now.sequence += 1 if move.verb == Verb.CANCEL else 0
    now.save(update_fields=["state", "cancel_reason", "sequence", "updated_at"])
    record(move.target, now)
    follow(now, {Verb.OPEN: "opened", Verb.CANCEL: "cancelled", Verb.HOLD: "held"}[move.verb])
    return now


def event_discard(*, event: Event, actor: Actor) -> None:
    """Delete a draft. Raises Conflict for what was announced."""
    now = lock(event)
    if now.state != State.DRAFT:
        raise Conflict(_("What was announced is kept. Cancel it instead."))
    record("discarded", now)
    Event.objects.filter(pk=now.pk).delete()


def ended_close() -> int:
    """Close what is over and nobody closed by hand; return how many. Needs the system scope."""
    ended = list(
        Event.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(state=State.OPEN, ends_at__lte=timezone.now())
        .order_by("pk")[:200]
    )
    for event in ended:
        event.state = State.HELD
        event.save(update_fields=["state", "updated_at"])
        record("held", event)
        follow(event, "held")
    return len(ended)


def follow(event: Event, what: str, *, times: bool = False) -> None:
    """Have searches, kept pages and the people who signed up follow: opened, changed, kept, cancelled, held."""
    pagecache.touch(TAG, TAG_SEATS)
    outbox.put(TOPIC_FOLLOW, {"event_id": event.pk, "what": what, "times": times}, center_id=event.center_id)


def record(what: str, event: Event, **more: object) -> None:
    """Write the trail of an event."""
    trail.record(
        f"event.{what}", object_type="event", object_id=event.public_id, center_id=event.center_id,
        payload={"title": event.title_zh, **more},
    )  # fmt: skip
