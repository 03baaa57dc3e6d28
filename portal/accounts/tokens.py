"""API tokens: made, found, revoked. The database keeps their SHA-256 and nothing to make them from."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from portal.accounts.models import ApiToken, User
from portal.audit import trail

TOKEN_SCHEME = "Token"  # noqa: S105 - the word in the header
TOKEN_PREFIX = "zn_"  # noqa: S105 - by which leaked tokens are recognised
MAX_TOKENS = 20
_LAST_USED_EVERY = timedelta(minutes=10)


def hash_token(key: str) -> str:
    """Return the form in which a token (or an invitation's key) is stored. It is random, so no slow hash is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def token_find(key: str) -> ApiToken | None:
    """Return the valid token of an active person, with its user; note its use to ten minutes. One query, as a rule."""
    if not key.startswith(TOKEN_PREFIX):
        return None
    now = timezone.now()
    token = (
        ApiToken.objects.select_related("user")
        .filter(token_hash=hash_token(key), revoked_at=None, expires_at__gt=now, user__is_active=True)
        .first()
    )
    if token is not None and (token.last_used_at is None or now - token.last_used_at >= _LAST_USED_EVERY):
        token.last_used_at = now
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def token_issue(*, user: User, name: str, expires_at: datetime, second_factor: bool) -> tuple[ApiToken, str]:
    """Make a token; return it with the key that is shown once and never again."""
    key = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user=user,
        name=name,
        token_hash=hash_token(key),
        hint=key[: len(TOKEN_PREFIX) + 5],
        second_factor=second_factor,
        expires_at=expires_at,
    )
    token.full_clean()
    token.save()
    trail.record(
        "account.token_issued",
        actor_id=user.pk,
        object_type="token",
        object_id=token.pk,
        payload={"name": name, "expires_at": expires_at, "second_factor": second_factor},
    )
    return token, key


def token_revoke(*, token: ApiToken) -> None:
    """Make a token useless from the next request on; revoking twice changes nothing."""
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        trail.record("account.token_revoked", actor_id=token.user_id, object_type="token", object_id=token.pk)


def tokens_revoke_all(*, user: User) -> None:
    """Revoke every token of a person, as after a forgotten password."""
    for token in ApiToken.objects.filter(user=user, revoked_at=None):
        token_revoke(token=token)
