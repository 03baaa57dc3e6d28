"""The auditor's filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.audit import words


class TrailFilter(forms.Form):
    """What the auditor looks for; every field may be empty."""

    verb = forms.ChoiceField(label=_("Deed"), required=False)
    person = forms.CharField(label=_("Name or e-mail of the person"), required=False, max_length=120)
    object_type = forms.CharField(label=_("Kind of object"), required=False, max_length=40)
    object_id = forms.CharField(label=_("Id of the object"), required=False, max_length=64)
    since = forms.DateField(label=_("From this day on"), required=False)
    until = forms.DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = sorted(words.verbs())
        self.fields["verb"].choices = [("", _("All")), *((code, code) for code in codes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day lies before the first one."))
        return cleaned
