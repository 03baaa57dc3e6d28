"""The scope of a transaction: which database role it plays and for whom (docs/architecture.md, "Tenancy").

A scope is always transaction-local: a session-level setting would leak through a transaction pooler to whoever
gets the connection next. Without a role a tenant table answers "permission denied"; with a role but no id, no rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Literal

from django.db import connection, transaction

Role = Literal[
    "none", "scope_center", "scope_national", "scope_enterprise", "scope_expert", "scope_admin", "scope_system"
]

ENTER_SQL = """select set_config('role', %s, true), set_config('app.center_id', %s, true),
 set_config('app.enterprise_id', %s, true), set_config('app.actor_id', %s, true), set_config('app.admin_kind', %s, true)"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one transaction may see.

    `role` "none" is the bare login: it may read identity tables (sessions, users) and the rows of `actor_id` only.
    """

    role: Role = "none"
    center_id: int | None = None
    enterprise_id: int | None = None
    actor_id: int | None = None
    admin_kind: str = ""

    def parameters(self) -> list[str]:
        """Give the five values of `ENTER_SQL`; an absent id is the empty string, which no policy matches."""
        ids = (self.center_id, self.enterprise_id, self.actor_id)
        return [self.role, *("" if value is None else str(value) for value in ids), self.admin_kind]


NOBODY = Scope()
_current: ContextVar[Scope] = ContextVar("tenancy_scope", default=NOBODY)


def current() -> Scope:
    """Return the scope of the running transaction; the bare login when none was entered."""
    return _current.get()


def _apply(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(ENTER_SQL, scope.parameters())


@contextmanager
def enter(scope: Scope, *, apply: Callable[[Scope], None] = _apply) -> Iterator[Scope]:
    """Run a block in `scope` inside its own transaction or savepoint, and restore the outer scope after it.

    A failing block needs no restoring: rolling back to the savepoint takes the settings back with it. `apply` puts the
    scope into force when more is to happen in the same statement.
    """
    outer_scope = _current.get()
    nested = connection.in_atomic_block
    with transaction.atomic():
        apply(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
        if nested and not connection.needs_rollback:
            _apply(outer_scope)


def system(actor_id: int | None = None) -> Scope:
    """Scope of the portal's own work (relay, roll-ups, data migrations): every row, workers' login only."""
    return Scope(role="scope_system", actor_id=actor_id)


def center(center_id: int, actor_id: int | None = None) -> Scope:
    """Scope of one center's staff."""
    return Scope(role="scope_center", center_id=center_id, actor_id=actor_id)


def enterprise(enterprise_id: int, actor_id: int | None = None) -> Scope:
    """Scope of one enterprise's people and their agents."""
    return Scope(role="scope_enterprise", enterprise_id=enterprise_id, actor_id=actor_id)


def expert(actor_id: int) -> Scope:
    """Scope of an expert: the cases assigned to this person."""
    return Scope(role="scope_expert", actor_id=actor_id)


def national(actor_id: int | None = None, center_id: int | None = None) -> Scope:
    """Scope of the national center's coordinators, editors, reviewers and analysts."""
    return Scope(role="scope_national", center_id=center_id, actor_id=actor_id)


def login(actor_id: int | None = None) -> Scope:
    """The bare login, as account pages and public pages use it."""
    return replace(NOBODY, actor_id=actor_id)


def switch(scope: Scope) -> None:
    """Exchange the scope of the block opened by `enter`; that block still restores the scope outside it."""
    _apply(scope)
    _current.set(scope)
