"""What editors work on. None of these tables can be read by the public's log-in."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import Kind, Offer, State, Verb
from alerts.publishing.models.text import Text
from portal.documents.models import StoredFile, bytes_in
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Item(models.Model):
    """One thing that is published under one address, kept by the center that writes it.

    `state` is that of the text in hand (the latest revision); `edition` the number of the edition that the public reads,
    None before the first. `goes_out_at` is set while the item is scheduled: the embargo ends then.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    slug = models.SlugField(_("address"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=240, blank=True)
    edition = models.PositiveIntegerField(null=True, blank=True)
    goes_out_at = models.DateTimeField(null=True, blank=True)
    offer = models.CharField(_("for the whole country"), max_length=8, choices=Offer.choices, blank=True)
    # Written by the database alone: the moment of the nation's decision (rls.STAMP_OFFER).
    offer_decided_at = models.DateTimeField(null=True, editable=False)
    row_version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="item_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="item_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="item_offer_known", condition=Q(offer__in=Offer.values)),
            models.CheckConstraint(
                name="item_scheduled_has_moment",
                condition=Q(state="scheduled", goes_out_at__isnull=False)
                | ~Q(state="scheduled") & Q(goes_out_at__isnull=True),
            ),
            models.UniqueConstraint(name="item_one_address", fields=["kind", "slug"]),
            # What the children refer to: they cannot belong to another center's item.
            models.UniqueConstraint(name="item_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["center", "state", "-updated_at", "-id"], name="item_desk"),
            models.Index(fields=["center", "-updated_at", "-id"], name="item_desk_all"),
            models.Index(fields=["offer", "-updated_at", "-id"], name="item_offers", condition=~Q(offer="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"

    @property
    def title(self) -> str:
        """The title of the text in hand, in the reader's language."""

        return pick(self.title_zh, self.title_en or self.title_zh)


class ItemChild(models.Model):
    """A row of an item; (item_id, center_id) is one foreign key, written in the migration."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Revision(Text, ItemChild):
    """One version of the text. Open while it is written; closed for good when it is handed in.

    `writers` are all whose words stand in it and were not approved by somebody else before; the database keeps that list
    itself, and refuses the approval of anybody on it.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.PositiveIntegerField()
    writers = ArrayField(models.BigIntegerField(), default=list, editable=False)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            *Text.constraints("revision"),
            models.UniqueConstraint(name="revision_number_once", fields=["item", "number"]),
            models.UniqueConstraint(name="revision_one_open", fields=["item"], condition=Q(handed_in_at__isnull=True)),
            models.CheckConstraint(
                name="revision_approved_whole",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False, handed_in_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["item", "-number"], name="revision_latest")]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class Step(ItemChild):
    """What happened to an item: the rows of its story."""

    id = models.BigAutoField(primary_key=True)
    revision = models.PositiveIntegerField()
    verb = models.CharField(max_length=10, choices=Verb.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.TextField(blank=True, max_length=2000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(name="step_verb_known", condition=Q(verb__in=Verb.values))]
        indexes = [models.Index(fields=["item", "id"], name="step_of_item")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.verb}"


class Attachment(StoredFile, ItemChild):
    """A picture or file of an item. It never changes: another picture or another alternative text is another row."""

    id = models.BigAutoField(primary_key=True)
    alt_zh = models.CharField(_("what the picture shows, in Chinese"), max_length=300)
    alt_en = models.CharField(_("what the picture shows, in English"), max_length=300, blank=True)
    is_picture = models.BooleanField(default=False)

    class Meta:
        constraints = [*StoredFile.constraints("attachment"), bytes_in("publishing", name="attachment_own_bytes")]
        indexes = [models.Index(fields=["item", "id"], name="attachment_of_item")]

    def __str__(self) -> str:
        return self.name
