"""`check_rls`: ask the catalogue whether every tenant's rows are guarded as declared; exit 1 with the findings."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from portal.tenancy.checks import CHECKS, findings


class Command(BaseCommand):
    help = "Walk the database catalogue: roles, tables, policies, grants, functions, views. Exit 1 on any finding."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        with connection.cursor() as cursor:
            found = findings(cursor)
            cursor.execute("select count(*) from pg_policy")
            policies = cursor.fetchone()[0]
        for finding in found:
            self.stderr.write(str(finding))
        self.stdout.write(f"check_rls: {len(CHECKS)} checks, {policies} policies, {len(found)} findings")
        if found:
            raise SystemExit(1)
