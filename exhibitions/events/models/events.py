"""Events: what is announced, by whom, and where one joins."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from exhibitions.events.choices import MOST_SEATS, ZONES, Audience, Kind, Mode, State
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Series(models.Model):
    """Events of one center that belong together. What is not `is_shown` yet is the center's alone."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=240, blank=True)
    summary_zh = models.CharField(_("one sentence in Chinese"), max_length=300, blank=True)
    summary_en = models.CharField(_("one sentence in English"), max_length=600, blank=True)
    is_shown = models.BooleanField(_("shown to the public"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="series_once", fields=["center", "name_zh"]),
            models.UniqueConstraint(name="series_of_center", fields=["id", "center"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return pick(self.name_zh, self.name_en)

    @property
    def summary(self) -> str:
        """The sentence in the reader's language."""
        return pick(self.summary_zh, self.summary_en)


class Event(models.Model):
    """One salon, course, training … of a center. What of it is announced, everybody of its audience reads.

    Times are moments, told in `zone`. `capacity` is the number of seats, empty for any number; `taken` and `queued` are
    how many sign-ups have a seat and wait for one, written by the database alone (events_seats). `sequence` counts
    changes of time or place, as calendars want it. `pass_mark` is in percent; empty: there is no quiz.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    series = models.ForeignKey(
        Series, null=True, blank=True, on_delete=models.SET_NULL, related_name="events", verbose_name=_("series")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    mode = models.CharField(_("how it takes place"), max_length=6, choices=Mode.choices)
    audience = models.CharField(_("open to"), max_length=8, choices=Audience.choices, default=Audience.PUBLIC)
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=240, blank=True)
    summary_zh = models.CharField(_("one sentence in Chinese"), max_length=300)
    summary_en = models.CharField(_("one sentence in English"), max_length=600, blank=True)
    text_zh = models.TextField(_("programme in Chinese"), max_length=6000, blank=True)
    text_en = models.TextField(_("programme in English"), max_length=9000, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(pgettext_lazy("event", "ends"))
    zone = models.CharField(_("time zone"), max_length=40, choices=ZONES, default="Asia/Shanghai")
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MOST_SEATS)]
    )
    has_queue = models.BooleanField(_("keep a waiting list"), default=True)
    taken = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    queued = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    signup_from = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    signup_until = models.DateTimeField(_("sign-up closes"), null=True, blank=True)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark of the quiz in percent"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )  # fmt: skip
    attempts = models.PositiveSmallIntegerField(
        _("attempts at the quiz"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    gives_certificate = models.BooleanField(_("gives a certificate"), default=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.DRAFT)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="event_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="event_mode_known", condition=Q(mode__in=Mode.values)),
            models.CheckConstraint(name="event_audience_known", condition=Q(audience__in=Audience.values)),
            models.CheckConstraint(name="event_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="event_zone_known", condition=Q(zone__in=[code for code, _name in ZONES])),
            models.CheckConstraint(name="event_times_in_order", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="event_window_in_order",
                condition=(
                    Q(signup_from__isnull=True) | Q(signup_until__isnull=True) | Q(signup_until__gt=F("signup_from"))
                )
                & (Q(signup_until__isnull=True) | Q(signup_until__lte=F("ends_at"))),
            ),
            models.CheckConstraint(
                name="event_seats_held",
                condition=Q(capacity__isnull=True)
                | Q(capacity__gte=1, capacity__lte=MOST_SEATS, taken__lte=F("capacity")),
            ),
            models.CheckConstraint(
                name="event_quiz_sane",
                condition=(Q(pass_mark__isnull=True) | Q(pass_mark__range=(1, 100))) & Q(attempts__range=(1, 10)),
            ),
            models.CheckConstraint(name="event_cancel_told", condition=Q(state="cancelled") ^ Q(cancel_reason="")),
            models.CheckConstraint(name="event_place_told", condition=Q(mode="online") | ~Q(venue="")),
            models.UniqueConstraint(name="event_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["starts_at", "id"], name="event_by_time"),
            models.Index(fields=["center", "starts_at", "id"], name="event_of_center_by_time"),
            models.Index(fields=["series"], name="event_of_series"),
            models.Index(fields=["ends_at"], name="event_running", condition=Q(state="open")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return pick(self.title_zh, self.title_en)

    @property
    def summary(self) -> str:
        """The sentence in the reader's language."""
        return pick(self.summary_zh, self.summary_en)

    @property
    def text(self) -> str:
        """The programme in the reader's language, as Markdown."""
        return pick(self.text_zh, self.text_en)

    @property
    def local_start(self) -> dt.datetime:
        """The beginning by the clock of the place."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def local_end(self) -> dt.datetime:
        """The end by the clock of the place."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def free(self) -> int | None:
        """How many seats are free; None for any number."""
        return None if self.capacity is None else max(0, self.capacity - self.taken)

    @property
    def has_online(self) -> bool:
        """True when one can join from elsewhere."""
        return self.mode != Mode.ONSITE


class Joining(models.Model):
    """Where one joins an event online. Apart from the event, because only its people and who has a seat read it."""

    id = models.BigAutoField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.CASCADE, related_name="joining")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    url = models.URLField(_("address for joining online"), max_length=500)
    note = models.CharField(_("meeting number, password"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="joining_is_web", condition=Q(url__regex=r"^https?://")),
        ]

    def __str__(self) -> str:
        return str(self.event_id)


class Speaker(models.Model):
    """Who speaks at an event, as announced."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=80)
    role_zh = models.CharField(_("office or firm in Chinese"), max_length=120, blank=True)
    role_en = models.CharField(_("office or firm in English"), max_length=240, blank=True)
    topic_zh = models.CharField(_("topic in Chinese"), max_length=200, blank=True)
    topic_en = models.CharField(_("topic in English"), max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["event", "position", "id"], name="speaker_of_event")]

    def __str__(self) -> str:
        return self.name

    @property
    def role(self) -> str:
        """Office or firm in the reader's language."""
        return pick(self.role_zh, self.role_en)

    @property
    def topic(self) -> str:
        """The topic in the reader's language."""
        return pick(self.topic_zh, self.topic_en)
