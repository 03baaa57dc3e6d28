"""One invented case of the demo as a typical case, through the hands it takes: handler, supervisor, national reviewer."""

from __future__ import annotations

from django.utils import timezone

from alerts.library.choices import Manner
from alerts.library.services import consents, drafting
from alerts.publishing.models import Item
from alerts.publishing.services import review
from alerts.publishing.services.publication import item_publish, item_syndicate
from cases.choices import State
from cases.models import Case, CaseParty, CaseRight
from demo.people import HOME
from demo.texts import desk_actor
from portal.notices.models import OutboxEvent
from portal.reference.phones import display_phone
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

TEXTS = {
    "title_zh": "（演示）出口企业应对海外侵权指控",
    "title_en": "(Demonstration) An exporter answers a claim of infringement abroad",
    "summary_zh": "演示内容，由虚构的案件匿名编写。企业收到起诉状后及时求助，在期限内应对。",
    "summary_en": "A demonstration made of an invented case. The firm asked for help at once and answered in time.",
    "issue_zh": "产品是否落入对方权利的保护范围，对方的权利是否有效（演示内容）。",
    "issue_en": "Does the product fall under the right asserted, and is that right valid? (demonstration)",
    "lesson_zh": "收到起诉状先核对送达日和答辩期限，再找证据；应诉、无效和和解可以同时准备（演示内容）。",
    "lesson_en": "Check the day of service and the time to answer first; prepare defence, invalidity and talks together.",
    "facts_en": "The firm was served with a complaint over a product it exports (demonstration).",
    "course_en": "It answered in time and asked for the right to be declared invalid (demonstration).",
}


def make_library(centers: dict[str, Center]) -> int:
    """Make a typical case of one closed case of the printed center and leave a second one half done; return how many."""
    home = centers[HOME]
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    handler, supervisor = desk_actor("handler", "handler", home), desk_actor("supervisor", "supervisor", home)
    reviewer = desk_actor("reviewer", "reviewer", national)
    closed = Case.objects.filter(
        center=home, state__in=[State.CLOSED, State.ARCHIVED], dispute_type="infringement", is_demo=True
    ).order_by("pk")
    chosen = list(closed[:2])
    for number, case in enumerate(chosen):
        with scopes.enter(scopes.center(home.pk, handler.user_id)):
            if not case.consent_library:
                consents.consent_declare(case=case, actor=handler, given=True, manner=Manner.PHONE)
            origin = drafting.draft_begin(case=case, actor=handler, sources=["summary", "opinion_facts", "closing"])
            facts = f"{_who(case)}\n\n{origin.texts['facts_zh']}"
            origin = drafting.texts_write(origin=origin, actor=handler, values=TEXTS | {"facts_zh": facts})
            if number:
                # Left to whoever opens it: every piece is still to be decided.
                continue
            drafting.pieces_accept_all(origin=origin, actor=handler)
            origin.refresh_from_db()
            item = drafting.draft_hand_over(origin=origin, actor=handler, slug="demo-exporter-accused")
        with scopes.enter(scopes.center(home.pk, supervisor.user_id)):
            review.item_approve(item=item, actor=supervisor)
        item_publish(item_id=item.pk)
        with scopes.enter(scopes.national(reviewer.user_id, national.pk)):
            offered = Item.objects.get(pk=item.pk)
            review.offer_decide(item=offered, actor=reviewer, take=True, edition=offered.edition)
        item_syndicate(item_id=item.pk)
    OutboxEvent.objects.filter(topic="notice", payload__template__startswith="publishing/").delete()
    return len(chosen)


def _who(case: Case) -> str:
    """Tell the invented case with the names of its file, so that there is something to replace."""
    party = CaseParty.objects.filter(case_id=case.pk).order_by("pk").first()
    right = CaseRight.objects.filter(case_id=case.pk).order_by("pk").first()
    day = timezone.localdate(case.submitted_at) if case.submitted_at else timezone.localdate()
    return (
        f"{case.applicant_name}（联系人{case.contact_name}，{display_phone(case.contact_phone)}）于{day.year}年{day.month}月{day.day}日"
        f"向中心求助：{party.name if party else '对方'}委托{party.counsel if party else '律师'}提出指控，案号{case.foreign_number or '略'}，"
        f"涉及{right.number if right else '一项权利'}，索赔{case.amount or 0:,.0f} {case.amount_currency or 'USD'}。"
    )
