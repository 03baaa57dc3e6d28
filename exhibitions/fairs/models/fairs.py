"""The list of fairs: what a fair is, when it is held, and whom one turns to there."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.choices import AmendmentState, ContactKind
from experts.choices import LANGUAGES, listed
from portal.reference.countries import country_name
from portal.reference.text import pick
from portal.uuid7 import uuid7


class Listed(models.Model):
    """What one center put on the list. Others see it once the nation confirmed it, by somebody else than wrote it."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    seen_on = models.DateField(_("source seen on"), null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    row_version = models.PositiveIntegerField(default=1)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    # Spread into the concrete table's Meta.constraints.
    @staticmethod
    def constraints(prefix: str) -> list[models.BaseConstraint]:
        """Give the CHECKs every concrete table repeats, named after `prefix`."""
        return [
            models.CheckConstraint(
                name=f"{prefix}_confirmed_by_another",
                condition=Q(confirmed_by__isnull=True) | Q(created_by__isnull=True) | ~Q(confirmed_by=F("created_by")),
            ),
            models.CheckConstraint(
                name=f"{prefix}_source_dated", condition=Q(source_url="") | Q(seen_on__isnull=False)
            ),
        ]  # fmt: skip


class Fair(Listed):
    """A trade fair (展会) as such: organiser, venue, what it does about intellectual property.

    `country` is ISO 3166 alpha-2, `industries` GB/T 4754 sections, `language` the language spoken there (ISO 639-1).
    """

    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English or the local language"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    organiser_zh = models.CharField(_("organiser in Chinese"), max_length=200)
    organiser_en = models.CharField(_("organiser in English or the local language"), max_length=200, blank=True)
    website = models.URLField(_("website of the fair"), max_length=500, blank=True)
    country = models.CharField(_("country (region)"), max_length=2)
    city_zh = models.CharField(_("city in Chinese"), max_length=60)
    city_en = models.CharField(_("city in English"), max_length=80, blank=True)
    venue_zh = models.CharField(_("venue in Chinese"), max_length=160, blank=True)
    venue_en = models.CharField(_("venue in English or the local language"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40)
    language = models.CharField(_("local language"), max_length=2)
    industries = ArrayField(models.CharField(max_length=1), default=list, blank=True, verbose_name=_("industries"))
    # What the organiser does when somebody complains of an infringement at a booth.
    rules_zh = models.TextField(
        _("the organiser's rules on intellectual property, in Chinese"), max_length=5000, blank=True
    )
    rules_en = models.TextField(
        _("the organiser's rules on intellectual property, in English"), max_length=8000, blank=True
    )
    rules_url = models.URLField(_("where the rules stand"), max_length=500, blank=True)

    class Meta:
        constraints = [
            *Listed.constraints("fair"),
            models.UniqueConstraint(
                name="fair_once", fields=["country", "name_zh"], condition=Q(confirmed_at__isnull=False)
            ),
            models.CheckConstraint(name="fair_country_code", condition=Q(country__regex="^[A-Z]{2}$")),
            models.CheckConstraint(name="fair_language_code", condition=Q(language__regex="^[a-z]{2}$")),
            models.UniqueConstraint(name="fair_of_center", fields=["id", "center"]),
        ]
        indexes = [
            models.Index(fields=["center", "-id"], name="fair_by_center"),
            models.Index(fields=["country", "-id"], name="fair_by_country"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return pick(self.name_zh, self.name_en)

    @property
    def organiser(self) -> str:
        """The organiser in the reader's language."""
        return pick(self.organiser_zh, self.organiser_en)

    @property
    def venue(self) -> str:
        """The venue in the reader's language."""
        return pick(self.venue_zh, self.venue_en)

    @property
    def rules(self) -> str:
        """The organiser's rules in the reader's language."""
        return pick(self.rules_zh, self.rules_en)

    @property
    def place(self) -> str:
        """Country (region) and city in one line, as the reader's language orders them."""
        country = country_name(self.country)
        return pick(
            f"{country} {self.city_zh}".strip(), ", ".join(filter(None, (self.city_en or self.city_zh, country)))
        )

    @property
    def site(self) -> str:
        """The place with the venue in one line."""
        return pick(f"{self.place} {self.venue}".strip(), ", ".join(filter(None, (self.venue, self.place))))


class FairEdition(Listed):
    """One holding of a fair (届). The first and the last day are days at the venue (the fair's time zone), both inclusive."""

    fair = models.ForeignKey(Fair, on_delete=models.PROTECT, related_name="editions")
    year = models.PositiveSmallIntegerField(_("year"))
    label_zh = models.CharField(_("edition in Chinese"), max_length=60, blank=True)
    label_en = models.CharField(_("edition in English"), max_length=60, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    halls = ArrayField(models.CharField(max_length=20), default=list, blank=True, verbose_name=_("halls"))
    opening_hours = models.CharField(_("opening hours"), max_length=120, blank=True)
    cancelled_on = models.DateField(_("called off on"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was called off"), max_length=300, blank=True)

    class Meta:
        constraints = [
            *Listed.constraints("fairedition"),
            models.CheckConstraint(name="fairedition_days_in_order", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="fairedition_cancelled_whole",
                condition=Q(cancelled_on__isnull=True, cancel_reason="")
                | Q(cancelled_on__isnull=False) & ~Q(cancel_reason=""),
            ),
            models.UniqueConstraint(
                name="fairedition_once", fields=["fair", "starts_on"], condition=Q(confirmed_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["-starts_on", "-id"], name="fairedition_by_day"),
            models.Index(fields=["fair", "-starts_on"], name="fairedition_of_fair"),
            models.Index(fields=["center", "-id"], name="fairedition_by_center"),
        ]

    def __str__(self) -> str:
        return f"{self.fair_id} {self.year}"

    @property
    def name(self) -> str:
        """The fair's name with the edition, in the reader's language; `fair` must be at hand."""
        return f"{self.fair.name} {self.label}"

    @property
    def label(self) -> str:
        """The edition's own words in the reader's language, else its year."""
        return pick(self.label_zh, self.label_en) or str(self.year)


class Amendment(models.Model):
    """A change of what stands on the list, written by one person of the nation and released by another.

    `words` are columns with their values as JSON, either of a fair or of an edition.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    fair = models.ForeignKey(Fair, null=True, blank=True, on_delete=models.CASCADE, related_name="amendments")
    edition = models.ForeignKey(FairEdition, null=True, blank=True, on_delete=models.CASCADE, related_name="amendments")
    words = models.JSONField()
    state = models.CharField(_("state"), max_length=8, choices=AmendmentState.choices, default=AmendmentState.PREPARED)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="amendment_state_known", condition=Q(state__in=AmendmentState.values)),
            models.CheckConstraint(
                name="amendment_of_one",
                condition=Q(fair__isnull=True, edition__isnull=False) | Q(fair__isnull=False, edition__isnull=True),
            ),
            models.CheckConstraint(
                name="amendment_by_another",
                condition=~Q(state="released") | Q(made_by__isnull=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("made_by")),
            ),
            models.UniqueConstraint(name="amendment_one_fair", fields=["fair"], condition=Q(state="prepared")),
            models.UniqueConstraint(name="amendment_one_edition", fields=["edition"], condition=Q(state="prepared")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.fair_id or self.edition_id} {self.state}"


class FairContact(models.Model):
    """Somebody to turn to at a fair, at every edition or at one. Of the nation, or kept by one center for its own firms.

    The nation's that are `is_public` are everybody's to read. `on_call_from` and `on_call_to` are days, inclusive.
    `row_version` is counted by the database with every change.
    """

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    fair = models.ForeignKey(Fair, on_delete=models.CASCADE, related_name="contacts")
    edition = models.ForeignKey(FairEdition, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    center = models.ForeignKey("tenancy.Center", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=14, choices=ContactKind.choices)
    name_zh = models.CharField(_("name in Chinese"), max_length=160)
    name_local = models.CharField(_("name in the local language or English"), max_length=200, blank=True)
    person = models.CharField(_("person"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    hours = models.CharField(_("hours"), max_length=120, blank=True)
    languages = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("languages"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    on_call_from = models.DateField(_("on call from"), null=True, blank=True)
    on_call_to = models.DateField(_("on call until"), null=True, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=False)
    source_url = models.URLField(_("source"), max_length=500, blank=True)
    seen_on = models.DateField(_("source seen on"), null=True, blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    row_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="faircontact_kind_known", condition=Q(kind__in=ContactKind.values)),
            models.CheckConstraint(name="faircontact_reachable", condition=~Q(phone="") | ~Q(email="") | ~Q(address="")),
            models.CheckConstraint(
                name="faircontact_on_call_in_order",
                condition=Q(on_call_from__isnull=True, on_call_to__isnull=True) | Q(on_call_to__gte=F("on_call_from")),
            ),
            models.CheckConstraint(
                name="faircontact_source_dated", condition=Q(source_url="") | Q(seen_on__isnull=False)
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["fair", "kind", "id"], name="faircontact_of_fair"),
            models.Index(fields=["center", "id"], name="faircontact_by_center"),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def language_labels(self) -> str:
        """Languages spoken there, in words."""
        return listed(str(dict(LANGUAGES).get(code, code)) for code in self.languages)
