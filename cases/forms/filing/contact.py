"""Section 2: whom the center calls and writes to."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.base import Section, SectionForm, must
from cases.forms.filing.fields import PhoneField, TextLine


class ContactForm(SectionForm):
    contact_name = TextLine(
        label=_("Contact person"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact_phone = PhoneField(
        label=_("Phone"), help_text=_("A mobile number is best: we call when a date is near. Abroad: begin with +.")
    )
    contact_email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Letters of the center are announced to this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


SECTION = Section(
    key="contact",
    group="applicant",
    title=_("Contact person"),
    why=_("The center needs one person who knows the matter and can be reached."),
    form=ContactForm,
    required=must,
)
