"""The trail: who did what, when, to which object. Nobody may change or delete a row.

Entries are written inside the transaction they speak of; a sealer chains them afterwards in one total order
(docs/decisions/0003), so that two transactions never wait for each other's audit line.
"""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One fact. `payload` holds facts, never sentences: words are made when it is read (portal.audit.words)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True)
    seat = models.CharField(max_length=40, blank=True)
    center_id = models.BigIntegerField(null=True)
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    payload = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_object"),
            models.Index(fields=["actor_id", "id"], name="audit_actor"),
            models.Index(fields=["verb", "id"], name="audit_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


class AuditSeal(models.Model):
    """One link of the hash chain: SHA-256 over the previous link's hash and the canonical entry (hex)."""

    position = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal")
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.position} {self.hash}"
