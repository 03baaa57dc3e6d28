"""What the workers do for accounts."""

from __future__ import annotations

from portal.accounts.limits import counters_forget
from portal.accounts.models import Session
from portal.notices.registry import Work, handler


@handler("accounts.forget", queue="feed")
def forget(work: Work) -> None:
    """Delete counters of attempts and sessions whose time is over."""
    counters_forget()
    Session.get_session_store_class().clear_expired()
