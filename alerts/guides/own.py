"""The markets that somebody who is logged in has named: their guides stand first on the list.

The room that knows them registers how they are found, in `AppConfig.ready()`. Asked for people with a log-in only, so the page
that is kept for all visitors never depends on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

# The acting account's id to codes of countries (regions); runs as the bare log-in of that account.
Source = Callable[[int], Iterable[str]]
_sources: list[Source] = []


def markets_from(source: Source) -> Source:
    """Ask `source` for the markets of an account."""
    _sources.append(source)
    return source


def own_markets(user_id: int | None) -> frozenset[str]:
    """Give the codes of the markets an account has named; none for a visitor."""
    if user_id is None:
        return frozenset()
    return frozenset(code for source in _sources for code in source(user_id))
