"""Gates: fetch what the actor may see or answer 404; say who may write."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from exhibitions.fairs.choices import ParticipantState, PostKind, PostState
from exhibitions.fairs.models import (
    Amendment,
    Delegation,
    Exhibit,
    ExhibitPicture,
    Fair,
    FairContact,
    FairEdition,
    OwnRight,
    Participant,
    Post,
    RightDocument,
)
from portal.accounts.actors import Actor

#: Who of the nation writes; of a center everybody does.
NATIONAL_WRITERS = ("coordinator", "editor")
#: Who of the nation confirms what somebody else wrote.
CONFIRMERS = ("coordinator", "editor", "reviewer")
FIRM_WRITERS = ("owner", "member", "agent")


def may_write(actor: Actor) -> bool:
    """Say whether the actor writes on the desk of fairs: the staff of a center, the nation's coordinators and editors."""
    return actor.kind == "center" or (actor.kind == "national" and actor.has(*NATIONAL_WRITERS))


def may_confirm(actor: Actor) -> bool:
    """Say whether the actor may confirm what somebody else wrote for the list."""
    return actor.kind == "national" and actor.has(*CONFIRMERS)


def visible_fairs(actor: Actor) -> QuerySet[Fair]:
    """Give the fairs on the desk: all for the nation; for a center what is confirmed and its own."""
    if actor.kind == "national":
        return Fair.objects.all()
    return Fair.objects.filter(Q(confirmed_at__isnull=False) | Q(center_id=actor.own_center_id))


def visible_editions(actor: Actor) -> QuerySet[FairEdition]:
    """Give the editions on the desk, as `visible_fairs`."""
    if actor.kind == "national":
        return FairEdition.objects.all()
    return FairEdition.objects.filter(Q(confirmed_at__isnull=False) | Q(center_id=actor.own_center_id))


def public_editions() -> QuerySet[FairEdition]:
    """Give what everybody reads: confirmed editions of confirmed fairs."""
    return FairEdition.objects.filter(confirmed_at__isnull=False, fair__confirmed_at__isnull=False)


def get_fair(actor: Actor, public_id: UUID) -> Fair:
    """Return one fair on the desk or raise Http404."""
    found = (
        visible_fairs(actor).select_related("center", "created_by", "confirmed_by").filter(public_id=public_id).first()
    )
    if found is None:
        raise Http404
    return found


def get_edition(actor: Actor, public_id: UUID) -> FairEdition:
    """Return one edition on the desk or raise Http404."""
    found = visible_editions(actor).select_related("fair", "center").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_public_edition(public_id: UUID) -> FairEdition:
    """Return an edition that everybody reads, or raise Http404."""
    found = public_editions().select_related("fair").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def may_change(actor: Actor, entry: Fair | FairEdition) -> bool:
    """Say whether `actor` may change an entry: whoever wrote it while it waits, writers of the nation once it stands."""
    if entry.confirmed_at is None:
        return may_write(actor) and entry.created_by_id == actor.user_id
    return actor.kind == "national" and actor.has(*NATIONAL_WRITERS)


def get_amendment(public_id: UUID) -> Amendment:
    """Return a change that waits or was decided, for the nation; or raise Http404."""
    found = Amendment.objects.select_related("fair", "edition__fair", "made_by").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_contacts(actor: Actor) -> QuerySet[FairContact]:
    """Give the contacts on the desk: all for the nation; for a center the public ones and its own."""
    if actor.kind == "national":
        return FairContact.objects.all()
    return FairContact.objects.filter(Q(is_public=True) | Q(center_id=actor.own_center_id))


def get_own_contact(actor: Actor, public_id: UUID) -> FairContact:
    """Return a contact that the acting center keeps, or raise Http404."""
    found = (
        FairContact.objects.filter(center_id=actor.own_center_id, public_id=public_id).select_related("fair").first()
    )
    if found is None:
        raise Http404
    return found


def on_duty(actor: Actor) -> QuerySet[Post]:
    """Give the posts that open a delegation to an expert today; row-level security also asks the bank and the seat."""
    today = timezone.localdate()
    return visible_posts(actor).filter(state=PostState.ACTIVE, starts_on__lte=today, ends_on__gte=today)


