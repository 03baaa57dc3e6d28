"""What keeps a person logged in: sessions, API tokens, and the counters that slow down guessing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Session(AbstractBaseSession):
    """A log-in of one browser.

    `seen_at` is a column and not part of the session's data: it is written at most once a minute by an UPDATE of its
    own, so that two requests at once never overwrite each other's choice of seat or second factor.
    """

    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        db_table = "accounts_session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        from portal.accounts.sessions import SessionStore

        return SessionStore


class ApiToken(models.Model):
    """A key with which a program acts for a person. Only its SHA-256 is kept; `hint` are its first characters.

    `second_factor` tells whether it was issued to somebody who had proved one. `last_used_at` is right to ten minutes.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=60)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("valid until"))
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-id"], name="apitoken_user")]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"


class LoginFailure(models.Model):
    """Attempts against one account from one source within a window.

    Keyed by account *and* source, so that failures made elsewhere never lock the owner out. An empty `account_hash`
    counts over all accounts of a source.
    """

    id = models.BigAutoField(primary_key=True)
    account_hash = models.CharField(max_length=64)
    source_hash = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    window_start = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="loginfailure_once", fields=["account_hash", "source_hash"])]
        indexes = [models.Index(fields=["window_start"], name="loginfailure_window")]

    def __str__(self) -> str:
        return f"{self.failures} since {self.window_start:%Y-%m-%d %H:%M}"
