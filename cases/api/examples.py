"""Example bodies and answers of the OpenAPI document. A test holds the answers against the document's own schemas."""

from __future__ import annotations

from typing import Any

HOST = "https://portal.example.cn/api/v1"
CASE_ID = "0193a6f2-7c1e-7d3a-9b44-0f5f6d1c2a10"
FILE_ID = "0193a6f4-1b2c-7e5d-8a61-4c1d2e3f4a5b"
PAPER_ID = "0193a6f9-55d0-7c02-b1f7-9e8d7c6b5a40"
OPINION_ID = "0193a7c0-3e4f-7a8b-9c0d-1e2f3a4b5c6d"
DEADLINE_ID = "0193a6f3-0a1b-7c2d-8e3f-4a5b6c7d8e9f"
MESSAGE_ID = "0193a700-aaaa-7bbb-8ccc-dddddddddddd"
EXPERT_ID = "0193a5e0-1234-7abc-8def-0123456789ab"
TRANSFER_ID = "0193a710-2222-7ccc-8ddd-eeeeeeeeeeee"


def _coded(code: str, label: str) -> dict[str, str]:
    return {"code": code, "label": label}


SECTIONS: dict[str, Any] = {
    "dispute": {"role": "accused", "dispute_type": "infringement", "ip_kinds": ["patent"]},
    "place": {
        "country": "US",
        "forum": "court",
        "forum_name": "N.D. Ill.",
        "stage": "served",
        "rows": [{"country": "CA"}],
    },
}
CREATE: dict[str, Any] = {"sections": SECTIONS}
CREATE_FOR_CALLER: dict[str, Any] = {
    "caller": {
        "source": "hotline",
        "kind": "legal",
        "uscc": "91440300MA5EXAMPL0",
        "name": "深圳某某科技有限公司",
        "province": "440000",
        "city": "440300",
    },
    "sections": SECTIONS,
}
PATCH: dict[str, Any] = {
    "sections": {
        "events": {"first_known_on": "2026-10-30", "summary": "收到美国法院传票，称我司产品侵犯其专利。"},
        "served": {
            "rows": [
                {"title": "Summons and complaint", "served_on": "2026-11-03", "rule_id": "us_dc_answer_served"},
            ]
        },
    }
}
STATEMENTS: dict[str, Any] = {"truth": True, "processing": True, "library": False, "text_version": "2026-1"}

