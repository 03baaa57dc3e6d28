"""The base of every Celery task: it carries a scope in its headers and refuses to run without one."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from celery import Task

from portal.tenancy import scope as scopes

HEADER = "zhinan_scope"


class MissingScope(RuntimeError):
    """A task was sent without saying in which scope it works."""


class ScopedTask(Task):  # type: ignore[type-arg]
    """Open the scope named in the message's headers around the task body.

    Set `opens_scope = False` only on tasks whose body enters scopes itself (long work outside any transaction).
    """

    abstract = True
    opens_scope = True

    # The options pass through as they come; the stubs spell out each.
    def apply_async(self, args: Any = None, kwargs: Any = None, **options: Any) -> Any:  # type: ignore[override]
        headers = dict(options.pop("headers", None) or {})
        if HEADER not in headers:
            current = scopes.current()
            if current.role == "none":
                raise MissingScope(f"{self.name} was sent without a scope.")
            headers[HEADER] = asdict(current)
        return super().apply_async(args, kwargs, headers=headers, **options)

    def task_scope(self) -> scopes.Scope:
        """Read the scope of the running message; raise MissingScope when there is none."""
        carried = (self.request.headers or {}).get(HEADER) or getattr(self.request, HEADER, None)
        if not carried:
            raise MissingScope(f"{self.name} was received without a scope.")
        return scopes.Scope(**carried)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        scope = self.task_scope()
        if not self.opens_scope:
            return super().__call__(*args, **kwargs)
        with scopes.enter(scope):
            return super().__call__(*args, **kwargs)
