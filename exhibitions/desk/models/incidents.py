"""What happens at a booth, what is done about it, and what two devices say differently."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.choices import ClashState, EntryKind, FileKind, IncidentKind, IncidentState
from exhibitions.fairs.models import Delegation, Exhibit, Participant
from portal.documents.models import StoredFile, bytes_in
from portal.uuid7 import uuid7


class Recorded(models.Model):
    """What a person wrote down, perhaps on a device without a network.

    `device_at` is the time by the device's clock, `clock_offset` the seconds by which that clock was known to be slow,
    `recorded_at` their sum: the time it was written.
    """

    id = models.BigAutoField(primary_key=True)
    # Made by the device; the same record sent twice is the same row.
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    device_at = models.DateTimeField()
    clock_offset = models.IntegerField(default=0)
    recorded_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


class Incident(Recorded):
    """An incident at a fair (现场事件). Hall and booth are kept as they were when it happened."""

    delegation = models.ForeignKey(Delegation, on_delete=models.PROTECT, related_name="incidents")
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents", verbose_name=_("firm")
    )
    exhibit = models.ForeignKey(
        Exhibit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("exhibit")
    )
    kind = models.CharField(_("kind of incident"), max_length=20, choices=IncidentKind.choices)
    is_grave = models.BooleanField(_("grave"), default=False)
    happened_at = models.DateTimeField(_("when it happened"))
    hall = models.CharField(_("hall"), max_length=20, blank=True)
    booth = models.CharField(_("booth"), max_length=30, blank=True)
    opponent = models.CharField(_("the other side"), max_length=200, blank=True)
    asserted_right = models.CharField(_("right asserted"), max_length=300, blank=True)
    summary = models.TextField(_("what happened"), max_length=4000)
    state = models.CharField(_("state"), max_length=8, choices=IncidentState.choices, default=IncidentState.OPEN)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_due_at = models.DateTimeField(_("next step until"), null=True, blank=True)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    row_version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="incident_kind_known", condition=Q(kind__in=IncidentKind.values)),
            models.CheckConstraint(name="incident_state_known", condition=Q(state__in=IncidentState.values)),
            models.CheckConstraint(
                name="incident_exhibit_of_firm",
                condition=Q(exhibit__isnull=True) | Q(participant__isnull=False),
            ),
            models.UniqueConstraint(name="incident_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["delegation", "center"], name="incident_tenant"),
            models.Index(fields=["delegation", "changed_at"], name="incident_changed"),
            models.Index(fields=["center", "-happened_at", "-id"], name="incident_by_center"),
            models.Index(fields=["-happened_at", "-id"], name="incident_by_time"),
            models.Index(fields=["participant", "center"], name="incident_participant"),
            models.Index(fields=["exhibit", "participant", "center"], name="incident_exhibit"),
            models.Index(fields=["case"], name="incident_case", condition=Q(case__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def place(self) -> str:
        """Hall and booth in one line; "" when neither is known."""
        return " ".join(part for part in (self.hall, self.booth) if part)


class IncidentEntry(Recorded):
    """One line of an incident's log; written once, never changed. What `is_internal` is not for the firm."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(_("kind of entry"), max_length=8, choices=EntryKind.choices)
    at = models.DateTimeField(_("when"))
    who = models.CharField(_("who (name, function)"), max_length=200, blank=True)
    text = models.TextField(_("what"), max_length=4000)
    is_internal = models.BooleanField(_("not for the firm"), default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="incidententry_kind_known", condition=Q(kind__in=EntryKind.values)),
        ]
        indexes = [
            models.Index(fields=["incident", "center"], name="incidententry_tenant"),
            models.Index(fields=["center", "-id"], name="incidententry_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class IncidentFile(StoredFile):
    """A photo, a voice note or a paper of an incident; `taken_at` is corrected by the clock's offset, as `Recorded` is."""

    id = models.BigAutoField(primary_key=True)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="files")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind of file"), max_length=5, choices=FileKind.choices)
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)
    device_at = models.DateTimeField()
    clock_offset = models.IntegerField(default=0)
    taken_at = models.DateTimeField()
    # So that devices learn the verdict.
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            *StoredFile.constraints("incidentfile"),
            bytes_in("desk", name="incidentfile_own_bytes"),
            models.CheckConstraint(name="incidentfile_kind_known", condition=Q(kind__in=FileKind.values)),
        ]
        indexes = [
            models.Index(fields=["incident", "center"], name="incidentfile_tenant"),
            models.Index(fields=["center", "-id"], name="incidentfile_by_center"),
        ]

    def __str__(self) -> str:
        return self.name


class Clash(models.Model):
    """Values that were written on a device while somebody else changed them: not applied, for a person to decide.

    `fields` maps each field to {"base", "mine", "theirs"}: what the device knew, what it sent, what stood. `outcome` maps
    each to {"choice", "value"} once it is settled.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="clashes")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of the fields, for the check that nothing but the outcome is written later.
    names = ArrayField(models.CharField(max_length=20))
    fields = models.JSONField()
    made_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=7, choices=ClashState.choices, default=ClashState.OPEN)
    outcome = models.JSONField(default=dict, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="clash_state_known", condition=Q(state__in=ClashState.values)),
            models.CheckConstraint(
                name="clash_settled_whole",
                condition=Q(state="open", settled_at__isnull=True) | Q(state="settled", settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "center"], name="clash_tenant"),
            models.Index(fields=["center", "-id"], name="clash_by_center"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
