"""The editor: every part in Chinese and English side by side, whom it concerns, and where it can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from alerts.publishing.addresses import edition_at
from alerts.publishing.choices import PARTS, Kind, Level, Right, Tag
from alerts.publishing.models import Edition, Revision
from cases.choices import IPKind
from portal.reference.countries import country_choices
from portal.reference.industry import section_choices
from portal.tenancy.models import Center

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST_PART = 60_000
SEVERAL = _("Nothing chosen means: all of them.")
# Which of the plain columns a kind has.
EXTRA: Mapping[Kind, tuple[str, ...]] = {
    Kind.ALERT: ("level", "happened_on", "act_by"),
    Kind.LAW: ("instrument_zh", "instrument_en", "happened_on", "effective_on"),
    Kind.GUIDE: (),
    Kind.CASE: ("right", "instrument_zh", "instrument_en", "happened_on"),
    Kind.REPORT: ("happened_on",),
    Kind.NEWS: ("happened_on",),
}
_DAY_LABELS: Mapping[Kind, str | _StrPromise] = {
    Kind.ALERT: _("Day of the event"),
    Kind.LAW: _("Adopted or published on"),
    Kind.CASE: _("Day of the decision"),
    Kind.REPORT: _("As of"),
    Kind.NEWS: _("Day of the event"),
}
_AUDIENCE = ("countries", "industries", "ip_kinds", "tags", "centers")


class WordsForm(forms.Form):
    """One revision's words. `pairs` lists the fields that stand side by side: (label, Chinese field, English field)."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=120)
    title_en = forms.CharField(label=_("Title in English"), max_length=240, required=False)
    summary_zh = forms.CharField(
        label=_("Summary in Chinese"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    summary_en = forms.CharField(
        label=_("Summary in English"), max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    level = forms.ChoiceField(label=_("How pressing"), required=False)
    right = forms.ChoiceField(label=_("What the case is about"), required=False)
    instrument_zh = forms.CharField(label=_("Instrument in Chinese"), max_length=200, required=False)
    instrument_en = forms.CharField(label=_("Instrument in English"), max_length=300, required=False)
    happened_on = forms.DateField(label=_("Day of the event"), required=False)
    effective_on = forms.DateField(label=_("In force from"), required=False)
    act_by = forms.DateField(
        label=_("Last day to act"), required=False, help_text=_("Only if there is one date for everybody concerned.")
    )
    countries = forms.MultipleChoiceField(
        label=_("Markets"), choices=lambda: country_choices(organisations=True), required=False, help_text=SEVERAL
    )
    ip_kinds = forms.MultipleChoiceField(
        label=_("Rights"), choices=IPKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    industries = forms.MultipleChoiceField(
        label=_("Industries"), choices=section_choices, required=False, help_text=SEVERAL
    )
    tags = forms.MultipleChoiceField(
        label=_("Firms"), choices=Tag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    centers = forms.TypedMultipleChoiceField(label=_("Sites of centers"), coerce=int, required=False, help_text=SEVERAL)
    related = forms.CharField(
        label=_("Read also"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Addresses of other pages of this portal, one a line, such as /alerts/example/."),
    )
    correction_zh = forms.CharField(label=_("What this version changes, in Chinese"), max_length=300, required=False)
    correction_en = forms.CharField(label=_("What this version changes, in English"), max_length=600, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, kind: Kind, national: bool, published: bool, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.kind = kind
        for name in {"level", "right", "instrument_zh", "instrument_en", "happened_on", "effective_on", "act_by"}:
            if name not in EXTRA[kind]:
                del self.fields[name]
        if not published:
            del self.fields["correction_zh"], self.fields["correction_en"]
        if not national:
            del self.fields["centers"]
        for part in PARTS[kind]:
            for language, where in (("zh", _("in Chinese")), ("en", _("in English"))):
                self.fields[f"{part.code}_{language}"] = forms.CharField(
                    label=f"{part.label} · {where}",
                    max_length=LONGEST_PART,
                    required=False,
                    strip=False,
                    widget=forms.Textarea(attrs={"rows": 12, "data-markdown": ""}),
                )
        for name in self._asked_at_hand_in():
            self.fields[name].mark = _("(before it is handed in)")  # type: ignore[attr-defined]
        self._choices("level", [("", _("Please choose")), *Level.choices])
        self._choices("right", [("", _("Please choose")), *Right.choices])
        if "happened_on" in self.fields:
            self.fields["happened_on"].label = _DAY_LABELS[kind]
        if kind == Kind.CASE:
            self.fields["instrument_zh"].label = _("Court and docket number in Chinese")
            self.fields["instrument_en"].label = _("Court and docket number in English")
        if "centers" in self.fields:
            open_centers = Center.objects.filter(is_active=True).exclude(kind__in=["drawer", "national"])
            self._choices("centers", [(center.pk, center.name) for center in open_centers])

    def _asked_at_hand_in(self) -> list[str]:
        """Name the fields that a draft may leave open and a text that is handed in may not (services.drafts.shortcomings)."""
        names = ["summary_zh", *(f"{part.code}_zh" for part in PARTS[self.kind] if part.required)]
        names += {Kind.ALERT: ["level"], Kind.LAW: ["effective_on"], Kind.CASE: ["right"]}.get(self.kind, [])
        return [*names, *(["correction_zh"] if "correction_zh" in self.fields else [])]

    def _choices(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def pairs(self) -> list[tuple[str, Any, Any]]:
        """List what stands side by side, top to bottom."""
        names = [(str(_("Title")), "title"), (str(_("Summary")), "summary")]
        names += [(str(part.label), part.code) for part in PARTS[self.kind]]
        if "correction_zh" in self.fields:
            names.append((str(_("What this version changes")), "correction"))
        return [(label, self[f"{name}_zh"], self[f"{name}_en"]) for label, name in names]

    @property
    def facts(self) -> list[Any]:
        """List the fields of facts."""
        return [self[name] for name in EXTRA[self.kind]]

    @property
    def audience(self) -> list[Any]:
        """List the fields that say whom it concerns."""
        return [self[name] for name in _AUDIENCE if name in self.fields]

    def clean_related(self) -> list[Any]:
        """Turn addresses into the public ids of what stands there."""
        found = []
        for line in self.cleaned_data["related"].splitlines():
            address = line.strip()
            if not address:
                continue
            place = edition_at(address)
            edition = place and Edition.objects.filter(kind=place[0], slug=place[1], is_current=True).first()
            if not edition:
                raise ValidationError(
                    _("Nothing is published at %(address)s."), code="unknown", params={"address": address}
                )
            found.append(edition.public_id)
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("happened_on"), cleaned.get("act_by")
        if first and last and last < first:
            self.add_error("act_by", ValidationError(_("The last day to act lies before the event."), code="order"))
        return cleaned

    def words(self, sources: list[dict[str, str]]) -> dict[str, Any]:
        """Give the columns of models.Text from a valid form."""
        cleaned = dict(self.cleaned_data)
        cleaned.pop("seen", None)
        parts: dict[str, dict[str, str]] = {}
        for part in PARTS[self.kind]:
            parts[part.code] = {
                language: cleaned.pop(f"{part.code}_{language}").replace("\r\n", "\n") for language in ("zh", "en")
            }
        return cleaned | {"parts": parts, "sources": sources}


class SourceForm(forms.Form):
    """One place where a fact can be checked."""

    title = forms.CharField(label=_("Source"), max_length=300, required=False)
    url = forms.URLField(label=_("Address"), max_length=500, required=False, assume_scheme="https")
    seen_on = forms.DateField(label=_("Read on"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("url") and not cleaned.get("title"):
            self.add_error("title", ValidationError(_("Give the source a name."), code="required"))
        return cleaned


SourceFormSet: type[BaseFormSet[SourceForm]] = formset_factory(SourceForm, extra=2, max_num=30, validate_max=True)


def sources_of(formset: BaseFormSet[SourceForm]) -> list[dict[str, str]]:
    """Give the sources of a valid formset as they are stored."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("title")]
    return [
        {"title": row["title"], "url": row["url"], "seen_on": row["seen_on"].isoformat() if row["seen_on"] else ""}
        for row in rows
    ]


def initial_of(revision: Revision, addresses: list[str]) -> dict[str, Any]:
    """Give the form's first values from a revision; `addresses` are those of the related items."""
    values = {name: value for name, value in revision.words().items() if name not in {"parts", "sources", "related"}}
    for code, words in revision.parts.items():
        for language in ("zh", "en"):
            values[f"{code}_{language}"] = words.get(language, "")
    return values | {"related": "\n".join(addresses)}
