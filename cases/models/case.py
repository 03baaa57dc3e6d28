"""The case: a request for help from filing to archive."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import choices
from portal.tenancy.models import DRAWER_ID
from portal.uuid7 import uuid7

# Sorts after every real date; keeps the keyset free of NULLs.
NO_DUE_DATE = datetime.date(9999, 12, 31)


class Case(models.Model):
    """A help request (product §2).

    Applicant columns are a copy made at filing: the file must show what was filed, whatever the enterprise changes
    later. Money is Decimal with an ISO 4217 code, `*_cny` its value at the rate of `*_rate_on`. Countries are
    ISO 3166 alpha-2 (`country` is the main one, all of them are in CaseCountry).
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    number = models.CharField(_("case number"), max_length=24, blank=True)
    receipt_code = models.CharField(max_length=16, blank=True)
    # Several indexes below begin with these two.
    center = models.ForeignKey(
        "tenancy.Center", on_delete=models.PROTECT, related_name="cases", default=DRAWER_ID, db_index=False
    )
    enterprise = models.ForeignKey(
        "accounts.Enterprise", on_delete=models.PROTECT, related_name="cases", db_index=False
    )
    state = models.CharField(_("state"), max_length=20, choices=choices.State.choices, default=choices.State.DRAFT)
    waiting_for = models.CharField(
        max_length=10, choices=choices.WaitingFor.choices, default=choices.WaitingFor.APPLICANT
    )
    due_on = models.DateField(_("due"), default=NO_DUE_DATE)
    level = models.CharField(_("level"), max_length=10, choices=choices.Level.choices, default=choices.Level.ORDINARY)
    source = models.CharField(_("source"), max_length=16, choices=choices.Source.choices, default=choices.Source.WEB)
    # A center took it down for somebody who called or came. It stays so wherever the case goes, as `source` does not.
    for_caller = models.BooleanField(default=False, editable=False)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("handler"),
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # The due day of which the supervisors were told that it has passed; another due day is told anew.
    overdue_told_for = models.DateField(null=True, blank=True)
    # Counts every change that two people may race on; the API's ETag.
    version = models.PositiveIntegerField(default=1)
    # The sections of the filing form that the applicant has completed.
    sections_done = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    is_demo = models.BooleanField(default=False)

    # 1 applicant
    applicant_kind = models.CharField(_("kind of applicant"), max_length=8, blank=True)
    applicant_name = models.CharField(_("applicant"), max_length=200, blank=True)
    applicant_uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    applicant_id_kind = models.CharField(_("kind of identity document"), max_length=20, blank=True)
    province = models.CharField(_("province"), max_length=6, blank=True)
    city = models.CharField(_("city"), max_length=6, blank=True)
    industry = models.CharField(_("industry"), max_length=1, blank=True)
    is_specialised = models.BooleanField(_("“Specialised, refined, distinctive and innovative” firm"), default=False)
    contact_name = models.CharField(_("contact person"), max_length=80, blank=True)
    contact_phone = models.CharField(_("phone"), max_length=20, blank=True)
    contact_email = models.EmailField(_("e-mail"), blank=True)
    agent_name = models.CharField(_("agent"), max_length=80, blank=True)
    agent_firm = models.CharField(_("agent's firm"), max_length=200, blank=True)
    agent_phone = models.CharField(_("agent's phone"), max_length=20, blank=True)

    # 2 dispute
    role = models.CharField(_("your role"), max_length=12, choices=choices.PartyRole.choices, blank=True)
    dispute_type = models.CharField(
        _("type of dispute"), max_length=20, choices=choices.DisputeType.choices, blank=True
    )
    ip_kinds = ArrayField(
        models.CharField(max_length=16, choices=choices.IPKind.choices),
        default=list,
        blank=True,
        verbose_name=_("intellectual property concerned"),
    )
    country = models.CharField(_("country (region)"), max_length=2, blank=True)
    forum = models.CharField(_("forum"), max_length=12, choices=choices.Forum.choices, blank=True)
    forum_name = models.CharField(_("name of the court or authority"), max_length=200, blank=True)
    foreign_number = models.CharField(_("foreign case number"), max_length=80, blank=True)
    cause = models.CharField(_("cause of action"), max_length=300, blank=True)
    stage = models.CharField(_("stage"), max_length=16, choices=choices.Stage.choices, blank=True)
    first_known_on = models.DateField(_("date of first knowledge"), null=True, blank=True)
    summary = models.TextField(_("what happened"), blank=True, max_length=5000)
    amount = models.DecimalField(_("amount in dispute"), max_digits=18, decimal_places=2, null=True, blank=True)
    amount_currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount_cny = models.DecimalField(max_digits=18, decimal_places=2, null=True, blank=True)
    amount_rate_on = models.DateField(null=True, blank=True)
    has_tro = models.BooleanField(_("temporary restraining order"), default=False)
    frozen_amount = models.DecimalField(_("frozen amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    frozen_currency = models.CharField(_("currency of the frozen amount"), max_length=3, blank=True)
    # Sections that appear only when needed; empty otherwise.
    itc_number = models.CharField(_("investigation number"), max_length=30, blank=True)
    itc_position = models.CharField(_("position in the investigation"), max_length=20, blank=True)
    itc_orders_sought = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("orders sought")
    )
    customs_port = models.CharField(_("customs office"), max_length=120, blank=True)
    customs_goods = models.CharField(_("goods detained"), max_length=300, blank=True)
    customs_value = models.DecimalField(_("value of the goods"), max_digits=18, decimal_places=2, null=True, blank=True)
    customs_currency = models.CharField(_("currency of the goods"), max_length=3, blank=True)
    fair_name = models.CharField(_("trade fair"), max_length=200, blank=True)
    fair_booth = models.CharField(_("booth"), max_length=60, blank=True)
    fair_starts_on = models.DateField(_("first day of the fair"), null=True, blank=True)
    fair_ends_on = models.DateField(_("last day of the fair"), null=True, blank=True)
    platform_name = models.CharField(_("platform"), max_length=120, blank=True)
    platform_shop = models.CharField(_("shop"), max_length=200, blank=True)
    platform_links = models.TextField(_("links concerned"), blank=True, max_length=4000)
    squatted_mark = models.CharField(_("mark filed by a stranger"), max_length=200, blank=True)
    squatter_name = models.CharField(_("who filed it"), max_length=200, blank=True)
    squatted_number = models.CharField(_("application number"), max_length=60, blank=True)
    squatted_published_on = models.DateField(_("date of publication"), null=True, blank=True)

    # 3 requests and statements
    requests = ArrayField(
        models.CharField(max_length=24, choices=choices.RequestKind.choices),
        default=list,
        blank=True,
        verbose_name=_("help wanted"),
    )
    history = models.TextField(_("what has been done so far"), blank=True, max_length=5000)
    truth_stated = models.BooleanField(default=False)
    consent_processing = models.CharField(max_length=20, blank=True)
    consent_library = models.CharField(max_length=20, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    # Why it is where it is: routing rule, its version and the facts used (lite-api's routing history, one row here).
    routing = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [
            # What the composite foreign keys of the children point at.
            models.UniqueConstraint(name="case_tenant_key", fields=["id", "center", "enterprise"]),
            models.UniqueConstraint(name="case_number_once", fields=["number"], condition=~Q(number="")),
            models.UniqueConstraint(name="case_receipt_once", fields=["receipt_code"], condition=~Q(receipt_code="")),
            models.CheckConstraint(name="case_state_known", condition=Q(state__in=choices.State.values)),
            models.CheckConstraint(name="case_waiting_known", condition=Q(waiting_for__in=choices.WaitingFor.values)),
            models.CheckConstraint(name="case_level_known", condition=Q(level__in=choices.Level.values)),
            models.CheckConstraint(name="case_source_known", condition=Q(source__in=choices.Source.values)),
            models.CheckConstraint(
                name="case_filed_is_whole",
                condition=Q(state="draft")
                | (
                    ~Q(number="")
                    & ~Q(receipt_code="")
                    & Q(center__gt=DRAWER_ID)
                    & Q(submitted_at__isnull=False)
                    & ~Q(applicant_name="")
                    & ~Q(contact_name="")
                    & ~Q(role="")
                    & ~Q(dispute_type="")
                    & ~Q(country="")
                    & ~Q(summary="")
                    & Q(truth_stated=True)
                    & ~Q(consent_processing="")
                ),
            ),
            models.CheckConstraint(
                name="case_amount_has_currency", condition=Q(amount__isnull=True) | ~Q(amount_currency="")
            ),
            models.CheckConstraint(
                name="case_amount_not_negative", condition=Q(amount__isnull=True) | Q(amount__gte=0)
            ),
        ]
        indexes = [
            models.Index(fields=["center", "waiting_for", "due_on", "id"], name="case_queue"),
            models.Index(fields=["center", "handler", "waiting_for", "due_on", "id"], name="case_mine"),
            models.Index(fields=["center", "state", "-submitted_at", "-id"], name="case_center_state"),
            models.Index(fields=["center", "-submitted_at", "-id"], name="case_center_all"),
            models.Index(fields=["center", "due_on", "id"], name="case_center_due"),
            models.Index(fields=["enterprise", "-id"], name="case_enterprise"),
            # The national scope's own: not led by the center.
            models.Index(fields=["-submitted_at", "-id"], name="case_nation_all"),
            models.Index(fields=["state", "-submitted_at", "-id"], name="case_nation_state"),
            models.Index(fields=["waiting_for", "due_on", "id"], name="case_nation_queue"),
            models.Index(fields=["state", "waiting_for", "due_on", "id"], name="case_nation_queue_state"),
            # Which centers the board must count anew, and counting one of them without reading its cases.
            models.Index(fields=["updated_at"], name="case_updated", include=["center"]),
            models.Index(
                fields=["center"],
                name="case_rollup",
                include=["id", "state", "country", "level", "due_on", "submitted_at"],
            ),
            models.Index(fields=["due_on", "id"], name="case_nation_due"),
            models.Index(fields=["due_on", "id"], name="case_clock", condition=Q(state="needs_supplement")),
        ]

    def __str__(self) -> str:
        return self.number or str(self.public_id)

    @property
    def custodian_id(self) -> int:
        """The center that keeps the case: `center_id`, which the type stubs think may be empty as it has a default."""
        return self.center_id or DRAWER_ID

    @property
    def is_overdue(self) -> bool:
        """True when the day by which someone must act has passed (calendar of the portal's time zone)."""
        return self.due_on < timezone.localdate()


class CaseChild(models.Model):
    """Base of everything that hangs on a case.

    (case_id, center_id, enterprise_id) is one composite foreign key ON UPDATE CASCADE, made by the migration: a
    transfer is one UPDATE of the case, and each scope's policy is one comparison on the child itself.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, db_constraint=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, db_constraint=False, related_name="+")
    enterprise = models.ForeignKey(
        "accounts.Enterprise", on_delete=models.PROTECT, db_constraint=False, related_name="+"
    )

    class Meta:
        abstract = True


def of(case: Case) -> dict[str, object]:
    """Give the three key columns of a child of `case`: `Note(**of(case), body=…)`."""
    return {"case_id": case.pk, "center_id": case.center_id, "enterprise_id": case.enterprise_id}


class CaseCountry(CaseChild):
    """One country (region) the dispute touches. A table, because array containment uses no index under RLS."""

    country = models.CharField(max_length=2)

    class Meta:
        constraints = [models.UniqueConstraint(name="casecountry_once", fields=["case", "country"])]
        indexes = [
            models.Index(fields=["center", "country", "-case"], name="casecountry_center"),
            models.Index(fields=["country", "-case"], name="casecountry_nation"),
            models.Index(fields=["case", "center", "enterprise"], name="casecountry_tenant"),
        ]

    def __str__(self) -> str:
        return f"{self.country} of {self.case_id}"
