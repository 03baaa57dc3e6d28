"""Who is meant by "the applicant" or "the team" of a case, and what people can be told about cases.

Resolvers run in the worker, in the system scope, when the notice goes out: whoever has left by then is not told.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case, Transfer
from portal.accounts.models import EnterpriseMember
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic
from portal.policy.personas import CENTER, COORDINATORS, ENTERPRISE, EXPERTS
from portal.tenancy.models import CENTER_ROLES, Membership, StaffRole

INTAKE = (StaffRole.INTAKE, StaffRole.SUPERVISOR)
SIDES = ENTERPRISE | CENTER | EXPERTS

topic("case_due", _("Deadlines and missing material"), locked=True, order=10, personas=ENTERPRISE | CENTER)
topic("case_progress", _("Progress of a case"), order=20, personas=SIDES)
topic("case_message", _("Messages in a case"), order=30, personas=SIDES)
topic("case_work", _("Work of the center: new requests, handlers, opinions, transfers"), order=40,
      personas=CENTER | COORDINATORS)  # fmt: skip
topic("case_overdue", _("Overdue cases of the center"), order=50, personas=frozenset({"supervisor"}))
topic("case_major", _("Major cases"), locked=True, order=60, personas=COORDINATORS)

TEMPLATES = {
    "case_due": (
        "supplement_requested",
        "supplement_due",
        "material_due",
        "deemed_withdrawn",
        "deadline_added",
        "deadline_due",
    ),
    "case_progress": (
        *("submitted", "under_review", "supplement_received", "declined", "accepted", "guidance_started"),
        *("opinion_issued", "tracking", "closed", "terminated", "withdrawal_recorded", "reopened", "transferred"),
        *("paper_ready", "opinion_countersigned"),
    ),
    "case_message": ("message",),
    "case_work": (
        *("filed", "supplemented", "withdrawn", "handler_set", "opinion_submitted", "opinion_returned"),
        *("transfer_proposed", "transfer_accepted", "transfer_returned"),
    ),
    "case_overdue": ("overdue",),
    "case_major": ("major",),
}
for _topic, _names in TEMPLATES.items():
    for _name in _names:
        template(f"cases/{_name}", topic=_topic)


def _staff(center_id: int, roles: Iterable[str]) -> list[int]:
    """List the people who hold one of `roles` at a center."""
    rows = Membership.objects.filter(center_id=center_id, role__in=list(roles), user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct())


def _at(center_id: int, users: Iterable[int]) -> list[Recipient]:
    return [Recipient(user_id, f"center:{center_id}") for user_id in users]


@recipients("case_applicant")
def case_applicant(case_id: int) -> list[Recipient]:
    """Everyone who acts for the enterprise now, read-only members included: they asked to follow."""
    case = Case.objects.select_related("enterprise").get(pk=case_id)
    if case.for_caller and case.enterprise.proved_at is None:
        # They do not see it, so they are not told that it is there.
        return []
    enterprise_id = case.enterprise_id
    today = timezone.localdate()
    members = EnterpriseMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=today),
        enterprise_id=enterprise_id,
        state=EnterpriseMember.State.ACTIVE,
    )
    users = members.order_by("user_id").values_list("user_id", flat=True)
    return [Recipient(user_id, f"enterprise:{enterprise_id}") for user_id in users]


@recipients("case_handler")
def case_handler(case_id: int) -> list[Recipient]:
    """The handler while they work at the custodian center; nobody otherwise."""
    center_id, handler_id = Case.objects.values_list("center_id", "handler_id").get(pk=case_id)
    return _at(center_id, [handler_id]) if handler_id in _staff(center_id, CENTER_ROLES) else []


@recipients("case_intake")
def case_intake(case_id: int) -> list[Recipient]:
    """Intake and supervisors of the custodian center; coordinators where the national center has no staff of its own."""
    center_id = Case.objects.values_list("center_id", flat=True).get(pk=case_id)
    return _intake(center_id)


def _intake(center_id: int) -> list[Recipient]:
    if found := _at(center_id, _staff(center_id, INTAKE) or _staff(center_id, CENTER_ROLES)):
        return found
    return [Recipient(user_id, f"national:{center_id}") for user_id in _staff(center_id, COORDINATORS)]


@recipients("case_team")
def case_team(case_id: int) -> list[Recipient]:
    """The handler; intake and supervisors while there is none."""
    return case_handler(case_id) or case_intake(case_id)


@recipients("case_countersigners")
def case_countersigners(case_id: int) -> list[Recipient]:
    """The supervisors of the custodian center."""
    center_id = Case.objects.values_list("center_id", flat=True).get(pk=case_id)
    return _at(center_id, _staff(center_id, [StaffRole.SUPERVISOR]))


@recipients("case_receiver")
def case_receiver(transfer_id: int) -> list[Recipient]:
    """Intake and supervisors of the center that is asked to take a case over."""
    return _intake(Transfer.objects.values_list("to_center_id", flat=True).get(pk=transfer_id))


@recipients("transfer_sender")
def transfer_sender(transfer_id: int) -> list[Recipient]:
    """Whoever proposed a transfer, from the seat they did it in, and the supervisors of the center that gave the case."""
    transfer = Transfer.objects.get(pk=transfer_id)
    center_id = transfer.from_center_id
    supervisors = _at(center_id, _staff(center_id, [StaffRole.SUPERVISOR]))
    if transfer.proposed_by_id is None:
        return supervisors
    if transfer.proposed_by_id in _staff(center_id, CENTER_ROLES):
        return [*_at(center_id, [transfer.proposed_by_id]), *supervisors]
    nation = Membership.objects.filter(user_id=transfer.proposed_by_id, role__in=COORDINATORS)
    seats = nation.values_list("center_id", flat=True)
    return [*(Recipient(transfer.proposed_by_id, f"national:{at}") for at in seats), *supervisors]


@recipients("national_coordinators")
def national_coordinators(case_id: int) -> list[Recipient]:
    """Everyone who coordinates for the nation."""
    rows = Membership.objects.filter(role__in=COORDINATORS, user__is_active=True).order_by("user_id")
    return [Recipient(row.user_id, f"national:{row.center_id}") for row in rows]


@recipients("center_supervisors")
def center_supervisors(center_id: int) -> list[Recipient]:
    """The supervisors of a center."""
    return _at(center_id, _staff(center_id, [StaffRole.SUPERVISOR]))
