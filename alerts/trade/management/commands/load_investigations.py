"""Load trade investigations from a file; without a file, those that the project brings along."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from alerts.trade.intake.base import FileSource
from alerts.trade.intake.plan import plan_of
from alerts.trade.services.changes import Refused
from alerts.trade.services.loading import investigations_load
from portal.tenancy import scope as scopes


class Command(BaseCommand):
    help = (
        "Load trade investigations from a file of the portal's own or the USITC's form; a second call changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="the file (default: the portal's own collection)")
        parser.add_argument("--force", metavar="REASON", default="", help="why the file may lack known investigations")

    def handle(self, *args: Any, **options: Any) -> None:
        source = FileSource(options["file"]) if options["file"] else None
        try:
            with scopes.enter(scopes.system()):
                plan, written = investigations_load(source=source, forced_reason=options["force"])
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read.") from error
        except Refused as error:
            with scopes.enter(scopes.system()):
                faults = plan_of(source.fetch()).faults if source else ()
            lines = [f"  {fault.place}: {fault.field} {fault.message}" for fault in faults]
            raise CommandError("\n".join([str(error), *lines])) from error
        self.stdout.write(
            f"{written} written: {len(plan.new)} new, {len(plan.changed)} changed; {len(plan.unchanged)} unchanged,"
            f" {len(plan.lost)} missing."
        )
