"""Forms of the guides: begin one, hand its chapters out, date a review, ask and answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.guides.choices import Answer, Code
from alerts.guides.models import MOST_MONTHS, Chapter
from portal.reference.countries import country_choices


class FinderForm(forms.Form):
    """What a reader types to find a guide."""

    q = forms.CharField(label=_("Country (region)"), required=False, max_length=60)


class BeginForm(forms.Form):
    """The country whose guide is begun."""

    country = forms.ChoiceField(
        label=_("Country (region)"),
        help_text=_("Nine drafts are begun. Chapters that exist stay as they are."),
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        offered = [pair for pair in country_choices(organisations=True) if pair[0] != "CN"]
        field.choices = [("", _("Please choose")), *offered]


class HandForm(forms.Form):
    """An owner for each chapter of a guide."""

    def __init__(self, data: Any = None, *, chapters: Sequence[Chapter], people: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        choices = [("", _("Nobody yet")), *people]
        known = {pk for pk, _name in people}
        for chapter in chapters:
            self.fields[chapter.code] = forms.TypedChoiceField(
                label=Code(chapter.code).label,
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
                initial=chapter.owner_id if chapter.owner_id in known else "",
            )

    def owners(self) -> dict[str, int | None]:
        """Give chapter code → id of the owner."""
        return dict(self.cleaned_data)


class SettleForm(forms.Form):
    """How long a review is good for, and when the facts of the text in hand were checked."""

    months = forms.IntegerField(
        label=_("A review is good for, in months"),
        min_value=1,
        max_value=MOST_MONTHS,
        help_text=_("Counts from the next publication or confirmed check on. Then the owner is reminded."),
    )
    checked_on = forms.DateField(
        label=_("Facts of the text in hand checked on"),
        required=False,
        help_text=_("Left empty: the day on which the text is approved. An earlier day makes it go stale earlier."),
    )

    def clean_checked_on(self) -> Any:
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day


class CheckForm(forms.Form):
    """The owner says that nothing is to change."""

    note = forms.CharField(
        label=_("What you looked at"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Laws, fees, addresses, sources: the reviewer checks the same."),
    )


class AnswerForm(forms.Form):
    """A reviewer confirms it, or says why not."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=Answer.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("What must be looked at again"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only when you do not confirm."),
    )
