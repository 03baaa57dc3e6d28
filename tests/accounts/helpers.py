"""Short ways to walk the pages of accounts as a person does."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.accounts.sealing import unseal
from portal.tenancy import scope as scopes
from tests import people

HOME = "203.0.113.7"
ELSEWHERE = "198.51.100.20"


def type_password(client: Client, email: str, password: str = people.PASSWORD, address: str = HOME, **more: Any) -> Any:
    """Send the log-in form from a network address."""
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR=address, **more)


def logged_in(client: Client) -> bool:
    """Say whether the client's session belongs to somebody."""
    return "_auth_user_id" in client.session


def outbox(topic: str) -> list[dict[str, Any]]:
    """Read the payloads of a topic, oldest first."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute("select payload from notices_outboxevent where topic = %s order by id", [topic])
        return [row[0] if isinstance(row[0], dict) else json.loads(row[0]) for row in cursor.fetchall()]


def mails(template: str, to: str | None = None) -> list[dict[str, Any]]:
    """Read the mails of a template from the outbox."""
    return [one for one in outbox("mail") if one["template"] == template and (to is None or one["to"] == [to])]


def link_in(payload: dict[str, Any], name: str) -> str:
    """Open a sealed link of a mail and give its path."""
    from django.conf import settings

    address = unseal(payload["context"][name])
    assert address.startswith(settings.PUBLIC_URL + "/")
    return address.removeprefix(settings.PUBLIC_URL)


def verbs() -> list[str]:
    """Read the verbs of the audit trail, oldest first."""
    return [verb for verb, _actor, _payload in audit()]


def audit() -> list[tuple[str, int | None, dict[str, Any]]]:
    """Read verb, actor and payload of the audit trail, oldest first."""
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute("select verb, actor_id, payload::text from audit_auditentry order by id")
        return [(verb, actor, json.loads(payload)) for verb, actor, payload in cursor.fetchall()]


def reload(user: User) -> User:
    """Read a person anew."""
    with scopes.enter(scopes.system()):
        return User.objects.get(pk=user.pk)
