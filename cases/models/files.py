"""What was brought in (evidence) and what was issued (papers)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.case import CaseChild
from cases.models.talk import Message
from portal.documents.models import StoredFile, bytes_in
from portal.uuid7 import uuid7


class CaseFile(CaseChild, StoredFile):
    """A file of the case: evidence, power of attorney, signed form, attachment of a message."""

    class Purpose(models.TextChoices):
        EVIDENCE = "evidence", _("Evidence")
        SERVED = "served", _("Document served")
        POWER_OF_ATTORNEY = "poa", _("Power of attorney")
        SIGNED_FORM = "signed_form", _("Signed or sealed form")
        LICENCE = "licence", _("Business licence or identity")
        MESSAGE = "message", _("Attached to a message")
        SUPPLEMENT = "supplement", _("Supplement")
        OTHER = "other", _("Other")

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose.choices, default=Purpose.EVIDENCE)
    description = models.CharField(_("description"), max_length=300, blank=True)
    message = models.ForeignKey(Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")

    class Meta:
        constraints = [*StoredFile.constraints("casefile"), bytes_in("cases", name="casefile_own_bytes")]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="casefile_tenant"),
            models.Index(fields=["sha256"], name="casefile_sha256"),
        ]


class Paper(CaseChild):
    """A document the portal issues, rendered in the `paper` queue from a frozen snapshot.

    `number` is the letter number (代字〔年〕号), the case number for the application, 档号 for a case file. `content_hash` is SHA-256 over the
    document's data (its head is printed under the QR code), `sha256` over the bytes. `progress` is percent.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Being made")
        READY = "ready", _("Issued")
        FAILED = "failed", _("Could not be made")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=choices.PaperKind.choices)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    progress = models.PositiveSmallIntegerField(default=0)
    snapshot = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            bytes_in("papers", name="paper_own_bytes"),
            models.CheckConstraint(name="paper_kind_known", condition=Q(kind__in=choices.PaperKind.values)),
            models.CheckConstraint(name="paper_state_known", condition=Q(state__in=["pending", "ready", "failed"])),
            models.CheckConstraint(
                name="paper_ready_has_bytes", condition=~Q(state="ready") | (~Q(storage_key="") & ~Q(sha256=""))
            ),
            models.UniqueConstraint(name="paper_number_once", fields=["number"], condition=~Q(number="")),
        ]
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="paper_tenant")]
