"""The small forms on a case: which texts, and what the applicant declared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alerts.library.choices import Manner, Source

DECLARATIONS = (("given", _("The consent is given")), ("withdrawn", _("The consent is withdrawn")))


class SourcesForm(forms.Form):
    """Which texts of the file go into the draft."""

    sources = forms.MultipleChoiceField(
        label=_("Texts of the file"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They are copied into the draft, where names and numbers are replaced. The file stays as it is."),
    )

    def __init__(self, data: Any = None, *, found: Sequence[tuple[Source, str]]) -> None:
        codes = [source.code for source, _text in found]
        super().__init__(data, initial={"sources": codes})
        field = self.fields["sources"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(source.code, source.label) for source, _text in found]


class DeclarationForm(forms.Form):
    """The applicant gives the consent or withdraws it; staff say how it was declared to them."""

    declared = forms.ChoiceField(
        label=_("What is declared"),
        widget=forms.RadioSelect,
        choices=DECLARATIONS,
    )
    manner = forms.ChoiceField(label=_("How did the applicant declare this?"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, staff: bool, stands: bool) -> None:
        super().__init__(data)
        declared, manner = self.fields["declared"], self.fields["manner"]
        assert isinstance(declared, forms.ChoiceField)
        assert isinstance(manner, forms.ChoiceField)
        wanted = "withdrawn" if stands else "given"
        declared.choices = [(code, label) for code, label in DECLARATIONS if code == wanted]
        declared.initial = wanted
        if staff:
            manner.choices = [(each.value, each.label) for each in (Manner.PHONE, Manner.IN_PERSON, Manner.LETTER)]
        else:
            del self.fields["manner"]
