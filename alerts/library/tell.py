"""Whom the library tells what."""

from __future__ import annotations

from django.urls import reverse

from cases.models import Case
from portal.notices.notify import notify


def tell_team(case: Case, template: str) -> None:
    """Tell those who handle the case."""
    notify(
        template,
        context={"number": case.number},
        link=reverse("library:case", args=[case.public_id]),
        resolver="case_team",
        arguments={"case_id": case.pk},
        center_id=case.center_id,
    )
