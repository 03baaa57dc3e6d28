"""Offices abroad, which of them receive what is published, and what went out to them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import Language, OfficeKind
from alerts.outreach.models.standing import Prepared
from portal.reference.countries import country_name
from portal.reference.text import is_chinese
from portal.uuid7 import uuid7


def codes(words: object, length: int) -> ArrayField:  # type: ignore[type-arg]
    """Give a column of codes, empty for "all"."""
    return ArrayField(models.CharField(max_length=length), default=list, blank=True, verbose_name=words)  # type: ignore[arg-type]


class Office(models.Model):
    """An office or chamber abroad, or an authority, as `center` keeps it: the nation, or the overseas center of its country.

    Contacts are those that the office itself publishes, with the page where they stand; no private persons.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=OfficeKind.choices)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_local = models.CharField(_("name in the language of the place"), max_length=200, blank=True)
    country = models.CharField(_("country (region)"), max_length=2)
    city = models.CharField(_("city"), max_length=80, blank=True)
    language = models.CharField(
        _("language of correspondence"), max_length=8, choices=Language.choices, default=Language.ZH
    )
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    ip_kinds = codes(_("rights it deals with"), 24)
    industries = codes(_("industries it deals with"), 1)
    source_title = models.CharField(_("source of these entries"), max_length=200)
    source_url = models.URLField(_("page of the source"), max_length=500, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="office_kind_known", condition=Q(kind__in=OfficeKind.values)),
            models.CheckConstraint(name="office_language_known", condition=Q(language__in=Language.values)),
            models.UniqueConstraint(name="office_once", fields=["country", "name_zh"]),
        ]
        indexes = [
            models.Index(fields=["-id"], name="office_list"),
            models.Index(fields=["country", "-id"], name="office_by_country"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if is_chinese() else self.name_en

    @property
    def country_label(self) -> str:
        """The country (region) in words."""
        return country_name(self.country)


class Recipient(Prepared):
    """An office's entry on the list of recipients: address, language, and which editions (alerts.publishing.filters.Wanted).

    Address and language are those that were released, whatever the register says later. `key` is the word in the link by
    which the office ends it; `basis` says why it may be written to.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="recipients")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail"))
    language = models.CharField(_("language"), max_length=8, choices=Language.choices)
    basis = models.CharField(_("why it may be written to"), max_length=300)
    kinds = codes(_("kinds"), 8)
    countries = codes(_("markets"), 2)
    industries = codes(_("industries"), 1)
    ip_kinds = codes(_("rights"), 24)
    tags = codes(_("kinds of firms"), 16)
    rights = codes(_("subjects of typical cases"), 24)
    level = models.CharField(_("alerts of at least"), max_length=10, blank=True)

    class Meta:
        constraints = [
            *Prepared.constraints("recipient"),
            models.CheckConstraint(name="recipient_language_known", condition=Q(language__in=Language.values)),
            models.UniqueConstraint(
                name="recipient_one_released", fields=["office"], condition=Q(state="released")
            ),
            models.UniqueConstraint(
                name="recipient_one_prepared", fields=["office"], condition=Q(state="prepared")
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["state", "-id"], name="recipient_by_state")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.state}"


class Mailing(models.Model):
    """One edition, or its retraction, to one office: that it was sent is said once. `event` is the mail in the outbox.

    The outbox forgets what became of a mail after half a year, so `outcome` (a delivery's state, "" until it is settled),
    `trouble` and `settled_at` are taken over here (services/spreading.py).
    """

    id = models.BigAutoField(primary_key=True)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    # Editions are never deleted (edition_guard), and rows come from one statement that reads them.
    edition = models.ForeignKey("publishing.Edition", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    is_retraction = models.BooleanField(default=False, db_default=False)
    event = models.UUIDField(unique=True)
    outcome = models.CharField(max_length=8, blank=True)
    trouble = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="mailing_once", fields=["office", "edition", "is_retraction"]),
            models.CheckConstraint(
                name="mailing_outcome_known", condition=Q(outcome__in=["", "sent", "failed", "skipped"])
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="mailing_list"),
            models.Index(fields=["office", "-id"], name="mailing_of_office"),
            models.Index(fields=["edition"], name="mailing_of_edition"),
            models.Index(fields=["event"], name="mailing_unsettled", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} to {self.office_id}"
