"""The base of every view of the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.accounts.actors import SEAT_HEADER, Actor
from portal.api.errors import UnknownSeat, invalid
from portal.policy.idempotency import OnceMixin


class ApiView(OnceMixin, APIView):
    """Thin: the middleware has asked the policy table and entered the scope; here come log-in, limits, and the seat."""

    @property
    def actor(self) -> Actor:
        """Give who is acting."""
        actor: Actor = self.request._request.actor  # type: ignore[attr-defined]
        return actor

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        wanted = request.META.get(SEAT_HEADER, "")
        # A seat that was lost must not turn into another one of the same person unnoticed.
        if wanted and self.actor.user_id and wanted != self.actor.seat.key:
            raise UnknownSeat

    def body(self) -> dict[str, Any]:
        """Give the JSON object that was sent, empty when nothing was; any other JSON is refused."""
        data: Any = self.request.data
        if not isinstance(data, dict):
            raise invalid({"non_field_errors": [_("Send a JSON object.")]})
        return data


class BytesNegotiation(BaseContentNegotiation):
    """Downloads answer with the file's own type whatever the caller accepts; refusals are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type
