"""Campaigns: what is planned, what was done, how many were reached, and what the home page shows meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import MOST_FEATURED, MOST_FIGURE, CampaignState, Channel, Language, ReportState
from alerts.outreach.models.standing import Prepared
from portal.documents.models import bytes_in
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Campaign(models.Model):
    """A campaign of the nation. `targets` maps channels to the number of people (or copies …) that it wants to reach.

    Centers see and join those that are `open_to_centers`.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(_("title in Chinese"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=240)
    goal = models.TextField(_("goal"), max_length=2000)
    audience = models.CharField(_("audience"), max_length=300)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    owner = models.CharField(_("responsible"), max_length=120)
    targets = models.JSONField(default=dict, blank=True)
    open_to_centers = models.BooleanField(_("open to the centers"), default=True)
    state = models.CharField(_("state"), max_length=8, choices=CampaignState.choices, default=CampaignState.PLANNED)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_state_known", condition=Q(state__in=CampaignState.values)),
            models.CheckConstraint(name="campaign_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
        ]
        indexes = [models.Index(fields=["-starts_on", "-id"], name="campaign_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return pick(self.title_zh, self.title_en)


class PlanItem(models.Model):
    """Something that a center (or the nation) does for a campaign. `edition` is the public id of a published page."""

    id = models.BigAutoField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="plan")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(_("what is done"), max_length=200)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    planned_on = models.DateField(_("planned for"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    responsible = models.CharField(_("responsible person or unit"), max_length=80)
    edition = models.UUIDField(null=True, blank=True)
    address = models.URLField(_("address elsewhere"), max_length=500, blank=True)
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="planitem_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="planitem_cost_whole",
                condition=Q(cost__isnull=True, currency="") | Q(cost__gte=0, currency__regex=r"^[A-Z]{3}$"),
            ),
        ]
        indexes = [models.Index(fields=["campaign", "planned_on", "id"], name="planitem_of_campaign")]

    def __str__(self) -> str:
        return self.what


class Figure(models.Model):
    """How many were reached over one channel on one day, as a center counted it; in the channel's unit."""

    id = models.BigAutoField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="figures")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    day = models.DateField(_("day"))
    reached = models.BigIntegerField(_("reached"))
    counted_by = models.CharField(_("where the figure comes from"), max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    entered_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="figure_channel_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(name="figure_sane", condition=Q(reached__gte=0, reached__lte=MOST_FIGURE)),
            models.UniqueConstraint(name="figure_once", fields=["campaign", "center", "channel", "day"]),
        ]
        indexes = [models.Index(fields=["campaign", "day", "id"], name="figure_of_campaign")]

    def __str__(self) -> str:
        return f"{self.channel} {self.day}"


class Feature(Prepared):
    """What the public home shows of a running campaign between two days: its words and up to six editions."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="features")
    title_zh = models.CharField(_("heading in Chinese"), max_length=60)
    title_en = models.CharField(_("heading in English"), max_length=120)
    text_zh = models.CharField(_("one sentence in Chinese"), max_length=200)
    text_en = models.CharField(_("one sentence in English"), max_length=400)
    editions = ArrayField(models.UUIDField())
    shows_from = models.DateField(_("first day"))
    shows_until = models.DateField(_("last day"))

    class Meta:
        constraints = [
            *Prepared.constraints("feature"),
            models.CheckConstraint(name="feature_days_in_order", condition=Q(shows_until__gte=F("shows_from"))),
            models.CheckConstraint(
                name="feature_editions_few",
                condition=Q(editions__len__gte=1) & Q(editions__len__lte=MOST_FEATURED),
            ),
            models.UniqueConstraint(
                name="feature_one_released", fields=["campaign"], condition=Q(state="released")
            ),
            models.UniqueConstraint(
                name="feature_one_prepared", fields=["campaign"], condition=Q(state="prepared")
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The heading in the reader's language."""
        return pick(self.title_zh, self.title_en)

    @property
    def text(self) -> str:
        """The sentence in the reader's language."""
        return pick(self.text_zh, self.text_en)


class CampaignReport(models.Model):
    """The results of a campaign as a PDF in one language, as they stood when it was ordered; made by the `paper` queue."""

    id = models.BigAutoField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reports")
    language = models.CharField(max_length=8, choices=Language.choices)
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.PENDING)
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    ordered_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaignreport_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(name="campaignreport_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(
                name="campaignreport_ready_whole",
                condition=~Q(state="ready") | Q(ready_at__isnull=False) & ~Q(storage_key="") & ~Q(sha256=""),
            ),
            bytes_in("reports/campaigns", name="campaignreport_own_bytes"),
            models.UniqueConstraint(
                name="campaignreport_one_pending", fields=["campaign", "language"], condition=Q(state="pending")
            ),
        ]
        indexes = [models.Index(fields=["campaign", "-id"], name="campaignreport_newest")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.language} {self.state}"
