"""What every page's frame needs, worked out only when the template asks for it.

The frame costs the same on every page, so its parts are drawn once per process and only the few strings that differ
from request to request are put in: that takes a signed-in page's frame from 1.0 to 0.6 ms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from portal.accounts.actors import ANONYMOUS, Actor, Seat
from portal.reference.text import is_chinese, pick
from portal.site import nav

# Stand-ins in the drawn header, exchanged per request.
TOKEN, PATH, BAR = "\x01token\x01", "\x01path\x01", "\x01bar\x01"


class Frame:
    """The frame of one page: header with bar, seats and bell. A page that draws none of it pays for none of it."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor: Actor = getattr(request, "actor", ANONYMOUS)

    @property
    def demo(self) -> bool:
        """True on a demonstration, which says so on every page."""
        return settings.DEMO

    @property
    def chinese(self) -> bool:
        """True for a page in Chinese."""
        return is_chinese()

    @property
    def signed_in(self) -> bool:
        """True for a page of a signed-in person."""
        return self.actor.user_id is not None

    @property
    def public(self) -> bool:
        """True for a page that is shown to everybody (portal.site.pagecache): nothing on it belongs to one browser."""
        return getattr(self.request, "public_page", False)

    @property
    def shared(self) -> bool:
        """True for a visitor's view of a public page: other programs may show it (portal.site.share)."""
        match = self.request.resolver_match
        return not self.signed_in and match is not None and hasattr(match.func, "public_page")

    @property
    def shelves(self) -> SafeString:
        """Draw the tabs of what the public reads."""
        return nav.tabs(nav.shelves(), self.actor, self.request.path)

    @property
    def desks(self) -> SafeString:
        """Draw the tabs of where that is written and kept."""
        return nav.tabs(nav.desks(), self.actor, self.request.path)

    @property
    def header(self) -> SafeString:
        """Draw the top of the page: name, bell, seat and its menu, language, bar."""
        actor = self.actor
        bell = nav.bell() if self.signed_in else None
        person = (str(self.request.user), self.request.user.email) if self.signed_in else ("", "")  # type: ignore[union-attr]
        drawn = _header(
            get_language() or "",
            actor.seat,
            actor.seats,
            person,
            bell.unread(actor) if bell else 0,
        )
        if self.signed_in:
            drawn = drawn.replace(TOKEN, get_token(self.request))
        drawn = drawn.replace(PATH, escape(self.request.get_full_path()))
        return SafeString(drawn.replace(BAR, nav.bar(actor, self.request.path)))


def place_of(seat: Seat) -> str:
    """Name the place of a seat in the reader's language."""
    return pick(seat.label_zh, seat.label_en)


@lru_cache(maxsize=1024)
def _header(language: str, seat: Seat, seats: tuple[Seat, ...], person: tuple[str, str], unread: int) -> str:
    bell = nav.bell()
    others = [(other.key, place_of(other), nav.role_words(other.roles)) for other in seats if other.key != seat.key]
    signed_in = seat.kind != "anonymous"
    context = {
        "token": TOKEN,
        "path": PATH,
        "bar": BAR if nav.has_bar(seat.roles) else "",
        "chinese": is_chinese(language),
        "signed_in": signed_in,
        "name": person[0],
        "email": person[1],
        "place": place_of(seat),
        "role": nav.role_words(seat.roles),
        "others": others,
        "menu": nav.menu(seat.roles),
        "bell": nav.address(bell.route) if bell and signed_in else "",
        "unread": unread,
    }
    return render_to_string("components/header.html", context)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Give templates `frame` (see Frame) and `actor`."""
    frame = Frame(request)
    return {"frame": frame, "actor": frame.actor}
