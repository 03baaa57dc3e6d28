"""Rows of the permission table for this room."""

from __future__ import annotations

from portal.policy.personas import ALL, CENTER, NATIONAL
from portal.policy.reach import anywhere, at_center
from portal.policy.table import Rule, rule

DESK = CENTER | NATIONAL
_NATION = frozenset({"coordinator", "editor"})
WRITERS = CENTER | _NATION
# Who takes which step is workflow.py's.
_DECIDERS = _NATION | {"reviewer"}
# The nation opens every office and contact; a center those it keeps, and (an overseas one) offices of its countries.
_SEEN = at_center(CENTER) | anywhere(NATIONAL)
_KEPT = at_center(CENTER) | anywhere(_NATION)
_OWN = at_center(WRITERS)


def _of(route: str, methods: str, personas: frozenset[str], target: str, reach: object, **more: bool) -> Rule:
    return rule(f"outreach:{route}", methods, personas, target=target, reach=reach, **more)  # type: ignore[arg-type]


# Campaigns are the nation's; centers open those that they may join.
_CAMPAIGN = anywhere(DESK)
RULES: list[Rule] = [
    rule("outreach:stop", "GET POST", ALL, scope="login", second_factor=False),
    *(rule(f"outreach:{route}", "GET", DESK) for route in ("offices", "contacts", "contacts_csv", "campaigns")),
    rule("outreach:recipients", "GET", NATIONAL),
    rule("outreach:mailings", "GET", NATIONAL),
    rule("outreach:office_add", "GET POST", WRITERS),
    rule("outreach:contact_add", "GET POST", WRITERS),
    rule("outreach:campaign_add", "GET POST", _NATION),
    _of("office", "GET", DESK, "out_office", _SEEN),
    _of("office_change", "GET POST", WRITERS, "out_office", _KEPT),
    _of("recipient_add", "GET POST", _NATION, "out_office", anywhere(_NATION)),
    _of("recipient", "GET", NATIONAL, "out_recipient", anywhere(NATIONAL)),
    _of("recipient_act", "POST", _DECIDERS, "out_recipient", anywhere(_DECIDERS)),
    _of("contact", "GET", DESK, "out_contact", _SEEN),
    _of("contact_change", "GET POST", WRITERS, "out_contact", _OWN),
    _of("contact_done", "POST", WRITERS, "out_contact", _OWN),
    _of("contact_file_add", "POST", WRITERS, "out_contact", _OWN, uploads=True),
    _of("contact_file", "GET", DESK, "out_contact_file", _SEEN),
    _of("campaign", "GET", DESK, "out_campaign", _CAMPAIGN),
    _of("campaign_change", "GET POST", _NATION, "out_campaign", anywhere(_NATION)),
    _of("campaign_act", "POST", _NATION, "out_campaign", anywhere(_NATION)),
    _of("item_add", "GET POST", WRITERS, "out_campaign", anywhere(WRITERS)),
    _of("item_change", "GET POST", WRITERS, "out_item", _OWN),
    _of("item_remove", "GET POST", WRITERS, "out_item", _OWN),
    _of("figures", "GET", DESK, "out_campaign", _CAMPAIGN),
    _of("figures", "POST", WRITERS, "out_campaign", anywhere(WRITERS)),
    _of("import", "GET POST", WRITERS, "out_campaign", anywhere(WRITERS), uploads=True),
    _of("figure_remove", "POST", WRITERS, "out_figure", _OWN),
    _of("results", "GET", DESK, "out_campaign", _CAMPAIGN),
    _of("results_csv", "GET", DESK, "out_campaign", _CAMPAIGN),
    # The document holds the figures of all centers.
    _of("report_order", "POST", NATIONAL, "out_campaign", anywhere(NATIONAL)),
    _of("report", "GET", NATIONAL, "out_report", anywhere(NATIONAL)),
    _of("feature_add", "GET POST", _NATION, "out_campaign", anywhere(_NATION)),
    _of("feature_act", "POST", _DECIDERS, "out_feature", anywhere(_DECIDERS)),
]
