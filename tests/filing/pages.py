"""Posting the filing form the way a browser without JavaScript does."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from cases.models import Case


def address(case: Case, key: str = "") -> str:
    """Give the path of a section, or of the task list."""
    return (
        reverse("cases:filing_section", args=[case.public_id, key])
        if key
        else reverse("cases:filing", args=[case.public_id])
    )


def posted(values: dict[str, Any]) -> dict[str, Any]:
    """Write a section's plain values as the fields of its page (an unticked box is not sent)."""
    data: dict[str, Any] = {}
    for name, value in values.items():
        if name != "rows":
            data |= _field(name, value)
    rows = values.get("rows")
    if rows is not None:
        data |= {"row-TOTAL_FORMS": str(len(rows)), "row-INITIAL_FORMS": "0"}
        for at, row in enumerate(rows):
            for name, value in row.items():
                data |= _field(f"row-{at}-{name}", value)
    return data


def _field(name: str, value: Any) -> dict[str, Any]:
    if value is False or value is None:
        return {}
    return {name: "on" if value is True else value}


def seen(client: Client, case: Case, key: str) -> str:
    """Open a section's page and give the digest it carries."""
    response = client.get(address(case, key))
    assert response.status_code == 200, (key, response.status_code)
    return str(response.context["seen"])


def save(client: Client, case: Case, key: str, values: dict[str, Any], **extra: Any) -> Any:
    """Open a section, fill it in and send it with the main button."""
    data = {"seen": seen(client, case, key), "deed": "next", **posted(values), **extra}
    return client.post(address(case, key), data)
