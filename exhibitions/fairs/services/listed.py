"""Write the list of fairs: one person writes, another of the nation confirms; what stands changes by an amendment."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import access, workflow
from exhibitions.fairs.choices import AmendmentState
from exhibitions.fairs.models import Amendment, Fair, FairEdition
from exhibitions.fairs.services.showing import edition_show
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Center, StaffRole

E = TypeVar("E", Fair, FairEdition)
_BOUND = ["fair", "center", "created_by", "confirmed_by"]


def entry_keep(*, entry: E, actor: Actor) -> E:
    """Save a new fair or edition, or one that still waits, in the actor's name. Raises Conflict for somebody else's.

    What stands is changed by `amendment_prepare`; the database refuses anything else.
    """
    new = entry._state.adding
    if new:
        entry.center_id = actor.own_center_id
        entry.created_by_id = actor.own_user_id
    elif entry.confirmed_at is not None or entry.created_by_id != actor.user_id:
        raise Conflict(_("Somebody confirmed this entry meanwhile, or somebody else wrote it."))
    else:
        entry.row_version += 1
    entry.full_clean(exclude=_BOUND, validate_constraints=False)
    entry.save()
    _record("added" if new else "changed", entry)
    if new:
        notify(
            "fairs/listed", context={"title": _title(entry)}, link=f"/editorial/fairs/list/{_fair(entry).public_id}/",
            role=(StaffRole.COORDINATOR, StaffRole.EDITOR, StaffRole.REVIEWER), center_id=_nation(),
        )  # fmt: skip
    return entry


def entry_confirm(*, entry: E, actor: Actor, seen: int | None = None) -> E:
    """Confirm an entry that somebody else wrote: everybody reads it from now on. Locks it. Raises Conflict with why not.

    `seen` is the version that the page showed: nobody confirms what was swapped under their eyes. None: they saw none.
    """
    now = type(entry)._default_manager.select_for_update(of=("self",)).get(pk=entry.pk)
    if seen is not None and seen != now.row_version:
        raise Conflict(str(workflow.GONE))
    if now.confirmed_at is not None:
        raise Conflict(_("This entry is confirmed already."))
    if now.created_by_id == actor.user_id:
        raise Conflict(_("You wrote this, so somebody else must confirm it."))
    if isinstance(now, Fair):
        double = Fair.objects.filter(country=now.country, name_zh=now.name_zh, confirmed_at__isnull=False)
    else:
        if now.fair.confirmed_at is None:
            raise Conflict(_("Confirm the fair itself first."))
        double = FairEdition.objects.filter(fair=now.fair, starts_on=now.starts_on, confirmed_at__isnull=False)
    if double.exists():
        raise Conflict(_("The same stands on the list already. Look for it there."))
    type(now)._default_manager.filter(pk=now.pk).update(
        confirmed_at=timezone.now(), confirmed_by_id=actor.own_user_id, row_version=F("row_version") + 1
    )
    now.refresh_from_db()
    _record("confirmed", now)
    _show(now)
    return now


def amendment_prepare(*, entry: Fair | FairEdition, words: Mapping[str, Any], actor: Actor) -> Amendment | None:
    """Write down how an entry that stands is to change; None when nothing changes. Raises Conflict while another waits.

    `words`: columns with their new values.
    """
    changed = {name: plain(value) for name, value in words.items() if plain(getattr(entry, name)) != plain(value)}
    if not changed:
        return None
    place = {"fair": entry} if isinstance(entry, Fair) else {"edition": entry}
    # The entry's row orders two writers.
    type(entry)._default_manager.select_for_update(of=("self",)).get(pk=entry.pk)
    if Amendment.objects.filter(**place, state=AmendmentState.PREPARED).exists():
        raise Conflict(_("A change of this entry waits already. Release it or drop it first."))
    amendment = Amendment.objects.create(**place, words=changed, made_by_id=actor.own_user_id)
    _record("amended", entry)
    notify(
        "fairs/listed", context={"title": _title(entry)}, link=f"/editorial/fairs/list/{_fair(entry).public_id}/",
        role=(StaffRole.COORDINATOR, StaffRole.EDITOR, StaffRole.REVIEWER), center_id=_nation(),
    )  # fmt: skip
    return amendment


def amendment_decide(*, amendment: Amendment, release: bool, actor: Actor) -> None:
    """Release a change that somebody else wrote down, or drop one. Locks it. Raises Conflict with why not."""
    now = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    if now.state != AmendmentState.PREPARED:
        raise Conflict(_("This change has been decided already."))
    if release and now.made_by_id == actor.user_id:
        raise Conflict(_("You wrote this, so somebody else must release it."))
    entry: Any = amendment.fair or amendment.edition
    model = type(entry)
    if release:
        values = {name: _value(model, name, value) for name, value in now.words.items()}
        if model is FairEdition and "starts_on" in values:
            rest = FairEdition.objects.filter(fair_id=entry.fair_id, confirmed_at__isnull=False).exclude(pk=entry.pk)
            if rest.filter(starts_on=values["starts_on"]).exists():
                raise Conflict(_("The same stands on the list already. Look for it there."))
        # Triggers hold this statement to exactly what the amendment says.
        model.objects.filter(pk=entry.pk).update(**values, row_version=F("row_version") + 1)
    state = AmendmentState.RELEASED if release else AmendmentState.DROPPED
    Amendment.objects.filter(pk=now.pk).update(state=state, decided_by_id=actor.own_user_id, decided_at=timezone.now())
    entry.refresh_from_db()
    _record(f"amendment_{state}", entry)
    if release:
        _show(entry)


def plain(value: Any) -> Any:
    """Give a column's value as JSON keeps it."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _value(model: type[Fair] | type[FairEdition], name: str, value: Any) -> Any:
    return model._meta.get_field(name).to_python(value) if isinstance(value, str) else value  # type: ignore[union-attr]


def _show(entry: Fair | FairEdition) -> None:
    if isinstance(entry, FairEdition):
        edition_show(editions=[entry])
    elif editions := list(access.public_editions().filter(fair=entry).select_related("fair")):
        edition_show(editions=editions)


def _nation() -> int:
    return Center.objects.values_list("pk", flat=True).get(kind=Center.Kind.NATIONAL)


def _fair(entry: Fair | FairEdition) -> Fair:
    return entry if isinstance(entry, Fair) else entry.fair


def _title(entry: Fair | FairEdition) -> dict[str, str]:
    fair = _fair(entry)
    if isinstance(entry, Fair):
        return {"zh": fair.name_zh, "en": fair.name_en}
    return {
        "zh": f"{fair.name_zh} {entry.label_zh or entry.year}",
        "en": f"{fair.name_en} {entry.label_en or entry.year}",
    }


def _record(what: str, entry: Fair | FairEdition) -> None:
    kind = "fair" if isinstance(entry, Fair) else "fair_edition"
    trail.record(
        f"{kind}.{what}", object_type=kind, object_id=entry.public_id, center_id=entry.center_id,
        payload={"title": _title(entry)["zh"]},
    )  # fmt: skip
