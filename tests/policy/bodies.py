"""Minimal bodies with which an allowed cell really writes, and the spellings of an address that has more than a target.

`BODIES`: route → form data (or JSON for the API), or a function of world, persona and the address's arguments.
`VARIANTS`: route → further arguments, one cell each (verbs, sections). `PLAIN`: arguments of routes without a target.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cases.choices import Verb
from tests.policy.world import World

Body = Mapping[str, Any] | Callable[[World, str, Mapping[str, Any]], Mapping[str, Any]]

BODIES: dict[str, Body] = {
    "set_language": {"language": "en"},
    "cases:message_send": {"body": "一句话"},
    "cases:note_add": {"body": "一句话"},
    "cases:task_add": {"title": "一件事"},
    "cases:task_done": {"done": "1"},
    "cases:deadline_add": {"title": "一个日子", "due_on": "2027-01-05"},
    "cases:deadline_met": {"met_on": "2026-11-20"},
    "cases:save_view": {"name": "我的", "query": "state=submitted"},
    "cases:transfer": {"decision": "return", "answer": "不属于本中心"},
    "experts:revoke": {"reason": "任务结束"},
    "experts:leave": {"reason": "没有时间"},
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "cases:act": [{"verb": verb.value} for verb in Verb],
    "api:action": [{"verb": verb.value} for verb in Verb],
    "cases:filing_section": [{"key": key} for key in ("applicant", "dispute")],
}

PLAIN: dict[str, Mapping[str, Any]] = {
    "notices:mail": {"name": "nothing"},
    "notices:mail_body": {"name": "nothing"},
    "cases:delete_view": {"pk": 0},
    "account_confirm_email": {"key": "nothing"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nothing"},
    "accounts:invitation": {"key": "nothing"},
}
