"""Forms of the nation's checklists."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibitions.screening.models import Checklist, ChecklistItem
from portal.reference.countries import country_choices
from portal.reference.text import half_width


class ChecklistForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a checklist says of itself. The code is given once."""

    countries = forms.MultipleChoiceField(
        label=gettext_lazy("Countries (regions)"), required=False, choices=lambda: country_choices(organisations=True),
        widget=forms.SelectMultiple(attrs={"size": 8}), help_text=gettext_lazy("Nothing chosen: all."),
    )  # fmt: skip
    hs_prefixes = forms.CharField(
        label=gettext_lazy("HS codes begin with"), max_length=120, required=False,
        help_text=gettext_lazy("The first 2 to 6 digits, with commas between: 85, 9503. Empty: all products."),
    )  # fmt: skip

    class Meta:
        model = Checklist
        fields = ("code", "title_zh", "title_en", "countries", "hs_prefixes")
        help_texts = {"code": gettext_lazy("A short name for good, for example “fr-fairs”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["hs_prefixes"] = ", ".join(self.instance.hs_prefixes)
            del self.fields["code"]

    def clean_hs_prefixes(self) -> list[str]:
        """Cut the prefixes apart."""
        found = [part for part in re.split(r"[\s,;、，；]+", half_width(self.cleaned_data["hs_prefixes"])) if part]
        if any(not re.fullmatch(r"\d{2,6}", part) for part in found):
            raise ValidationError(_("Digits only, 2 to 6 each, for example: 85, 9503."))
        return list(dict.fromkeys(found))


class ItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """One question."""

    source_url = forms.URLField(label=gettext_lazy("Address of the source"), max_length=500, assume_scheme="https")

    class Meta:
        model = ChecklistItem
        fields = (
            "code", "question_zh", "question_en", "why_zh", "why_en", "risk_answer", "level", "do_zh", "do_en",
            "source_title", "source_url", "read_on",
        )  # fmt: skip
        widgets = {
            name: forms.Textarea(attrs={"rows": 3})
            for name in ("question_zh", "question_en", "why_zh", "why_en", "do_zh", "do_en")
        }
