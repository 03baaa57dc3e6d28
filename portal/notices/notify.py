"""Tell people something: what services call. Nothing is sent here; an event is written with the deed it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from portal.notices import outbox, registry, topics


def notify(
    template: str,
    *,
    context: Mapping[str, Any],
    link: str,
    users: Iterable[int] = (),
    seat: str = "",
    role: str | Iterable[str] = (),
    center_id: int | None = None,
    resolver: str = "",
    arguments: Mapping[str, Any] | None = None,
    include_actor: bool = False,
) -> UUID:
    """Tell some people about something under the bell and by e-mail, as each prefers; return the event's id.

    `template` is registered in portal.notices.topics. `context` is JSON; names, numbers and dates rather than evidence,
    because it is kept and mailed (see portal.notices.wording for `{"zh": …, "en": …}`, `…_on` and `…_at`). `link` is a
    path of this portal.

    Recipients, any of: `users` (ids, all opening the link from `seat`), everyone holding `role` (one or several) at
    `center_id` (anywhere when None), and `resolver` with `arguments` (a name registered by an app, such as `case_team`
    with `case_id`). The acting person is left out unless `include_actor`.

    Raises LookupError for an unregistered template or resolver and ValueError for a link that leaves the portal.
    """
    topics.topic_of(template)
    if not link.startswith("/") or link.startswith("//"):
        raise ValueError(f"The link of a notice must be a path of this portal, not {link!r}.")
    recipients: dict[str, Any] = {}
    if wanted := list(users):
        recipients |= {"users": wanted, "seat": seat}
    if roles := [role] if isinstance(role, str) and role else list(role):
        recipients |= {"roles": roles, "role_center_id": center_id}
    if resolver:
        registry.resolver(resolver)
        recipients |= {"resolver": resolver, "arguments": dict(arguments or {})}
    payload = {
        "template": template,
        "context": dict(context),
        "link": link,
        "recipients": recipients,
        "include_actor": include_actor,
    }
    return outbox.put("notice", payload, center_id=center_id)


def mail(template: str, *, to: Iterable[str], language: str, context: Mapping[str, Any]) -> UUID:
    """Send a mail to bare addresses (invitation, verification, password reset); return the event's id.

    `context` may hold a secret link: it is emptied once the mail is sent. `language` is `zh-hans` or `en`. Raises
    LookupError for an unregistered template.
    """
    topics.find_template(template)
    payload = {"template": template, "to": list(to), "language": language, "context": dict(context)}
    return outbox.put("mail", payload)
