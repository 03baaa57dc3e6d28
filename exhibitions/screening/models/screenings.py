"""The check of one exhibit for one fair, and what was found."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import IPKind
from exhibitions.fairs.models import Exhibit, Participant
from exhibitions.screening.choices import Advice, FindingKind, Level, SignedAs, State
from portal.reference.countries import country_name
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Screening(models.Model):
    """The check of an exhibit (展品风险排查), numbered per exhibit; one at a time is under way.

    `items` are the questions as they stood when it was begun (services/begin.py) and never change; `answers` maps their keys
    to {"answer", "note"}. `level` is worked out when it is handed in (weighing.py). `makers` are the people who wrote
    anything of it: the guard of the database adds them, and none of them may sign. `exhibit_version` is the exhibit's
    `row_version` when the check began: an exhibit changed since is not the one that was checked.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="screenings")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="screenings")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.OPEN)
    items = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    answers = models.JSONField(default=dict, blank=True)
    level = models.CharField(_("risk"), max_length=6, choices=Level.choices, blank=True)
    advice = models.CharField(_("advice"), max_length=8, choices=Advice.choices, blank=True)
    conclusion = models.TextField(_("conclusion for the firm"), max_length=3000, blank=True)
    makers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    exhibit_version = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField(auto_now_add=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    signed_as = models.CharField(_("signed as"), max_length=10, choices=SignedAs.choices, blank=True)
    signed_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    row_version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="screening_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="screening_judged_whole",
                condition=Q(state="open", level="", handed_in_at__isnull=True)
                | Q(
                    ~Q(conclusion=""), state__in=["handed_in", "signed"], level__in=Level.values,
                    advice__in=Advice.values, handed_in_at__isnull=False,
                ),
            ),
            # What is very likely to be stopped is not shown as if nothing were.
            models.CheckConstraint(name="screening_high_not_shown", condition=~Q(level="high", advice="show")),
            models.CheckConstraint(
                name="screening_signed_whole",
                condition=Q(
                    state="signed", signed_by__isnull=False, signed_at__isnull=False, signed_as__in=SignedAs.values
                )
                | ~Q(state="signed") & Q(signed_by__isnull=True, signed_at__isnull=True, signed_as=""),
            ),
            models.UniqueConstraint(name="screening_number_once", fields=["exhibit", "number"]),
            models.UniqueConstraint(
                name="screening_one_under_way", fields=["exhibit"], condition=Q(state__in=["open", "handed_in"])
            ),
            models.UniqueConstraint(name="screening_of_participant", fields=["id", "participant", "center"]),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["exhibit", "participant", "center"], name="screening_exhibit"),
            models.Index(fields=["participant", "center"], name="screening_tenant"),
            models.Index(fields=["center", "-id"], name="screening_by_center"),
            models.Index(fields=["center", "handed_in_at", "id"], name="screening_waits", condition=Q(state="handed_in")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.exhibit_id} {self.number}"


class Finding(models.Model):
    """What was found about an exhibit: a published page, a right of somebody else, or a note.

    A page is known by `entry_kind` and `entry_key` of portal.site.search; its title and address were copied when it was
    added. A right carries where it was found and when.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="findings")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=9, choices=FindingKind.choices)
    entry_kind = models.CharField(max_length=24, blank=True)
    entry_key = models.CharField(max_length=120, blank=True)
    url = models.CharField(max_length=400, blank=True)
    title = models.CharField(_("what it is"), max_length=400)
    title_en = models.CharField(max_length=400, blank=True)  # of a page that has one
    ip_kind = models.CharField(_("kind of right"), max_length=16, choices=IPKind.choices, blank=True)
    number = models.CharField(_("number"), max_length=60, blank=True)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    country = models.CharField(_("where it holds"), max_length=2, blank=True)
    source_title = models.CharField(_("where it was found"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    seen_on = models.DateField(_("looked up on"), null=True, blank=True)
    level = models.CharField(_("risk"), max_length=6, choices=Level.choices)
    meaning = models.TextField(_("what it means for this exhibit"), max_length=1000, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="finding_level_known", condition=Q(level__in=Level.values)),
            models.CheckConstraint(
                name="finding_whole",
                condition=Q(~Q(entry_kind=""), ~Q(entry_key=""), kind="published", url__regex=r"^/([^/\\\s][^\\\s]*)?$")
                | Q(
                    ~Q(number=""), ~Q(source_title=""), kind="right", ip_kind__in=IPKind.values,
                    country__regex="^[A-Z]{2}$", seen_on__isnull=False, entry_kind="", url="",
                )
                | Q(~Q(meaning=""), kind="note", entry_kind="", url=""),
            ),
            models.UniqueConstraint(
                name="finding_page_once", fields=["screening", "entry_kind", "entry_key"], condition=Q(kind="published")
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["screening", "participant", "center"], name="finding_screening"),
            models.Index(fields=["participant", "center"], name="finding_tenant"),
            models.Index(fields=["center", "-id"], name="finding_by_center"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def shown_title(self) -> str:
        """What it is, in the language of the page where the page it came from had both."""
        return pick(self.title, self.title_en)

    @property
    def country_label(self) -> str:
        """Where a right holds, in words."""
        return country_name(self.country) if self.country else ""
