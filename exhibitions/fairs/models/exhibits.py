"""What a firm shows, with pictures, and the rights it has itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.choices import IPKind
from exhibitions.fairs.choices import RightState
from exhibitions.fairs.models.participants import Participant
from portal.documents.models import StoredFile, bytes_in
from portal.uuid7 import uuid7


class OfParticipant(models.Model):
    """A row below a participant: the center through the composite key, the firm through its participants."""

    id = models.BigAutoField(primary_key=True)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="+")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Exhibit(OfParticipant):
    """A product at a booth (展品). `hs_codes` are 4 to 10 digits, `nice` classes 1-45, `locarno` like 14-02."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="exhibits")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("name of the product"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    brand = models.CharField(_("brand"), max_length=120, blank=True)
    model_no = models.CharField(_("model"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=3000, blank=True)
    hs_codes = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("HS codes"))
    nice = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("Nice classes"))
    locarno = ArrayField(models.CharField(max_length=5), default=list, blank=True, verbose_name=_("Locarno classes"))
    markets = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("markets"))
    is_new = models.BooleanField(_("shown for the first time"), default=False)
    taken_out_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="exhibit_of_participant", fields=["id", "participant", "center"])]
        indexes = [
            models.Index(fields=["participant", "center"], name="exhibit_tenant"),
            models.Index(fields=["center", "-id"], name="exhibit_by_center"),
        ]

    def __str__(self) -> str:
        return self.name


class ExhibitPicture(OfParticipant, StoredFile):
    """A picture of an exhibit; `alt` says what it shows."""

    exhibit = models.ForeignKey(Exhibit, on_delete=models.CASCADE, related_name="pictures")
    alt = models.CharField(_("what the picture shows"), max_length=200)

    class Meta:
        constraints = [
            *StoredFile.constraints("exhibitpicture"), bytes_in("fairs", name="exhibitpicture_own_bytes"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["exhibit", "participant", "center"], name="exhibitpicture_tenant"),
            models.Index(fields=["participant", "center"], name="exhibitpicture_participant"),
            models.Index(fields=["center", "-id"], name="exhibitpicture_by_center"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnRight(OfParticipant):
    """A right of the firm itself, to be shown at the booth. `country` is ISO 3166 alpha-2 or an office's territory (EU, WO)."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="rights")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(_("kind of right"), max_length=16, choices=IPKind.choices)
    state = models.CharField(_("state"), max_length=8, choices=RightState.choices, default=RightState.IN_FORCE)
    number = models.CharField(_("number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    country = models.CharField(_("where it holds"), max_length=2)
    owner = models.CharField(_("owner"), max_length=200)
    expires_on = models.DateField(_("runs until"), null=True, blank=True)
    row_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ownright_kind_known", condition=Q(kind__in=IPKind.values)),
            models.CheckConstraint(name="ownright_state_known", condition=Q(state__in=RightState.values)),
            models.CheckConstraint(name="ownright_country_code", condition=Q(country__regex="^[A-Z]{2}$")),
            models.UniqueConstraint(name="ownright_once", fields=["participant", "kind", "country", "number"]),
            models.UniqueConstraint(name="ownright_of_participant", fields=["id", "participant", "center"]),
        ]
        indexes = [
            models.Index(fields=["participant", "center"], name="ownright_tenant"),
            models.Index(fields=["center", "-id"], name="ownright_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class RightCover(OfParticipant):
    """Which exhibit a right covers. A right with none covers what the firm shows in general (a house mark)."""

    right = models.ForeignKey(OwnRight, on_delete=models.CASCADE, related_name="covers")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.CASCADE, related_name="covers")

    class Meta:
        constraints = [models.UniqueConstraint(name="rightcover_once", fields=["right", "exhibit"])]
        indexes = [
            models.Index(fields=["right", "participant", "center"], name="rightcover_right"),
            models.Index(fields=["exhibit", "participant", "center"], name="rightcover_exhibit"),
            models.Index(fields=["participant", "center"], name="rightcover_participant"),
            models.Index(fields=["center", "-id"], name="rightcover_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.right_id} {self.exhibit_id}"


class RightDocument(OfParticipant, StoredFile):
    """The certificate, the register's extract or the power that proves a right."""

    right = models.ForeignKey(OwnRight, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("what the document is"), max_length=160)

    class Meta:
        constraints = [
            *StoredFile.constraints("rightdocument"), bytes_in("fairs", name="rightdocument_own_bytes"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["right", "participant", "center"], name="rightdocument_tenant"),
            models.Index(fields=["participant", "center"], name="rightdocument_participant"),
            models.Index(fields=["center", "-id"], name="rightdocument_by_center"),
        ]

    def __str__(self) -> str:
        return self.name
