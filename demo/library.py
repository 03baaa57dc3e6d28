"""One invented case of the demo as a typical case, through the hands it takes: handler, supervisor, national reviewer."""

from __future__ import annotations

from alerts.library.choices import Manner
from alerts.library.services import consents, drafting
from alerts.publishing.models import Item
from alerts.publishing.services import review
from alerts.publishing.services.publication import item_publish, item_syndicate
from cases.choices import State
from cases.models import Case
from demo.people import HOME
from demo.texts import desk_actor
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

TEXTS = {
    "title_zh": "（演示）跨境企业应对美国专利诉讼并达成和解",
    "title_en": "(Demonstration) An exporter answers a patent suit in the United States and settles",
    "summary_zh": "演示内容，由虚构的案件匿名编写。企业收到起诉状后及时求助，在期限内答辩并和解。",
    "summary_en": "A demonstration made of an invented case. The firm asked for help at once, answered in time and settled.",
    "issue_zh": "产品是否落入对方专利权利要求的保护范围，专利是否有效（演示内容）。",
    "issue_en": "Does the product fall under the claims, and is the patent valid? (demonstration)",
    "lesson_zh": "收到起诉状先核对送达日和答辩期限，再找证据；应诉、无效和和解可以同时准备（演示内容）。",
    "lesson_en": "Check the day of service and the time to answer first; prepare defence, invalidity and talks together.",
    "facts_en": "The firm was served with a complaint over a product it exports (demonstration).",
    "course_en": "It answered in time, asked for invalidity and settled (demonstration).",
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
            if number:
                continue
            origin = drafting.texts_write(origin=origin, actor=handler, values=TEXTS)
            drafting.pieces_accept_all(origin=origin, actor=handler)
            origin.refresh_from_db()
            item = drafting.draft_hand_over(origin=origin, actor=handler, slug="demo-patent-suit-settled")
        with scopes.enter(scopes.center(home.pk, supervisor.user_id)):
            review.item_approve(item=item, actor=supervisor)
        item_publish(item_id=item.pk)
        with scopes.enter(scopes.national(reviewer.user_id, national.pk)):
            review.offer_decide(item=Item.objects.get(pk=item.pk), actor=reviewer, take=True)
        item_syndicate(item_id=item.pk)
    OutboxEvent.objects.filter(topic="notice", payload__template__startswith="publishing/").delete()
    return len(chosen)
