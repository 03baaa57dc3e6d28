"""What other rooms do when something is published or retracted, and what they have to say before. They register in `AppConfig.ready()`.

Called in the transaction of the publication, in the system scope: long work goes into the outbox.
"""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError

from alerts.publishing.choices import Verb
from alerts.publishing.models import Edition, Item, Revision
from portal.accounts.actors import Actor

Follower = Callable[[Edition], None]
Examiner = Callable[[Item, Revision, Verb, Actor], list[str]]
_published: list[Follower] = []
_retracted: list[Follower] = []
_examiners: list[Examiner] = []


def before_step(function: Examiner) -> Examiner:
    """Ask `function(item, revision, verb, actor)` before a text is handed in or approved; it lists what stands against it.

    Asked in the scope of whoever takes the step, in its transaction.
    """
    _examiners.append(function)
    return function


def examine(item: Item, revision: Revision, verb: Verb, actor: Actor) -> None:
    """Have the rooms look at a text before a step; raise ValidationError with all that they object."""
    found = [text for function in _examiners for text in function(item, revision, verb, actor)]
    if found:
        raise ValidationError(found)


def after_publication(function: Follower) -> Follower:
    """Call `function(edition)` for every new edition."""
    _published.append(function)
    return function


def after_retraction(function: Follower) -> Follower:
    """Call `function(edition)` for every edition that was retracted."""
    _retracted.append(function)
    return function


def published(edition: Edition) -> None:
    """Tell the rooms of a new edition."""
    for function in _published:
        function(edition)


def retracted(edition: Edition) -> None:
    """Tell the rooms of a retraction."""
    for function in _retracted:
        function(edition)
