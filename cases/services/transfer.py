"""Transfers (移交): one center proposes, the other takes over or sends back."""

from __future__ import annotations

from django.db import DatabaseError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import procedure
from cases.choices import Verb
from cases.models import Case, Transfer
from cases.models.case import of
from cases.services.transition import advance, log
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Center


def transfer_propose(
    *, case: Case, actor: Actor, to_center: Center, reason: str, seen_version: int | None = None
) -> Transfer:
    """Ask `to_center` to take the case over. The case stays where it is, and waits.

    The receiver sees the synopsis (number, applicant, dispute in words) before deciding; never evidence.
    """
    if to_center.pk == case.center_id:
        raise Conflict(_("The case is already with this center."))
    if Transfer.objects.filter(case_id=case.pk, state=Transfer.State.PROPOSED).exists():
        raise Conflict(_("A transfer is waiting for the receiving center's answer."))
    advance(
        case=case,
        verb=Verb.REQUEST_TRANSFER,
        actor=actor,
        payload={"to": to_center.pk, "to_zh": to_center.name_zh, "to_en": to_center.name_en, "reason": reason},
        seen_version=seen_version,
    )
    transfer = Transfer(
        **of(case),
        from_center_id=case.custodian_id,
        to_center=to_center,
        reason=reason,
        synopsis={
            "number": case.number,
            "applicant": case.applicant_name,
            "dispute_type": case.dispute_type,
            "ip_kinds": list(case.ip_kinds),
            "country": case.country,
            "state": case.state,
            "level": case.level,
        },
        proposed_by_id=actor.user_id,
    )
    transfer.full_clean(exclude=["case", "center", "enterprise"], validate_constraints=False)
    transfer.save()
    notify(
        "cases/transfer_proposed",
        context={"number": case.number, "applicant": case.applicant_name, "reason": reason},
        # The receiver may not open the case yet, only the proposal.
        link=reverse("cases:transfer", args=[transfer.public_id]),
        resolver="case_receiver",
        arguments={"transfer_id": transfer.pk},
        center_id=case.center_id,
    )
    return transfer


def transfer_cancel(*, case: Case, actor: Actor, seen_version: int | None = None) -> None:
    """Take a proposal back before the other center has answered. Raises Conflict when it was answered already."""
    advance(case=case, verb=Verb.CANCEL_TRANSFER, actor=actor, seen_version=seen_version)


def transfer_refusal(transfer: Transfer, actor: Actor) -> str:
    """Say why `actor` cannot decide on a transfer now; "" when they can."""
    if transfer.state != Transfer.State.PROPOSED:
        return _("This transfer has already been decided: %(state)s.") % {"state": transfer.get_state_display()}
    if transfer.to_center_id != actor.center_id:
        return _("This transfer is not waiting for your center.")
    return ""


def transfer_decide(*, transfer: Transfer, actor: Actor, accept: bool, answer: str) -> Case | None:
    """Take the case over, or send it back. Returns the case when it is now the actor's, else None.

    The custodian changes inside one definer function that re-checks the proposal (cases/migrations/0002). Locks the
    transfer, then the case. Raises Conflict when it was decided already, or waits for another center.
    """
    if refusal := transfer_refusal(transfer, actor):
        raise Conflict(refusal)
    case_id = _decide(transfer, accept, answer)
    trail.record(
        "transfer.accepted" if accept else "transfer.returned",
        object_type="transfer",
        object_id=transfer.public_id,
        payload={"answer": answer},
    )
    _tell_sender(transfer, "transfer_accepted" if accept else "transfer_returned", answer)
    if not accept:
        transfer.refresh_from_db()
        return None
    case = Case.objects.select_related("center").get(pk=case_id)
    # The receiver's clock starts anew; what the sender let pass is not the receiver's.
    case.due_on = procedure.due_after_entering(case.state, timezone.localdate())
    Case.objects.filter(pk=case.pk).update(due_on=case.due_on)
    log(
        case,
        Verb.ACCEPT_TRANSFER,
        actor=actor,
        from_state=case.state,
        payload={
            "from_zh": transfer.from_center.name_zh,
            "from_en": transfer.from_center.name_en,
            "to_zh": transfer.to_center.name_zh,
            "to_en": transfer.to_center.name_en,
            "answer": answer,
        },
    )
    tell(case, "transferred", to="case_applicant", context={"center": _name(transfer.to_center)})
    return case


def _decide(transfer: Transfer, accept: bool, answer: str) -> int:
    """Call the definer function in a savepoint: its refusal must not spoil the page that explains it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select case_transfer_decide(%s, %s, %s)", [transfer.public_id, accept, answer])
            return int(cursor.fetchone()[0])
    except DatabaseError as error:
        code = getattr(error.__cause__, "pgcode", "")
        if code == "55P03":
            raise Conflict(_("This transfer has already been decided.")) from error
        if code == "P0002":
            raise Http404 from error
        raise


def _name(center: Center) -> dict[str, str]:
    return {"zh": center.name_zh, "en": center.name_en}


def _tell_sender(transfer: Transfer, template: str, answer: str) -> None:
    # The receiver who sends a case back never saw it: number and applicant come from the synopsis.
    notify(
        f"cases/{template}",
        context={
            "number": transfer.synopsis.get("number", ""),
            "applicant": transfer.synopsis.get("applicant", ""),
            "center": _name(transfer.to_center),
            "answer": answer,
        },
        link=reverse("cases:transfer", args=[transfer.public_id]),
        resolver="transfer_sender",
        arguments={"transfer_id": transfer.pk},
        center_id=transfer.from_center_id,
    )
