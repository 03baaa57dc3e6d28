"""Refusals of the API beyond those that Django REST framework knows. `portal.policy.api_errors` writes them down."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status


class Refusal(exceptions.APIException):
    """A refusal with its own code and, where the body is to blame, messages by field (`errors`)."""

    def __init__(
        self, detail: str | Promise | None = None, *, code: str = "", errors: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail, code or None)  # type: ignore[arg-type]
        self.errors = dict(errors or {})


class Unprocessable(Refusal):
    """The request was understood, and cannot be followed as the object stands."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_detail = _("This cannot be done yet.")
    default_code = "unprocessable"


class TooLarge(Refusal):
    """The body is larger than the portal takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body of this request is too large.")
    default_code = "request_entity_too_large"


class PreconditionRequired(Refusal):
    """A write on something that others change, too, must say which version it was made for."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = _("Send the ETag you read as If-Match, so that nobody's change is overwritten unseen.")
    default_code = "if_match_required"


class PreconditionFailed(Refusal):
    """The object was changed since the caller read it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = _("This was changed since you read it. Read it again, then decide.")
    default_code = "if_match_stale"


class UnknownSeat(Refusal):
    """`X-Acting-As` names a place where the person cannot act (any more)."""

    status_code = status.HTTP_403_FORBIDDEN
    default_detail = _("You cannot act from the place named by X-Acting-As. `GET /api/v1/me` lists your places.")
    default_code = "seat_unknown"


def invalid(errors: Mapping[str, Any]) -> exceptions.ValidationError:
    """Make the refusal of a body or query with messages by field."""
    return exceptions.ValidationError(dict(errors))
