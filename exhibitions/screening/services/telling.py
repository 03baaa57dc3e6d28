"""Tell the people of a check what waits for them."""

from __future__ import annotations

from exhibitions.screening.models import Screening
from portal.notices.notify import notify
from portal.tenancy.models import StaffRole


def _tell(template: str, screening: Screening, resolver: str, **more: object) -> None:
    notify(
        f"screening/{template}",
        context={
            "title": screening.exhibit.name, "firm": screening.participant.name,
            "delegation": screening.participant.delegation.name, "reason": screening.reason,
        },
        link=f"/screening/{screening.public_id}/", resolver=resolver, arguments={"screening_id": screening.pk},
        center_id=screening.center_id, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def signers_tell(screening: Screening) -> None:
    """Tell the experts on duty and the center's supervisors that a check waits for a signature."""
    _tell("waits", screening, "screening_experts", role=(StaffRole.SUPERVISOR, StaffRole.COORDINATOR))


def makers_tell(screening: Screening) -> None:
    """Tell those who worked on it that it came back, and why."""
    _tell("returned", screening, "screening_makers")


def firm_tell(screening: Screening) -> None:
    """Tell the firm's people that there is a result."""
    _tell("signed", screening, "screening_firm")
