"""Gates: fetch what the acting person may see, or answer the same 404 for absent and foreign.

Row-level security would hide foreign rows anyway; the filters here must agree with it (three layers, arch §2).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, F, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from cases.choices import PaperKind
from cases.models import Case, CaseFile, Paper, Transfer
from portal.accounts.actors import Actor, Kind, Seat
from portal.accounts.models import Enterprise
from portal.prepared import prepared
from portal.tenancy.models import Membership, StaffRole

# What a center took down for a caller is the firm's; whether its people here are the firm's, a center must have checked.
SHOWN_TO_APPLICANT = Q(for_caller=False) | Q(enterprise__proved_at__isnull=False)


def visible_cases(actor: Actor) -> QuerySet[Case]:
    """Give the cases that `actor` may see, whatever their state."""
    if actor.kind == "center":
        return Case.objects.filter(center_id=actor.own_center_id)
    if actor.kind == "national":
        return Case.objects.filter(center_id__gt=0)
    if actor.kind == "enterprise":
        return Case.objects.filter(SHOWN_TO_APPLICANT, enterprise_id=actor.own_enterprise_id)
    if actor.kind == "expert" and actor.user_id is not None:
        # By the name of the relation: the table belongs to the experts app, which stands on this one.
        seats = Membership.objects.filter(user_id=actor.user_id, role=StaffRole.EXPERT).values("center_id")
        return Case.objects.filter(
            open_to_expert("assignment__"),
            assignment__expert_user_id=actor.user_id,
            assignment__expert__center_id__in=seats,
        )
    return Case.objects.none()


def open_to_expert(path: str = "") -> Q:
    """Say of an assignment (at the end of `path`) that it is active and that the record in the bank is in force.

    Whoever asks adds that the seat of an expert at the record's center is held. experts/rls.py says the same in SQL.
    """
    today = timezone.localdate()
    return Q(
        **{
            f"{path}state": "active",
            f"{path}ends_at__gt": timezone.now(),
            f"{path}expert__user_id": F(f"{path}expert_user_id"),
            f"{path}expert__is_active": True,
            f"{path}expert__term_from__lte": today,
            f"{path}expert__term_to__gte": today,
        }
    )


def get_case(actor: Actor, public_id: UUID, *, lock: bool = False) -> Case:
    """Return one visible case or raise Http404. `lock` takes the row's lock (the case only, not what it joins)."""
    for case in _cases_named(actor, public_id, lock=lock):
        return case
    raise Http404


def _cases_named(actor: Actor, public_id: UUID, *, lock: bool) -> Iterable[Case]:
    """Give the visible case with this public id."""
    if actor.kind == "center" and actor.center_id is not None:
        return _case_of(actor.center_id, public_id, kind="center", lock=lock)
    if actor.kind == "enterprise" and actor.enterprise_id is not None:
        return _case_of(actor.enterprise_id, public_id, kind="enterprise", lock=lock)
    if actor.kind == "national":
        return _case_of_nation(public_id, lock=lock)
    return _locked(visible_cases(actor).filter(public_id=public_id), lock)[:1]


@prepared
def _case_of(place_id: int, public_id: UUID, *, kind: Kind, lock: bool) -> QuerySet[Case]:
    whose = Actor(None, Seat("", kind, frozenset(), center_id=place_id, enterprise_id=place_id))
    return _locked(visible_cases(whose).filter(public_id=public_id), lock)


@prepared
def _case_of_nation(public_id: UUID, *, lock: bool) -> QuerySet[Case]:
    whose = Actor(None, Seat("", "national", frozenset()))
    return _locked(visible_cases(whose).filter(public_id=public_id), lock)


def _locked(rows: QuerySet[Case], lock: bool) -> QuerySet[Case]:
    return rows.select_for_update(of=("self",)) if lock else rows.select_related("center", "handler")


def get_firm(actor: Actor, pk: int) -> Enterprise:
    """Return the record of an applicant whom the actor's center registered or handles a request of, or raise Http404."""
    rows = Enterprise.objects.filter(pk=pk)
    if actor.kind == "center" and actor.center_id is not None:
        client = Case.objects.filter(center_id=actor.center_id, enterprise_id=pk)
        rows = rows.filter(Q(registered_center_id=actor.center_id) | Exists(client))
    elif actor.kind != "national":
        rows = rows.none()
    for firm in rows:
        return firm
    raise Http404


def get_file(actor: Actor, public_id: UUID) -> CaseFile:
    """Return one file of a visible case or raise Http404."""
    try:
        return CaseFile.objects.filter(case__in=visible_cases(actor)).select_related("case").get(public_id=public_id)
    except CaseFile.DoesNotExist:
        raise Http404 from None


def visible_papers(actor: Actor) -> QuerySet[Paper]:
    """Give the documents that `actor` may know of (see `papers_for`)."""
    return papers_for(staff=actor.is_staff, expert=actor.kind == "expert")


def papers_for(*, staff: bool, expert: bool) -> QuerySet[Paper]:
    """Give the documents for the handling side, for an expert, or for anybody else.

    The case file (卷宗) holds internal entries and is the handling side's alone. The application shows the contact's
    telephone and e-mail, which an expert reads nowhere.
    """
    rows = Paper.objects.all()
    if staff:
        return rows
    return rows.exclude(kind__in=[PaperKind.DOSSIER, *([PaperKind.APPLICATION] if expert else [])])


def get_paper(actor: Actor, public_id: UUID) -> Paper:
    """Return one issued document of a visible case or raise Http404."""
    try:
        return (
            visible_papers(actor).filter(case__in=visible_cases(actor)).select_related("case").get(public_id=public_id)
        )
    except Paper.DoesNotExist:
        raise Http404 from None


def visible_transfers(actor: Actor) -> QuerySet[Transfer]:
    """Give the transfers that the actor's center proposed or received; the national center sees all."""
    if actor.kind == "national":
        return Transfer.objects.all()
    if actor.kind == "center":
        return Transfer.objects.filter(Q(from_center_id=actor.own_center_id) | Q(to_center_id=actor.own_center_id))
    return Transfer.objects.none()


def get_transfer(actor: Actor, public_id: UUID) -> Transfer:
    """Return one visible transfer or raise Http404."""
    try:
        return visible_transfers(actor).select_related("to_center", "from_center").get(public_id=public_id)
    except Transfer.DoesNotExist:
        raise Http404 from None
