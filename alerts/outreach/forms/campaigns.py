"""Forms of campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import MOST_FEATURED, MOST_FIGURE, UNITS, Channel
from alerts.outreach.models import Campaign, Feature, PlanItem
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import ROUTES, address_of, current
from portal.tabular import MAX_BYTES

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "KRW", "HKD", "SGD", "AUD", "CAD", "CHF", "THB", "VND", "IDR", "MYR")


def edition_at(raw: str) -> Edition:
    """Find a published page by its address on this portal or its path. Raises ValidationError with what is wrong."""
    text = raw.strip()
    path = text.removeprefix(settings.PUBLIC_URL) if text.startswith(settings.PUBLIC_URL) else text
    slug = path.split("?")[0].strip("/").rpartition("/")[2]
    kinds = [kind.value for kind in ROUTES]
    for edition in current().filter(kind__in=kinds, slug=slug).defer("parts", "sources") if slug else []:
        if address_of(edition.kind, edition.slug).strip("/") == path.split("?")[0].strip("/"):
            return edition
    raise ValidationError(
        gettext("“%(text)s” is no published page of this portal. Copy its address, for example /alerts/….")
        % {"text": text[:80]}
    )


class CampaignForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a campaign is about, when, and how many it wants to reach over each channel."""

    class Meta:
        model = Campaign
        fields: tuple[str, ...] = (
            "title_zh", "title_en", "goal", "audience", "starts_on", "ends_on", "owner", "open_to_centers",
        )  # fmt: skip
        widgets = {"goal": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for channel in Channel:
            self.fields[f"target_{channel.value}"] = forms.IntegerField(
                label=_("Target: %(channel)s (%(unit)s)") % {"channel": channel.label, "unit": UNITS[channel]},
                min_value=1, max_value=MOST_FIGURE, required=False, initial=self.instance.targets.get(channel.value),
            )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("This is before the first day."))
        targets = {channel.value: cleaned.get(f"target_{channel.value}") for channel in Channel}
        self.instance.targets = {name: number for name, number in targets.items() if number}
        return cleaned


class PlanItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something that is done for a campaign."""

    page = forms.CharField(
        label=_("Published page of this portal"), max_length=300, required=False,
        help_text=_("Its address, for example /alerts/…. What the portal knows about it is then counted by itself."),
    )  # fmt: skip
    address = forms.URLField(label=_("Address elsewhere"), max_length=500, required=False, assume_scheme="https")
    currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", "—"), *((code, code) for code in CURRENCIES)]
    )

    class Meta:
        model = PlanItem
        fields: tuple[str, ...] = (
            "what", "channel", "planned_on", "done_on", "responsible", "page", "address", "cost", "currency",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(self.Meta.fields)
        if self.instance.edition and not self.is_bound:
            shown = current().filter(public_id=self.instance.edition).first()
            self.initial["page"] = address_of(shown.kind, shown.slug) if shown else ""

    def clean_page(self) -> str:
        page = str(self.cleaned_data["page"])
        self.instance.edition = edition_at(page).public_id if page.strip() else None
        return page

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        done, cost, currency = cleaned.get("done_on"), cleaned.get("cost"), cleaned.get("currency")
        if done and done > timezone.localdate():
            self.add_error("done_on", _("This day lies in the future."))
        if cost is not None and cost < 0:
            self.add_error("cost", _("A cost cannot be negative."))
        if cost is not None and not currency:
            self.add_error("currency", _("Name the currency of the cost."))
        if cost is None and currency and "cost" not in self.errors:
            cleaned["currency"] = self.instance.currency = ""
        return cleaned


class FigureForm(forms.Form):
    """How many were reached over a channel on a day."""

    channel = forms.ChoiceField(label=_("Channel"), choices=[(c.value, c.label) for c in Channel])
    day = forms.DateField(label=_("Day"))
    reached = forms.IntegerField(
        label=_("Reached"),
        min_value=0,
        max_value=MOST_FIGURE,
        help_text=_("In the unit of the channel, for example readers of a post or people at an event."),
    )
    counted_by = forms.CharField(
        label=_("Where the figure comes from"), max_length=200,
        help_text=_("For example: back office of the official account, list of participants."),
    )  # fmt: skip

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future; only what was counted can be entered."))
        return day


class ImportForm(forms.Form):
    """A file of figures, or its rows pasted."""

    file = forms.FileField(label=_("CSV file"), required=False)
    text = forms.CharField(
        label=_("or paste the rows here"), required=False, strip=False, max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "class": "code-input", "spellcheck": "false"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("file") and not (cleaned.get("text") or "").strip():
            self.add_error("file", _("Choose a file or paste the rows."))
        return cleaned


class FeatureForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the home page shows of a campaign."""

    pages = forms.CharField(
        label=_("Published pages, one address a line"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("At most six, for example /alerts/…; the first stands first."),
    )  # fmt: skip

    class Meta:
        model = Feature
        fields: tuple[str, ...] = ("title_zh", "title_en", "text_zh", "text_en", "pages", "shows_from", "shows_until")

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.order_fields(self.Meta.fields)

    def clean_pages(self) -> list[UUID]:
        lines = [line.strip() for line in str(self.cleaned_data["pages"]).splitlines() if line.strip()]
        if len(lines) > MOST_FEATURED:
            raise ValidationError(_("At most %(most)d pages.") % {"most": MOST_FEATURED})
        return list(dict.fromkeys(edition_at(line).public_id for line in lines))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("shows_from"), cleaned.get("shows_until")
        if first and first < self.campaign.starts_on:
            self.add_error("shows_from", _("The campaign has not begun by then."))
        if last and last > self.campaign.ends_on:
            self.add_error("shows_until", _("The campaign is over by then."))
        if first and last and last < first:
            self.add_error("shows_until", _("This is before the first day."))
        return cleaned

    def words(self) -> Mapping[str, str]:
        """Give the words alone."""
        return {name: self.cleaned_data[name] for name in ("title_zh", "title_en", "text_zh", "text_en")}
