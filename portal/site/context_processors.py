"""What every page's frame needs, worked out only when the template asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.accounts.actors import ANONYMOUS, Actor, Seat
from portal.site import nav


class Frame:
    """The frame of one page: bar, seats, bell. Properties are lazy, a bare page pays for none of them."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor = getattr(request, "actor", ANONYMOUS)

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @property
    def signed_in(self) -> bool:
        return self.actor.user_id is not None

    @property
    def chinese(self) -> bool:
        return (get_language() or "").startswith("zh")

    @property
    def bar(self) -> SafeString:
        return nav.bar(self.actor, self.request.path)

    @property
    def menu(self) -> SafeString:
        return nav.menu(self.actor)

    @property
    def place(self) -> str:
        """Where the person acts, in the reader's language."""
        return self.place_of(self.actor.seat)

    @property
    def role(self) -> str:
        return nav.role_words(self.actor.seat.roles)

    @property
    def other_seats(self) -> list[tuple[str, str, str]]:
        """(key, place, roles) of the seats the person could switch to."""
        return [
            (seat.key, self.place_of(seat), nav.role_words(seat.roles))
            for seat in self.actor.seats
            if seat.key != self.actor.seat.key
        ]

    def place_of(self, seat: Seat) -> str:
        return (seat.label_zh if self.chinese else seat.label_en) or seat.label_zh

    @property
    def bell_path(self) -> str:
        bell = nav.bell()
        return nav.address(bell.route) if bell and self.signed_in else ""

    @cached_property
    def unread(self) -> int:
        bell = nav.bell()
        return bell.unread(self.actor) if bell and self.signed_in else 0


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates `frame` (see Frame) and `actor`."""
    frame = Frame(request)
    return {"frame": frame, "actor": frame.actor}
