"""Forms of firms in a delegation, what they show and the rights they have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibitions.fairs.choices import ParticipantState, Source
from exhibitions.fairs.forms.fields import CountriesField, HsField, LocarnoField, NiceField, PhoneField, UsccField
from exhibitions.fairs.models import Exhibit, OwnRight, Participant
from portal.documents.intake.kinds import BY_EXTENSION
from portal.documents.intake.names import named_as
from portal.reference.countries import country_choices

#: Endings of what is shown as a picture.
PICTURES = frozenset({"png", "jpg", "jpeg", "webp"})
_MARKETS = gettext_lazy("Target markets")
_MARKETS_HELP = gettext_lazy("Countries (regions) by name, separated by commas: Germany, France")


class SignUpForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a firm says of itself when it asks to join."""

    contact_name = forms.CharField(label=gettext_lazy("Contact person"), max_length=80)
    contact_phone = PhoneField(label=gettext_lazy("Phone"), max_length=40)
    markets = CountriesField(label=_MARKETS, most=30, help_text=_MARKETS_HELP)

    class Meta:
        model = Participant
        fields: tuple[str, ...] = (
            "name_en", "hall", "booth", "contact_name", "contact_phone", "contact_email", "markets", "note",
        )  # fmt: skip
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts: dict[str, Any] = {
            "hall": gettext_lazy("Leave hall and booth empty while they are not known."),
            "note": gettext_lazy("What the center should know: worries about competitors, earlier warning letters."),
        }


class ParticipantForm(SignUpForm):
    """A firm as the center enters it."""

    uscc = UsccField(label=gettext_lazy("Unified social credit code"), max_length=30, required=False)
    contact_phone = PhoneField(label=gettext_lazy("Phone"), max_length=40, required=False)

    class Meta(SignUpForm.Meta):
        fields = ("name", "uscc", *SignUpForm.Meta.fields)
        help_texts = {"hall": SignUpForm.Meta.help_texts["hall"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.source == Source.FIRM:
            # They are the register's, and the firm's to change there.
            del self.fields["name"], self.fields["uscc"]


class ExhibitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A product at a booth."""

    hs_codes = HsField(
        label=gettext_lazy("HS codes"), most=10, help_text=gettext_lazy("4 to 10 digits, separated by commas: 8517.13")
    )
    nice = NiceField(label=gettext_lazy("Nice classes"), help_text=gettext_lazy("For trade marks, 1 to 45: 9, 35"))
    locarno = LocarnoField(label=gettext_lazy("Locarno classes"), most=10, help_text=gettext_lazy("For designs: 14-02"))
    markets = CountriesField(label=_MARKETS, most=30, help_text=_MARKETS_HELP)

    class Meta:
        model = Exhibit
        fields: tuple[str, ...] = (
            "name", "name_en", "brand", "model_no", "description", "hs_codes", "nice", "locarno", "markets", "is_new",
        )  # fmt: skip
        widgets = {"description": forms.Textarea(attrs={"rows": 4})}


class PictureForm(forms.Form):
    """A picture of an exhibit."""

    file = forms.FileField(
        label=gettext_lazy("Picture (PNG, JPEG or WebP)"),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    alt = forms.CharField(
        label=gettext_lazy("What the picture shows"), max_length=200,
        help_text=gettext_lazy("For people who do not see it, for example: front of the charger with the brand."),
    )  # fmt: skip

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once what can be no picture by its name; what is inside is looked at later."""
        return named_as(self.cleaned_data["file"], PICTURES, "no_picture")


class RightForm(forms.ModelForm):  # type: ignore[type-arg]
    """A right of the firm itself."""

    title = forms.CharField(label=gettext_lazy("Name of the right"), max_length=200)
    country = forms.ChoiceField(label=gettext_lazy("Where it holds"))
    covers = forms.MultipleChoiceField(
        label=gettext_lazy("Covers these products"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None ticked: what the firm shows in general, such as a house mark."),
    )  # fmt: skip

    class Meta:
        model = OwnRight
        fields: tuple[str, ...] = ("kind", "state", "number", "title", "country", "owner", "expires_on")

    def __init__(self, *args: Any, exhibits: Sequence[Exhibit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Please choose")), *country_choices(organisations=True)]  # type: ignore[attr-defined]
        if exhibits:
            self.fields["covers"].choices = [(str(row.pk), row.name) for row in exhibits]  # type: ignore[attr-defined]
        else:
            del self.fields["covers"]

    @property
    def covered(self) -> list[int]:
        """Ids of the exhibits that were ticked."""
        return [int(pk) for pk in self.cleaned_data.get("covers", [])]


class DocumentForm(forms.Form):
    """A document that proves a right."""

    file = forms.FileField(label=gettext_lazy("File"))
    title = forms.CharField(
        label=gettext_lazy("What the document is"), max_length=160,
        help_text=gettext_lazy("For example: certificate of registration, extract of the register."),
    )  # fmt: skip

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse at once a kind of file that the portal does not take."""
        return named_as(self.cleaned_data["file"], BY_EXTENSION, "kind_not_taken")


class RosterForm(forms.Form):
    """A roster to look at."""

    file = forms.FileField(
        label=gettext_lazy("Roster (.xlsx or .csv, at most 2 MB and 5,000 rows)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )


class ParticipantFilterForm(forms.Form):
    """The filters of a delegation's firms."""

    q = forms.CharField(label=gettext_lazy("Firm, code or booth"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *ParticipantState.choices]
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Source"), required=False, choices=[("", gettext_lazy("All")), *Source.choices]
    )
    lacks = forms.ChoiceField(
        label=gettext_lazy("Lacks"), required=False,
        choices=[
            ("", gettext_lazy("All")), ("exhibits", gettext_lazy("exhibits")), ("pictures", gettext_lazy("pictures")),
            ("rights", gettext_lazy("own rights")), ("booth", gettext_lazy("booth")),
            ("account", gettext_lazy("known to the portal")),
        ],
    )  # fmt: skip

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {name: found.get(name, "") for name in self.fields}
