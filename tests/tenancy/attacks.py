"""What the attacks with SQL are written with."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg2 import errors

from portal.tenancy.scope import ENTER_SQL, Scope


def refused(cursor: Any, statement: str, *parameters: object, by: Any = errors.InsufficientPrivilege) -> None:
    """Assert that the database refuses a statement, and go on in the same transaction."""
    cursor.execute("savepoint attack")
    with pytest.raises(by):
        cursor.execute(statement, parameters)
    cursor.execute("rollback to attack")


def count(cursor: Any, query: str, *parameters: object) -> int:
    cursor.execute(query, parameters)
    return int(cursor.fetchone()[0])


def enter(cursor: Any, scope: Scope) -> None:
    """Go on in another scope, in the same transaction."""
    cursor.execute(ENTER_SQL, scope.parameters())
