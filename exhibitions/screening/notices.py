"""Whom this room tells, and what about."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.choices import PostKind, PostState, Source
from exhibitions.fairs.models import Post
from exhibitions.screening.models import Screening
from portal.accounts.models import EnterpriseMember
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic
from portal.policy.personas import CENTER, ENTERPRISE, EXPERTS, NATIONAL
from portal.tenancy.models import Center, Membership

topic("screening", _("Checks of exhibits"), order=61, personas=CENTER | NATIONAL | ENTERPRISE | EXPERTS)
for _name in ("waits", "returned", "signed"):
    template(f"screening/{_name}", topic="screening")


@recipients("screening_experts")
def screening_experts(screening_id: int) -> list[Recipient]:
    """The experts who are on duty for the delegation today."""
    row = Screening.objects.select_related("participant").get(pk=screening_id)
    today = timezone.localdate()
    posts = Post.objects.filter(
        delegation_id=row.participant.delegation_id, kind=PostKind.EXPERT, state=PostState.ACTIVE,
        starts_on__lte=today, ends_on__gte=today,
    )  # fmt: skip
    return [Recipient(user_id, "expert") for user_id in posts.order_by("user_id").values_list("user_id", flat=True)]


@recipients("screening_makers")
def screening_makers(screening_id: int) -> list[Recipient]:
    """Those who worked on it and still have a seat at the center."""
    row = Screening.objects.select_related("center").get(pk=screening_id)
    kind = "national" if row.center.kind == Center.Kind.NATIONAL else "center"
    seats = Membership.objects.filter(user_id__in=row.makers, center_id=row.center_id)
    users = seats.order_by("user_id").values_list("user_id", flat=True).distinct()
    return [Recipient(user_id, f"{kind}:{row.center_id}") for user_id in users]


@recipients("screening_firm")
def screening_firm(screening_id: int) -> list[Recipient]:
    """Everyone who acts for the firm now and sees the row: what a center entered shows once the center has seen them."""
    row = Screening.objects.select_related("participant__enterprise").get(pk=screening_id)
    participant = row.participant
    firm = participant.enterprise
    if firm is None or (participant.source != Source.FIRM and firm.proved_at is None):
        return []
    members = EnterpriseMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()),
        enterprise_id=firm.pk, state=EnterpriseMember.State.ACTIVE,
    )  # fmt: skip
    users = members.order_by("user_id").values_list("user_id", flat=True)
    return [Recipient(user_id, f"enterprise:{firm.pk}") for user_id in users]