DRAFT: dict[str, Any] = {
    "id": CASE_ID,
    "number": "",
    "state": _coded("draft", "草稿"),
    "waiting_for": _coded("applicant", "申请人"),
    "due_on": None,
    "overdue": False,
    "level": _coded("ordinary", "一般"),
    "applicant": "深圳某某科技有限公司",
    "dispute_type": _coded("infringement", "侵权"),
    "ip_kinds": [_coded("patent", "专利")],
    "country": _coded("US", "美国"),
    "center": None,
    "handler": None,
    "submitted_at": None,
    "version": 2,
    "url": f"{HOST}/cases/{CASE_ID}",
}
CASE: dict[str, Any] = DRAFT | {
    "number": "SZ-2026-00017K",
    "state": _coded("under_review", "审核中"),
    "waiting_for": _coded("center", "分中心"),
    "due_on": "2026-11-27",
    "center": _coded("SZ", "深圳分中心"),
    "handler": "李娜",
    "submitted_at": "2026-11-20T10:12:00+08:00",
    "version": 5,
}
OFFERS: list[dict[str, Any]] = [
    {
        "verb": "accept",
        "label": "受理",
        "advice": "申请人会收到受理通知书。",
        "destructive": False,
        "url": f"{HOST}/cases/{CASE_ID}/actions/accept",
    }
]
WHOLE: dict[str, Any] = CASE | {
    "source": _coded("api", "接口"),
    "receipt_code": "K7QW-9M2T-XB4H",
    "routing": ["申请人在深圳市：由该市的分中心受理。"],
    "accepted_at": None,
    "closed_at": None,
    "created_at": "2026-11-20T09:40:00+08:00",
    "updated_at": "2026-11-20T15:02:00+08:00",
    "sections": [
        {
            "key": "dispute",
            "title": "您的角色和争议类型",
            "required": True,
            "done": True,
            "values": {"role": "accused", "dispute_type": "infringement", "ip_kinds": ["patent"]},
            "rows": None,
        }
    ],
    "missing": {},
    "supplement": None,
    "closing": None,
    "unread_messages": 0,
    "actions": OFFERS,
    "links": {"messages": f"{HOST}/cases/{CASE_ID}/messages", "documents": f"{HOST}/cases/{CASE_ID}/documents"},
}
FIELDS: list[dict[str, Any]] = [
    {
        "name": "level",
        "label": "级别",
        "help": "",
        "type": "choice",
        "required": True,
        "max_length": None,
        "choices": [_coded("ordinary", "一般"), _coded("important", "重要"), _coded("major", "重大")],
        "default": "ordinary",
    }
]
FORM: list[dict[str, Any]] = [
    {
        "key": "contact",
        "group": "applicant",
        "title": "联系人",
        "why": "分中心需要一位了解情况、联系得上的人。",
        "fields": [
            {
                "name": "contact_name",
                "label": "联系人",
                "help": "",
                "type": "text",
                "required": True,
                "max_length": 80,
                "choices": [],
                "default": None,
            }
        ],
        "row_fields": None,
        "files": [],
    }
]
ACTION: dict[str, Any] = OFFERS[0] | {"open": True, "refusal": "", "fields": FIELDS}
ACCEPT: dict[str, Any] = {"level": "ordinary", "handler_id": None}
FILE: dict[str, Any] = {
    "id": FILE_ID,
    "name": "传票.pdf",
    "size": 182734,
    "media_type": "application/pdf",
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "sm3": "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    "state": _coded("clean", "已检查"),
    "reason": "",
    "purpose": _coded("served", "送达的文书"),
    "secrecy": _coded("ordinary", "普通"),
    "description": "2026年11月3日收到",
    "created_at": "2026-11-20T09:55:00+08:00",
    "content_url": f"{HOST}/attachments/{FILE_ID}/content",
}
UPLOADED: dict[str, Any] = {
    "received": [FILE | {"state": _coded("received", "检查中"), "media_type": "", "content_url": None}],
    "refused": ["文件“空白.pdf”是空的。"],
}
DECLARED: dict[str, Any] = {
    "text_version": "2026-1",
    "texts": [
        {
            "key": "truth",
            "title": "真实性声明",
            "body": "申请人声明：本申请填写的内容和所附材料真实、完整……",
            "required": True,
        },
        {"key": "library", "title": "案例使用单独同意书", "body": "申请人自愿同意……", "required": False},
    ],
    "fields": [
        {
            "name": "truth",
            "label": "申请人作出此声明",
            "help": "",
            "type": "boolean",
            "required": False,
            "max_length": None,
            "choices": [],
            "default": None,
        }
    ],
}
TRANSFER: dict[str, Any] = {
    "id": TRANSFER_ID,
    "state": _coded("proposed", "待接收中心答复"),
    "from_center": _coded("SZ", "深圳分中心"),
    "to_center": _coded("GZ", "广州分中心"),
    "reason": "申请人的生产基地在广州。",
    "synopsis": {
        "number": "SZ-2026-00017K",
        "applicant": "深圳某某科技有限公司",
        "dispute_type": _coded("infringement", "侵权"),
        "ip_kinds": [_coded("patent", "专利")],
        "country": _coded("US", "美国"),
        "state": _coded("under_review", "审核中"),
        "level": _coded("ordinary", "一般"),
    },
    "proposed_at": "2026-11-21T11:00:00+08:00",
    "decided_at": None,
    "answer": "",
    "case": None,
}
MESSAGE: dict[str, Any] = {
    "id": MESSAGE_ID,
    "side": _coded("center", "分中心"),
    "author": "李娜",
    "body": "请补充产品照片。",
    "created_at": "2026-11-20T15:30:00+08:00",
    "files": [],
}
ENTRY: dict[str, Any] = {
    "at": "2026-11-20T10:12:00+08:00",
    "verb": "submit",
    "from_state": _coded("draft", "草稿"),
    "to_state": _coded("submitted", "已提交"),
    "side": "applicant",
    "author": "王敏",
    "sentence": "求助申请已提交。",
    "detail": "",
}
DEADLINE: dict[str, Any] = {
    "id": DEADLINE_ID,
    "kind": _coded("statutory", "法定期限"),
    "title": "美国联邦地区法院：答辩",
    "due_on": "2026-11-24",
    "timezone": "America/Chicago",
    "source": "Fed. R. Civ. P. 12(a)(1)(A)(i)",
    "rule": "us_dc_answer_served",
    "trigger_on": "2026-11-03",
    "met_on": None,
}
OPINION: dict[str, Any] = {
    "id": OPINION_ID,
    "version": 1,
    "state": _coded("submitted", "待会签"),
    "author": "李娜",
    "facts": "原告持有 US 9,123,456 B2。",
    "analysis": "权利要求 1 的折叠臂特征与产品不同。",
    "options": [{"title": "应诉并主张不侵权", "cost": "8 万美元", "duration": "6 个月", "comment": ""}],
    "risks": "不按期答辩可能被缺席判决。",
    "recommendation": "先申请延期答辩，同时比对权利要求。",
    "returned_reason": "",
    "countersigned_at": None,
    "text_hash": "7d1a54127b222502f5b79b5fb0803061152a44f92b37e23c6527baf665d4da9a",
    "content_hash": "",
}
DOCUMENT: dict[str, Any] = {
    "id": PAPER_ID,
    "kind": _coded("acceptance_notice", "受理通知书"),
    "number": "深知援〔2026〕12号",
    "state": _coded("ready", "已生成"),
    "progress": 100,
    "pages": 1,
    "size": 30412,
    "content_hash": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    "sha256": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
    "issued_at": "2026-11-20T15:02:00+08:00",
    "content_url": f"{HOST}/documents/{PAPER_ID}/content",
}


def page(row: Any, path: str) -> dict[str, Any]:
    """Give an example page of one row, with a next one."""
    return {"results": [row], "next": f"{HOST}/{path}?after=WyIyMDI2LTExLTI3IiwgMTddCg", "previous": None}
