"""What is measured, each as one turn of one client. A turn that does not get the page it wants ends the bench."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.bench.client import Browser, Turn, expect

Plan = Mapping[str, Any]
ROW = b"<tr data-row>"
FOUND = b"<li data-row>"
# A word on as many pages whatever the size, and one on nearly all of them (tests/bench/fill_public.py).
RARE, COMMON = "海关备案库", "商标"
STATEMENTS = ("truth", "processing", "library")
_SEEN = re.compile(rb'name="seen" value="([^"]*)"')
_VERSION = re.compile(rb'name="version" value="(\d+)"')


@dataclass(frozen=True)
class Scenario:
    """One line of the table. `bar` is the least ratio to the limit; `grows` puts it under the bar on growth.

    `requests` says that a turn is counted by its requests, not as one deed.
    """

    key: str
    title: str
    bar: float | None = None
    grows: bool = True
    requests: bool = False


SCENARIOS = (
    Scenario("worklist_first", "work list, first page", 0.5),
    Scenario("worklist_queue", "work list, center's queue (supervisor)", 0.5),
    Scenario("worklist_deep", "work list, deep page", 0.5),
    Scenario("worklist_country", "work list, one country", 0.5),
    Scenario("worklist_state", "work list, one state", 0.5),
    Scenario("worklist_search", "work list, search for a firm", 0.5),
    Scenario("national_first", "national list, first page", 0.5),
    Scenario("national_deep", "national list, deep page", 0.5),
    Scenario("expert_list", "expert's cases"),
    Scenario("enterprise_home", "applicant's start page"),
    Scenario("case_page", "case page", 0.4),
    Scenario("file_api", "create + submit (API, two requests)", 0.15),
    Scenario("file_form", "create + submit (every page of the form)", 0.15, requests=True),
    Scenario("board", "national board", grows=False),
    Scenario("public_kept", "a visitor: an alert, kept", 1.0),
    Scenario("public_list_kept", "a visitor: alerts of one country, kept", 1.0),
    Scenario("public_list", "alerts of one country, drawn for a person"),
    Scenario("search", "a visitor: search, 40 hits"),
    Scenario("search_common", "a visitor: search, more hits than are counted", grows=False),
)
LIMIT = Scenario("limit", "limit: bare Django list")


def _list(plan: Plan, who: str, **query: str) -> Turn:
    path = f"/work/?{urlencode(query)}" if query else "/work/"
    session = plan["sessions"][who]

    def turn(browser: Browser, _number: int) -> None:
        browser.session = session
        expect(browser.get(path), 200, ROW)

    return turn


def _page(plan: Plan, who: str, path: str, mark: bytes) -> Turn:
    session = plan["sessions"][who]

    def turn(browser: Browser, _number: int) -> None:
        browser.session = session
        expect(browser.get(path), 200, mark)

    return turn


def _visit(path: str, mark: bytes) -> Turn:
    def turn(browser: Browser, _number: int) -> None:
        browser.session = ""
        expect(browser.get(path), 200, mark)

    return turn


def _case_page(plan: Plan) -> Turn:
    pages, session = plan["case_pages"], plan["sessions"]["handler"]

    def turn(browser: Browser, number: int) -> None:
        browser.session = session
        public_id = pages[number % len(pages)]
        expect(browser.get(f"/cases/{public_id}/"), 200, f"/cases/{public_id}/".encode())

    return turn


def _file_api(plan: Plan) -> Turn:
    whole = json.dumps({"sections": plan["answers"]}).encode()
    statements = json.dumps(dict.fromkeys(STATEMENTS, True) | {"text_version": plan["consent_version"]}).encode()
    kind = "application/json"

    def turn(browser: Browser, number: int) -> None:
        browser.session = plan["filers"][number % len(plan["filers"])]
        made = expect(browser.post("/api/v1/cases", whole, kind=kind), 201)
        case = json.loads(made.body)
        seen = f'If-Match: "v{case["version"]}"'
        sent = browser.post(f"/api/v1/cases/{case['id']}/submit", statements, kind=kind, header=seen)
        assert json.loads(expect(sent, 200).body)["number"]

    return turn


def _file_form(plan: Plan) -> Turn:
    def turn(browser: Browser, number: int) -> None:
        browser.session = plan["filers"][number % len(plan["filers"])]
        expect(browser.get("/ask/"), 200)
        home = expect(browser.post("/ask/", {}), 302).location
        for key, values in plan["forms"].items():
            page = expect(browser.get(f"{home}{key}/"), 200)
            seen = _found(_SEEN, page.body)
            expect(browser.post(f"{home}{key}/", {"seen": seen, "deed": "next", **values}), 302)
        check = expect(browser.get(f"{home}check/"), 200)
        statements = dict.fromkeys(STATEMENTS, "on") | {"text_version": plan["consent_version"]}
        version = _found(_VERSION, check.body)
        done = expect(browser.post(f"{home}check/", {**statements, "version": version}), 302).location
        assert done.endswith("/done/"), done
        expect(browser.get(done), 200)

    return turn


def _found(pattern: re.Pattern[bytes], body: bytes) -> str:
    match = pattern.search(body)
    assert match is not None, pattern
    return match[1].decode()


def turns(plan: Plan) -> dict[str, Turn]:
    """Make every scenario's turn for one database."""
    return {
        "limit": _page(plan, "handler", f"/limit/{plan['center']}/", ROW),
        "worklist_first": _list(plan, "handler"),
        "worklist_queue": _list(plan, "supervisor", view="queue"),
        "worklist_deep": _list(plan, "handler", view="all", after=plan["deep_center"]),
        "worklist_country": _list(plan, "handler", view="all", country="US"),
        "worklist_state": _list(plan, "handler", view="all", state="in_guidance"),
        "worklist_search": _list(plan, "handler", view="all", q=plan["firm"]),
        "national_first": _list(plan, "coordinator"),
        "national_deep": _list(plan, "coordinator", view="all", after=plan["deep_nation"]),
        "expert_list": _page(plan, "expert", "/desk/", b"/cases/"),
        "enterprise_home": _page(plan, "owner", "/home/", b"/cases/"),
        "case_page": _case_page(plan),
        "file_api": _file_api(plan),
        "file_form": _file_form(plan),
        "board": _page(plan, "coordinator", "/board/", b"board-states"),
        "public_kept": _visit("/alerts/page-0/", b"split-main"),
        "public_list_kept": _visit("/alerts/?country=US", FOUND),
        "public_list": _page(plan, "handler", "/alerts/?country=US", FOUND),
        "search": _visit(f"/search/?{urlencode({'q': RARE})}", FOUND),
        "search_common": _visit(f"/search/?{urlencode({'q': COMMON})}", FOUND),
    }
