"""What work each kind of scope may put into the outbox: the one list, written into policies by the migrations.

A handler runs in the system scope, so whoever may put any topic with any payload is in no scope any more. Work of the
portal itself (clocks, roll-ups, deletions by age) is put by the scheduler alone. A new topic is listed here and brought
into the policies by a migration with `put_rules`; tests/notices/test_letterbox.py compares list, registry and policies.
"""

from __future__ import annotations

from collections.abc import Mapping

from portal.tenancy.rls import Rule

# Null for null: who is nobody speaks for nobody. Spelt without setting(): the empty setting is no id here, 0 is none ever.
OWN_NAME = (
    "actor_id is not distinct from (select nullif(nullif(current_setting('app.actor_id', true), ''), '0')::bigint)"
)

_TELL = frozenset({"notice", "mail"})
_FILES = frozenset({"case_file.check", "case_file.erase"})
_PAPER = frozenset({"paper.render", "screening.pack"})
_FAIR_REPORTS = frozenset({"results.report"})
_PAGES = frozenset({"pages.touch", "center_site.check_logo", "center_site.find"})
_PUBLISH = frozenset({"publishing.publish", "publishing.retract", "publishing.check_file", "publishing.syndicate"})
_REPORTS = frozenset({"environment.report"})
_GUIDES = frozenset({"guides.checked"})
# A consent that was withdrawn ends what stands on it, whoever recorded it.
_CONSENT = frozenset({"library.consent_withdrawn"})
_DESK = frozenset({"desk.check_file"})
_LIAISON = frozenset({"outreach.check_file"})
_RESULTS = frozenset({"outreach.report"})
_EVENTS = frozenset({"events.follow", "events.check_file"})
_FAIRS = frozenset({"fairs.check_file"})
MAY_PUT: Mapping[str, frozenset[str]] = {
    "logins": _TELL,
    "scope_center": _TELL
    | _FILES
    | _PAPER
    | _PAGES
    | _PUBLISH
    | _CONSENT
    | _LIAISON
    | _EVENTS
    | _FAIRS
    | _DESK
    | _FAIR_REPORTS
    | {"assignment.settle", "assignment.unseated"},
    "scope_national": _TELL
    | _FILES
    | _PAPER
    | _PAGES
    | _PUBLISH
    | _REPORTS
    | _RESULTS
    | _GUIDES
    | _LIAISON
    | _EVENTS
    | _FAIRS
    | _DESK
    | _FAIR_REPORTS
    | {"assignment.settle", "assignment.unseated"},
    "scope_enterprise": _TELL | _FILES | _PAPER | _CONSENT | _FAIRS | {"assignment.settle"},
    "scope_expert": _TELL | _FILES | _DESK | {"assignment.settle"},
    "scope_admin": _TELL | {"assignment.unseated", "audit.verify"},
}
# Put by the scheduler, by a worker, or by a handler: the system scope's alone.
SYSTEM_ONLY = frozenset(
    {
        *("notice.deliver", "notices.cleanup", "notices.bounces", "policy.forget", "accounts.forget"),
        *("outreach.spread", "outreach.remind"),
        "fairs.match",
        *("cases.clock", "cases.rollup", "cases.recheck", "experts.expiry"),
        *("guides.book", "guides.clock", "publishing.print", "library.erase"),
        *("events.clock", "events.tidy", "events.certificate"),
        *("subscriptions.spread", "subscriptions.collect", "subscriptions.tidy"),
        "screening.renew",
        "desk.tidy",
        "results.clock",
    }
)

# What came back by mail: kinds and codes, no address and no text. For those who watch the deliveries.
RETURNED_MAIL: Mapping[str, Rule] = {
    "scope_national": Rule("true", "select"),
    "scope_admin": Rule("current_setting('app.admin_kind', true) = 'sysadmin'", "select"),
}


def put_check(name: str) -> str:
    """Give the condition that an event put by a role (or `logins`) must satisfy."""
    topics = ", ".join(f"'{topic}'" for topic in sorted(MAY_PUT[name]))
    # State and counters are the relay's: whoever puts an event cannot put it as done, or as tried before.
    return f"{OWN_NAME} and topic in ({topics}) and state = 'pending' and attempts = 0"


def put_rule(name: str) -> Rule:
    """Give the rule of a role that puts events and sees none."""
    return Rule("false", "insert", check=put_check(name))
