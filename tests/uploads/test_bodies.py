"""Nobody fills the disk: what is too large, or says nothing of its length, is refused before a byte of it is read."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from portal.policy import table
from tests import people
from tests.policy.routes import walk

pytestmark = pytest.mark.django_db

MB = 1024 * 1024
BOUNDARY = "----boundary"
NOBODYS = "00000000-0000-7000-8000-000000000000"


class Unread:
    """A body that must not be read."""

    def read(self, *_size: int) -> bytes:
        raise AssertionError("The body was touched.")

    readline = read


def send(path: str, length: int | None, client: Client | None = None, **more: Any) -> Any:
    """Send a request that says it is `length` bytes long, with a body that nobody may read."""
    asked: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "wsgi.input": Unread(),
        **more,
    }
    if length is not None:
        asked["CONTENT_LENGTH"] = str(length)
    return (client or Client(enforce_csrf_checks=True)).request(**asked)


@pytest.mark.parametrize("path", ["/accounts/login/", "/verify/", "/status/", "/nowhere/", "/", "/api/v1/cases"])
def test_a_page_takes_two_megabytes_and_no_more(path: str) -> None:
    answer = send(path, configured.BODY_MAX_BYTES + 1)
    assert answer.status_code == 413
    assert answer["Connection"] == "close"
    kind = "application/problem+json" if path.startswith("/api/") else "text/html"
    assert answer["Content-Type"].startswith(kind)


def test_it_is_said_in_the_readers_language() -> None:
    chinese = send("/", 3 * MB, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    english = send("/", 3 * MB, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "文件太大" in chinese or "文件过大" in chinese
    assert "The file is too large" in english


def test_files_are_taken_from_who_is_logged_in_and_up_to_a_limit() -> None:
    upload = reverse("cases:files", args=[NOBODYS])
    assert send(upload, 3 * MB).status_code == 401
    forged = Client(enforce_csrf_checks=True)
    forged.cookies[configured.SESSION_COOKIE_NAME] = "x" * 32
    assert send(upload, 3 * MB, forged).status_code == 401
    owner = people.login(Client(), people.person("owner"))
    sender = people.login(Client(enforce_csrf_checks=True), people.person("owner"))
    sender.cookies[configured.CSRF_COOKIE_NAME] = "x" * 32
    with pytest.raises(AssertionError, match="The body was touched"):
        send(upload, 3 * MB, sender)
    assert send(upload, configured.UPLOAD_MAX_TOTAL_BYTES + 1, owner).status_code == 413
    # The API asks who it is before it reads.
    assert send(reverse("api:attachments", args=[NOBODYS]), 3 * MB).status_code == 401


def test_a_body_without_a_length_is_refused() -> None:
    for path in ("/accounts/login/", reverse("cases:files", args=[NOBODYS]), "/api/v1/cases"):
        assert send(path, None, HTTP_TRANSFER_ENCODING="chunked").status_code == 411
        assert send(path, 5, HTTP_TRANSFER_ENCODING="chunked").status_code == 411
        assert send(path, None, CONTENT_LENGTH="-5").status_code == 411


def test_the_sizes_are_looked_at_before_anything_reads() -> None:
    order = list(configured.MIDDLEWARE)
    size, login = "portal.site.bodies.BodySizeMiddleware", "portal.site.bodies.UploadsNeedLoginMiddleware"
    csrf = "django.middleware.csrf.CsrfViewMiddleware"
    assert order.index(size) < order.index("django.contrib.sessions.middleware.SessionMiddleware") < order.index(login)
    assert order.index(login) < order.index(csrf)


def test_every_view_that_reads_files_is_marked_in_the_policy_table() -> None:
    """Views that name request.FILES, found in the sources, are those whose rows take files."""
    readers = {
        f"{path.with_suffix('').as_posix().replace('/', '.')}"
        for app in ("alerts", "cases", "exhibitions", "experts", "portal")
        for path in Path(app).rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr == "FILES" for node in ast.walk(ast.parse(path.read_text()))
        )
    }
    marked = {route for (route, _method), row in table.rules().items() if row.uploads}
    assert readers == {_views()[route].rpartition(".")[0] for route in marked}
    assert len(marked) >= len(readers)


def _views() -> dict[str, str]:
    """Give the dotted name of every route's view."""
    return {route.name: route.view for route in walk()}
