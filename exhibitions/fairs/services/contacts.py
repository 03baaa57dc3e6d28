"""Write the contacts of a fair: a center's own, and the nation's, which everybody reads once a second person shows them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from exhibitions.fairs import workflow
from exhibitions.fairs.choices import MOST_CONTACTS
from exhibitions.fairs.models import Fair, FairContact
from exhibitions.fairs.services.showing import TAG
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict
from portal.site import pagecache


def contact_keep(*, contact: FairContact, actor: Actor) -> FairContact:
    """Save a contact in the actor's name. A changed one is not public until somebody else shows it again."""
    new = contact._state.adding
    if new:
        contact.center_id = actor.own_center_id
        if FairContact.objects.filter(fair=contact.fair, center_id=contact.center_id).count() >= MOST_CONTACTS:
            raise Conflict(_("A fair takes at most %(most)d contacts of one center.") % {"most": MOST_CONTACTS})
    was_public = not new and _locked(contact).is_public
    contact.created_by_id = actor.own_user_id
    contact.is_public = False
    contact.full_clean(exclude=["fair", "edition", "center", "created_by"])
    contact.save()
    if was_public:
        pagecache.touch(TAG)
    _record("added" if new else "changed", contact)
    return contact


def contact_show(*, contact: FairContact, shown: bool, actor: Actor, seen: int | None = None) -> FairContact:
    """Show a contact of the nation that somebody else wrote to everybody, or no more. Locks it. Raises Conflict.

    `seen` is the version that the page showed: nobody shows what was swapped under their eyes. None: they saw none.
    """
    now = _locked(contact)
    if shown and seen is not None and seen != now.row_version:
        raise Conflict(str(workflow.GONE))
    if now.is_public == shown:
        return now
    if shown and now.created_by_id == actor.user_id:
        raise Conflict(_("You wrote this, so somebody else must confirm it."))
    FairContact.objects.filter(pk=now.pk).update(is_public=shown)
    now.is_public = shown
    pagecache.touch(TAG)
    _record("shown" if shown else "hidden", now)
    return now


def contact_remove(*, contact: FairContact, actor: Actor) -> None:
    """Delete a contact of the acting center."""
    _record("removed", contact)
    if _locked(contact).is_public:
        pagecache.touch(TAG)
    contact.delete()


def _locked(contact: FairContact) -> FairContact:
    return FairContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)


def _record(what: str, contact: FairContact) -> None:
    fair: Fair = contact.fair
    trail.record(
        f"fair_contact.{what}", object_type="fair_contact", object_id=contact.public_id, center_id=contact.center_id,
        payload={"title": f"{fair.name_zh}：{contact.name_zh}"},
    )  # fmt: skip
