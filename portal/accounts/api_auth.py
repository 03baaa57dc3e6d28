"""Token authentication of the API: the middleware has found the person already, here DRF learns of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from portal.accounts.models import ApiToken, User
from portal.accounts.tokens import TOKEN_SCHEME


class PortalTokenAuthentication(BaseAuthentication):
    """Give the person of `Authorization: Token …`. Such a request needs no CSRF token: browsers do not send it unasked."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        django_request = request._request
        if not hasattr(django_request, "api_token"):
            return None
        token: ApiToken | None = django_request.api_token
        if token is None:
            raise exceptions.AuthenticationFailed(
                _("This token is unknown, revoked or has run out."), code="token_invalid"
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return TOKEN_SCHEME


class PortalTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describe the header in the OpenAPI document."""

    target_class = PortalTokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Authorization: Token zn_…`, from `POST /api/v1/token` or the page “API tokens”.",
        }
