"""The forms of enterprises and of the people who act for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.forms.fields import EmailField, PersonNameField
from portal.accounts.models import Enterprise, EnterpriseMember
from portal.reference import identity, industry, regions
from portal.reference.uscc import clean_uscc

Role = EnterpriseMember.Role
_ROLE_WORDS = {
    Role.OWNER: _("Owner: files and follows cases, and decides who else may"),
    Role.MEMBER: _("Member: files and follows cases"),
    Role.READONLY: _("Read only: follows cases, changes nothing"),
}
_CHOOSE = ("", _("Please choose"))


def role_choices() -> list[tuple[str, Any]]:
    """List the roles an owner can give to colleagues, in words that say what each may do."""
    return [(role.value, words) for role, words in _ROLE_WORDS.items()]


class _PlaceFields(forms.Form):
    """Where an applicant sits and what it makes."""

    province = forms.ChoiceField(label=_("Province"), choices=[], help_text=_("Decides which center looks after you."))
    city = forms.ChoiceField(
        label=_("City"),
        choices=[],
        required=False,
        help_text=_(
            "Leave it out for Beijing, Tianjin, Shanghai, Chongqing, and for Hong Kong, Macao and Taiwan, China."
        ),
    )
    industry = forms.ChoiceField(label=_("Industry"), choices=[], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["province"].choices = [_CHOOSE, *regions.province_choices()]  # type: ignore[attr-defined]
        self.fields["city"].choices = [_CHOOSE, *regions.city_groups()]  # type: ignore[attr-defined]
        self.fields["industry"].choices = [_CHOOSE, *industry.section_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("province") and "city" in cleaned:
            try:
                cleaned["province"], cleaned["city"] = regions.clean_place(cleaned["province"], cleaned["city"])
            except forms.ValidationError as error:
                self.add_error("city", error)
        return cleaned


class EnterpriseForm(_PlaceFields):
    """The enterprise (or person) somebody acts for."""

    kind = forms.ChoiceField(
        label=_("Whom do you act for?"),
        choices=Enterprise.Kind.choices,
        widget=forms.RadioSelect,
        initial=Enterprise.Kind.LEGAL,
    )
    uscc = forms.CharField(
        label=_("Unified social credit code"), max_length=40, required=False,
        help_text=_("18 characters, on the business licence. A natural person leaves it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "data-when": "kind=legal|other"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name of the enterprise or person"),
        max_length=200,
        help_text=_("As on the licence or the identity document."),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name_en = forms.CharField(
        label=_("Name in English"),
        max_length=200,
        required=False,
        help_text=_("As foreign courts and offices write it."),
    )
    id_kind = forms.ChoiceField(
        label=_("Identity document"),
        choices=[_CHOOSE, *identity.IDENTITY_KINDS],
        required=False,
        widget=forms.Select(attrs={"data-when": "kind=natural"}),
        help_text=_("Natural persons only. The number is asked for when you file a case."),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    is_specialised = forms.BooleanField(
        label=_("We are a “specialised, refined, distinctive and innovative” firm"), required=False
    )
    note = forms.CharField(
        label=_("Who you are there"), max_length=300, required=False, widget=forms.TextInput,
        help_text=_("Only read if the enterprise is registered already: its owner decides by it. For example: legal department, extension 8021."),
    )  # fmt: skip

    field_order = [
        "kind",
        "uscc",
        "name",
        "name_en",
        "id_kind",
        "province",
        "city",
        "industry",
        "address",
        "is_specialised",
        "note",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What the kind of applicant decides is not marked as optional: for most people it is not.
        for name in ("uscc", "id_kind", "industry"):
            self.fields[name].conditional = True  # type: ignore[attr-defined]
        for name in ("industry", "is_specialised", "note"):
            self.fields[name].widget.attrs["data-when"] = "kind=legal|other"

    def clean_uscc(self) -> str:
        value: str = self.cleaned_data["uscc"]
        return clean_uscc(value) if value.strip() else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind == Enterprise.Kind.LEGAL and not cleaned.get("uscc") and "uscc" not in self.errors:
            self.add_error("uscc", _("A legal person has a unified social credit code: type it in."))
        if kind == Enterprise.Kind.NATURAL:
            cleaned["uscc"] = ""
            self.errors.pop("uscc", None)
            if not cleaned.get("id_kind"):
                self.add_error("id_kind", _("Choose the kind of identity document."))
        else:
            cleaned["id_kind"] = ""
            if not cleaned.get("industry") and "industry" not in self.errors:
                self.add_error("industry", _("Choose the industry; it helps to find the right center and experts."))
        return cleaned


class EnterpriseRecordForm(_PlaceFields):
    """What an owner may change of the record; name and code stay as registered."""

    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    is_specialised = forms.BooleanField(
        label=_("We are a “specialised, refined, distinctive and innovative” firm"), required=False
    )

    field_order = ["name_en", "province", "city", "industry", "address", "is_specialised"]

    def __init__(self, *args: Any, enterprise: Enterprise, **kwargs: Any) -> None:
        initial = {name: getattr(enterprise, name) for name in self.field_order}
        super().__init__(*args, initial=initial, **kwargs)


class DecideForm(forms.Form):
    """The role for somebody who asked to join."""

    role = forms.ChoiceField(label=_("Role"), choices=[], widget=forms.RadioSelect, initial=Role.MEMBER.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class InviteColleagueForm(DecideForm):
    """An invitation to a colleague."""

    email = EmailField(help_text=_("The invitation goes to this address and can be accepted with it only."))
    name = PersonNameField(label=_("Name"), required=False)
    field_order = ["email", "name", "role"]


def _not_past(day: date) -> None:
    if day < timezone.localdate():
        raise forms.ValidationError(_("The authorisation ends in the past. Choose today or a later day."), code="past")


class AuthoriseAgentForm(forms.Form):
    """The authorisation of an outside lawyer or agency."""

    email = EmailField(help_text=_("The agent's own address; the invitation can be accepted with it only."))
    name = PersonNameField(label=_("Name of the agent"))
    organisation = forms.CharField(label=_("Law firm or agency"), max_length=200)
    power_of_attorney = forms.CharField(
        label=_("Power of attorney"),
        max_length=200,
        help_text=_(
            "Number, date and where the original is kept. For example: 2026-17 of 1 October 2026, legal department."
        ),
    )
    ends_on = forms.DateField(
        label=_("Authorised until"),
        validators=[_not_past],
        help_text=_("The last day on which the agent may act for you."),
    )


class MemberForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=[], widget=forms.RadioSelect)

    def __init__(self, *args: Any, member: EnterpriseMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"role": member.role}})
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]


class AgentForm(forms.Form):
    """Another last day for an agent."""

    ends_on = forms.DateField(label=_("Authorised until"), validators=[_not_past])

    def __init__(self, *args: Any, member: EnterpriseMember, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initial": {"ends_on": member.ends_on}})
