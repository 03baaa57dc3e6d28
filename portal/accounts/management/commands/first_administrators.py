"""`first_administrators`: invite the three administrators of a new installation. Once; afterwards they invite the others."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from portal.accounts.services.founders import founders_invite
from portal.accounts.services.invitations import VALID_DAYS
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes


class Command(BaseCommand):
    help = (
        "Invite the system, the security and the audit administrator (three people) by e-mail. Works only for roles that "
        "nobody holds and nobody is invited to; run it with the workers' database login."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        for role, words in (("sysadmin", "system"), ("secadmin", "security"), ("auditor", "audit")):
            parser.add_argument(f"--{role}", metavar="EMAIL", help=f"address of the {words} administrator")
        parser.add_argument(
            "--again", action="store_true", help="replace invitations that still wait (a mistyped or lost mail)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        addresses = {role: options[role] for role in ("sysadmin", "secadmin", "auditor") if options[role]}
        for address in addresses.values():
            try:
                validate_email(address)
            except ValidationError as error:
                raise CommandError(f"{address} is no e-mail address.") from error
        try:
            with scopes.enter(scopes.system()):
                invitations = founders_invite(addresses=addresses, again=options["again"])
        except Conflict as error:
            raise CommandError(str(error)) from error
        for one in invitations:
            self.stdout.write(f"Invited {one.email} as {one.role}; the link in the mail works for {VALID_DAYS} days.")
        if not invitations:
            self.stdout.write("All three administrators are there or invited.")
