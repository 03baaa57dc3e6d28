"""Whom this room tells, and what about."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitions.fairs.choices import Source
from exhibitions.fairs.models import Participant, Post
from portal.accounts.models import EnterpriseMember
from portal.notices.registry import Recipient, recipients
from portal.notices.topics import template, topic
from portal.policy.personas import CENTER, ENTERPRISE, EXPERTS, NATIONAL
from portal.tenancy.models import Center, Membership

topic("fairs", _("Fairs and delegations"), order=60, personas=CENTER | NATIONAL | ENTERPRISE)
topic("fair_duty", _("Duties at fairs"), locked=True, order=25, personas=EXPERTS)
for _name in (
    "listed",
    "asked",
    "withdrawn",
    "confirmed",
    "refused",
    "taken_out",
    "called_off",
    "expert_takes",
    "expert_declines",
):
    template(f"fairs/{_name}", topic="fairs")
for _name in ("expert_asked", "newcomers"):
    template(f"fairs/{_name}", topic="fair_duty")


@recipients("fair_firm")
def fair_firm(participant_id: int) -> list[Recipient]:
    """Everyone who acts for the firm now and sees the row: what a center says of it shows once the center has seen them."""
    row = Participant.objects.select_related("enterprise").get(pk=participant_id)
    firm = row.enterprise
    if firm is None or (row.source != Source.FIRM and firm.proved_at is None):
        return []
    members = EnterpriseMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()),
        enterprise_id=firm.pk, state=EnterpriseMember.State.ACTIVE,
    )  # fmt: skip
    users = members.order_by("user_id").values_list("user_id", flat=True)
    return [Recipient(user_id, f"enterprise:{firm.pk}") for user_id in users]


@recipients("fair_namer")
def fair_namer(post_id: int) -> list[Recipient]:
    """Who put an expert on duty, while they work at that center."""
    post = Post.objects.select_related("center").get(pk=post_id)
    kind = "national" if post.center.kind == Center.Kind.NATIONAL else "center"
    if post.named_by_id is None:
        return []
    if not Membership.objects.filter(user_id=post.named_by_id, center_id=post.center_id).exists():
        return []
    return [Recipient(post.named_by_id, f"{kind}:{post.center_id}")]
