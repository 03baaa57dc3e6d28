"""Who is on duty: staff at once, an expert after declaring that no firm of the delegation is a conflict."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.selectors.people import colleagues
from exhibitions.fairs.choices import STANDING, DelegationState, PostKind, PostState
from exhibitions.fairs.models import Delegation, Participant, Post
from exhibitions.fairs.services.delegations import record
from experts.models import Expert
from experts.selectors import seated
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.audit import trail
from portal.notices.notify import notify
from portal.policy.conflict import Conflict
from portal.tenancy.models import Membership, StaffRole

OPEN = (PostState.PROPOSED, PostState.ACTIVE)


def staff_of(actor: Actor) -> list[User]:
    """List who can be put on duty: the colleagues of a center, the nation's coordinators and editors."""
    if actor.kind == "center":
        return list(colleagues(actor.own_center_id))
    roles = [StaffRole.COORDINATOR, StaffRole.EDITOR]
    seats = Membership.objects.filter(center_id=actor.own_center_id, role__in=roles).values("user_id")
    return list(User.objects.filter(pk__in=seats, is_active=True).order_by("name", "pk").only("pk", "name", "email"))


def post_staff(*, post: Post, delegation: Delegation, actor: Actor) -> Post:
    """Put a member of the center's staff on duty. Raises Conflict for a second post of the same person."""
    if post.user_id not in {user.pk for user in staff_of(actor)}:
        raise Conflict(_("This person does not work at your center any more."))
    _fill(post, delegation, actor)
    post.kind, post.state = PostKind.STAFF, PostState.ACTIVE
    post.full_clean(exclude=["delegation", "center", "user", "named_by"], validate_constraints=False)
    post.save()
    record("staff_posted", delegation, person=post.user_id)
    return post


def post_expert(*, post: Post, delegation: Delegation, expert: Expert, actor: Actor) -> Post:
    """Ask an expert to be on duty: they see the firms' names and nothing else until they declare. Raises Conflict.

    One who works abroad needs `cross_border_basis` on the post.
    """
    today = timezone.localdate()
    if expert.user_id is None:
        raise Conflict(_("This expert has not accepted the invitation yet."))
    if not expert.is_active or not expert.term_from <= today <= expert.term_to or not seated([expert.pk]):
        raise Conflict(_("This expert is not available, or the term of office is over."))
    if expert.is_foreign and not post.cross_border_basis.strip():
        raise Conflict(_("Record the approval for sending material abroad first."))
    post.user_id = expert.user_id
    post.expert = expert
    _fill(post, delegation, actor)
    post.kind, post.state = PostKind.EXPERT, PostState.PROPOSED
    post.disclosed = names_of(delegation)
    post.full_clean(exclude=["delegation", "center", "user", "expert", "named_by"], validate_constraints=False)
    post.save()
    record("expert_asked", delegation, expert=expert.pk, cross_border=post.cross_border_basis)
    notify(
        "fairs/expert_asked", context={"title": delegation.name, "starts_on": post.starts_on.isoformat()},
        link=f"/fairs/duties/{post.public_id}/", users=[expert.user_id], seat="expert",
    )  # fmt: skip
    return post


def _fill(post: Post, delegation: Delegation, actor: Actor) -> None:
    # The delegation's row orders two people who name the same person.
    now = Delegation.objects.select_for_update(of=("self",)).get(pk=delegation.pk)
    if now.state != DelegationState.OPEN:
        raise Conflict(_("This delegation is not open any more."))
    if Post.objects.filter(delegation=now, user_id=post.user_id, state__in=OPEN).exists():
        raise Conflict(_("This person is on duty for the delegation already, or has been asked."))
    post.delegation = now
    post.center_id = now.center_id
    post.named_by_id = actor.own_user_id


def names_of(delegation: Delegation) -> list[str]:
    """List the names that an expert declares on: all firms that stand, in the order in which they came."""
    rows = Participant.objects.filter(delegation=delegation, state__in=STANDING)
    return list(dict.fromkeys(rows.order_by("pk").values_list("name", flat=True)))


