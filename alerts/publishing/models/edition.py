"""What the public reads. Written by the portal's own work alone, at the moment of publication."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import Kind
from alerts.publishing.models.item import Item, Revision
from alerts.publishing.models.text import Text
from portal.documents.models import bytes_in
from portal.reference.text import pick

CURRENT = Q(is_current=True, retracted_at__isnull=True)


class Edition(Text):
    """One published version of an item. `is_current` marks the latest; earlier ones stay readable under their number.

    A retracted edition keeps its address and says why; its text is no longer shown. `nation_wide` items stand on the
    national site and on every center's, others on the site of `center` alone.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField()
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    slug = models.SlugField(max_length=80)
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    nation_wide = models.BooleanField(default=True)
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    retracted_at = models.DateTimeField(null=True)
    retraction_zh = models.CharField(max_length=300, blank=True)
    retraction_en = models.CharField(max_length=600, blank=True)

    class Meta:
        constraints = [
            *Text.constraints("edition"),
            models.CheckConstraint(name="edition_kind_known", condition=Q(kind__in=Kind.values)),
            models.UniqueConstraint(name="edition_number_once", fields=["item", "number"]),
            models.UniqueConstraint(name="edition_one_current", fields=["item"], condition=Q(is_current=True)),
            models.UniqueConstraint(name="edition_one_address", fields=["kind", "slug"], condition=Q(is_current=True)),
            models.CheckConstraint(
                name="edition_retraction_told", condition=Q(retracted_at__isnull=True) | ~Q(retraction_zh="")
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-published_at", "-id"], name="edition_by_kind", condition=CURRENT),
            models.Index(fields=["-published_at", "-id"], name="edition_by_day", condition=CURRENT),
            models.Index(fields=["center", "-published_at", "-id"], name="edition_by_center", condition=CURRENT),
            models.Index(fields=["public_id"], name="edition_by_item", condition=Q(is_current=True)),
            GinIndex(fields=["countries"], name="edition_countries", condition=CURRENT),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug} #{self.number}"

    @property
    def retraction(self) -> str:
        """Why it was retracted, in the reader's language."""
        return pick(self.retraction_zh, self.retraction_en or self.retraction_zh)

    @property
    def is_changed(self) -> bool:
        """True when this is not the first edition."""
        return self.number > 1


class EditionFile(models.Model):
    """A file that belongs to an edition, as the public may open it: the attachment itself stays with the desk."""

    id = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="files")
    attachment = models.BigIntegerField()
    public_id = models.UUIDField()
    name = models.CharField(max_length=255)
    storage_key = models.CharField(max_length=300)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    alt_zh = models.CharField(max_length=300)
    alt_en = models.CharField(max_length=300, blank=True)
    is_picture = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="editionfile_once", fields=["edition", "attachment"]),
            bytes_in("publishing", name="editionfile_own_bytes"),
        ]
        indexes = [models.Index(fields=["public_id"], name="editionfile_public")]

    def __str__(self) -> str:
        return self.name

    @property
    def alt(self) -> str:
        """What it shows, in the reader's language."""
        return pick(self.alt_zh, self.alt_en or self.alt_zh)


class EditionPrint(models.Model):
    """An edition as a PDF in one language. The bytes are made by a worker after publication; `ready_at` is empty until then."""

    id = models.BigAutoField(primary_key=True)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="prints")
    language = models.CharField(max_length=7, choices=[("zh-hans", "zh-hans"), ("en", "en")])
    storage_key = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(default=0)
    pages = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="editionprint_once", fields=["edition", "language"]),
            bytes_in("publishing/prints", name="editionprint_own_bytes"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.language}"
