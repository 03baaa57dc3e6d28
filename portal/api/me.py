"""Who the caller is, and from which places they can act."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.actors import Seat
from portal.accounts.models import User
from portal.api.views import ApiView
from portal.reference.text import pick


class SeatShape(serializers.Serializer[Any]):
    """A place where a person can act."""

    key = serializers.CharField(help_text="What X-Acting-As takes.")
    kind = serializers.ChoiceField(["unaffiliated", "enterprise", "center", "national", "expert", "admin"])
    roles = serializers.ListField(child=serializers.CharField())
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    needs_second_factor = serializers.BooleanField()


class MeShape(serializers.Serializer[Any]):
    """The person, the seat in use, and all seats."""

    email = serializers.EmailField()
    name = serializers.CharField(allow_blank=True)
    second_factor = serializers.BooleanField(help_text="Whether this log-in was proved with a second factor.")
    acting_as = SeatShape()
    seats = SeatShape(many=True)


def shape_seat(seat: Seat) -> dict[str, Any]:
    """Write a seat in plain values."""
    return {
        "key": seat.key,
        "kind": seat.kind,
        "roles": sorted(seat.roles),
        "label": pick(seat.label_zh, seat.label_en),
        "needs_second_factor": seat.needs_second_factor,
    }


_HANDLER = {
    "key": "center:3",
    "kind": "center",
    "roles": ["handler", "supervisor"],
    "label": "深圳分中心",
    "needs_second_factor": True,
}


class Me(ApiView):
    @extend_schema(
        operation_id="me",
        tags=["me"],
        summary=_("Who you are and where you can act"),
        description=_("Your seats; send the key of one as X-Acting-As to act from there."),
        responses=MeShape,
        examples=[
            OpenApiExample(
                "handler",
                response_only=True,
                value={
                    "email": "li.na@example.cn",
                    "name": "李娜",
                    "second_factor": True,
                    "acting_as": _HANDLER,
                    "seats": [_HANDLER],
                },
            )
        ],
    )
    def get(self, request: Request) -> Response:
        """Give the person and their seats."""
        user = request.user
        assert isinstance(user, User)
        actor = self.actor
        return Response(
            {
                "email": user.email,
                "name": user.name,
                "second_factor": actor.second_factor,
                "acting_as": shape_seat(actor.seat),
                "seats": [shape_seat(seat) for seat in actor.seats],
            }
        )
