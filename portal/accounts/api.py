"""`POST /api/v1/token`: e-mail, password and code for a token that acts for the person for twelve hours."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.actors import must_prove_second_factor
from portal.accounts.limits import Guard
from portal.accounts.models import User
from portal.accounts.second_factor import code_accept, code_failed, is_enrolled
from portal.accounts.tokens import token_issue
from portal.audit import trail
from portal.policy.problems import problem
from portal.tenancy import scope as scopes

TOKEN_HOURS = 12


class TokenRequest(serializers.Serializer[Any]):
    """Who asks, and how they prove it."""

    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=200, trim_whitespace=False)
    otp = serializers.CharField(
        max_length=20, required=False, allow_blank=True, help_text="Code of the authenticator app, or a recovery code."
    )
    name = serializers.CharField(max_length=60, required=False, default="API", help_text="What the token is for.")


class TokenAnswer(serializers.Serializer[Any]):
    """The token, shown once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    second_factor = serializers.BooleanField()


class TokenView(APIView):
    """Issue a token. The limits of the log-in page hold here too."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="token_create",
        tags=["token"],
        summary=gettext_lazy("Issue a token"),
        description=gettext_lazy(
            "With e-mail and password, and with the code of the second factor where one is set up. It acts for you for twelve hours."
        ),
        request=TokenRequest,
        responses={
            201: TokenAnswer,
            401: OpenApiResponse(description="`credentials_invalid`, `otp_required`, `otp_invalid`"),
            403: OpenApiResponse(description="`email_unverified`, `second_factor_not_enrolled`"),
            429: OpenApiResponse(description="`too_many_attempts` · Retry-After"),
        },
        examples=[
            OpenApiExample(
                "handler",
                request_only=True,
                value={
                    "email": "li.na@example.cn",
                    "password": "plum-river-lantern-27",
                    "otp": "123456",
                    "name": "case system",
                },
            ),
            OpenApiExample(
                "issued",
                response_only=True,
                status_codes=["201"],
                value={"token": "zn_4f…", "expires_at": "2026-11-23T02:00:00+08:00", "second_factor": True},
            ),
        ],
        auth=[],
    )
    def post(self, request: Request) -> Any:
        asked = TokenRequest(data=request.data)
        asked.is_valid(raise_exception=True)
        facts = asked.validated_data
        plain = request._request
        try:
            user = get_adapter().authenticate(plain, email=facts["email"], password=facts["password"])
        except ValidationError:
            return self._too_many(plain)
        if not isinstance(user, User) or not user.is_active:
            return problem(plain, 401, code="credentials_invalid", detail=_("E-mail and password do not fit together."))
        scopes.switch(scopes.login(user.pk))
        if not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
            return problem(plain, 403, code="email_unverified", detail=_("Confirm your e-mail address first."))
        enrolled = is_enrolled(user)
        if not enrolled and must_prove_second_factor(user):
            return problem(
                plain,
                403,
                code="second_factor_not_enrolled",
                detail=_("Your role requires a second factor. Set one up in the browser first."),
            )
        if enrolled:
            if not facts.get("otp"):
                return problem(
                    plain, 401, code="otp_required", detail=_("Send the code of your second factor as “otp”.")
                )
            guard = Guard(plain, user.email, purpose="code")
            if wait := guard.begin():
                plain.login_wait = wait  # type: ignore[attr-defined]
                return self._too_many(plain)
            if code_accept(user, facts["otp"].replace(" ", "")) is None:
                code_failed(guard, user)
                return problem(plain, 401, code="otp_invalid", detail=_("This code is not right, or was used already."))
            guard.succeeded()
        expires_at = timezone.now() + timedelta(hours=TOKEN_HOURS)
        _token, key = token_issue(user=user, name=facts["name"], expires_at=expires_at, second_factor=enrolled)
        trail.record(
            "account.logged_in",
            actor_id=user.pk,
            payload={"methods": ["password", *(["mfa"] if enrolled else [])], "api": True},
        )
        answer = {"token": key, "expires_at": expires_at, "second_factor": enrolled}
        return Response(TokenAnswer(answer).data, status=201)

    def _too_many(self, plain: Any) -> Any:
        wait = getattr(plain, "login_wait", 60)
        return problem(plain, 429, code="too_many_attempts", headers={"Retry-After": str(wait)})
