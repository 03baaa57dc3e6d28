"""The public verification of a document."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class VerifyForm(forms.Form):
    n = forms.CharField(label=_("Document number"), max_length=60, help_text=_("As printed under the QR code."))
    h = forms.CharField(
        label=_("Verification code"),
        max_length=100,
        help_text=_("16 letters and digits, as printed under the QR code."),
    )

    def clean_h(self) -> str:
        text = re.sub(r"[\s-]", "", self.cleaned_data["h"]).lower()
        if not re.fullmatch(r"[0-9a-f]{16,64}", text):
            raise ValidationError(_("The code has 16 characters: digits and the letters A to F."), code="invalid")
        return text
