"""Forms of indices, editions and indicators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alerts.environment.choices import LEVELS, RESERVED_CODES
from alerts.environment.models import Edition, Index, Indicator


def long(rows: int = 4) -> forms.Textarea:
    """A field of several lines."""
    return forms.Textarea(attrs={"rows": rows})


class IndexForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an index is and whose."""

    class Meta:
        model = Index
        fields: tuple[str, ...] = (
            "code", "origin", "name_zh", "name_en", "publisher_zh", "publisher_en", "about_zh", "about_en", "rights_zh",
            "rights_en", "is_demo",
        )  # fmt: skip
        widgets = {"about_zh": long(), "about_en": long()}
        help_texts: dict[str, Any] = {
            "code": _("Part of its address, for example us-chamber."),
            "rights_zh": _("An index of others is shown with a copyright note only."),
            "is_demo": _("Marked as a demonstration wherever it is shown."),
        }

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code in RESERVED_CODES:
            raise ValidationError(_("This word is an address already. Choose another one."))
        return code

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("origin") == "published":
            for name in ("rights_zh", "rights_en"):
                if not cleaned.get(name):
                    self.add_error(name, _("An index of others needs its copyright note."))
        return cleaned


class EditionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Year, version, what it rests on, where it is from."""

    source_url = forms.URLField(label=_("Address of the source"), max_length=500, required=False, assume_scheme="https")

    class Meta:
        model = Edition
        fields: tuple[str, ...] = (
            "year", "version", "basis", "minimum_coverage", "dated_on", "source_zh", "source_en", "source_url", "method_zh",
            "method_en", "facts_zh", "facts_en",
        )  # fmt: skip
        widgets = {name: long() for name in ("method_zh", "method_en", "facts_zh", "facts_en")}

    copied_from = forms.ModelChoiceField(
        label=_("Take the indicators of"), queryset=Edition.objects.none(), required=False,
        help_text=_("The tree is copied, the scores are not."),
    )  # fmt: skip

    def __init__(self, *args: Any, editions: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if editions is None:
            del self.fields["copied_from"]
        else:
            field = self.fields["copied_from"]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = editions

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        year, version = cleaned.get("year"), cleaned.get("version")
        if year and version:
            twins = Edition.objects.filter(index_id=self.instance.index_id, year=year, version=version)
            if twins.exclude(pk=self.instance.pk).filter(revision=self.instance.revision).exists():
                self.add_error("version", _("This index already has an edition of this year and version."))
        return cleaned


class CorrectionForm(forms.Form):
    """What is corrected, told to readers."""

    note_zh = forms.CharField(label=_("What is corrected, in Chinese"), max_length=500, widget=long(3))
    note_en = forms.CharField(label=_("What is corrected, in English"), max_length=500, widget=long(3))


class ReturnForm(forms.Form):
    """Why an edition goes back to its editor."""

    reason = forms.CharField(label=_("What is to be changed"), max_length=500, widget=long(3))


class IndicatorForm(forms.ModelForm):  # type: ignore[type-arg]
    """A node of the tree. The scale matters for one that carries scores."""

    class Meta:
        model = Indicator
        fields: tuple[str, ...] = (
            "parent", "position", "code", "name_zh", "name_en", "weight", "direction", "scale_min", "scale_max", "unit_zh",
            "unit_en", "source_zh", "source_en", "note_zh", "note_en",
        )  # fmt: skip

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.edition = edition
        parent = self.fields["parent"]
        assert isinstance(parent, forms.ModelChoiceField)
        parent.label = _("Stands below")
        parent.required = False
        parent.empty_label = str(_("(first level)"))
        parent.queryset = Indicator.objects.filter(edition=edition, level__lt=LEVELS).order_by("level", "position")
        if self.instance.pk is not None:
            parent.queryset = parent.queryset.exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        parent: Indicator | None = cleaned.get("parent")
        level = 1 if parent is None else parent.level + 1
        if self.instance.pk is not None and level != self.instance.level and self.instance.children.exists():
            self.add_error("parent", _("An indicator with others below it stays on its level."))
        if parent is not None and parent.scores.exists():
            self.add_error("parent", _("That indicator carries scores itself. Take them away first."))
        low, high = cleaned.get("scale_min"), cleaned.get("scale_max")
        if (low is None) != (high is None):
            self.add_error("scale_max" if high is None else "scale_min", _("A scale has both ends."))
        elif low is not None and high is not None and low >= high:
            self.add_error("scale_max", _("The scale must end above where it begins."))
        code = cleaned.get("code")
        twins = Indicator.objects.filter(edition=self.instance.edition, code=code).exclude(pk=self.instance.pk)
        if code and twins.exists():
            self.add_error("code", _("Another indicator of this edition has this code."))
        # Its place in the tree must be known before the model checks it.
        self.instance.level = level
        return cleaned
