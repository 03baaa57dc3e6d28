"""`manage.py audit_verify`: check the audit chain against itself and the anchor file; exit status 1 when it does not hold."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from portal.audit import sealer, verifier, words
from portal.tenancy import scope as scopes


class Command(BaseCommand):
    help = "Recompute the audit chain and compare it with the anchors kept outside the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor-file", type=Path, default=settings.AUDIT_ANCHOR_FILE)
        parser.add_argument(
            "--anchor-now", action="store_true", help="write the present head into the anchor file first"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anchor_now"]:
            sealer.Sealer().drop_anchor()
        started = time.monotonic()
        with scopes.enter(scopes.system()):
            report = verifier.verify(options["anchor_file"])
        seconds = time.monotonic() - started
        with translation.override("en"):
            for found in report.findings:
                self.stderr.write(words.finding(found))
        self.stdout.write(
            f"{report.entries} links checked in {seconds:.1f} s, {report.anchors} anchors up to link {report.anchored}, "
            f"{report.unsealed} entries not sealed yet. Head: {report.head}."
        )
        if not report.sound:
            raise SystemExit(1)
        self.stdout.write("The chain holds.")
