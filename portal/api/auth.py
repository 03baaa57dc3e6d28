"""Session log-in for the API, as the portal's own pages use it: every write carries the CSRF token."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.request import Request

from portal.api.errors import Refusal


class CsrfMissing(Refusal):
    """A write with a session cookie but without the CSRF token."""

    status_code = 403
    default_detail = _("A request with a session needs the CSRF token in X-CSRFToken. Programs use a token instead.")
    default_code = "csrf_failed"


class PortalSessionAuthentication(SessionAuthentication):
    """Give the person of the session cookie; refuse a write that another site could have sent."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise CsrfMissing from error


class PortalSessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describe the cookie in the OpenAPI document."""

    target_class = PortalSessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": "sessionid",
            "description": "The session of the portal's pages; writes need `X-CSRFToken` as well.",
        }
