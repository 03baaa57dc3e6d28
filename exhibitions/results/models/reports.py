"""The report of a delegation: the words of its center, the photos it chose, and the files that workers make."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.desk.models import IncidentFile
from exhibitions.fairs.models import Delegation
from exhibitions.results.choices import FileState, Format, ReportState
from portal.documents.models import bytes_in
from portal.uuid7 import uuid7


class Report(models.Model):
    """The report (总结报告) of a delegation. `makers` are all who wrote in it; none of them releases it.

    At the release `content` keeps everything that the report says and `content_hash` its SHA-256: both files are made of it.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    delegation = models.OneToOneField(Delegation, on_delete=models.PROTECT, related_name="report")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=ReportState.choices, default=ReportState.DRAFT)
    introduction = models.TextField(_("introduction"), max_length=5000, blank=True)
    assessment = models.TextField(_("assessment"), max_length=8000, blank=True)
    recommendations = models.TextField(_("recommendations"), max_length=8000, blank=True)
    makers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    row_version = models.PositiveIntegerField(default=1)
    reason = models.CharField(_("why it was sent back"), max_length=500, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="fairreport_state_known", condition=Q(state__in=ReportState.values)),
            models.CheckConstraint(
                name="fairreport_released_whole",
                condition=Q(state="released", released_at__isnull=False) & ~Q(content_hash="")
                | ~Q(state="released") & Q(released_at__isnull=True, content_hash=""),
            ),
            models.CheckConstraint(
                name="fairreport_handed_in_whole",
                condition=Q(state="draft") | ~Q(introduction="") & ~Q(assessment="") & ~Q(recommendations=""),
            ),
            models.UniqueConstraint(name="fairreport_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["delegation", "center"], name="fairreport_tenant"),
            models.Index(fields=["center", "-id"], name="fairreport_by_center"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Picture(models.Model):
    """A photo of an incident that stands in the report, with the words for people who do not see it."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(IncidentFile, on_delete=models.PROTECT, related_name="+")
    alt = models.CharField(_("what the photo shows"), max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reportpicture_in_words", condition=~Q(alt="")),
            models.UniqueConstraint(name="reportpicture_once", fields=["report", "file"]),
        ]
        indexes = [
            models.Index(fields=["report", "center"], name="reportpicture_tenant"),
            models.Index(fields=["center", "-id"], name="reportpicture_by_center"),
        ]

    def __str__(self) -> str:
        return self.alt


class ReportFile(models.Model):
    """A released report as one file; a worker makes it of the report's `content`."""

    id = models.BigAutoField(primary_key=True)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=4, choices=Format.choices)
    state = models.CharField(max_length=7, choices=FileState.choices, default=FileState.PENDING)
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="reportfile_format_known", condition=Q(format__in=Format.values)),
            models.CheckConstraint(name="reportfile_state_known", condition=Q(state__in=FileState.values)),
            models.CheckConstraint(
                name="reportfile_ready_whole",
                condition=~Q(state="ready") | Q(ready_at__isnull=False) & ~Q(storage_key="") & ~Q(sha256=""),
            ),
            bytes_in("fairreports", name="reportfile_own_bytes"),
            models.UniqueConstraint(name="reportfile_once", fields=["report", "format"]),
        ]
        indexes = [
            models.Index(fields=["report", "center"], name="reportfile_tenant"),
            models.Index(fields=["center", "-id"], name="reportfile_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.format}"