def visible_delegations(actor: Actor) -> QuerySet[Delegation]:
    """Give the delegations on the desk: all for the nation, its own for a center, an expert's while on duty."""
    if actor.kind == "national":
        return Delegation.objects.all()
    if actor.kind == "expert":
        return Delegation.objects.filter(pk__in=on_duty(actor).values("delegation_id"))
    return Delegation.objects.filter(center_id=actor.own_center_id)


def get_delegation(actor: Actor, public_id: UUID) -> Delegation:
    """Return one delegation on the desk or raise Http404."""
    found = visible_delegations(actor).select_related("edition__fair", "center").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def is_own(actor: Actor, row: Delegation | Participant | FairContact) -> bool:
    """Say whether a row is the acting center's own and the actor writes there."""
    return may_write(actor) and row.center_id == actor.center_id


def get_own_delegation(actor: Actor, public_id: UUID) -> Delegation:
    """Return a delegation of the acting center or raise Http404."""
    found = get_delegation(actor, public_id)
    if found.center_id != actor.center_id:
        raise Http404
    return found


def get_joinable(public_id: UUID) -> Delegation:
    """Return a delegation that takes sign-ups, as a firm reads it, or raise Http404."""
    found = (
        Delegation.objects.filter(public_id=public_id, takes_sign_ups=True, state="open")
        .select_related("edition__fair", "center")
        .first()
    )
    if found is None:
        raise Http404
    return found


def get_post(actor: Actor, delegation: Delegation, public_id: UUID) -> Post:
    """Return a post of a delegation or raise Http404."""
    found = delegation.posts.select_related("user", "expert").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_posts(actor: Actor) -> QuerySet[Post]:
    """Give an expert's own posts."""
    return Post.objects.filter(user_id=actor.own_user_id, kind=PostKind.EXPERT)


def get_duty(actor: Actor, public_id: UUID) -> Post:
    """Return one of an expert's own posts or raise Http404."""
    found = (
        visible_posts(actor).select_related("delegation__edition__fair", "center").filter(public_id=public_id).first()
    )
    if found is None:
        raise Http404
    return found


def visible_participants(actor: Actor) -> QuerySet[Participant]:
    """Give the participants that `actor` may see. Row-level security says the same."""
    rows = Participant.objects.all()
    if actor.kind == "national":
        return rows.filter(center_id__gt=0)
    if actor.kind == "center":
        return rows.filter(center_id=actor.own_center_id)
    if actor.kind == "enterprise":
        return rows.filter(enterprise_id=actor.own_enterprise_id)
    if actor.kind == "expert":
        return rows.filter(state=ParticipantState.CONFIRMED, delegation_id__in=on_duty(actor).values("delegation_id"))
    return rows.none()


def get_participant(actor: Actor, public_id: UUID) -> Participant:
    """Return one visible participant or raise Http404."""
    found = (
        visible_participants(actor)
        .select_related("delegation__edition__fair", "center")
        .filter(public_id=public_id)
        .first()
    )
    if found is None:
        raise Http404
    return found


def may_edit(actor: Actor, participant: Participant) -> bool:
    """Say whether `actor` may change a participant and what hangs on it: its center's staff, its firm while it stands."""
    if participant.delegation.state != "open":
        return False
    if actor.kind == "enterprise":
        return actor.has(*FIRM_WRITERS) and participant.stands
    return is_own(actor, participant)


def get_own_participant(actor: Actor, public_id: UUID) -> Participant:
    """Return a participant of the acting center or firm, or raise Http404."""
    found = get_participant(actor, public_id)
    if actor.kind in {"center", "national"} and found.center_id != actor.center_id:
        raise Http404
    return found


def get_exhibit(participant: Participant, public_id: UUID) -> Exhibit:
    """Return an exhibit of a participant or raise Http404."""
    found = participant.exhibits.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_right(participant: Participant, public_id: UUID) -> OwnRight:
    """Return a right of a participant or raise Http404."""
    found = participant.rights.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def get_picture(participant: Participant, public_id: UUID) -> ExhibitPicture:
    """Return a picture below a participant, in whatever state, or raise Http404."""
    found = (
        ExhibitPicture.objects.filter(participant=participant, public_id=public_id).select_related("exhibit").first()
    )
    if found is None:
        raise Http404
    return found


def get_document(participant: Participant, public_id: UUID) -> RightDocument:
    """Return a document below a participant, in whatever state, or raise Http404."""
    found = RightDocument.objects.filter(participant=participant, public_id=public_id).select_related("right").first()
    if found is None:
        raise Http404
    return found
