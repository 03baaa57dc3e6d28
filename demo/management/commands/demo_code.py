"""Print the code that the demo accounts' authenticator app shows now."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.people import TOTP_SECRET


class Command(BaseCommand):
    help = "Print the demo accounts' present second-factor code."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo accounts only where PORTAL_DEMO is on (settings dev).")
        now = time.time()
        self.stdout.write(f"{format_hotp_value(hotp_value(TOTP_SECRET, int(now) // 30))} (for {30 - int(now) % 30} s)")
