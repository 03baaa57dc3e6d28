"""Bodies that are right, by operation: with them a drawn call does its work."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cases.api.verbs import deed
from cases.consents import CONSENT_VERSION
from experts.models import Expert
from portal.tenancy import scope as scopes
from tests.filing.requests import WHOLE
from tests.policy.world import World

_OPINION = {
    "facts": "原告持有专利。",
    "analysis": "特征不同。",
    "options": [{"title": "应诉", "cost": "USD 80,000", "duration": "6 months", "comment": ""}],
    "risks": "缺席判决。",
    "recommendation": "先申请延期。",
}
_PLAIN: dict[str, Mapping[str, Any]] = {
    "cases": {"sections": WHOLE},
    "cases/{public_id}/submit": {"truth": True, "processing": True, "text_version": CONSENT_VERSION},
    "cases/{public_id}/messages": {"body": "一句话"},
    "cases/{public_id}/deadlines": {"title": "答复", "due_on": "2027-03-01"},
    "cases/{public_id}/deadlines/{deadline_id}/met": {"met_on": "2026-11-20"},
    "assignments/{public_id}/declaration": {"answer": "none"},
    "assignments/{public_id}/leave": {"reason": "代理过对方"},
    "cases/{public_id}/assignments/{assignment_id}/revoke": {"reason": "逾期"},
    "transfers/{public_id}/decision": {"decision": "accept", "answer": "接收"},
}


def body_of(path: str, kwargs: Mapping[str, Any] | None, world: World) -> dict[str, Any] | None:
    """Give a body with which the operation can succeed; None where none is known."""
    place = path.removeprefix("/api/v1/")
    if place.endswith("/actions/{verb}"):
        return _deed(str((kwargs or {})["verb"]), world)
    found = _PLAIN.get(place)
    return None if found is None else dict(found)


def _deed(verb: str, world: World) -> dict[str, Any] | None:
    found = deed(verb)
    if found is None:
        return None
    soon = (timezone.localdate() + datetime.timedelta(days=20)).isoformat()
    reason = {"decline": "out_of_scope", "terminate": "false_statement"}.get(verb, "一个理由")
    with scopes.enter(scopes.system()):
        expert = Expert.objects.get(user=world.colleagues["expert"].user)
    whole: dict[str, Any] = {
        "reason": reason,
        "explanation": "一段说明",
        "advice": "一个建议",
        "items": ["授权书"],
        "due_on": soon,
        "next_on": soon,
        "opinion_due_on": soon,
        "ends_on": soon,
        "question": "是否侵权？",
        "expert": str(expert.public_id),
        "answer": "补齐了",
        "note": "一条记录",
        "outcome": "settled",
        "summary": "和解结案",
        "level": "important",
        "handler_id": world.people["handler"].pk,
        "to_center": world.there.pk,
        "recovered": "1200.50",
        "recovered_currency": "USD",
        "hours": "3.5",
        **_OPINION,
    }
    return {name: whole[name] for name in found.form.base_fields if name in whole}  # type: ignore[attr-defined]
