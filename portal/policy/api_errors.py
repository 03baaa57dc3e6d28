"""Exceptions of API views as problem+json. Apart from `problems`, so that pages never load the API framework."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.policy.conflict import Conflict
from portal.policy.problems import explain


def problem_handler(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn an exception of an API view into problem+json; None for one that is our own fault (answered with 500).

    What the view wrote is rolled back. `code` is stable and for programs, `detail` is for people.
    """
    if isinstance(error, Conflict):
        error = _ConflictAPI(str(error))
    elif isinstance(error, ValidationError):
        error = exceptions.ValidationError(
            error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        )
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, dict(context))
    if response is None or not isinstance(error, exceptions.APIException):
        return None
    title, advice = explain(response.status_code, program=True)
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": response.status_code}
    if isinstance(error, exceptions.ValidationError):
        body |= {"detail": _("Some fields need your attention."), "code": "invalid", "errors": response.data}
    else:
        codes = error.get_codes()
        plain = isinstance(error, exceptions.NotFound | exceptions.PermissionDenied)
        body |= {
            # The framework's words of these two name objects and say less than ours.
            "detail": advice if plain else str(error.detail),
            "code": codes if isinstance(codes, str) else error.default_code,
        }
        if errors := getattr(error, "errors", None):
            body["errors"] = errors
    response.data = body
    response.content_type = "application/problem+json"
    return response


class _ConflictAPI(exceptions.APIException):
    status_code = 409
    default_code = "conflict"
