"""What may be done with a case now."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.reverse import reverse

from cases import workflow
from cases.api.verbs import Deed, deed
from cases.models import Case
from portal.accounts.actors import Actor


def offer_of(found: Deed, case: Case, request: Request) -> dict[str, Any]:
    """Write one deed in plain values."""
    return {
        "verb": found.verb.value,
        "label": str(found.label),
        "advice": str(found.advice),
        "destructive": found.destructive,
        "url": reverse("api:action", args=[case.public_id, found.verb.value], request=request),
    }


def offers_of(case: Case, actor: Actor, request: Request) -> list[dict[str, Any]]:
    """List what is open to `actor` now, in the order of the transition table."""
    found = (deed(verb) for verb in workflow.open_verbs(case, actor))
    return [offer_of(each, case, request) for each in found if each is not None]
