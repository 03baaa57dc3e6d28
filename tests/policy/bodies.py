"""Minimal bodies with which an allowed cell really writes, and the spellings of an address that has more than a target.

`BODIES`: route → form data (or JSON for the API), or a function of world, persona and the address's arguments.
`VARIANTS`: route → further arguments, one cell each (verbs, sections). `PLAIN`: arguments of routes without a target.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from alerts.publishing.choices import Verb as Step
from alerts.publishing.selectors.reading import ROUTES
from cases.actions import ACTIONS
from cases.workflow import STEPS
from tests.fees.files import ROW as FEE_ROW
from tests.fees.files import file_of as fee_file
from tests.policy import environment_targets, subscribed
from tests.policy.fees import VALUES as FEE_OFFICE
from tests.policy.published import SLUGS
from tests.policy.world import World
from tests.trade.files import own_file, own_item

Body = Mapping[str, Any] | Callable[[World, str, Mapping[str, Any]], Mapping[str, Any]]


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


def _upload(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "files": SimpleUploadedFile("a.txt", "一份证据".encode(), "text/plain"),
        "file": SimpleUploadedFile("b.txt", "一份证据".encode(), "text/plain"),
        "purpose": "evidence",
        "secrecy": "ordinary",
    }


def _picture(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"file": SimpleUploadedFile("a.png", b"picture", "image/png"), "alt_zh": "一张图"}


def _invite(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"email": "new@example.com", "name": "新人", "role": "member", "roles": "handler", "center": world.here.pk}


def _investigations(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    body = json.dumps(own_file(own_item("337-TA-1503"))).encode()
    return {"file": SimpleUploadedFile("new.json", body, "application/json")}


def _fee_file(world: World, persona: str, kwargs: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"title": "一份费用", "file": SimpleUploadedFile("fees.csv", fee_file(FEE_ROW), "text/csv")}


BODIES: dict[str, Body] = {
    "set_language": {"language": "en"},
    "site:switch_seat": {"seat": ""},
    "centers:edit": {"seen": 0, "palette": "teal", "tagline_zh": "一句话", "deed": "save"},
    "cases:act": _deed,
    "api:action": _deed,
    "cases:files": _upload,
    "api:attachments": _upload,
    "cases:message_send": {"body": "一句话"},
    "api:messages": {"body": "一句话"},
    "cases:note_add": {"body": "一句话"},
    "cases:task_add": {"title": "一件事"},
    "cases:task_done": {"done": "1"},
    "cases:deadline_add": {"title": "一个日子", "due_on": "2027-01-05"},
    "api:deadlines": {"title": "一个日子", "due_on": "2027-01-05"},
    "cases:deadline_met": {"met_on": "2026-11-20"},
    "api:deadline_met": {"met_on": "2026-11-20"},
    "cases:firm": {"deed": "prove"},
    "cases:save_view": {"name": "我的", "query": "state=submitted"},
    "cases:transfer": {"decision": "return", "answer": "不属于本中心"},
    "api:transfer_decision": {"decision": "return", "answer": "不属于本中心"},
    "api:declaration": {"answer": "conflict", "reason": "代理过对方"},
    "api:leave": {"reason": "没有时间"},
    "api:assignment_revoke": {"reason": "任务结束"},
    "cases:opinion_decide": {"decision": "return", "reason": "补充分析"},
    "cases:filing_section": {"deed": "later", "applicant_name": "改名", "summary": "改写"},
    "experts:revoke": {"reason": "任务结束"},
    "experts:leave": {"reason": "没有时间"},
    "trade:import": _investigations,
    "trade:edit": {"state": "ended", "outcome": "settled", "title_zh": "补充的标题"},
    "accounts:member_invite": _invite,
    "accounts:staff_invite": _invite,
    "accounts:claim": {"answer": "accept"},
    "accounts:colleague_factor": {"reason": "手机遗失"},
    "accounts:grant_end": {"reason": "离任"},
    "accounts:factor_reset_ask": {"email": "nobody@example.com", "reason": "手机遗失"},
    "publishing:begin": {"kind": "news", "title_zh": "一条消息", "slug": "one-more"},
    "publishing:edit": {
        "title_zh": "改过的标题",
        "sources-TOTAL_FORMS": "0",
        "sources-INITIAL_FORMS": "0",
    },
    "publishing:preview": {"text": "### 一段"},
    "publishing:act": {"comment": "一个理由", "notice_zh": "一个理由", "read": "on"},
    "publishing:offer": {"decision": "leave", "edition": "1"},
    "publishing:attachment_add": _picture,
    "library:consent": {"declared": "given", "manner": "phone"},
    "library:begin": {"sources": ["summary"]},
    "library:decide": {"all": "1"},
    "library:add": {"words": "案情", "what": "other", "zh": "略", "en": "omitted"},
    "library:texts": {"right": "patent", "facts_zh": "改过的案情"},
    "library:pass": {"key": "x", "words": "x", "reason": "一个理由"},
    "library:hand_over": {"slug": "one-more-case", "read": "on"},
    "accounts:join_request": {"answer": "accept", "role": "member"},
    "fees:import": _fee_file,
    "fees:enter_fee": dict(FEE_ROW),
    "fees:enter_office": dict(FEE_OFFICE),
    "fees:enter_rate": {
        "currency": "TWD", "value": "0.22", "valid_from": "2026-01-01", "valid_to": "2026-12-31", "source_title": "一份来源",
        "source_url": "https://rates.example/",
    },
    "fees:decide": {"decision": "release"},
    "guides:begin": {"country": "VN"},
    "guides:hand": {"system": ""},
    "guides:settle": {"months": "3"},
    "guides:check": {"note": "已核对"},
    "guides:answer": {"answer": "refused", "reason": "补充核对"},
}  # fmt: skip

_INDEX = {
    "code": "new", "origin": "own", "name_zh": "指数", "name_en": "Index", "publisher_zh": "中心", "publisher_en": "Center",
    "about_zh": "说明", "about_en": "About",
}  # fmt: skip
_EDITION = {
    "year": "2024", "version": "2", "basis": "computed", "minimum_coverage": "0.5", "dated_on": "2026-11-01",
    "source_zh": "来源", "source_en": "Source",
}  # fmt: skip
_INDICATOR = {"position": "2", "code": "two", "name_zh": "二", "name_en": "Two", "weight": "0.5", "direction": "higher"}
_SURVEY = {
    "title_zh": "调查", "title_en": "Survey", "country": "DE", "about_zh": "说明", "about_en": "About",
    "consent_zh": "同意保存我们的答案", "consent_en": "We agree to it", "opens_on": "2026-01-05", "closes_on": "2099-01-05",
}  # fmt: skip
_QUESTION = {"position": "5", "kind": "scale", "text_zh": "如何", "text_en": "How", "required": "on"}
BODIES |= {
    "environment:index_add": _INDEX,
    "environment:index_change": _INDEX,
    "environment:edition_add": _EDITION,
    "environment:edition_change": _EDITION,
    "environment:act": {"reason": "补充来源"},
    "environment:indicator_add": _INDICATOR,
    "environment:indicator_change": _INDICATOR | {"code": "one", "weight": "1"},
    "environment:scores": environment_targets.scores,
    "environment:import": {"text": "indicator,country,value,source\none,FR,7,来源\n", "confirmed": "1"},
    "environment:survey_add": _SURVEY,
    "environment:survey_change": _SURVEY,
    "environment:question_add": _QUESTION,
    "environment:question_change": _QUESTION,
    "environment:answer": environment_targets.answer,
}

_OFFICE = {
    "kind": "chamber", "name_zh": "一家商会", "name_en": "A chamber", "country": "DE", "language": "en",
    "source_title": "来源", "is_active": "on",
}  # fmt: skip
_CAMPAIGN = {
    "title_zh": "另一个", "title_en": "Another", "goal": "目标", "audience": "企业", "starts_on": "2026-11-01",
    "ends_on": "2026-12-30", "owner": "宣传组", "open_to_centers": "on",
}  # fmt: skip
_PLANNED = {"what": "讲座", "channel": "event", "planned_on": "2026-12-01", "responsible": "培训处"}
BODIES |= {
    "outreach:office_add": _OFFICE,
    "outreach:office_change": _OFFICE,
    "outreach:recipient_add": {"basis": "来函要求"},
    "outreach:recipient_act": {"reason": "一个理由"},
    "outreach:contact_file_add": _upload,
    "outreach:campaign_add": _CAMPAIGN,
    "outreach:campaign_change": _CAMPAIGN,
    "outreach:item_add": _PLANNED,
    "outreach:item_change": _PLANNED,
    "outreach:figures": {"channel": "print", "day": "2026-11-01", "reached": "5", "counted_by": "清单"},
    "outreach:import": {"text": "day,channel,reached,source\n2026-11-01,print,5,清单\n", "confirmed": "1"},
    "outreach:feature_act": {"reason": "一个理由"},
}


BODIES |= subscribed.BODIES


def _never(persona: str, kwargs: Mapping[str, Any]) -> bool:
    """Say whether the verb of an address is not this persona's in any state."""
    return not any(step.verb == kwargs["verb"] and persona in step.who for step in STEPS)


