"""Only the owner's login changes the schema."""

from typing import Any

from django.conf import settings


class OwnerRunsMigrations:
    """Send schema changes to the `owner` connection where one is configured."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool | None:
        if "owner" in settings.DATABASES:
            return db == "owner"
        return None
