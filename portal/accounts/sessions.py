"""Sessions in the database, with the time of the last request beside the data (settings.SESSION_ENGINE)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models.access import Session
from portal.prepared import prepared

STAMP_SECONDS = 60


@prepared
def _live(session_key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=session_key, expire_date__gt=now)


class SessionStore(DatabaseSessions):
    """A session that knows when its person was last seen, without a second query and without a write per request."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        if self.session_key is None:
            return None
        for row in _live(self.session_key, timezone.now()):
            self.seen_at = row.seen_at
            return row
        # Nobody's key: what is saved in this session gets a new one.
        self._session_key: str | None = None
        return None

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
