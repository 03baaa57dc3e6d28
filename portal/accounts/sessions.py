"""Sessions in the database, with the time of the last request beside the data (settings.SESSION_ENGINE)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.utils import timezone

from portal.accounts.models.access import Session

STAMP_SECONDS = 60


class SessionStore(DatabaseSessions):
    """A session that knows when its person was last seen, without a second query and without a write per request."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        row: Session | None = super()._get_session_from_db()  # type: ignore[misc] # the stubs leave it out
        if row is not None:
            self.seen_at = row.seen_at
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        self.seen_at = row.seen_at = timezone.now()
        return row

    def stamp(self, now: datetime) -> None:
        """Note that the person was here, at most once a minute; one UPDATE that touches no other column's truth."""
        if self.session_key is None or self.seen_at is None or (now - self.seen_at).total_seconds() < STAMP_SECONDS:
            return
        self.seen_at = now
        Session.objects.filter(session_key=self.session_key, seen_at__lt=now).update(
            seen_at=now, expire_date=now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        )
