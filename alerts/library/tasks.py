"""What the workers do for the library: end what lost its consent, erase what is secret when its day has come."""

from __future__ import annotations

from django.utils import timezone

from alerts.library.services.consents import TOPIC_WITHDRAWN
from alerts.library.services.endings import consent_settle, secrets_erase
from portal.notices.registry import Work, handler


@handler(TOPIC_WITHDRAWN)
def consent_withdrawn(work: Work) -> None:
    """End the draft or the published case of one case; running twice ends it once."""
    consent_settle(case_id=work.payload["case_id"])


@handler("library.erase")
def erase(work: Work) -> None:
    """Erase the texts and pieces whose day has come (alerts.library.schedule says when)."""
    secrets_erase(timezone.localdate())
