"""Applicants: enterprises, other organisations and natural persons, and who may act for them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Enterprise(models.Model):
    """An applicant (申请主体), identified by its 统一社会信用代码 (USCC) where it has one.

    `province` and `city` are GB/T 2260 codes, `industry` a GB/T 4754 section letter.
    """

    class Kind(models.TextChoices):
        LEGAL = "legal", _("Legal person")
        OTHER = "other", _("Other organisation")
        NATURAL = "natural", _("Natural person")

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("kind of applicant"), max_length=8, choices=Kind.choices, default=Kind.LEGAL)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    id_kind = models.CharField(_("kind of identity document"), max_length=20, blank=True)
    province = models.CharField(_("province"), max_length=6, blank=True)
    city = models.CharField(_("city"), max_length=6, blank=True)
    industry = models.CharField(_("industry"), max_length=1, blank=True)
    is_specialised = models.BooleanField(_("“Specialised, refined, distinctive and innovative” firm"), default=False)
    address = models.CharField(_("address"), max_length=300, blank=True)
    # Who brought the record in: a person who signed up, or a center that filed for a caller.
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    registered_center = models.ForeignKey(
        "tenancy.Center", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # When a center saw the licence of the people who act for it; empty: whoever typed the code first says who they are,
    # and sees what they filed themselves, never what a center took down for a caller. Written by the database's functions.
    proved_at = models.DateTimeField(null=True, blank=True, editable=False)
    proved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enterprise_uscc_once", fields=["uscc"], condition=~Q(uscc="")),
            models.CheckConstraint(name="enterprise_kind_known", condition=Q(kind__in=["legal", "other", "natural"])),
            models.CheckConstraint(name="enterprise_legal_has_uscc", condition=~Q(kind="legal") | ~Q(uscc="")),
        ]
        indexes = [
            models.Index(fields=["registered_center"], name="enterprise_registered_center"),
            models.Index(fields=["created_by"], name="enterprise_created_by"),
        ]

    def __str__(self) -> str:
        return self.name


class EnterpriseMember(models.Model):
    """A person who may act for an enterprise.

    The first person is owner; a second asks an owner to approve (`state` pending). An `agent` is an outside lawyer
    whom an owner authorised until `ends_on` (inclusive).
    """

    class Role(models.TextChoices):
        OWNER = "owner", _("Enterprise owner")
        MEMBER = "member", _("Enterprise member")
        READONLY = "readonly", _("Reader")
        AGENT = "agent", _("Agent")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for approval")
        ACTIVE = "active", _("Active")
        REFUSED = "refused", _("Refused")
        ENDED = "ended", _("Ended")

    id = models.BigAutoField(primary_key=True)
    enterprise = models.ForeignKey(Enterprise, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enterprise_members")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PENDING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    ends_on = models.DateField(_("authorised until"), null=True, blank=True)
    # An agent's firm, and where the power of attorney (授权委托书) that the owner saw is kept.
    organisation = models.CharField(_("law firm or agency"), max_length=200, blank=True)
    power_of_attorney = models.CharField(_("power of attorney"), max_length=200, blank=True)
    # What somebody who asks to join typed; they see this and nothing of the enterprise until they are let in.
    claimed_name = models.CharField(_("name of the enterprise"), max_length=200, blank=True)
    claimed_uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    note = models.CharField(_("who you are"), max_length=300, blank=True)
    # Set while a request waits for a center, because nobody acts for the enterprise that the center registered.
    asked_center = models.ForeignKey(
        "tenancy.Center", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enterprisemember_once", fields=["enterprise", "user"]),
            models.CheckConstraint(
                name="enterprisemember_role_known", condition=Q(role__in=["owner", "member", "readonly", "agent"])
            ),
            models.CheckConstraint(
                name="enterprisemember_state_known", condition=Q(state__in=["pending", "active", "refused", "ended"])
            ),
            models.CheckConstraint(
                name="enterprisemember_agent_has_end",
                condition=~Q(role="agent", state="active") | Q(ends_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["user", "state"], name="enterprisemember_user"),
            models.Index(
                fields=["asked_center"], name="enterprisemember_asked", condition=Q(asked_center__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} for {self.enterprise_id}"
