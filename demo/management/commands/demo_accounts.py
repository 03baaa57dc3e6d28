"""Print one demo account per persona."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.people import ELSEWHERE, PASSWORD, PERSONAS, TOTP_SECRET, address

WORDS = {
    "owner": "enterprise, owner", "member": "enterprise, member", "readonly": "enterprise, read only",
    "agent": "law firm acting for three enterprises", "intake": "Zhejiang center, intake",
    "handler": "Zhejiang center, handler", "supervisor": "Zhejiang center, supervisor", "coordinator": "national coordinator",
    "editor": "national editor", "reviewer": "national reviewer", "analyst": "national analyst", "expert": "expert",
    "sysadmin": "system administrator", "secadmin": "security administrator", "auditor": "auditor",
}  # fmt: skip


class Command(BaseCommand):
    help = "Print one demo account per persona with its password and second factor."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are demo accounts only where PORTAL_DEMO is on (settings dev).")
        rows = [(address(local), WORDS[persona]) for persona, (local, _name) in PERSONAS.items()]
        rows.append((address(f"handler.{ELSEWHERE.lower()}"), "Shenzhen center, handler (the outsider)"))
        for mail, words in rows:
            self.stdout.write(f"  {mail:<42} {words}")
        self.stdout.write(f"  Password of all: {PASSWORD}")
        self.stdout.write(f"  Authenticator secret of staff, experts and administrators: {TOTP_SECRET}")
        self.stdout.write("  Present code: python manage.py demo_code")
