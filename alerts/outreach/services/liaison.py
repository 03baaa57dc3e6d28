"""Write the log of contacts and remind of what was promised."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.outreach import access
from alerts.outreach.models import Contact
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Center

TOPIC_REMIND = "outreach.remind"
# One run reminds of so many; the next takes the rest.
MOST_REMINDED = 500


def contact_keep(*, contact: Contact, actor: Actor) -> Contact:
    """Save a new or changed contact in the acting center's log. Raises Conflict for a center that keeps no log."""
    new = contact.pk is None
    if actor.kind == "center" and access.own_center(actor).kind != Center.Kind.OVERSEAS:
        raise Conflict(_("The log is kept by the national center and by the overseas sub-centers."))
    if new:
        contact.center_id = actor.own_center_id
        contact.by_id = actor.user_id
    else:
        before = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
        if before.follow_up_on != contact.follow_up_on:
            contact.reminded_on = None
    contact.full_clean(exclude=["center", "by", "office"])
    contact.save()
    _record("added" if new else "changed", contact)
    return contact


def follow_up_done(*, contact: Contact, actor: Actor) -> Contact:
    """Note that what was promised has been followed up, today. Raises Conflict when nothing is open."""
    now = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    if not now.is_open:
        raise Conflict(_("Nothing of this contact is left to follow up."))
    now.done_on = timezone.localdate()
    now.save(update_fields=["done_on", "updated_at"])
    _record("followed_up", now)
    return now


def follow_ups_remind() -> int:
    """Remind those who noted them of follow-ups that are due, once each; return how many. Needs the system scope."""
    today = timezone.localdate()
    due = (
        Contact.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("office", "center")
        .filter(follow_up_on__lte=today, done_on__isnull=True, reminded_on__isnull=True, by__isnull=False)
        .order_by("follow_up_on", "id")[:MOST_REMINDED]
    )
    reminded = []
    for contact in due:
        kind = "national" if contact.center.kind == Center.Kind.NATIONAL else "center"
        assert contact.by_id is not None
        assert contact.follow_up_on is not None
        notify(
            "outreach/follow_up",
            context={
                "title": contact.follow_up, "due_on": contact.follow_up_on.isoformat(),
                "office": {"zh": contact.office.name_zh, "en": contact.office.name_en},
            },
            link=f"/editorial/outreach/contacts/{contact.public_id}/", users=[contact.by_id],
            seat=f"{kind}:{contact.center_id}",
        )  # fmt: skip
        reminded.append(contact.pk)
    Contact.objects.filter(pk__in=reminded).update(reminded_on=today)
    return len(reminded)


def _record(what: str, contact: Contact) -> None:
    trail.record(
        f"contact.{what}", object_type="contact", object_id=contact.public_id, center_id=contact.center_id,
        payload={"title": contact.topic},
    )  # fmt: skip