def digest_of(names: Sequence[str]) -> str:
    """Name a list of names, so that a declaration says on which list it was made."""
    return hashlib.sha256(json.dumps(list(names), ensure_ascii=False).encode()).hexdigest()[:16]


def newcomers_tell(*, delegation: Delegation) -> None:
    """Let the experts know that firms came: who has not declared declares on them too, who has is told to look."""
    names = names_of(delegation)
    Post.objects.filter(delegation=delegation, state=PostState.PROPOSED).update(disclosed=names)
    for post in Post.objects.filter(delegation=delegation, kind=PostKind.EXPERT, state=PostState.ACTIVE).order_by("pk"):
        if set(names) - set(post.disclosed):
            notify(
                "fairs/newcomers", context={"title": delegation.name}, link=f"/fairs/duties/{post.public_id}/",
                users=[post.user_id], seat="expert",
            )  # fmt: skip


def post_declare(*, post: Post, actor: Actor, takes: bool, words: str, seen: str) -> Post:
    """Declare no conflict and take the duty, or decline with a reason. Locks the post. Raises Conflict.

    `seen` is the digest of the names that the expert was shown; with other names now, they look again.
    """
    now = _locked(post)
    if now is None or now.state != PostState.PROPOSED or now.ends_on < timezone.localdate():
        raise Conflict(_("This request is no longer waiting for you."))
    if takes and seen != digest_of(now.disclosed):
        raise Conflict(_("Firms have joined the delegation meanwhile. Read the names again, then declare."))
    if takes and not _may_open(now):
        raise Conflict(
            _("You are not available as an expert of this center at present, or your term of office is over.")
        )
    now.state = PostState.ACTIVE if takes else PostState.DECLINED
    now.declaration, now.declared_at = words, timezone.now()
    now.save(update_fields=["state", "declaration", "declared_at"])
    _record("declared" if takes else "declined", now)
    _tell_center(now, "fairs/expert_takes" if takes else "fairs/expert_declines")
    return now


def post_leave(*, post: Post, actor: Actor, words: str) -> Post:
    """A conflict that shows up later: the expert leaves the duty, and the delegation closes to them at once."""
    now = _locked(post)
    if now is None or now.state != PostState.ACTIVE:
        raise Conflict(_("This duty has ended already."))
    now.state, now.ended_at = PostState.ENDED, timezone.now()
    now.declaration = f"{now.declaration}\n{words}".strip()[:2000]
    now.save(update_fields=["state", "ended_at", "declaration"])
    _record("left", now)
    _tell_center(now, "fairs/expert_declines")
    return now


def post_end(*, post: Post, actor: Actor) -> Post:
    """Take somebody off duty; an expert's access ends with this transaction. Raises Conflict for one that has ended."""
    changed = Post.objects.filter(pk=post.pk, state__in=OPEN).update(state=PostState.ENDED, ended_at=timezone.now())
    if not changed:
        raise Conflict(_("This duty has ended already."))
    _record("ended", post)
    return post


def _locked(post: Post) -> Post | None:
    return Post.objects.select_for_update(of=("self",)).filter(pk=post.pk).first()


def _may_open(post: Post) -> bool:
    """Say whether row-level security would open the delegation to the expert once the post is active."""
    today: datetime.date = timezone.localdate()
    seats = Membership.objects.filter(user_id=post.user_id, role=StaffRole.EXPERT).values("center_id")
    assert post.expert_id is not None
    return Expert.objects.filter(
        pk=post.expert_id, user_id=post.user_id, is_active=True, term_from__lte=today, term_to__gte=today,
        center_id__in=seats,
    ).exists()  # fmt: skip


def _tell_center(post: Post, template: str) -> None:
    if post.named_by_id is not None:
        notify(
            template, context={"title": post.delegation.name},
            link=f"/editorial/fairs/delegations/{post.delegation.public_id}/", resolver="fair_namer",
            arguments={"post_id": post.pk}, center_id=post.center_id,
        )  # fmt: skip


def _record(what: str, post: Post) -> None:
    trail.record(
        f"fair_post.{what}", object_type="fair_post", object_id=post.public_id, center_id=post.center_id,
        payload={"title": post.delegation.name},
    )  # fmt: skip
