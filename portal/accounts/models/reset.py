"""Taking second factors away from somebody who lost theirs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from portal.accounts.models.two_people import TwoPersonRequest


class SecondFactorReset(TwoPersonRequest):
    """A request to remove a person's second factors, because the device is lost.

    `confirmed_by` is the second person; None on a done request means that the person's own supervisor answered for it,
    whom one signature suffices for local staff. Rows are written by functions of the database alone; what a scope may
    change is `withdrawn_at`.
    """

    class Meta(TwoPersonRequest.Meta):
        constraints = [
            *TwoPersonRequest.Meta.constraints,
            models.UniqueConstraint(
                name="secondfactorreset_one_open", fields=["user"], condition=Q(done_at=None, withdrawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"
