"""What a firm says of a fair."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exhibitions.results.choices import ITEMS
from exhibitions.results.models import Feedback

MARKS = [(5, _("5 very good")), (4, "4"), (3, "3"), (2, "2"), (1, _("1 poor"))]


def _mark(value: str) -> int | None:
    return int(value) if value else None


class FeedbackForm(forms.ModelForm):  # type: ignore[type-arg]
    """Marks from 1 to 5 and words."""

    class Meta:
        model = Feedback
        fields = (*ITEMS, "happened", "hindered", "wishes")
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("happened", "hindered", "wishes")}
        help_texts = {
            "hindered": _("Which customer, how much, and what came of it. Leave it empty if nothing was hindered.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in ITEMS.items():
            optional = name == "experts"
            choices = [*MARKS, ("", _("Met none"))] if optional else MARKS
            self.fields[name] = forms.TypedChoiceField(
                label=words, choices=choices, coerce=_mark, empty_value=None, required=not optional,
                widget=forms.RadioSelect,
            )  # fmt: skip
        self.order_fields(self.Meta.fields)
