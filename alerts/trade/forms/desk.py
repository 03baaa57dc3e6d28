"""Forms of the desk: a file to look at, and what an editor adds to an investigation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from alerts.trade import choices
from alerts.trade.intake.records import Record
from alerts.trade.models import Investigation
from portal.reference.industry import section_choices
from portal.reference.regions import province_choices

NOT_KNOWN = _("Not known")


class ImportForm(forms.Form):
    """A file, and why it may lack known investigations when it does."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("JSON in this portal's form or as the USITC investigations database gives it."),
    )
    reason = forms.CharField(
        label=_("Reason if known investigations are missing"),
        max_length=300,
        required=False,
        help_text=_("Needed only when the file lacks more than 2% of what its source gave before."),
    )

    def clean_file(self) -> Any:
        given = self.cleaned_data["file"]
        if given.size > settings.UPLOAD_MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s."),
                code="size",
                params={"most": filesizeformat(settings.UPLOAD_MAX_BYTES)},
            )
        return given


class EditForm(forms.Form):
    """What the source does not give: Chinese title, outcome, industries, notes, remedies, and provinces of parties."""

    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=300, required=False)
    title_zh_ours = forms.BooleanField(
        label=_("The Chinese title is our translation, not the source's"), required=False
    )
    state = forms.ChoiceField(label=_("State of the proceedings"), choices=choices.State.choices)
    outcome = forms.ChoiceField(label=_("Outcome"), choices=choices.Outcome.choices)
    ended_on = forms.DateField(label=_("Ended on"), required=False)
    remedies_ordered = forms.MultipleChoiceField(
        label=_("Remedies ordered"), choices=choices.Remedy.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    industries = forms.MultipleChoiceField(
        label=_("Industries"),
        choices=section_choices,
        required=False,
    )
    note_zh = forms.CharField(label=_("Note in Chinese"), max_length=500, required=False)
    note_en = forms.CharField(label=_("Note in English"), max_length=500, required=False)

    def __init__(self, *args: Any, investigation: Investigation, **kwargs: Any) -> None:
        self.record = Record.model_validate(investigation.record)
        initial = {name: getattr(self.record, name) for name in self.base_fields}
        super().__init__(*args, **{**kwargs, "initial": initial})
        # Regions of China are known by their country code; only mainland addresses may be silent on the province.
        self.parties = [(at, party) for at, party in enumerate(self.record.parties) if party.country == "CN"]
        for at, party in self.parties:
            self.fields[f"province_{at}"] = forms.ChoiceField(
                label=_("Province of %(name)s") % {"name": party.name},
                choices=[("", NOT_KNOWN), *province_choices()],
                required=False,
                initial=party.province,
                help_text=party.place,
            )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        ended, opened = cleaned.get("ended_on"), self.record.opened_on
        if ended and opened and ended < opened:
            self.add_error("ended_on", ValidationError(_("It ends before it begins."), code="order"))
        if not cleaned.get("title_zh") and not self.record.title_en:
            self.add_error("title_zh", ValidationError(_("There is no title."), code="untitled"))
        return cleaned

    def edited(self) -> Record:
        """Give the record with what was typed."""
        values = self.record.model_dump()
        values |= {name: self.cleaned_data[name] for name in self.base_fields}
        for at, _party in self.parties:
            values["parties"][at]["province"] = self.cleaned_data[f"province_{at}"]
        return Record.model_validate(values)
