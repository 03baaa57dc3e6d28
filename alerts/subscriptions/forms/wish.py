"""What somebody wants to be told, how often, and at which hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import Kind, Level, Right, Tag
from alerts.subscriptions.asked import Asked
from alerts.subscriptions.choices import HOURS, TIME_ZONES, Frequency, Weekday
from alerts.subscriptions.selectors.centers import center_choices
from alerts.subscriptions.services.people import Hours
from cases.choices import IPKind
from portal.accounts.forms.fields import EmailField
from portal.accounts.models import User
from portal.reference.countries import country_groups
from portal.reference.industry import section_choices
from portal.site.forms import FoldedChoices

_CHECKS = forms.CheckboxSelectMultiple


def language_now() -> str:
    """Give the language of the page as accounts and subscriptions keep it."""
    return User.Language.EN.value if (get_language() or "").startswith("en") else User.Language.ZH.value


class WishForm(forms.Form):
    """One filter and how often it brings mail."""

    kinds = forms.MultipleChoiceField(label=_("Kinds"), choices=Kind.choices, required=False, widget=_CHECKS)
    level = forms.ChoiceField(label=_("Alerts of this level and above"), required=False)
    ip_kinds = forms.MultipleChoiceField(label=_("Rights"), choices=IPKind.choices, required=False, widget=_CHECKS)
    tags = forms.MultipleChoiceField(label=_("Firms"), choices=Tag.choices, required=False, widget=_CHECKS)
    countries = forms.MultipleChoiceField(
        label=_("Markets"), choices=lambda: country_groups(organisations=True), required=False, widget=FoldedChoices
    )
    industries = forms.MultipleChoiceField(
        label=_("Industries"), choices=section_choices, required=False, widget=_CHECKS
    )
    rights = forms.MultipleChoiceField(
        label=_("Typical cases about"), choices=Right.choices, required=False, widget=_CHECKS
    )
    centers = forms.MultipleChoiceField(
        label=_("Also local items of"),
        choices=center_choices,
        required=False,
        widget=FoldedChoices,
        help_text=_("What these centers publish for their own region, beside what is published for the whole country."),
    )
    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=Frequency.choices,
        widget=forms.RadioSelect,
        initial=Frequency.ONCE,
        help_text=_("Once a day and once a week bring one mail with everything new, and none when nothing is new."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # “Nothing chosen means all” says more than seven times “(optional)”.
            field.conditional = True  # type: ignore[attr-defined]
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)
        level.choices = [("", _("All levels")), *Level.choices]

    def wanted(self) -> Asked:
        """Give the filter of a valid form."""
        return Asked.read(self.cleaned_data)

    @property
    def what(self) -> list[Any]:
        """List the fields that say what."""
        return [self[name] for name in ("kinds", "level", "ip_kinds", "tags", "countries", "industries", "rights")]


class HoursForm(forms.Form):
    """When mail may come."""

    time_zone = forms.ChoiceField(label=_("Time zone"), choices=TIME_ZONES, initial="Asia/Shanghai")
    quiet_from = forms.TypedChoiceField(
        label=_("Quiet from"),
        choices=HOURS,
        coerce=int,
        initial=22,
        help_text=_("In quiet hours only urgent alerts come; the rest follows when they end."),
    )
    quiet_to = forms.TypedChoiceField(
        label=_("Quiet until"),
        choices=HOURS,
        coerce=int,
        initial=8,
        help_text=_("The same hour twice: no quiet hours."),
    )
    digest_hour = forms.TypedChoiceField(
        label=_("Hour of the daily or weekly mail"), choices=HOURS, coerce=int, initial=9
    )
    digest_weekday = forms.TypedChoiceField(
        label=_("Day of the weekly mail"), choices=Weekday.choices, coerce=int, initial=Weekday.MONDAY
    )

    @property
    def when(self) -> list[Any]:
        """List the fields that say when."""
        return [self[name] for name in ("time_zone", "quiet_from", "quiet_to", "digest_hour", "digest_weekday")]

    def hours(self) -> Hours:
        """Give the hours of a valid form."""
        return Hours(**{name: self.cleaned_data[name] for name in Hours.__dataclass_fields__})


class LanguageMixin(forms.Form):
    """In which language mail comes."""

    language = forms.ChoiceField(
        label=_("Language of the mails"),
        choices=[(User.Language.ZH.value, _("Chinese")), (User.Language.EN.value, _("English"))],
        widget=forms.RadioSelect,
    )


class SettingsForm(LanguageMixin, HoursForm):
    """Language and hours of a subscription; an account keeps its language elsewhere."""

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["language"]


class AskForm(LanguageMixin, HoursForm, WishForm):
    """Everything at once, for somebody without an account."""

    email = EmailField(
        label=_("E-mail"), help_text=_("We send a link to this address; mail comes only after you opened it.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = language_now()


class FirstForm(HoursForm, WishForm):
    """Everything at once, for somebody with an account, whose address and language are known."""


class LinkForm(forms.Form):
    """The address of a subscription whose link was lost."""

    email = EmailField(label=_("E-mail"))
