"""The public status page: no log-in, one code, the same answer for every code that opens nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from cases.forms.filing.fields import TextLine
from cases.services.numbers import normalise_receipt
from cases.services.status import status_find
from portal.accounts.limits import Limit, from_network

# Enough for an office behind one address, far too little to guess codes of 54 bits.
LOOKUPS = Limit(30, 15 * 60)


class ReceiptForm(forms.Form):
    """The receipt code as people type it."""

    receipt = TextLine(
        label=_("Receipt code"),
        max_length=40,
        help_text=_("It stands on your confirmation, for example 7K2M-9QXR-4TBW."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_receipt(self) -> str:
        return normalise_receipt(self.cleaned_data["receipt"])


def status(request: HttpRequest) -> HttpResponse:
    """Ask for the code (GET) and show the state (POST, so that the code stays out of addresses and logs)."""
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if not form.is_bound:
        return render(request, "cases/status.html", context)
    if not form.is_valid():
        return render(request, "cases/status.html", context, status=422)
    if wait := from_network(request, "status", LOOKUPS):
        response = render(request, "cases/status.html", context | {"wait": (wait + 59) // 60}, status=429)
        response["Retry-After"] = str(wait)
        return response
    found = status_find(receipt=form.cleaned_data["receipt"])
    return render(request, "cases/status.html", context | {"found": found, "asked": True})
