"""Forms of a check: answers, findings, why it goes back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitions.screening.choices import Advice, Answer, FindingKind, Language, Level
from exhibitions.screening.models import Finding, Screening
from exhibitions.screening.weighing import Asked
from portal.reference.countries import country_choices

NOTE_LENGTH = 500


class AnswersForm(forms.Form):
    """The questions of one check, each with an answer and a note; advice and conclusion. Nothing is required until it is handed in."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    advice = forms.ChoiceField(
        label=_("Advice to the firm"), choices=Advice.choices, required=False, widget=forms.RadioSelect
    )
    conclusion = forms.CharField(
        label=_("Conclusion for the firm"), max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What the firm should do until the fair, in plain words. The firm reads it once it is signed."),
    )  # fmt: skip

    def __init__(self, data: Any, *, asked: Sequence[Asked], screening: Screening) -> None:
        self.asked = asked
        initial: dict[str, Any] = {
            "version": screening.row_version, "advice": screening.advice, "conclusion": screening.conclusion,
        }  # fmt: skip
        for number, each in enumerate(asked):
            initial |= {f"answer_{number}": each.answer, f"note_{number}": each.note}
        super().__init__(data, initial=initial)
        for number, each in enumerate(asked):
            field = forms.ChoiceField(
                label=each.question, choices=Answer.choices, required=False, widget=forms.RadioSelect,
                help_text=each.why,
            )  # fmt: skip
            self.fields[f"answer_{number}"] = field
            self.fields[f"note_{number}"] = forms.CharField(label=_("Remark"), max_length=NOTE_LENGTH, required=False)

        # Nothing is marked as optional: what must be there before the check is handed in stands beside the form.
        for each_field in self.fields.values():
            each_field.conditional = True  # type: ignore[attr-defined]

    def rows(self) -> list[tuple[Asked, forms.BoundField, forms.BoundField]]:
        """Give each question with its two fields."""
        return [(each, self[f"answer_{n}"], self[f"note_{n}"]) for n, each in enumerate(self.asked)]

    def answers(self) -> dict[str, dict[str, str]]:
        """Give what was answered or noted, by the key of the question."""
        found = {}
        for number, each in enumerate(self.asked):
            answer, note = self.cleaned_data[f"answer_{number}"], self.cleaned_data[f"note_{number}"]
            if answer or note:
                found[each.key] = {"answer": answer, "note": note}
        return found


class RightForm(forms.ModelForm):  # type: ignore[type-arg]
    """A right of somebody else that was found."""

    country = forms.ChoiceField(label=_("Where it holds"), choices=lambda: country_choices(organisations=True))
    source_url = forms.URLField(label=_("Address of the source"), max_length=500, required=False, assume_scheme="https")
    title = forms.CharField(label=_("Mark, title or product"), max_length=400)

    class Meta:
        model = Finding
        fields = (
            "ip_kind", "number", "title", "owner", "country", "source_title", "source_url", "seen_on", "level", "meaning",
        )  # fmt: skip
        help_texts = {
            "source_title": _("The register or database where it was looked up."),
            "level": _("How near the exhibit comes to it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("ip_kind", "number", "source_title", "seen_on"):
            self.fields[name].required = True
        self.fields["meaning"].widget.attrs["rows"] = 4
        self.instance.kind = FindingKind.RIGHT

    def clean_seen_on(self) -> datetime.date:
        """Refuse a day that has not come yet."""
        day: datetime.date = self.cleaned_data["seen_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day lies in the future."))
        return day


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something else that was found."""

    class Meta:
        model = Finding
        fields = ("title", "level", "meaning")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meaning"].required = True
        self.fields["meaning"].widget.attrs["rows"] = 4
        self.instance.kind = FindingKind.NOTE


class TakeForm(forms.Form):
    """A published page to be added, and how much it weighs."""

    entry = forms.CharField(max_length=160, validators=[RegexValidator(r"^[^:]+:.+$")])
    level = forms.ChoiceField(choices=Level.choices, required=False)


class ReasonForm(forms.Form):
    """Why a check or a checklist goes back."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class BoardForm(forms.Form):
    """The filters of the board."""

    q = forms.CharField(label=_("Firm or booth"), max_length=80, required=False)
    only = forms.ChoiceField(
        label=_("Show"), required=False,
        choices=[
            ("", _("All firms")),
            ("unchecked", _("With exhibits that are not signed")),
            ("high", _("With a high risk")),
            ("papers", _("With rights without documents")),
            ("pack", _("Without a booth pack")),
        ],
    )  # fmt: skip

    def asked(self) -> dict[str, str]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        return {"q": found.get("q", ""), "only": found.get("only", "")}


class PackForm(forms.Form):
    """The language beside Chinese."""

    language = forms.ChoiceField(label=_("Language beside Chinese"), choices=Language.choices)
