"""The expert bank and the assignments that open a case to an expert."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.case import CaseChild
from experts.choices import LANGUAGES, listed
from portal.reference.countries import country_names
from portal.reference.industry import section_name
from portal.uuid7 import uuid7


class Expert(models.Model):
    """A record of the expert bank of `center` (the national center's bank is open to every center).

    `languages` are ISO 639-1 codes, `countries` ISO 3166 alpha-2, `industries` GB/T 4754 sections. `user` is set once
    the invitation is accepted. The term of office is inclusive on both ends.
    """

    class Kind(models.TextChoices):
        LAWYER = "lawyer", _("Lawyer")
        ATTORNEY = "attorney", _("Patent or trademark attorney")
        EXAMINER = "examiner", _("Examiner")
        SCHOLAR = "scholar", _("Scholar")
        COMMISSIONER = "commissioner", _("Special commissioner")
        OTHER = "other", _("Other")

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="experts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="expert_records"
    )
    name = models.CharField(_("name"), max_length=80)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    kind = models.CharField(_("profession"), max_length=14, choices=Kind.choices)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=100, blank=True)
    ip_kinds = ArrayField(
        models.CharField(max_length=16, choices=choices.IPKind.choices),
        default=list,
        verbose_name=_("fields of intellectual property"),
    )
    countries = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("countries (regions)")
    )
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("languages"))
    industries = ArrayField(models.CharField(max_length=1), default=list, blank=True, verbose_name=_("industries"))
    biography = models.TextField(_("biography"), blank=True, max_length=3000)
    is_foreign = models.BooleanField(_("works outside mainland China"), default=False)
    term_from = models.DateField(_("term from"))
    term_to = models.DateField(_("term to"))
    is_active = models.BooleanField(_("available"), default=True)
    is_national = models.BooleanField(_("in the national bank"), default=False)
    row_version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="expert_term_ordered", condition=Q(term_to__gte=models.F("term_from"))),
            models.UniqueConstraint(name="expert_email_once_per_center", fields=["center", "email"]),
        ]
        indexes = [
            models.Index(fields=["center", "id"], name="expert_center"),
            models.Index(fields=["is_national", "id"], name="expert_national"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def ip_kind_labels(self) -> str:
        """Fields of intellectual property in words."""
        return listed(str(choices.IPKind(code).label) for code in self.ip_kinds)

    @property
    def country_labels(self) -> str:
        """Countries (regions) in words."""
        return country_names(self.countries)

    @property
    def language_labels(self) -> str:
        """Languages in words."""
        return listed(str(dict(LANGUAGES).get(code, code)) for code in self.languages)

    @property
    def industry_labels(self) -> str:
        """Industries in words."""
        return listed(section_name(code) for code in self.industries)


class Assignment(CaseChild):
    """An expert on a case.

    `proposed`: the expert sees `disclosed` (names of the parties and their counsel) and nothing else, until they
    declare no conflict; only `active` before `ends_at` opens the case (row-level security asks this table).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for the conflict declaration")
        ACTIVE = "active", _("Active")
        CONFLICTED = "conflicted", _("Conflict declared")
        DECLINED = "declined", _("Declined by the expert")
        REVOKED = "revoked", _("Revoked")
        ENDED = "ended", _("Ended")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    expert_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    disclosed = models.JSONField(default=dict)
    question = models.TextField(_("what the expert is asked"), max_length=3000, blank=True)
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    assigned_at = models.DateTimeField(auto_now_add=True)
    ends_at = models.DateTimeField(_("open until"))
    opinion_due_on = models.DateField(_("opinion due"))
    # A foreign expert needs a recorded approval before material leaves the country (数据安全法 36, PIPL 38–40).
    cross_border_basis = models.CharField(_("approval for sending material abroad"), max_length=300, blank=True)
    cross_border_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    declared_at = models.DateTimeField(null=True, blank=True)
    declaration = models.TextField(_("declaration"), blank=True, max_length=2000)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assignment_state_known",
                condition=Q(state__in=["proposed", "active", "conflicted", "declined", "revoked", "ended"]),
            ),
            models.CheckConstraint(
                name="assignment_active_declared", condition=~Q(state="active") | Q(declared_at__isnull=False)
            ),
            models.UniqueConstraint(
                name="assignment_once_open", fields=["case", "expert"], condition=Q(state__in=["proposed", "active"])
            ),
        ]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="assignment_tenant"),
            models.Index(fields=["expert_user", "state", "ends_at"], name="assignment_open"),
        ]
