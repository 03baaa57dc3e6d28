"""Who is told what about a case. Recipients are worked out by the worker, not by the request (arch §3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from cases.models import Case
from portal.notices.notify import notify


def tell(
    case: Case,
    template: str,
    *,
    to: str,
    context: Mapping[str, Any] | None = None,
    tab: str = "",
    link: str = "",
    include_actor: bool = False,
) -> None:
    """Put one notice about `case` into the outbox.

    `to` names a resolver: "case_applicant", "case_team", "case_handler", "case_intake", "national_coordinators"
    (cases.notices) or "case_experts" (experts). `context` must be JSON; the case's number and applicant's name are
    added. The notice opens the case page at `tab`, or the path `link`. The acting person is left out unless
    `include_actor`.
    """
    page = reverse("cases:detail", args=[case.public_id]) + (f"?tab={tab}" if tab else "")
    notify(
        f"cases/{template}",
        context={"number": case.number, "applicant": case.applicant_name, **(context or {})},
        link=link or page,
        resolver=to,
        arguments={"case_id": case.pk},
        center_id=case.center_id,
        include_actor=include_actor,
    )
