"""What the OpenAPI document says of each operation: words for people, examples for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiRequest, OpenApiResponse

from cases.api import examples
from cases.api.drafts import sections_schema
from cases.api.verbs import deeds
from cases.filters import CaseFilter
from cases.forms.desk import DeadlineForm, DeadlineMetForm, MessageForm, TransferDecisionForm
from cases.forms.files import FilesForm
from cases.forms.filing.caller import CallerForm, NewApplicantForm
from cases.forms.filing.statements import ReportedStatementsForm
from cases.models import Transfer
from portal.api.describe import schema_of
from portal.api.paging import PARAMETERS as PAGES
from portal.reference.countries import country_choices

Words = str | Promise
Documented = dict[str, Any]


def described(
    operation_id: str,
    tag: str,
    summary: Words,
    description: Words = "",
    *,
    answer: Any = None,
    status: str = "200",
    **more: Any,
) -> Documented:
    """Write what the document says of one operation, with an example of its answer."""
    found = {"operation_id": operation_id, "tags": [tag], "summary": summary, "description": description, **more}
    if answer is not None:
        example = OpenApiExample("example", value=answer, response_only=True, status_codes=[status])
        found["examples"] = [example]
    return found


def json_body(schema: Mapping[str, Any], value: Any) -> Mapping[str, Any]:
    """Describe a JSON body by a plain schema, with an example."""
    example = OpenApiExample("example", value=value, request_only=True)
    return {"application/json": OpenApiRequest(dict(schema), examples=[example])}


def _bytes(media_types: tuple[str, ...], words: Words) -> dict[Any, Any]:
    return {(200, kind): OpenApiResponse(OpenApiTypes.BINARY, description=words) for kind in media_types}


def _filters() -> list[OpenApiParameter]:
    """Describe the filters of the list as they are."""
    known: dict[str, Any] = {"country": country_choices(), "main_country": country_choices()}
    found = []
    for name, each in CaseFilter.base_filters.items():
        offered = known.get(name) or each.extra.get("choices") or ()
        several = name == "state"
        schema: dict[str, Any] = {"type": "string"}
        if codes := [str(code) for code, _label in offered]:
            schema = {"type": "string", "enum": codes}
        elif name.startswith("submitted_"):
            schema = {"type": "string", "format": "date"}
        elif name in {"handler", "center"}:
            schema = {"type": "integer", "minimum": 1}
        elif name == "overdue":
            schema = {"type": "boolean"}
        elif name == "q":
            schema = {"type": "string", "maxLength": 80}
        if several:
            schema = {"type": "array", "items": schema}
        found.append(OpenApiParameter(name, schema, description=each.label, explode=True if several else None))
    return found


_VIEW = OpenApiParameter(
    "view",
    {"type": "string", "enum": ["mine", "queue", "overdue", "applicant", "all", "drafts"]},
    description=_(
        "Which part of the list: `mine`, `queue`, `overdue`, `applicant`, `all` for staff, `all` and `drafts` for "
        "applicants. Without it, the first one that you have."
    ),
)
_VERB = OpenApiParameter(
    "verb",
    {"type": "string", "enum": [each.verb.value for each in deeds()]},
    OpenApiParameter.PATH,
    description=_("What to do; `GET …/actions` lists what is open."),
)

CASES_LIST = described(
    "list_cases",
    "cases",
    _("List cases"),
    _("The cases you may see, with the filters of the work list. An unknown parameter or value is refused."),
    answer=examples.page(examples.CASE, "cases"),
    parameters=[_VIEW, *_filters(), *PAGES],
)

_SECTIONS = {
    "sections": sections_schema(),
    "partial": {"type": "boolean", "default": False, "description": _("Save what is there; nothing is required yet.")},
}
CASES_CREATE = described(
    "create_case",
    "cases",
    _("Begin a request"),
    _(
        "An applicant begins a draft of their own. A center's staff name the `caller` for whom they take it down: an "
        "enterprise is found by its code, or registered with name and province. Sections may come along."
    ),
    answer=examples.DRAFT,
    status="201",
    request=json_body(
        {
            "type": "object",
            "properties": _SECTIONS
            | {
                "caller": schema_of(
                    {
                        name: field
                        for name, field in {**CallerForm.base_fields, **NewApplicantForm.base_fields}.items()
                        if name != "key"
                    },
                    requires=False,
                )
            },
            "additionalProperties": False,
        },
        examples.CREATE,
    ),
)
CASE_READ = described(
    "read_case",
    "cases",
    _("Read a case"),
    _("The whole case as you may see it, with its ETag, what a draft still lacks, and what you may do now."),
    answer=examples.WHOLE,
)
CASE_PATCH = described(
    "fill_case",
    "cases",
    _("Fill in a draft"),
    _(
        "Sections with the fields of the filing form. A field that is not named stays as it is; `rows` are exchanged as a "
        "whole. Either everything sent is saved or, with messages by section and field, nothing."
    ),
    answer=examples.DRAFT,
    request=json_body({"type": "object", "properties": _SECTIONS, "additionalProperties": False}, examples.PATCH),
)
CASE_DELETE = described("delete_draft", "cases", _("Throw a draft away"), _("With everything in it; files too."))
CASE_FORM = described(
    "describe_form",
    "cases",
    _("What a draft asks for"),
    _(
        "Every section that this draft needs, with its fields, their words and their codes. Answers decide on later sections."
    ),
    answer=examples.FORM[0],
    parameters=[OpenApiParameter("section", OpenApiTypes.STR, description=_("Only this section."))],
)
CASE_SUBMIT = described(
    "submit_case",
    "cases",
    _("Send the request"),
    _(
        "Checks the whole draft (422 `incomplete` names what is missing), finds the competent center, gives the case number "
        "and issues the application. `text_version` names the texts that were agreed to; staff say with `manner` how the "
        "caller declared it."
    ),
    answer=examples.CASE | {"state": {"code": "submitted", "label": "已提交"}},
    request=json_body(schema_of(ReportedStatementsForm.base_fields, requires=False), examples.STATEMENTS),
)
CASE_STATEMENTS = described(
    "read_statements",
    "cases",
    _("Read what the applicant declares"),
    _(
        "The texts in full, in the reader's language (the Chinese wording governs), their version, and the fields that the "
        "declaration takes. Show the texts before you send the request."
    ),
    answer=examples.DECLARED,
)
ACTIONS_LIST = described(
    "list_actions",
    "actions",
    _("What you may do now"),
    _("Only what would succeed is listed."),
    answer=examples.OFFERS[0],
)
ACTION_READ = described(
    "read_action",
    "actions",
    _("What a deed asks for"),
    _(
        "Its fields with their words and codes, or the reason why it is not open. 403 for a deed that is never this role's."
    ),
    answer=examples.ACTION,
    parameters=[_VERB],
)


ACTION_DO = described(
    "do_action",
    "actions",
    _("Do it"),
    _(
        "The transition table decides: 403 when the deed is never this role's, 409 (which says why) when the state does not "
        "allow it. The body holds the fields that the GET describes."
    ),
    answer=examples.CASE | {"state": {"code": "accepted", "label": "已受理"}},
    request=json_body(
        {
            "anyOf": [
                schema_of(each.form.base_fields, requires=False) | {"title": each.verb.value}  # type: ignore[attr-defined]
                for each in deeds()
            ]
        },
        examples.ACCEPT,
    ),
)
ATTACHMENTS_LIST = described(
    "list_attachments",
    "attachments",
    _("List the files of a case"),
    answer=examples.page(examples.FILE, f"cases/{examples.CASE_ID}/attachments"),
    parameters=PAGES,
)
ATTACHMENTS_ADD = described(
    "add_attachments",
    "attachments",
    _("Upload files"),
    _(
        "Several at once, as `files`. Each is checked by a worker before it can be opened: ask its address until the state "
        "is no longer `received`."
    ),
    answer=examples.UPLOADED,
    status="201",
    request={
        "multipart/form-data": {
            "type": "object",
            "properties": {
                **schema_of(FilesForm.base_fields)["properties"],
                "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
            },
            "required": ["files"],
        }
    },
)
ATTACHMENT_READ = described("read_attachment", "attachments", _("Read the state of a file"), answer=examples.FILE)
ATTACHMENT_REMOVE = described(
    "remove_attachment", "attachments", _("Take a file out"), _("Of a draft; of a filed case only what was rejected.")
)
ATTACHMENT_CONTENT = described(
    "open_attachment",
    "attachments",
    _("Open a file"),
    _("Its bytes as they came, after an entry in the access log. Only clean files open (409)."),
    responses=_bytes(("*/*",), _("The bytes, with the file's own type.")),
)
MESSAGES_LIST = described(
    "list_messages",
    "conversation",
    _("List the messages"),
    answer=examples.page(examples.MESSAGE, f"cases/{examples.CASE_ID}/messages"),
    parameters=PAGES,
)
MESSAGES_SEND = described(
    "send_message",
    "conversation",
    _("Write to the other side"),
    answer=examples.MESSAGE,
    status="201",
    request=json_body(schema_of(MessageForm.base_fields), {"body": "请补充产品照片。"}),
)
TIMELINE = described(
    "read_timeline",
    "conversation",
    _("What happened"),
    _("In words, newest first; each reader sees what is meant for them."),
    answer=examples.page(examples.ENTRY, f"cases/{examples.CASE_ID}/timeline"),
    parameters=PAGES,
)
DEADLINES_LIST = described(
    "list_deadlines",
    "conversation",
    _("List the dates"),
    _("Statutory periods with their source, and dates set by hand; open ones first."),
    answer=examples.DEADLINE,
)
DEADLINES_ADD = described(
    "add_deadline",
    "conversation",
    _("Add a date"),
    answer=examples.DEADLINE
    | {"kind": {"code": "agreed", "label": "人工设定"}, "rule": "", "source": "", "trigger_on": None},
    status="201",
    request=json_body(schema_of(DeadlineForm.base_fields), {"title": "向对方答复", "due_on": "2026-12-10"}),
)
DEADLINE_MET = described(
    "meet_deadline",
    "conversation",
    _("Mark a date as met"),
    answer=examples.DEADLINE | {"met_on": "2026-11-22"},
    request=json_body(schema_of(DeadlineMetForm.base_fields), {"met_on": "2026-11-22"}),
)
OPINIONS = described(
    "list_opinions",
    "conversation",
    _("List the opinions"),
    _("Every version that you may read. `submit_opinion`, `issue_opinion` and `return_opinion` are actions."),
    answer=examples.OPINION,
)
_TRANSFER_STATE = OpenApiParameter(
    "state",
    {"type": "string", "enum": list(Transfer.State.values)},
    description=_("Only transfers in this state."),
)
TRANSFERS_LIST = described(
    "list_transfers",
    "transfers",
    _("List transfers"),
    _(
        "Those that your center proposed or received, newest first; the national center sees all. To propose one is an action."
    ),
    answer=examples.page(examples.TRANSFER, "transfers"),
    parameters=[_TRANSFER_STATE, *PAGES],
)
TRANSFER_READ = described(
    "read_transfer",
    "transfers",
    _("Read a transfer"),
    _(
        "The synopsis that the receiving center decides on. The case itself opens to it only when it takes the case over."
    ),
    answer=examples.TRANSFER,
)
TRANSFER_DECIDE = described(
    "decide_transfer",
    "transfers",
    _("Take a case over, or send it back"),
    _("Only the receiving center decides, and once. With `accept` the case, its files and its history are yours."),
    answer=examples.TRANSFER
    | {
        "state": {"code": "accepted", "label": "已接收"},
        "decided_at": "2026-11-22T09:00:00+08:00",
        "answer": "我中心接收。",
        "case": f"{examples.HOST}/cases/{examples.CASE_ID}",
    },
    request=json_body(schema_of(TransferDecisionForm.base_fields), {"decision": "accept", "answer": "我中心接收。"}),
)
DOCUMENTS_LIST = described(
    "list_documents",
    "documents",
    _("List the documents issued"),
    answer=examples.page(examples.DOCUMENT, f"cases/{examples.CASE_ID}/documents"),
    parameters=PAGES,
)
DOCUMENT_READ = described("read_document", "documents", _("Read the state of a document"), answer=examples.DOCUMENT)
DOCUMENT_CONTENT = described(
    "open_document",
    "documents",
    _("Open a document"),
    _("The PDF, after an entry in the access log. A document that is still being made answers 409."),
    responses=_bytes(("application/pdf",), _("The PDF.")),
)
