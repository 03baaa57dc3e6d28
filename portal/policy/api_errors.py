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
    """Turn an exception of an API view into problem+json."""
    request = context["request"]._request
    if isinstance(error, Conflict):
        error = _ConflictAPI(str(error))
    elif isinstance(error, ValidationError):
        error = exceptions.ValidationError(error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages})
    elif isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, dict(context))
    if response is None:
        return None
    status = response.status_code
    title, advice = explain(status)
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": advice}
    if isinstance(error, exceptions.ValidationError):
        body |= {"code": "invalid", "detail": _("Some fields need your attention."), "errors": response.data}
    elif isinstance(error, exceptions.APIException):
        body |= {"code": error.default_code, "detail": str(error.detail) if status not in {403, 404} else advice}
    response.data = body
    response.content_type = "application/problem+json"
    request.META.setdefault("zhinan.problem", status)
    return response


class _ConflictAPI(exceptions.APIException):
    status_code = 409
    default_code = "conflict"
