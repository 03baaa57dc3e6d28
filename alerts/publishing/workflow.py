"""The one transition table of an item. Buttons, services, the diagram in docs/publishing.md and the tests are drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alerts.publishing.choices import State, Verb

if TYPE_CHECKING:
    from alerts.publishing.models import Item, Revision
    from portal.accounts.actors import Actor

# Who writes and who approves, at the national center and at the others. A reviewer may write too, and then not approve.
WRITERS = frozenset({"editor", "reviewer", "intake", "handler", "supervisor"})
APPROVERS = frozenset({"reviewer", "supervisor"})
SYSTEM = frozenset({"system"})
Guard = Callable[["Item", "Revision", "Actor"], "Promise | None"]


@dataclass(frozen=True)
class Row:
    """From `source` by `verb` to `target`, open to `who` while the guard does not object.

    `comment`: whether the person says why; `opens` begins a new revision with the words of the last.
    """

    source: State
    verb: Verb
    target: State
    who: frozenset[str]
    guard: Guard | None = None
    comment: bool = False
    opens: bool = False


def _not_a_writer(item: Item, revision: Revision, actor: Actor) -> Promise | None:
    if actor.user_id in revision.writers:
        return _("You wrote in this version, so somebody else must approve it.")
    return None


def _has_edition(item: Item, revision: Revision, actor: Actor) -> Promise | None:
    return None if item.edition else _("It was never published.")


def _has_none(item: Item, revision: Revision, actor: Actor) -> Promise | None:
    return _("It has been published; retract it instead.") if item.edition else None


S, V = State, Verb
ROWS: tuple[Row, ...] = (
    Row(S.DRAFT, V.SUBMIT, S.IN_REVIEW, WRITERS),
    Row(S.DRAFT, V.DISCARD, S.DISCARDED, WRITERS, _has_none),
    Row(S.DRAFT, V.DROP, S.PUBLISHED, WRITERS, _has_edition),
    Row(S.IN_REVIEW, V.TAKE_BACK, S.DRAFT, WRITERS, opens=True),
    Row(S.IN_REVIEW, V.RETURN, S.DRAFT, APPROVERS, _not_a_writer, comment=True, opens=True),
    Row(S.IN_REVIEW, V.APPROVE, S.SCHEDULED, APPROVERS, _not_a_writer),
    Row(S.SCHEDULED, V.HOLD, S.DRAFT, WRITERS, comment=True, opens=True),
    Row(S.SCHEDULED, V.PUBLISH, S.PUBLISHED, SYSTEM),
    # Whoever approved it no longer reviews here: somebody who does must look at it.
    Row(S.SCHEDULED, V.BOUNCE, S.IN_REVIEW, SYSTEM, opens=True),
    Row(S.PUBLISHED, V.REVISE, S.DRAFT, WRITERS, opens=True),
    # Taking back what is wrong must not wait for a second person; a withdrawn consent waits for nobody.
    *(
        Row(source, V.RETRACT, S.RETRACTED, APPROVERS | SYSTEM, _has_edition, comment=True)
        for source in (S.PUBLISHED, S.DRAFT, S.IN_REVIEW, S.SCHEDULED)
    ),
    Row(S.RETRACTED, V.REVISE, S.DRAFT, WRITERS, opens=True),
)


def find(item: Item, verb: Verb) -> Row | None:
    """Return the row of a verb in the item's present state."""
    return next((row for row in ROWS if row.source == item.state and row.verb == verb), None)


def objection(row: Row | None, item: Item, revision: Revision, actor: Actor) -> Promise | None:
    """Say why `actor` cannot take this row now; None when they can."""
    if row is None:
        return _("This is no longer possible: the item has moved on. Look at it again.")
    if not actor.has(*row.who):
        return _("Your role does not include this.")
    return row.guard(item, revision, actor) if row.guard is not None else None


def open_rows(item: Item, revision: Revision, actor: Actor) -> list[Row]:
    """List what `actor` may do with the item now."""
    rows = [row for row in ROWS if row.source == item.state]
    return [row for row in rows if objection(row, item, revision, actor) is None]
