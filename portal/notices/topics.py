"""What people can be told about: topics (what a person may switch off) and the templates that belong to them.

Apps register in their `notices.py`:

    topic("case", _("Progress of a case"))
    template("case/accepted", topic="case")

A template is three files under `templates/email/`: `<name>.subject.txt` (also the line under the bell), `<name>.txt` and
`<name>.html`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# The channels in the order of the preferences page; `portal.notices.channels` sends all but the first.
SITE = "site"
EMAIL = "email"
CHANNELS = (SITE, EMAIL)


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the preferences page.

    `locked`: the law or a deadline hangs on it, so it cannot be switched off. `personas`: whom it can concern at all
    (codes of portal.policy.personas; None: everybody).
    """

    code: str
    label: str | _StrPromise
    locked: bool = False
    order: int = 100
    personas: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """One kind of message and the topic it belongs to; `topic` None for mails to addresses without an account."""

    name: str
    topic: str | None


_topics: dict[str, Topic] = {}
_templates: dict[str, Template] = {}


def topic(
    code: str,
    label: str | _StrPromise,
    *,
    locked: bool = False,
    order: int = 100,
    personas: frozenset[str] | None = None,
) -> None:
    """Register a topic (see Topic); its label is lazily translated."""
    if code in _topics:
        raise ValueError(f"Two topics {code!r}.")
    _topics[code] = Topic(code, label, locked, order, personas)


def template(name: str, *, topic: str | None) -> None:
    """Register a template under a topic; None for one that only `mail` sends."""
    if name in _templates:
        raise ValueError(f"Two templates {name!r}.")
    _templates[name] = Template(name, topic)


def find_template(name: str) -> Template:
    """Return a registered template; raise LookupError otherwise."""
    try:
        return _templates[name]
    except KeyError:
        raise LookupError(f"No app registered the notice template {name!r}.") from None


def topic_of(name: str) -> Topic:
    """Return the topic of a template; raise LookupError when the template or its topic is not registered."""
    code = find_template(name).topic
    if code is None or code not in _topics:
        raise LookupError(f"The notice template {name!r} belongs to no registered topic.")
    return _topics[code]


def all_topics() -> list[Topic]:
    """List the topics in the order of the preferences page."""
    return sorted(_topics.values(), key=lambda each: (each.order, each.code))


def topics_for(personas: frozenset[str]) -> list[Topic]:
    """List the topics that can concern somebody with these personas."""
    return [each for each in all_topics() if each.personas is None or not each.personas.isdisjoint(personas)]


def all_templates() -> Mapping[str, Template]:
    """Return every registered template by name."""
    return dict(_templates)