# Route → whether a persona that the row names is refused at this spelling of its address.
REFUSED: dict[str, Callable[[str, Mapping[str, Any]], bool]] = {
    "cases:act": lambda persona, kwargs: not ACTIONS[kwargs["verb"]].route and _never(persona, kwargs),
    "api:action": _never,
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "environment:act": [{"verb": verb} for verb in ("propose", "return")],
    "environment:survey_act": [{"verb": "open"}],
    "outreach:recipient_act": [{"verb": verb} for verb in ("release", "refuse", "withdraw")],
    "outreach:feature_act": [{"verb": verb} for verb in ("refuse", "withdraw")],
    "outreach:campaign_act": [{"verb": verb} for verb in ("start", "end")],
    "cases:act": [{"verb": verb.value} for verb in ACTIONS],
    "api:action": [{"verb": verb.value} for verb, action in ACTIONS.items() if not action.route],
    "publishing:act": [{"verb": verb.value} for verb in Step if verb not in {Step.PUBLISH, Step.BOUNCE}],
    "publishing:diff": [{"before": 1, "after": 2}],
    "cases:filing_section": [{"key": key} for key in ("applicant", "dispute")],
}

PLAIN: dict[str, Mapping[str, Any]] = {
    **subscribed.plain(),
    **{f"publishing:{route}": {"slug": SLUGS[kind]} for kind, route in ROUTES.items() if kind in SLUGS},
    **{
        f"publishing:{route}_version": {"slug": SLUGS[kind], "number": 1}
        for kind, route in ROUTES.items()
        if kind in SLUGS
    },
    **{f"publishing:{route}_pdf": {"slug": SLUGS[kind]} for kind, route in ROUTES.items() if kind in SLUGS},
    **{f"publishing:{route}_leaflet": {"slug": SLUGS[kind]} for kind, route in ROUTES.items() if kind in SLUGS},
    **{
        f"publishing:{name}_feed": {"form": form}
        for name, form in (
            ("alerts", "atom"),
            ("laws", "json"),
            ("cases", "atom"),
            ("reports", "json"),
            ("news", "atom"),
        )
    },
    "publishing:file": {"public_id": UUID(int=0)},
    **{f"guides:{route}": {"country": "us"} for route in ("guide", "file", "hand")},
    "guides:chapter": {"country": "us", "chapter": "system"},
    "guides:chapter_version": {"country": "us", "chapter": "system", "number": 1},
    "outreach:stop": {"key": UUID(int=0)},
    **{f"centers:{name}": {"code": "CN"} for name in ("page", "logo", "leaflet")},
    "site:sitemap_part": {"kind": "pages", "number": 1},
    "site:share": {"token": "unsigned"},
    "notices:mail": {"name": "nothing"},
    "notices:mail_body": {"name": "nothing"},
    "cases:delete_view": {"pk": 0},
    "account_confirm_email": {"key": "nothing"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nothing"},
    "accounts:invitation": {"key": "nothing"},
    "accounts:request": {"pk": 1},
}

# Where the right answer to whom the row names is another than “reached”: secrets that fit nothing, the demo's pages
# outside the demo, and a page that says by its status what it is for.
ANSWERS: dict[tuple[str, str], str] = {
    ("accounts:invitation", "*"): "absent",
    ("account_confirm_email", "POST"): "absent",
    ("account_inactive", "*"): "forbidden",
    ("publishing:file", "*"): "absent",
    # Made by a worker, and none works here.
    **{(f"publishing:{route}_pdf", "*"): "absent" for kind, route in ROUTES.items() if kind in SLUGS},
    ("outreach:stop", "*"): "absent",
    ("centers:logo", "*"): "absent",
    ("site:share", "*"): "absent",
    ("notices:mailbox", "*"): "absent",
    ("notices:mail", "*"): "absent",
    ("notices:mail_body", "*"): "absent",
}
