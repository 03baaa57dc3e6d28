"""Calling the API in a test as a program would: with a token, JSON, and the headers it documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from portal.accounts.tokens import token_issue
from portal.tenancy import scope as scopes
from tests.people import Person

BASE = "/api/v1/"


def token_of(who: Person, *, second_factor: bool = True) -> str:
    """Issue a token to a person, without typing a password."""
    assert who.user is not None
    expires_at = timezone.now() + timedelta(hours=1)
    with scopes.enter(scopes.login(who.pk)):
        _row, key = token_issue(user=who.user, name="test", expires_at=expires_at, second_factor=second_factor)
    return key


@dataclass
class Answer:
    """What came back: status, headers, and the JSON body (None when there is none)."""

    status: int
    headers: dict[str, str]
    body: Any
    raw: bytes = b""

    @property
    def etag(self) -> str:
        return self.headers["ETag"]


@dataclass
class Api:
    """One program acting for one person from one seat."""

    token: str = ""
    seat: str = ""
    language: str = "en"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def call(
        self, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None, **more: Any
    ) -> Answer:
        """Call `/api/v1/{path}` (or an absolute path); `body` goes as JSON unless it is a string."""
        sent = {"Accept-Language": self.language}
        if self.token:
            sent["Authorization"] = f"Token {self.token}"
        if self.seat:
            sent["X-Acting-As"] = self.seat
        data = body if isinstance(body, str | bytes) else "" if body is None else json.dumps(body)
        response = self.client.generic(
            method,
            path if path.startswith("/") else BASE + path,
            data,
            content_type=more.pop("content_type", "application/json"),
            headers=sent | (headers or {}),
            **more,
        )
        return _answer(response)

    def get(self, path: str, **more: Any) -> Answer:
        return self.call("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Answer:
        return self.call("POST", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> Answer:
        return self.call("PATCH", path, body, **more)

    def delete(self, path: str, **more: Any) -> Answer:
        return self.call("DELETE", path, **more)

    def upload(self, path: str, data: dict[str, Any], *, headers: dict[str, str] | None = None) -> Answer:
        """Send a multipart form; several files as a list under one name."""
        sent = {"Authorization": f"Token {self.token}", "X-Acting-As": self.seat, "Accept-Language": self.language}
        return _answer(self.client.post(BASE + path, data, headers=sent | (headers or {})))

    def act(self, case_id: str, verb: str, body: Any = None) -> Answer:
        """Do a deed on the version that stands now."""
        etag = self.get(f"cases/{case_id}").etag
        return self.post(f"cases/{case_id}/actions/{verb}", body or {}, headers={"If-Match": etag})


def _answer(response: Any) -> Answer:
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    json_type = "json" in response.headers.get("Content-Type", "")
    return Answer(response.status_code, dict(response.headers), json.loads(raw) if raw and json_type else None, raw)


def api_of(who: Person, **more: Any) -> Api:
    """Give the program of a person, acting from the person's seat."""
    return Api(token=token_of(who), seat=who.seat_key, **more)
