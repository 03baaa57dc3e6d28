"""Forms of the quarantine."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DiscardForm(forms.Form):
    """Why work is given up; the reason stands in the audit trail."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the audit trail. Name no people and no contents."),
        error_messages={"required": _("Say why this work will not be done.")},
    )
