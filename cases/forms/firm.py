"""What staff say about the people of an applicant."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class EndPeopleForm(forms.Form):
    """Why the seats of a firm's people end."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For instance: the firm called and does not know these people. It stands in the audit trail."),
    )
