"""What other rooms do when something is published or retracted. They register in `AppConfig.ready()`.

Called in the transaction of the publication, in the system scope: long work goes into the outbox.
"""

from __future__ import annotations

from collections.abc import Callable

from alerts.publishing.models import Edition

Follower = Callable[[Edition], None]
_published: list[Follower] = []
_retracted: list[Follower] = []


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
