"""Model fields that know the scope they are read in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from portal.tenancy import scope as scopes

if TYPE_CHECKING:
    TextField = models.CharField[str, str]
else:
    TextField = models.CharField


class CredentialField(TextField):
    """A column that only the bare log-in and the system may read; in any other scope it is selected as ''.

    The scopes hold no SELECT on the column (rls.HIDDEN_COLUMNS), so naming it there would fail the whole query, and
    every query that joins a person names every column of the person.
    """

    def select_format(self, compiler: Any, sql: str, params: Any) -> tuple[str, Any]:
        if scopes.current().role in {"none", "scope_system"}:
            return sql, params
        return "''", ()

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Appear as a plain CharField in migrations: the column is one."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
