"""Load the checklists that come with the portal: an editor writes, a reviewer releases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exhibitions.screening.services.loading import checklists_load
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership


class Command(BaseCommand):
    help = "Load the checklists for exhibits that come with the portal, in the name of an editor and a reviewer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--editor", required=True, help="e-mail of the editor who writes")
        parser.add_argument("--reviewer", required=True, help="e-mail of the reviewer who releases")

    def handle(self, *args: Any, **options: Any) -> None:
        editor = national_actor(options["editor"], "editor")
        reviewer = national_actor(options["reviewer"], "reviewer")
        if editor.user_id == reviewer.user_id:
            raise CommandError("The editor and the reviewer must be two people.")
        released = checklists_load(editor=editor, reviewer=reviewer)
        for checklist in released:
            self.stdout.write(f"{checklist.code} {checklist.version}: {checklist.title_zh}")
        if not released:
            self.stdout.write("The checklists are there already.")


def national_actor(email: str, role: str) -> Actor:
    """Give the actor of a person who holds a national seat; raises CommandError for anybody else."""
    with scopes.enter(scopes.system()):
        seat = Membership.objects.filter(user__email=email, user__is_active=True, role=role).first()
    if seat is None:
        raise CommandError(f"{email} holds no seat of a national {role}.")
    return Actor(
        seat.user_id, Seat("load_checklists", "national", frozenset({role}), seat.center_id), second_factor=True
    )
