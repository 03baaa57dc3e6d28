"""The declarations at the end of the form: truth, consent to processing, separate consent to anonymised use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.consents import CONSENT_VERSION, ConsentText, consent_text
from cases.forms.filing.fields import RadioField
from cases.services.submission import Statements


class StatementsForm(forms.Form):
    """Ticked by the applicant; `version` is the text that stood on the page."""

    truth = forms.BooleanField(label=_("The applicant makes this statement"), required=False)
    processing = forms.BooleanField(label=_("The applicant gives this consent"), required=False)
    library = forms.BooleanField(label=_("The applicant gives this consent, too (voluntary)"), required=False)
    text_version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("text_version", CONSENT_VERSION)

    def texts(self) -> list[tuple[ConsentText, Any]]:
        """Pair each declaration with its box, in the order of the page."""
        return [(consent_text(key), self[key]) for key in ("truth", "processing", "library")]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("truth"):
            self.add_error(
                "truth", ValidationError(_("Without this statement the request cannot be sent."), code="required")
            )
        if not data.get("processing"):
            self.add_error(
                "processing",
                ValidationError(_("Without this consent no center may work on the request."), code="required"),
            )
        if data.get("text_version") != CONSENT_VERSION:
            # Nobody is taken to have agreed to a text that they did not see.
            raise ValidationError(
                _("The texts have changed meanwhile. Please read them again, then send."), code="version"
            )
        return data

    def statements(self) -> Statements:
        """Give what was declared."""
        data = self.cleaned_data
        return Statements(
            truth=bool(data["truth"]),
            processing=CONSENT_VERSION if data["processing"] else "",
            library=CONSENT_VERSION if data["library"] else "",
            manner=data.get("manner") or "in_form",
        )


class ReportedStatementsForm(StatementsForm):
    """Ticked by the staff who take a request down: the caller was read the texts and said yes."""

    manner = RadioField(
        label=_("How did the caller declare this?"),
        choices=[("by_phone", _("By phone, the texts were read out")), ("in_person", _("In person, at our desk"))],
    )

    field_order = ("manner", "truth", "processing", "library")
