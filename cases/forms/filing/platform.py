"""Section: a dispute on an online platform."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.conditions import on_platform
from cases.forms.filing.fields import TextBlock, TextLine

MOST_LINKS = 50
_is_url = URLValidator(schemes=["http", "https"])


class PlatformForm(SectionForm):
    platform_name = TextLine(label=_("Platform"), max_length=120, help_text=_("For example Amazon.com, AliExpress."))
    platform_shop = TextLine(label=_("Your shop"), max_length=200, help_text=_("Name of the shop or seller ID."))
    platform_links = TextBlock(
        label=_("Links concerned"),
        max_length=4000,
        rows=4,
        required=False,
        help_text=_("One address per line. ASINs may be added behind it."),
    )

    def clean_platform_links(self) -> str:
        """Check each line's address; nothing is fetched."""
        lines = [line.strip() for line in str(self.cleaned_data["platform_links"]).splitlines() if line.strip()]
        if len(lines) > MOST_LINKS:
            raise ValidationError(_("List at most %(most)d links."), code="too_many", params={"most": MOST_LINKS})
        for line in lines:
            address = line.split()[0]
            try:
                _is_url(address if "://" in address else f"https://{address}")
            except ValidationError as error:
                raise ValidationError(
                    _("“%(line)s” is not a web address."), code="link", params={"line": line[:80]}
                ) from error
        return "\n".join(lines)


SECTION = Section(
    key="platform",
    group="dispute",
    title=_("The online platform"),
    why=_("Platforms set short periods for counter-notices."),
    form=PlatformForm,
    needed=on_platform,
    required=must,
)
