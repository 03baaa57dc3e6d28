"""Transfers (移交): one center proposes, the other takes over or sends back."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import Http404
from django.utils.translation import gettext as _

from cases.choices import Verb
from cases.models import Case, Transfer
from cases.models.case import of
from cases.services.transition import advance, log
from cases.tell import tell
from portal.accounts.actors import Actor
from portal.audit import trail
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
    advance(
        case=case,
        verb=Verb.REQUEST_TRANSFER,
        actor=actor,
        payload={"to": to_center.pk, "to_zh": to_center.name_zh, "to_en": to_center.name_en, "reason": reason},
        seen_version=seen_version,
    )
    transfer = Transfer(
        **of(case),
        from_center_id=case.center_id,
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
    tell(case, "transfer_proposed", to="case_receiver")
    return transfer


def transfer_decide(*, transfer: Transfer, actor: Actor, accept: bool, answer: str) -> Case | None:
    """Take the case over, or send it back. Returns the case when it is now the actor's, else None.

    The custodian changes inside one definer function that re-checks the proposal (cases/migrations/0002). Locks the
    transfer, then the case. Raises Conflict when it was decided already.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("select case_transfer_decide(%s, %s, %s)", [transfer.public_id, accept, answer])
            (case_id,) = cursor.fetchone()
    except DatabaseError as error:
        if getattr(error.__cause__, "pgcode", "") == "55P03":
            raise Conflict(_("This transfer has already been decided.")) from error
        if getattr(error.__cause__, "pgcode", "") == "P0002":
            raise Http404 from error
        raise
    trail.record(
        "transfer.accepted" if accept else "transfer.returned",
        object_type="transfer",
        object_id=transfer.public_id,
        payload={"answer": answer},
    )
    if not accept:
        transfer.refresh_from_db()
        return None
    case = Case.objects.get(pk=case_id)
    log(
        case,
        Verb.ACCEPT_TRANSFER,
        actor=actor,
        from_state=case.state,
        payload={"from_zh": transfer.from_center.name_zh, "from_en": transfer.from_center.name_en},
    )
    tell(case, "transferred", to="case_applicant")
    return case
