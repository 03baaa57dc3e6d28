"""What a firm carries to its booth on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.models import Participant
from exhibitions.screening.choices import Language, PackState
from portal.documents.models import bytes_in
from portal.uuid7 import uuid7


class BoothPack(models.Model):
    """The booth pack (展位资料包) of a participant in Chinese and `language`; `content_hash` is over what it says.

    Made by a worker on order, and again when what it says has changed; only the newest is kept.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="packs")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    state = models.CharField(_("state"), max_length=7, choices=PackState.choices, default=PackState.PENDING)
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ordered_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="boothpack_language_known", condition=Q(language__in=Language.values)),
            models.CheckConstraint(name="boothpack_state_known", condition=Q(state__in=PackState.values)),
            models.CheckConstraint(
                name="boothpack_ready_whole",
                condition=~Q(state="ready") | Q(ready_at__isnull=False) & ~Q(storage_key="") & ~Q(sha256=""),
            ),
            bytes_in("packs", name="boothpack_own_bytes"),
            models.UniqueConstraint(
                name="boothpack_one_pending", fields=["participant", "language"], condition=Q(state="pending")
            ),
        ]
        indexes = [
            models.Index(fields=["participant", "center"], name="boothpack_tenant"),
            models.Index(fields=["participant", "language", "-id"], name="boothpack_newest"),
            models.Index(fields=["center", "-id"], name="boothpack_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.language}"
