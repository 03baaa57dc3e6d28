"""How large a request may be: decided by its length, before anything reads its body.

Looking for a form's secret reads the whole body and writes its files to the disk, before the log-in or the policy table
is asked. So what may come at all is decided here: BODY_MAX_BYTES for every page, UPLOAD_MAX_TOTAL_BYTES where the row
of the policy table takes files, and these only from somebody who is logged in.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from portal.policy import table
from portal.policy.problems import from_program, problem
from portal.site.errors import stand_alone

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class BodySizeMiddleware:
    """Answer 413 to what is too large for its address, and 411 to a body that does not say how long it is."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = _length(request)
        if length is None:
            return _refuse(request, 411)
        if length > settings.BODY_MAX_BYTES and not (
            length <= settings.UPLOAD_MAX_TOTAL_BYTES and _takes_files(request)
        ):
            return _refuse(request, 413)
        return self.get_response(request)


class UploadsNeedLoginMiddleware:
    """Answer 401 to a large body on a page from who has no session; stands behind the session and before the form's
    secret. The API asks the policy table before it reads a body."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        large = (_length(request) or 0) > settings.BODY_MAX_BYTES
        if large and not request.path_info.startswith("/api/") and SESSION_KEY not in request.session:
            return _refuse(request, 401)
        return self.get_response(request)


def _length(request: HttpRequest) -> int | None:
    """Give the length that the request says its body has; None where it says none and sends one all the same."""
    stated = request.META.get("CONTENT_LENGTH") or ""
    if request.META.get("HTTP_TRANSFER_ENCODING") or (stated and not stated.isdecimal()):
        return None
    return int(stated or 0)


def _takes_files(request: HttpRequest) -> bool:
    try:
        route = resolve(request.path_info).view_name
    except Resolver404:
        return False
    row = table.find(route, request.method or "")
    return row is not None and row.uploads


def _refuse(request: HttpRequest, status: int) -> HttpResponseBase:
    """Answer without session, database or the body, in the reader's language; the rest of the body is not waited for."""
    with translation.override(translation.get_language_from_request(request)):
        answer: HttpResponseBase
        answer = problem(request, status) if from_program(request) else stand_alone(status)
        answer["Content-Language"] = translation.get_language()
    answer["Connection"] = "close"
    return answer
