"""Uploading several files at once, each with purpose and secrecy mark."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import CaseFile
from portal.documents.intake.kinds import ACCEPT

PURPOSES = [choice for choice in CaseFile.Purpose.choices if choice[0] != CaseFile.Purpose.MESSAGE]


class MultipleFileInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class FilesForm(forms.Form):
    """The marks of an upload; the files themselves are read from `request.FILES.getlist("files")`."""

    purpose = forms.ChoiceField(label=_("What it is"), choices=PURPOSES, initial=CaseFile.Purpose.EVIDENCE)
    secrecy = forms.ChoiceField(
        label=_("Secrecy mark"),
        choices=CaseFile.Secrecy.choices,
        initial=CaseFile.Secrecy.ORDINARY,
        help_text=_("Trade secrets are marked as such wherever the file is listed, and every reading is recorded."),
    )
    description = forms.CharField(label=_("Description"), max_length=300, required=False)


FILES_INPUT = MultipleFileInput(attrs={"accept": ACCEPT})
