"""Files that people bring in: their states are the same wherever they hang (arch §4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.documents.intake.reasons import explain
from portal.uuid7 import uuid7


def bytes_in(folder: str, *, name: str, field: str = "storage_key") -> models.CheckConstraint:
    """Give the CHECK that a row's bytes lie in its own room's folder, whoever writes the key; "" is no key yet."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__regex": rf"^({folder}(/[\w-]+)+(\.\w+)?)?$"}))


class StoredFile(models.Model):
    """An uploaded file: received → scanned → clean | rejected | quarantined. Only a clean file can be opened.

    The bytes are kept untouched under `storage_key`; both digests are of those bytes. `size` is in bytes.
    """

    class State(models.TextChoices):
        RECEIVED = "received", _("Being checked")
        CLEAN = "clean", _("Checked")
        REJECTED = "rejected", _("Rejected")
        QUARANTINED = "quarantined", _("Held back")

    class Secrecy(models.TextChoices):
        ORDINARY = "ordinary", _("Ordinary")
        INTERNAL = "internal", _("Internal")
        CONFIDENTIAL = "confidential", _("Trade secret")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("file name"), max_length=255)
    storage_key = models.CharField(max_length=300)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(max_length=60, blank=True)
    secrecy = models.CharField(_("secrecy mark"), max_length=12, choices=Secrecy.choices, default=Secrecy.ORDINARY)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def reason_in_words(self) -> str:
        """Why it was not taken and what to do, in the reader's language; "" for a file that was."""
        return explain(self.reason) if self.reason else ""

    # Spread into the concrete table's Meta.constraints.
    @staticmethod
    def constraints(prefix: str) -> list[models.BaseConstraint]:
        """Give the CHECKs every concrete table repeats, named after `prefix`."""
        return [
            models.CheckConstraint(
                name=f"{prefix}_state_known", condition=Q(state__in=["received", "clean", "rejected", "quarantined"])
            ),
            models.CheckConstraint(
                name=f"{prefix}_secrecy_known", condition=Q(secrecy__in=["ordinary", "internal", "confidential"])
            ),
            models.CheckConstraint(
                name=f"{prefix}_refusal_has_reason", condition=~Q(state__in=["rejected", "quarantined"]) | ~Q(reason="")
            ),
        ]
