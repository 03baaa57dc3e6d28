"""What the OpenAPI document says of assignments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cases.api import examples
from cases.api.documented import described, json_body
from experts.forms.assignment import DeclarationForm, ReasonForm
from portal.api.describe import schema_of
from portal.api.paging import PARAMETERS as PAGES

ASSIGNMENT_ID = "0193a7b0-5e6f-7a1b-8c2d-3e4f5a6b7c8d"
PROPOSED: dict[str, Any] = {
    "id": ASSIGNMENT_ID,
    "state": {"code": "proposed", "label": "待利益冲突声明"},
    "expert": "陈律师",
    "disclosed": {
        "applicant": "深圳某某科技有限公司",
        "agent": "",
        "opponents": ["Example Robotics LLC"],
        "counsel": ["Example & Partners LLP"],
    },
    "question": "",
    "assigned_at": "2026-11-21T09:00:00+08:00",
    "opinion_due_on": "2026-12-06",
    "open_until": "2027-02-19T23:59:59+08:00",
    "declared_at": None,
    "ended_at": None,
    "case": None,
}
ACTIVE: dict[str, Any] = PROPOSED | {
    "state": {"code": "active", "label": "进行中"},
    "question": "被控产品是否落入权利要求 1？",
    "declared_at": "2026-11-21T15:00:00+08:00",
    "case": f"{examples.HOST}/cases/{examples.CASE_ID}",
}

ASSIGNMENTS_LIST = described(
    "list_assignments",
    "assignments",
    _("List what is asked of you"),
    _("An expert's assignments, newest first: those that wait for the declaration, open ones, and past ones."),
    answer=examples.page(PROPOSED, "assignments"),
    parameters=PAGES,
)
ASSIGNMENT_READ = described(
    "read_assignment",
    "assignments",
    _("Read an assignment"),
    _("Before the declaration: the names of the parties and their counsel. Afterwards the question and the case, too."),
    answer=PROPOSED,
)
DECLARATION = described(
    "declare_conflict",
    "assignments",
    _("Declare whether there is a conflict of interest"),
    _("`none` opens the case to you; `conflict` and `decline` need a reason, and the case stays closed to you."),
    answer=ACTIVE,
    request=json_body(schema_of(DeclarationForm.base_fields), {"answer": "none", "reason": ""}),
)
LEAVE = described(
    "leave_assignment",
    "assignments",
    _("Leave a case for a conflict that showed up later"),
    _("The case closes to you at once, and the center is told."),
    answer=PROPOSED | {"state": {"code": "conflicted", "label": "已声明利益冲突"}},
    request=json_body(schema_of(ReasonForm.base_fields), {"reason": "我所新近接受了对方的委托。"}),
)
CASE_ASSIGNMENTS = described(
    "list_experts_of_case",
    "assignments",
    _("List the experts of a case"),
    _("For those who handle it. `assign_expert` is an action."),
    answer=examples.page(ACTIVE, f"cases/{examples.CASE_ID}/assignments"),
    parameters=PAGES,
)
REVOKE = described(
    "revoke_assignment",
    "assignments",
    _("Take an expert off a case"),
    _("The expert's access ends with this call."),
    answer=ACTIVE | {"state": {"code": "revoked", "label": "已撤销"}, "ended_at": "2026-11-22T10:00:00+08:00"},
    request=json_body(schema_of(ReasonForm.base_fields), {"reason": "专家无法按期完成。"}),
)
