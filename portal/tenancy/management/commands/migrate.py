"""`migrate` as the owner of the tables, followed by the grants of tables that third-party apps made."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

from portal.tenancy.rls import HIDDEN_COLUMNS, grant_column_sql, grant_shared_sql


class Command(DjangoMigrate):
    help = "Bring the schema up to date as portal_owner and renew the grants of shared tables."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        if "owner" in settings.DATABASES:
            parser.set_defaults(database="owner")

    def handle(self, *args: Any, **options: Any) -> None:
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
