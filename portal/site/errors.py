"""Error pages: what happened, that nothing is lost, what to do. Named in portal.urls and settings.CSRF_FAILURE_VIEW.

The 500 page asks nothing of the database, the session or the cache: each of them may be what broke.
"""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portal.policy.problems import explain, from_program, problem, refuse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400, or 413 where the request carried more than the portal takes."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if isinstance(exception, RequestDataTooBig) else HTTPStatus.BAD_REQUEST
    return refuse(request, status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return refuse(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: the same for what does not exist and for what is not the reader's."""
    return refuse(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500, or 503 while the database is away, with a page that stands by itself."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    response = problem(request, status) if from_program(request) else stand_alone(status)
    if away:
        response["Retry-After"] = "5"
    return response


def stand_alone(status: int) -> HttpResponse:
    """Draw an error page without request, database, session or cache."""
    title, advice = explain(status)
    return HttpResponse(
        render_to_string("site/stand_alone.html", {"status": status, "title": title, "advice": advice}), status=status
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say in words that the form was open for too long (or cookies are off)."""
    return refuse(
        request,
        HTTPStatus.FORBIDDEN,
        detail=_(
            "This page was open for a long time, or your browser blocks cookies. Go back, reload the page and send it again; what you saved before is kept."
        ),
    )
