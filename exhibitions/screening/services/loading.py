"""Bring the checklists that come with the portal in, the way every other one comes in: written, then released by another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from exhibitions.screening.choices import ChecklistVerb
from exhibitions.screening.models import Checklist, ChecklistItem
from exhibitions.screening.services import checklists
from portal.accounts.actors import Actor
from portal.tenancy import scope as scopes

DATA = Path(__file__).parents[1] / "data" / "checklists.yaml"


def checklists_load(*, editor: Actor, reviewer: Actor) -> list[Checklist]:
    """Have `editor` write and `reviewer` release the checklists whose code does not stand yet; give what was released."""
    entries: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    with scopes.enter(editor.scope()):
        standing = set(Checklist.objects.values_list("code", flat=True))
    released = []
    for entry in entries:
        if entry["code"] in standing:
            continue
        with scopes.enter(editor.scope()):
            checklist = checklists.checklist_write(
                values={name: entry[name] for name in ("code", "title_zh", "title_en", "countries", "hs_prefixes")},
                actor=editor,
            )
            for item in entry["items"]:
                checklists.item_keep(item=ChecklistItem(checklist=checklist, **{"read_on": entry["read_on"]} | item))
            checklists.checklist_move(checklist=checklist, verb=ChecklistVerb.PROPOSE, actor=editor)
        with scopes.enter(reviewer.scope()):
            released.append(checklists.checklist_move(checklist=checklist, verb=ChecklistVerb.RELEASE, actor=reviewer))
    return released
