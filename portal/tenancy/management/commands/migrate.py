"""`migrate` as the owner of the tables, followed by the grants of tables that third-party apps made."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections
from django.db.migrations.state import ModelState, ProjectState

from portal.tenancy.rls import HIDDEN_COLUMNS, grant_column_sql, grant_shared_sql


def _in_place(change: Callable[..., None]) -> Callable[..., None]:
    @wraps(change)
    def changed(state: ProjectState, app_label: str, model_name: str, option: str, *rest: Any) -> None:
        drawn = state.__dict__.pop("apps", None)  # without drawn models there is nothing to draw anew
        change(state, app_label, model_name, option, *rest)
        if drawn is not None:
            state.__dict__["apps"] = drawn
            meta = drawn.get_model(app_label, model_name)._meta
            setattr(meta, option, list(state.models[app_label, model_name].options[option]))

    return changed


def _alone(add: Callable[..., None]) -> Callable[..., None]:
    @wraps(add)
    def added(state: ProjectState, model_state: ModelState) -> None:
        drawn = state.__dict__.pop("apps", None)
        add(state, model_state)
        if drawn is not None:
            state.__dict__["apps"] = drawn
            drawn.render_multiple([model_state])

    return added


@contextmanager
def changes_in_place() -> Iterator[None]:
    """Let a new index or CHECK change the drawn model itself, and draw a new model alone.

    Django draws the model and all its neighbours anew for each of them, which is most of the time of an empty database's
    migrations (docs/decisions/0005-migrations-in-place.md).
    """
    options = ("_append_option", "_remove_option", "_alter_option")
    theirs = {name: getattr(ProjectState, name) for name in (*options, "add_model")}
    for name, change in theirs.items():
        setattr(ProjectState, name, _in_place(change) if name in options else _alone(change))
    try:
        yield
    finally:
        for name, change in theirs.items():
            setattr(ProjectState, name, change)


class Command(DjangoMigrate):
    help = "Bring the schema up to date as portal_owner and renew the grants of shared tables."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        if "owner" in settings.DATABASES:
            parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
        with changes_in_place():
            super().handle(*args, **options)
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            existing = set(connection.introspection.table_names(cursor))
            for statement in grant_shared_sql(existing):
                cursor.execute(statement)
            columns = {
                table: [column.name for column in connection.introspection.get_table_description(cursor, table)]
                for table in HIDDEN_COLUMNS
                if table in existing
            }
            if columns:
                for statement in grant_column_sql(columns):
                    cursor.execute(statement)
