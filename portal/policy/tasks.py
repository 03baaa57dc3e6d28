"""What the workers do for the policy app."""

from __future__ import annotations

from django.utils import timezone

from portal.notices.registry import Work, handler
from portal.policy.idempotency import KEPT_FOR, keys_forget


@handler("policy.forget", queue="feed")
def forget_answers(work: Work) -> None:
    """Delete the answers kept under idempotency keys whose time is over."""
    keys_forget(timezone.now() - KEPT_FOR)
