"""Cases and what hangs on them: files, papers, opinions, assignments, tasks, dates; drafts; by page and by the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions import ACTIONS
from cases.workflow import STEPS
from portal.policy.personas import ENTERPRISE
from portal.policy.table import Relation
from tests.policy.targets import NOTHING, Body, Kwargs, Provider, target

if TYPE_CHECKING:
    from tests.policy.world import World


@target("case")
def case(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found = world.case(persona, relation)
    return {"public_id": found.public_id} if found else None


@target("draft")
def draft(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found = world.draft(persona, relation)
    return {"public_id": found.public_id} if found else None


def _hanging(kind: str, name: str | None = None) -> Provider:
    """An object that hangs on a case: alone in the address as `public_id`, or beside the case as `name`."""

    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        key = "public_id" if name is None else name
        if relation == "nonexistent":
            # A real case of the person's with an id of nothing on it: the inner gate answers.
            own = world.case(persona, "mine")
            outer: Kwargs = {} if name is None else {"public_id": own.public_id if own else NOTHING}
            return outer | {key: 0 if kind == "task" else NOTHING}
        found = world.case(persona, relation)
        # An applicant is shown an opinion once it is countersigned.
        shown = "issued_opinion" if kind == "opinion" and persona in ENTERPRISE else kind
        thing = world.thing(found, shown)
        if found is None or thing is None:
            return None
        identity = thing.pk if kind == "task" else thing.public_id
        return {key: identity} if name is None else {"public_id": found.public_id, key: identity}

    return provide


target("file")(_hanging("file"))
target("paper")(_hanging("paper"))
target("transfer")(_hanging("transfer"))
target("assignment")(_hanging("assignment"))
target("assignment_of_case")(_hanging("assignment", "assignment_id"))
target("opinion")(_hanging("opinion", "opinion_id"))
target("task")(_hanging("task", "task_id"))
target("deadline")(_hanging("deadline", "deadline_id"))


# One body that fits every verb: each form takes the fields it knows.
def _deed(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    reason = {"decline": "out_of_scope", "terminate": "false_statement"}.get(str(kwargs.get("verb")), "一个理由")
    return {
        "reason": reason,
        "explanation": "一段说明",
        "advice": "一个建议",
        "items": "授权书",
        "due_on": "2027-01-05",
        "next_on": "2027-01-05",
        "answer": "补齐了",
        "note": "一条记录",
        "outcome": "settled",
        "summary": "和解结案",
        "level": "important",
        "handler": world.colleagues["handler"].pk,
        "to_center": world.there.pk,
    }


def upload(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "files": SimpleUploadedFile("a.txt", "一份证据".encode(), "text/plain"),
        "file": SimpleUploadedFile("b.txt", "一份证据".encode(), "text/plain"),
        "purpose": "evidence",
        "secrecy": "ordinary",
    }


BODIES: dict[str, Body] = {
    "cases:act": _deed,
    "cases:files": upload,
    "cases:message_send": {"body": "一句话"},
    "cases:note_add": {"body": "一句话"},
    "cases:task_add": {"title": "一件事"},
    "cases:task_done": {"done": "1"},
    "cases:deadline_add": {"title": "一个日子", "due_on": "2027-01-05"},
    "cases:deadline_met": {"met_on": "2026-11-20"},
    "cases:firm": {"deed": "prove"},
    "cases:save_view": {"name": "我的", "query": "state=submitted"},
    "cases:transfer": {"decision": "return", "answer": "不属于本中心"},
    "cases:opinion_decide": {"decision": "return", "reason": "补充分析"},
    "cases:filing_section": {"deed": "later", "applicant_name": "改名", "summary": "改写"},
    "api:action": _deed,
    "api:attachments": upload,
    "api:messages": {"body": "一句话"},
    "api:deadlines": {"title": "一个日子", "due_on": "2027-01-05"},
    "api:deadline_met": {"met_on": "2026-11-20"},
    "api:transfer_decision": {"decision": "return", "answer": "不属于本中心"},
    "api:declaration": {"answer": "conflict", "reason": "代理过对方"},
    "api:leave": {"reason": "没有时间"},
    "api:assignment_revoke": {"reason": "任务结束"},
}


def _never(persona: str, kwargs: Mapping[str, Any]) -> bool:
    """Say whether the verb of an address is not this persona's in any state."""
    return not any(step.verb == kwargs["verb"] and persona in step.who for step in STEPS)


# Route → whether a persona that the row names is refused at this spelling of its address.
REFUSED: dict[str, Callable[[str, Mapping[str, Any]], bool]] = {
    "cases:act": lambda persona, kwargs: not ACTIONS[kwargs["verb"]].route and _never(persona, kwargs),
    "api:action": _never,
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "cases:act": [{"verb": verb.value} for verb in ACTIONS],
    "api:action": [{"verb": verb.value} for verb, action in ACTIONS.items() if not action.route],
    "cases:filing_section": [{"key": key} for key in ("applicant", "dispute")],
}

PLAIN: dict[str, Mapping[str, Any]] = {"cases:delete_view": {"pk": 0}}
