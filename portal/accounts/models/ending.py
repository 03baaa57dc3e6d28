"""Ending an administrator's seat, which takes two people as giving it does."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.accounts.models.two_people import TwoPersonRequest
from portal.tenancy.models import ADMIN_ROLES, StaffRole


class SeatEnding(TwoPersonRequest):
    """A request to end the seat of a system, security or audit administrator.

    `seat_id` is the Membership's, which is gone once the request is done. With `stops` the seat opens nothing from the
    first person's word on, until the request is decided or runs out (`Membership.stopped_until`). Rows are written by
    functions of the database alone.
    """

    seat_id = models.BigIntegerField()
    role = models.CharField(max_length=12, choices=StaffRole.choices)
    stops = models.BooleanField(default=False)

    class Meta(TwoPersonRequest.Meta):
        constraints = [
            *TwoPersonRequest.Meta.constraints,
            models.CheckConstraint(name="seatending_administrators", condition=Q(role__in=sorted(ADMIN_ROLES))),
            models.UniqueConstraint(
                name="seatending_one_open", fields=["seat_id"], condition=Q(done_at=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.role} of {self.user_id}"
