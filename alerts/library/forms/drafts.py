"""The forms of a draft: its texts, the decisions about pieces, a replacement of one's own, a false alarm, the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.library.anonymise.identity import What
from alerts.library.choices import TEXT_NAMES, WHAT_CHOICES, WHAT_LABELS, Decision
from alerts.library.models import CaseOrigin, Replacement
from alerts.library.selectors.origins import label_of
from alerts.publishing.choices import Right
from cases.choices import Outcome

LONGEST_TEXT = 20_000
FIRST_YEAR = 1980


class TextsForm(forms.Form):
    """Every text of the draft in both languages, as the file has it; names are replaced on the draft's page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    right = forms.ChoiceField(label=_("What the case is about"))
    outcome = forms.ChoiceField(label=_("Outcome"), required=False)
    year = forms.IntegerField(label=_("Year in which it ended"), required=False, min_value=FIRST_YEAR)

    def __init__(self, data: Any = None, *, origin: CaseOrigin) -> None:
        initial = {**origin.texts, "right": origin.right, "outcome": origin.outcome, "year": origin.year}
        super().__init__(data, initial=initial | {"seen": origin.row_version})
        for name in TEXT_NAMES:
            short = name.startswith(("title", "summary"))
            self.fields[name] = forms.CharField(
                label=label_of(name),
                max_length=LONGEST_TEXT,
                required=False,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 2 if short else 8}),
            )
            if name.endswith("_zh"):
                self.fields[name].mark = _("(before it is handed in)")  # type: ignore[attr-defined]
        for name, choices in (
            ("right", [("", _("Please choose")), *Right.choices]),
            ("outcome", [("", _("Not said")), *Outcome.choices]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        year = self.fields["year"]
        assert isinstance(year, forms.IntegerField)
        year.max_value = timezone.localdate().year

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """List the fields that stand side by side: Chinese and English."""
        return [(self[zh], self[en]) for zh, en in zip(TEXT_NAMES[::2], TEXT_NAMES[1::2], strict=True)]

    @property
    def facts(self) -> list[Any]:
        """List the fields of facts."""
        return [self["right"], self["outcome"], self["year"]]


@dataclass(frozen=True)
class PieceRow:
    """One line of the table of pieces."""

    row: Replacement
    what: str
    count: int
    decision: Any
    zh: Any
    en: Any


class PiecesForm(forms.Form):
    """A decision and the words in its place, for every piece."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        origin: CaseOrigin,
        rows: Sequence[Replacement],
        counts: Mapping[int, int] | None = None,
    ) -> None:
        super().__init__(data, initial={"seen": origin.row_version})
        self.rows, self.counts = rows, counts or {}
        for row in rows:
            label = row.words
            self.fields[f"p{row.pk}-decision"] = forms.ChoiceField(
                label=_("Decision about %(words)s") % {"words": label}, choices=Decision.choices, initial=row.decision
            )
            for language, words, name in (
                ("zh", row.zh, _("In place of %(words)s, in Chinese")),
                ("en", row.en, _("In place of %(words)s, in English")),
            ):
                self.fields[f"p{row.pk}-{language}"] = forms.CharField(
                    label=name % {"words": label}, max_length=100, initial=words
                )

    def lines(self) -> list[PieceRow]:
        """List the lines of the table: undecided and unsure ones first."""
        order = {Decision.PROPOSED: 0, Decision.ACCEPTED: 1, Decision.KEPT: 1}
        rows = sorted(self.rows, key=lambda row: (order[Decision(row.decision)], row.sure, row.pk))
        return [
            PieceRow(
                row,
                str(WHAT_LABELS[What(row.what)]),
                self.counts.get(row.pk, 0),
                self[f"p{row.pk}-decision"],
                self[f"p{row.pk}-zh"],
                self[f"p{row.pk}-en"],
            )
            for row in rows
        ]

    def decisions(self) -> dict[int, tuple[Decision, str, str]]:
        """Give the decisions of a valid form."""
        given = self.cleaned_data
        return {
            row.pk: (Decision(given[f"p{row.pk}-decision"]), given[f"p{row.pk}-zh"], given[f"p{row.pk}-en"])
            for row in self.rows
        }


class OwnPieceForm(forms.Form):
    """Something that was not proposed."""

    words = forms.CharField(
        label=_("Words in the texts"),
        max_length=300,
        help_text=_("Replaced wherever they stand, however they are spaced."),
    )
    what = forms.ChoiceField(label=_("Kind of thing"), choices=WHAT_CHOICES, initial=What.OTHER.value)
    zh = forms.CharField(label=_("In its place, in Chinese"), max_length=100)
    en = forms.CharField(label=_("In its place, in English"), max_length=100)


class PassForm(forms.Form):
    """Why a find names nobody."""

    key = forms.CharField(max_length=300, widget=forms.HiddenInput)
    words = forms.CharField(max_length=300, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Why this names nobody"), max_length=500)


class HandOverForm(forms.Form):
    """Under which address the case will be read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    slug = forms.CharField(
        label=_("Address"),
        max_length=80,
        required=False,
        help_text=_("Small Latin letters, figures and hyphens. Left empty it is made from the English title."),
    )
    read = forms.BooleanField(label=_("I have read the texts as they go out, in both languages."))
