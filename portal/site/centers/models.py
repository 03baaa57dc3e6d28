"""How a center presents itself on its own pages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from portal.documents.intake.reasons import explain
from portal.reference.text import pick
from portal.tenancy.models import Center

HOST = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$"


class CenterSite(models.Model):
    """The mini-site of a center: brand, words, contacts, logo.

    `host` is a name of the center's own under which the page is also answered. Phone, e-mail and address stand beside the
    center's, which are shown where these are empty. The logo's bytes lie under `logo_key` and are shown once found clean.
    """

    class Palette(models.TextChoices):
        """Brand colours; each carries white words at 4.5:1 or better (static/css/site.css)."""

        BLUE = "blue", _("Blue")
        TEAL = "teal", _("Teal")
        GREEN = "green", _("Green")
        PLUM = "plum", _("Plum")
        BRICK = "brick", _("Brick")
        SLATE = "slate", _("Slate")

    id = models.BigAutoField(primary_key=True)
    center = models.OneToOneField(Center, on_delete=models.CASCADE, related_name="site")
    host = models.CharField(_("own host name"), max_length=200, null=True, blank=True, unique=True)
    palette = models.CharField(_("colour"), max_length=8, choices=Palette.choices, default=Palette.BLUE)
    tagline_zh = models.CharField(_("one line in Chinese"), max_length=60, blank=True)
    tagline_en = models.CharField(_("one line in English"), max_length=120, blank=True)
    intro_zh = models.TextField(_("about the center, in Chinese"), max_length=4000, blank=True)
    intro_en = models.TextField(_("about the center, in English"), max_length=8000, blank=True)
    hours_zh = models.CharField(_("opening hours in Chinese"), max_length=120, blank=True)
    hours_en = models.CharField(_("opening hours in English"), max_length=160, blank=True)
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address_zh = models.CharField(_("address in Chinese"), max_length=200, blank=True)
    address_en = models.CharField(_("address in English"), max_length=300, blank=True)
    logo_key = models.CharField(max_length=300, blank=True)
    logo_type = models.CharField(max_length=40, blank=True)
    logo_state = models.CharField(max_length=12, blank=True)
    logo_reason = models.CharField(max_length=60, blank=True)
    logo_alt_zh = models.CharField(_("what the logo shows, in Chinese"), max_length=100, blank=True)
    logo_alt_en = models.CharField(_("what the logo shows, in English"), max_length=160, blank=True)
    published = models.BooleanField(_("shown to the public"), default=False)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="center_site_palette_known",
                condition=Q(palette__in=["blue", "teal", "green", "plum", "brick", "slate"]),
            ),
            models.CheckConstraint(name="center_site_host_is_one", condition=Q(host=None) | Q(host__regex=HOST)),
            models.CheckConstraint(
                name="center_site_logo_state_known",
                condition=Q(logo_state__in=["", "received", "clean", "rejected", "quarantined"]),
            ),
            # The logo lies in the center's own folder: another one's bytes, or a case's, are never shown as it.
            models.CheckConstraint(
                name="center_site_own_logo",
                condition=Q(logo_key="")
                | Q(
                    logo_key__regex=Concat(
                        Value("^centers/"), Cast("center_id", models.CharField()), Value(r"/[\w-]+(\.\w+)?$")
                    )
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.center.name

    @property
    def tagline(self) -> str:
        """The one line in the reader's language."""
        return pick(self.tagline_zh, self.tagline_en)

    @property
    def intro(self) -> str:
        """The introduction in the reader's language, Markdown."""
        return pick(self.intro_zh, self.intro_en)

    @property
    def hours(self) -> str:
        """The opening hours in the reader's language."""
        return pick(self.hours_zh, self.hours_en)

    @property
    def address(self) -> str:
        """The address in the reader's language."""
        return pick(self.address_zh, self.address_en)

    @property
    def logo_alt(self) -> str:
        """What the logo shows, in the reader's language."""
        return pick(self.logo_alt_zh, self.logo_alt_en)

    @property
    def logo_refusal(self) -> str:
        """Why the logo is not shown, in words; "" where it is, or is still being checked."""
        return explain(self.logo_reason) if self.logo_reason else ""
