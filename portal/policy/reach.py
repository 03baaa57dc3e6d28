"""Ready-made parts of `Rule.reach`: which objects answer to whom, by the relation between the person and the object.

Read a relation as "the object is …":

`mine`          the person's own: made by them, handled by them, assigned to them
`same_org`      a colleague's, in the same enterprise, expert bank or (for the nation) the national center
`same_center`   another's, kept by the center the person works at or whose client or expert they are
`other_center`  kept by a center that is neither
`nonexistent`   no such object

Join the parts with `|`: `own(ENTERPRISE) | at_center(CENTER) | anywhere(NATIONAL)`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.policy.table import Relation

Reach = Mapping[str, frozenset[Relation]]

MINE: frozenset[Relation] = frozenset({"mine"})
ORGANISATION: frozenset[Relation] = frozenset({"mine", "same_org"})
CENTER_WIDE: frozenset[Relation] = frozenset({"mine", "same_org", "same_center"})
EXISTING: frozenset[Relation] = frozenset({"mine", "same_org", "same_center", "other_center"})


def only_mine(personas: Iterable[str]) -> dict[str, frozenset[Relation]]:
    """Let `personas` reach what is theirs in person."""
    return dict.fromkeys(personas, MINE)


def own(personas: Iterable[str]) -> dict[str, frozenset[Relation]]:
    """Let `personas` reach what belongs to their organisation."""
    return dict.fromkeys(personas, ORGANISATION)


def at_center(personas: Iterable[str]) -> dict[str, frozenset[Relation]]:
    """Let `personas` reach what their center keeps."""
    return dict.fromkeys(personas, CENTER_WIDE)


def anywhere(personas: Iterable[str]) -> dict[str, frozenset[Relation]]:
    """Let `personas` reach everything that exists."""
    return dict.fromkeys(personas, EXISTING)
