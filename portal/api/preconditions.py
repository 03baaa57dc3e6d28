"""ETag and If-Match: who writes says what they have seen (RFC 9110 §13.1.1, RFC 6585 §3)."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.errors import PreconditionFailed, PreconditionRequired


def etag(version: int) -> str:
    """Write a version as a strong entity tag."""
    return f'"v{version}"'


def seen_version(request: Request, current: int) -> int:
    """Compare If-Match with the object's `current` version and return it.

    Raises PreconditionRequired (428) without the header and PreconditionFailed (412) when none of its tags fits. `*`
    fits whatever there is. A change between this look and the write is found by the service under its lock (409).
    """
    header = request.headers.get("If-Match", "").strip()
    if not header:
        raise PreconditionRequired
    tags = [tag.strip() for tag in header.split(",")]
    if "*" not in tags and etag(current) not in tags:
        raise PreconditionFailed
    return current


def tagged(response: Response, version: int) -> Response:
    """Put the entity tag of `version` on a response."""
    response["ETag"] = etag(version)
    return response
