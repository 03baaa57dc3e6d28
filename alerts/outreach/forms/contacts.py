"""Forms of the log of contacts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts.outreach.choices import Means
from alerts.outreach.forms.offices import any_country
from alerts.outreach.models import Contact, Office


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    """One contact."""

    class Meta:
        model = Contact
        fields: tuple[str, ...] = (
            "office", "day", "means", "topic", "counterpart", "notes", "agreement", "follow_up", "follow_up_on",
        )  # fmt: skip
        widgets = {"notes": forms.Textarea(attrs={"rows": 6}), "agreement": forms.Textarea(attrs={"rows": 3})}
        help_texts: dict[str, Any] = {
            "counterpart": _("The function or unit is enough; leave private persons out."),
            "follow_up_on": _("You are reminded on this day."),
        }

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = offices.filter(is_active=True).order_by("country", "name_zh")

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day lies in the future."))
        return day

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        due, what, day = cleaned.get("follow_up_on"), cleaned.get("follow_up"), cleaned.get("day")
        if due and not what and "follow_up" not in self.errors:
            self.add_error("follow_up", _("Say what is to be done until then."))
        if what and not due and "follow_up_on" not in self.errors:
            self.add_error("follow_up_on", _("Say until when."))
        if due and day and due < day:
            self.add_error("follow_up_on", _("This is before the contact itself."))
        if what == "" and due is None:
            self.instance.done_on = None
        return cleaned


class ContactFilterForm(forms.Form):
    """The filters of the log."""

    q = forms.CharField(label=_("Topic or office"), max_length=80, required=False)
    country = forms.ChoiceField(label=_("Country (region)"), required=False, choices=any_country)
    means = forms.ChoiceField(label=_("By"), required=False, choices=[("", _("All")), *Means.choices])
    follow = forms.ChoiceField(
        label=_("Follow-up"), required=False,
        choices=[("", _("All")), ("open", _("Something is left to do")), ("late", _("Overdue"))],
    )  # fmt: skip
    since = forms.DateField(label=_("First day"), required=False)
    until = forms.DateField(label=_("Last day"), required=False)

    def asked(self) -> dict[str, Any]:
        """Give the filters; what is not valid is left out."""
        self.is_valid()
        found = getattr(self, "cleaned_data", {})
        names = {"text": "q", "country": "country", "means": "means", "follow": "follow"}
        return {name: found.get(field, "") for name, field in names.items()} | {
            "since": found.get("since"),
            "until": found.get("until"),
        }


class FileForm(forms.Form):
    """A paper of a contact."""

    file = forms.FileField(label=_("File"))
