"""Words: every fact of a timeline reads in both languages, every notice has its mail, and nobody reads what is not theirs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import timezone, translation

from cases import notices as case_notices
from cases.choices import PaperKind, State, Verb
from cases.models import Case, TimelineEntry
from cases.words import detail, known_verbs, next_words, sentence
from portal.notices import topics, wording
from tests.handling.conftest import Office

ROOT = Path(__file__).resolve().parents[2]
PAYLOAD = {
    "due_on": "2026-12-01", "next_on": "2026-12-02", "met_on": "2026-11-20", "reason": "not_ip", "outcome": "settled",
    "version": 2, "to_zh": "深圳中心", "to_en": "Shenzhen center", "from_zh": "杭州中心", "from_en": "Hangzhou center",
    "handler_name": "Wang Lei", "was": "ordinary", "level": "major", "name": "complaint.pdf", "purpose": "evidence",
    "title": {"zh": "答辩", "en": "Answer"},
}  # fmt: skip


def logged_verbs() -> set[str]:
    """Find the verbs that services log, beside those of the table."""
    found: set[str] = set()
    for folder in ("cases", "experts"):
        for path in (ROOT / folder).rglob("services/*.py"):
            found |= set(re.findall(r'\blog\(\s*[\w.]+,\s*"(\w+)"', path.read_text(encoding="utf-8")))
    return found


def test_every_verb_that_is_logged_has_a_sentence() -> None:
    assert {"message", "file_received", "deadline_added", "supplement_warned"} <= logged_verbs()
    assert logged_verbs() | set(Verb.values) <= known_verbs()


@pytest.mark.parametrize("verb", sorted(known_verbs()))
@pytest.mark.parametrize("side", ["applicant", "center"])
def test_every_sentence_reads_in_both_languages(verb: str, side: str) -> None:
    payload = dict(PAYLOAD)
    if verb == Verb.TERMINATE:
        payload["reason"] = "unreachable"
    if verb == "deadline_added":
        payload["title"] = "Answer"
    entry = TimelineEntry(verb=verb, payload=payload, actor_side=side, at=timezone.now())
    with translation.override("zh-hans"):
        chinese = sentence(entry)
    with translation.override("en"):
        english = sentence(entry)
    assert chinese.endswith("。")
    assert english.endswith(".")
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)
    bare = TimelineEntry(verb=verb, payload={}, actor_side=side, at=timezone.now())
    assert sentence(bare)


def test_typed_words_stand_below_the_sentence() -> None:
    entry = TimelineEntry(verb="request_supplement", payload={"items": ["甲", "乙"], "due_on": "2026-12-01"})
    assert detail(entry) == "1. 甲\n2. 乙"
    entry = TimelineEntry(verb="decline", payload={"reason": "not_ip", "explanation": "说明", "advice": "建议"})
    assert detail(entry) == "说明\n建议"
    assert detail(TimelineEntry(verb="withdraw", payload={"reason": "已和解"})) == "已和解"


@pytest.mark.parametrize("state", [state for state in State.values if state != "draft"])
def test_the_applicant_always_reads_what_comes_next(state: str) -> None:
    assert next_words(Case(state=state))


CONTEXT = {
    "number": "SZ-2026-00017K", "applicant": "某某公司", "center": {"zh": "深圳中心", "en": "Shenzhen center"},
    "due_on": "2026-12-01", "next_on": "2026-12-02", "receipt_code": "ABCD-EFGH-JKLM", "items": ["授权委托书", "照片"],
    "title": {"zh": "答辩", "en": "Answer"}, "days": 3, "zone": "America/New_York", "reason": "理由 <b>", "answer": "答复",
    "version": 2, "paper_number": "深知海〔2026〕12号", "fresh": 2, "total": 5, "kind": "opinion",
    "assignment": "00000000-0000-7000-8000-000000000000",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(name for name in topics.all_templates() if name.startswith("cases/")))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_notice_has_a_whole_mail(name: str, language: str) -> None:
    written = wording.message(name, CONTEXT, language, link="https://portal.example/cases/x/")
    for part in (written.subject, written.text, written.html):
        assert part.strip()
        assert "{{" not in part
        assert "%(" not in part
    assert "<b>" not in written.html.split("<h1>")[1]
    chinese = re.compile(r"[\u4e00-\u9fff]")
    if language == "zh-hans":
        assert chinese.search(written.subject)
    else:
        foreign = re.sub("某某公司|授权委托书|照片|理由|答复|深知海〔2026〕12号|智南门户", "", written.text)
        assert not chinese.search(foreign)


def test_a_notice_of_a_document_says_which_one() -> None:
    """Thirty lines under the bell that all say "a document" help nobody."""
    lines = {
        wording.subject("cases/paper_ready", CONTEXT | {"kind": kind, "paper_number": "1"}, "zh-hans")
        for kind in PaperKind.values
    }
    assert len(lines) == len(PaperKind)
    assert f"受理通知书已生成：{CONTEXT['number']}" in lines
    assert wording.subject("cases/paper_ready", CONTEXT | {"kind": "opinion"}, "en").startswith("Guidance opinion")


def test_every_template_is_one_that_a_service_sends() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in ("cases", "experts") for path in (ROOT / folder).rglob("*.py")
    )
    registered = {name.removeprefix("cases/") for names in case_notices.TEMPLATES.values() for name in names}
    for name in registered:
        assert re.search(
            rf'"(cases/)?{name}"', sources.replace(Path(case_notices.__file__).read_text(encoding="utf-8"), "")
        )


def test_deadlines_of_the_law_cannot_be_switched_off() -> None:
    assert topics.topic_of("cases/deadline_due").locked
    assert topics.topic_of("cases/supplement_requested").locked
    assert not topics.topic_of("cases/message").locked


def test_who_is_meant(office: Office) -> None:
    """Groups are found when the notice goes out: whoever left meanwhile is not told."""
    from portal.notices.registry import resolver
    from portal.tenancy import scope as scopes
    from portal.tenancy.models import Membership

    handler, supervisor, intake = (office.person(code).pk for code in ("handler", "supervisor", "intake"))
    members = {office.person(code).pk for code in ("owner", "member", "readonly", "agent")}
    case = office.case("in_guidance", handler=office.person("handler").user)

    def people(name: str, **arguments: int) -> dict[int, str]:
        with scopes.enter(scopes.system()):
            return {each.user_id: each.seat for each in resolver(name)(**arguments or {"case_id": case.pk})}

    seat = f"center:{office.center.pk}"
    assert people("case_handler") == people("case_team") == {handler: seat}
    assert people("case_intake") == {intake: seat, supervisor: seat}
    assert (
        people("case_countersigners") == people("center_supervisors", center_id=office.center.pk) == {supervisor: seat}
    )
    assert set(people("case_applicant")) == members
    coordinator = office.person("coordinator")
    assert people("national_coordinators") == {coordinator.pk: coordinator.seat_key}
    with scopes.enter(scopes.system()):
        Membership.objects.filter(user_id=handler).delete()
    assert people("case_handler") == {}
    assert people("case_team") == {intake: seat, supervisor: seat}
