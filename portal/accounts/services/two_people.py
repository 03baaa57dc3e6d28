"""What requests of two people have in common: why the second one is refused, and what the first one hears."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from portal.accounts.actors import Actor
from portal.accounts.models.two_people import TwoPersonRequest
from portal.accounts.selectors import name_of
from portal.notices.notify import notify
from portal.policy.conflict import Conflict


def confirm_refused(outcome: str, **more: str) -> Conflict:
    """Make the refusal of a confirmation from the database's word for it. `more` maps further words to sentences."""
    words = {
        "own": _("Somebody else must confirm this: you asked for it, or it is for yourself."),
        "not_yours": _("A system administrator or a national coordinator confirms this."),
        **more,
    }
    return Conflict(words.get(outcome, _("This request is closed. Somebody may ask anew.")))


def asker_tell(
    *, kind: str, request: TwoPersonRequest, by: Actor, confirmed: bool, link: str, context: Mapping[str, object]
) -> None:
    """Tell who asked that somebody else has confirmed or refused it."""
    if request.asked_by_id is None or request.asked_by_id == by.user_id:
        return
    words = {**context, "name": str(request.user), "by": name_of(by), "confirmed": confirmed}
    notify(kind, context=words, link=link, users=[request.asked_by_id])
