"""Keep the register of offices and the list of recipients."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from alerts.outreach import access
from alerts.outreach.choices import Decision, EndReason, Standing
from alerts.outreach.models import Office, Recipient
from alerts.outreach.services.standing import end_released, standing_move
from alerts.publishing.filters import Wanted
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.reference.countries import country_name
from portal.tenancy.models import Center, StaffRole


def office_keep(*, office: Office, actor: Actor) -> Office:
    """Save a new or changed office. An overseas center keeps those of its own countries.

    Raises Conflict for a center that keeps none, ValidationError for a country that is not the center's or a name that
    stands already.
    """
    new = office.pk is None
    if actor.kind == "center":
        center = access.own_center(actor)
        if center.kind != Center.Kind.OVERSEAS:
            raise Conflict(_("Offices are kept by the national center and by the overseas sub-centers."))
        if office.country not in center.countries:
            message = _("Your center keeps offices in: %(countries)s.") % {
                "countries": "、".join(country_name(code) for code in center.countries)
            }
            raise ValidationError({"country": message})
    if new:
        office.center_id = actor.own_center_id
        office.created_by_id = actor.user_id
    office.full_clean(exclude=["center", "created_by"])
    office.save()
    trail.record(
        "office.added" if new else "office.changed", object_type="office", object_id=office.public_id,
        center_id=office.center_id, payload={"title": office.name_zh},
    )  # fmt: skip
    return office


def recipient_prepare(*, office: Office, wanted: Wanted, basis: str, actor: Actor) -> Recipient:
    """Put an office on the list of recipients, to be released by somebody else.

    Address and language are taken from the register as they stand. Raises Conflict without an address or while another
    entry waits.
    """
    now = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    if not now.is_active or not now.email:
        raise Conflict(_("Only an active office with an e-mail address can receive mail."))
    if Recipient.objects.filter(office=now, state=Standing.PREPARED).exists():
        raise Conflict(_("An entry for this office waits for release already."))
    entry = Recipient(
        office=now,
        email=now.email,
        language=now.language,
        basis=basis,
        prepared_by_id=actor.own_user_id,
        **wanted.stored(),
    )
    entry.full_clean(exclude=["office", "prepared_by", "decided_by"], validate_constraints=False)
    entry.save()
    _record("prepared", entry, now)
    notify(
        "outreach/recipient", context={"title": {"zh": now.name_zh, "en": now.name_en}},
        link=f"/editorial/outreach/recipients/{entry.public_id}/", role=StaffRole.REVIEWER, center_id=actor.own_center_id,
    )  # fmt: skip
    return entry


@transaction.atomic
def recipient_move(*, entry: Recipient, verb: str, actor: Actor, reason: str = "") -> Recipient:
    """Release, refuse, withdraw or end an entry; releasing ends the office's earlier one. Raises Conflict."""
    if verb == Decision.RELEASE:
        # The office's row orders two reviewers.
        office = Office.objects.select_for_update(of=("self",)).get(pk=entry.office_id)
        if not office.is_active:
            raise Conflict(_("This office is not active any more."))
        end_released(Recipient.objects.filter(office=office).exclude(pk=entry.pk), EndReason.REPLACED)
    after = standing_move(thing=entry, verb=verb, actor=actor, reason=reason)
    _record(after.state, after, after.office)
    return after


def last_stop(office: Office) -> Recipient | None:
    """Return the entry with which the office itself asked for no more mail, when nothing was released since."""
    last = Recipient.objects.filter(office=office, ended_at__isnull=False).order_by("-ended_at").first()
    return last if last is not None and last.end_reason == EndReason.OFFICE else None


def _record(what: str, entry: Recipient, office: Office) -> None:
    trail.record(
        f"recipient.{what}", object_type="recipient", object_id=entry.public_id, center_id=office.center_id,
        payload={"title": office.name_zh},
    )  # fmt: skip
