"""The files part of a section: what the files are and how secret; the files themselves are `files` of the request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.fields import TextLine
from cases.models import CaseFile
from portal.documents.intake.kinds import ACCEPT


class SectionFilesForm(forms.Form):
    """Marks of the files uploaded in one go; each file's mark may be changed afterwards."""

    purpose = forms.ChoiceField(label=_("What are these files?"))
    secrecy = forms.ChoiceField(
        label=_("Secrecy mark"), choices=CaseFile.Secrecy.choices, initial=CaseFile.Secrecy.ORDINARY
    )
    description = TextLine(label=_("Description"), max_length=300, required=False)

    def __init__(self, *args: Any, purposes: tuple[CaseFile.Purpose, ...], **kwargs: Any) -> None:
        kwargs["prefix"] = "file"
        super().__init__(*args, **kwargs)
        self.purposes = purposes
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(purpose.value, purpose.label) for purpose in purposes]

    @staticmethod
    def input_attrs() -> dict[str, str]:
        """Give the attributes of the file input, drawn by the template."""
        return {"accept": ACCEPT}
