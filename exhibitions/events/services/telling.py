"""Tell people what became of an event they signed up for, remind them, and let searches find it. In the system scope."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from exhibitions.events.choices import Audience, Place, State
from exhibitions.events.models import Event, SignUp, SignUpKey
from portal.site import search
from portal.site.markdown import plain

SEARCH_KIND = "event"
REMIND_DAYS = (3, 1)
# Personal data of who did not come are kept so many days after the event, of who came so many.
ERASE_ABSENT, ERASE_PRESENT = 184, 730
UNCONFIRMED_DAYS = 7

_TELL = """select count(event_mail(s.id, %s, 'bulk', %s::jsonb)) from events_signup s
 where s.event_id = %s and s.state = any(%s) and (not %s or s.checked_in_at is not null)"""
# The stamp and the mail are one statement: what is stamped is told, once.
_REMIND = """with due as (
    update events_signup s set reminded = %(days)s from events_event e
     where e.id = s.event_id and e.state = 'open' and s.state = 'confirmed' and coalesce(s.reminded, 99) > %(days)s
       and e.starts_at > now() + make_interval(days => %(nearer)s) and e.starts_at <= now() + make_interval(days => %(days)s)
       and s.seated_at < e.starts_at - make_interval(days => %(days)s)
    returning s.id)
 select count(event_mail(due.id, 'events/reminder', 'bulk', %(more)s::jsonb)) from due"""


def event_followed(*, event_id: int, what: str, times: bool) -> None:
    """Do what follows a step or change: the search entry, and mail to those whom it concerns."""
    event = Event.objects.select_related("center", "series").filter(pk=event_id).first()
    if event is None:
        return
    _index(event)
    if times:
        SignUp.objects.filter(event=event, reminded__isnull=False).update(reminded=None)
    placed = [Place.CONFIRMED, Place.WAITING]
    if what == "changed":
        _tell(event, "events/change", {"what": "changed"}, placed)
    elif what == "cancelled":
        _tell(event, "events/change", {"what": "cancelled", "reason": event.cancel_reason}, placed)
    elif what == "held":
        _tell(event, "events/after", _after(event), [Place.CONFIRMED, Place.WALKIN], came=True)


def _after(event: Event) -> Mapping[str, object]:
    quiz = event.pass_mark is not None and event.questions.exists()
    return {"quiz": quiz, "certificate": event.gives_certificate}


def _tell(event: Event, template: str, more: Mapping[str, object], states: list[Place], *, came: bool = False) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, [template, json.dumps(more), event.pk, [str(state) for state in states], came])


def _index(event: Event) -> None:
    key = str(event.public_id)
    if event.state not in (State.OPEN, State.HELD) or event.audience != Audience.PUBLIC:
        search.remove(SEARCH_KIND, [key])
        return
    speakers = [f"{row.name} {row.role_zh} {row.topic_zh}" for row in event.speakers.all()]
    words = f"{event.center.name_zh} {event.venue} {event.address} {' '.join(speakers)}"
    entry = search.Entry(
        SEARCH_KIND, key, reverse("events:event", args=[event.public_id]), title_zh=event.title_zh, title_en=event.title_en,
        text_zh=f"{event.summary_zh} {plain(event.text_zh)} {words}",
        text_en=f"{event.summary_en} {plain(event.text_en)}",
        day=event.starts_at.astimezone(ZoneInfo(event.zone)).date(), center_id=event.center_id,
    )  # fmt: skip
    search.put([entry])


def reminders_send() -> int:
    """Remind who has a seat three days and one day before; who signed up later than that is not told again. Return how many."""
    told = 0
    for days, nearer in zip(REMIND_DAYS, (*REMIND_DAYS[1:], 0), strict=True):
        with connection.cursor() as cursor:
            cursor.execute(_REMIND, {"days": days, "nearer": nearer, "more": json.dumps({"days": days})})
            told += cursor.fetchone()[0]
    return told


def tidy() -> tuple[int, int]:
    """Delete what nobody confirmed, and erase persons whose time is over; return how many of each."""
    now = timezone.now()
    stale = SignUp.objects.filter(state=Place.PENDING, created_at__lt=now - dt.timedelta(days=UNCONFIRMED_DAYS))
    deleted = stale.delete()[1].get("events.SignUp", 0)
    absent = Q(checked_in_at=None, event__ends_at__lt=now - dt.timedelta(days=ERASE_ABSENT))
    present = Q(event__ends_at__lt=now - dt.timedelta(days=ERASE_PRESENT))
    over = SignUp.objects.filter(absent | present, erased_at=None).exclude(state=Place.PENDING)
    erased = over.update(name="—", organisation="", email="", phone="", user=None, enterprise=None, erased_at=now)
    # What was asked for beside a sign-up that has left the list.
    SignUpKey.objects.filter(asked__has_key="name").exclude(signup__state=Place.PENDING).update(asked={})
    return deleted, erased
