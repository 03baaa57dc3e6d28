"""The one way out for stored bytes."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import FileSystemStorage, storages
from django.http import FileResponse, HttpResponse, HttpResponseBase, HttpResponseRedirect

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send(storage_key: str, name: str, media_type: str, *, inline: bool = False) -> HttpResponseBase:
    """Answer with stored bytes: as attachment (or inline for our own PDFs), never sniffed, in a sandbox.

    The caller has passed the gate and written the access log. Object storage gets a short-lived signed address,
    a configured web server an X-Accel-Redirect; else the portal streams a file opened here, inside the scope.
    """
    how = "inline" if inline else "attachment"
    disposition = f"{how}; filename=\"{_ascii(name)}\"; filename*=UTF-8''{quote(name)}"
    response: HttpResponseBase
    # Not `default_storage`: that is a lazy wrapper, which is no FileSystemStorage until something else has used it.
    storage = storages["default"]
    if not isinstance(storage, FileSystemStorage):
        response = HttpResponseRedirect(
            storage.url(storage_key, parameters={"ResponseContentDisposition": disposition})  # type: ignore[call-arg]
        )
    elif settings.ACCEL_REDIRECT_PREFIX:
        response = HttpResponse(content_type=media_type or "application/octet-stream")
        response["X-Accel-Redirect"] = f"{settings.ACCEL_REDIRECT_PREFIX}/{quote(storage_key)}"
    else:
        response = FileResponse(storage.open(storage_key), content_type=media_type or "application/octet-stream")
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


def _ascii(name: str) -> str:
    return name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
