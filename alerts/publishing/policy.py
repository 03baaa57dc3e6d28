"""Rows of the permission table for publishing: everybody reads editions, desks are their center's."""

from __future__ import annotations

from portal.policy.personas import ALL, CENTER, NATIONAL
from portal.policy.reach import at_center
from portal.policy.table import Rule, rule

DESK = CENTER | NATIONAL
WRITERS = CENTER | {"editor", "reviewer"}
# The nation also opens what a center offers; its own items are those of the national center.
ITEM_REACH = at_center(DESK)


def _public(*routes: str) -> list[Rule]:
    return [rule(f"publishing:{route}", "GET", ALL, scope="login", second_factor=False) for route in routes]


RULES: list[Rule] = [
    *_public("alerts", "laws", "cases", "reports", "news", "file"),
    *_public("alerts_feed", "laws_feed", "cases_feed", "reports_feed", "news_feed"),
    *_public("alert", "law", "case", "report", "news_item"),
    *_public("alert_version", "law_version", "case_version", "report_version", "news_item_version"),
    *_public("alert_pdf", "law_pdf", "case_pdf", "report_pdf", "news_item_pdf"),
    *_public("alert_leaflet", "law_leaflet", "case_leaflet", "report_leaflet", "news_item_leaflet"),
    rule("publishing:desk", "GET", DESK),
    rule("publishing:begin", "GET POST", WRITERS),
    rule("publishing:item", "GET", DESK, target="item", reach=ITEM_REACH),
    rule("publishing:diff", "GET", DESK, target="item", reach=ITEM_REACH),
    rule("publishing:edit", "GET POST", WRITERS, target="item", reach=ITEM_REACH),
    rule("publishing:preview", "POST", WRITERS, target="item", reach=ITEM_REACH),
    rule("publishing:act", "GET POST", WRITERS, target="item", reach=ITEM_REACH),
    rule("publishing:offer", "POST", frozenset({"supervisor", "reviewer"}), target="item", reach=ITEM_REACH),
    rule("publishing:attachment_add", "GET POST", WRITERS, target="item", reach=ITEM_REACH, uploads=True),
    rule("publishing:attachment", "GET", DESK, target="attachment", reach=ITEM_REACH),
    rule("publishing:attachment_remove", "POST", WRITERS, target="attachment", reach=ITEM_REACH),
]
