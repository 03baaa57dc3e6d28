"""The log of contacts with offices and authorities."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import Means
from alerts.outreach.models.offices import Office
from portal.documents.models import StoredFile, bytes_in
from portal.uuid7 import uuid7


class Contact(models.Model):
    """One contact on a day, as `center` had it; the nation reads all of them."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="contacts", verbose_name=_("office or authority")
    )
    day = models.DateField(_("day"))
    means = models.CharField(_("by"), max_length=8, choices=Means.choices)
    topic = models.CharField(_("topic of the contact"), max_length=200)
    # By function rather than by name: the office's staff are no data of ours.
    counterpart = models.CharField(_("spoken with (function or unit)"), max_length=200, blank=True)
    notes = models.TextField(_("what was said"), max_length=6000, blank=True)
    agreement = models.TextField(_("what was agreed"), max_length=3000, blank=True)
    follow_up = models.CharField(_("what follows"), max_length=300, blank=True)
    follow_up_on = models.DateField(_("follow-up due on"), null=True, blank=True)
    done_on = models.DateField(_("followed up on"), null=True, blank=True)
    reminded_on = models.DateField(null=True, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="contact_means_known", condition=Q(means__in=Means.values)),
            models.CheckConstraint(
                name="contact_follow_up_whole",
                condition=Q(follow_up="", follow_up_on__isnull=True, done_on__isnull=True)
                | Q(follow_up_on__isnull=False) & ~Q(follow_up=""),
            ),
            models.CheckConstraint(
                name="contact_follow_up_later",
                condition=Q(follow_up_on__isnull=True) | Q(follow_up_on__gte=F("day")),
            ),
            models.UniqueConstraint(name="contact_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="contact_by_day"),
            models.Index(fields=["center", "-day", "-id"], name="contact_by_center"),
            models.Index(fields=["office", "-day", "-id"], name="contact_by_office"),
            models.Index(
                fields=["follow_up_on"], name="contact_due",
                condition=Q(follow_up_on__isnull=False, done_on__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.topic

    @property
    def is_open(self) -> bool:
        """True while something is still to be followed up."""
        return self.follow_up_on is not None and self.done_on is None


class ContactFile(StoredFile):
    """A paper of a contact; (contact_id, center_id) is one foreign key, written in the migration."""

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="files")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [*StoredFile.constraints("contactfile"), bytes_in("outreach", name="contactfile_own_bytes")]
        indexes = [models.Index(fields=["contact", "id"], name="contactfile_of_contact")]

    def __str__(self) -> str:
        return self.name
