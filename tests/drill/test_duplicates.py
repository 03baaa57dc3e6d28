"""The same deed many times at the same moment: one case, one answer; two staff at one step: one of them wins."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.drill import ledger
from tests.drill.conftest import Figures
from tests.drill.filing import Answer, at_once
from tests.drill.house import House

pytestmark = pytest.mark.drill
PARALLEL, DONE_WITHIN = 20, 180.0
_VERSION = re.compile(rb'name="version" value="(\d+)"')


def test_duplicate_submits(house: House, figures: Figures) -> None:
    """Twenty at once of each: begin with one key, send with one key, press the page's button; then the key reused."""
    house.web()
    house.relay()
    house.worker(queues="bell,feed")
    house.worker(queues="paper")
    filing, (one, two) = house.filing, house.plan["firms"][:2]

    begun = at_once([lambda: filing.begin(one, "by-key")] * PARALLEL)
    sent = at_once([lambda: filing.finish(one, "by-key", begun[0], page=False)] * PARALLEL)
    draft = filing.begin(two, "by-click")
    clicked = at_once([lambda: filing.finish(two, "by-click", draft, page=True)] * PARALLEL)
    other = filing.send(
        "POST", "/api/v1/cases", one, {"sections": filing.answers("another")}, Idempotency_Key="by-key-draft"
    )
    house.wait_idle(DONE_WITHIN)

    books = ledger.read(house)
    work = ledger.work(house, books.sent.total())
    drafts = house.count("select count(*) from cases_case where state = 'draft'")
    figures(
        "duplicate submits",
        parallel=PARALLEL,
        begin_with_one_key=_statuses(begun),
        send_with_one_key=_statuses(sent),
        press_twenty_times=_statuses(clicked),
        cases_by_key=books.sent["by-key"],
        cases_by_click=books.sent["by-click"],
        drafts_left=drafts,
        replayed=sum(answer.header("Idempotency-Replayed") == "true" for answer in [*begun, *sent]),
        same_key_other_body=other.status,
        half_written=len(books.half_written),
        number_gaps=books.numbers_wrong,
        pdfs=work.pdfs,
        bells=work.bells,
        mails=work.mails,
    )
    assert _statuses(begun) == {"201": PARALLEL}
    assert _statuses(sent) == {"200": PARALLEL}
    assert len({answer.body for answer in begun}) == len({answer.body for answer in sent}) == 1
    assert sum(answer.header("Idempotency-Replayed") == "true" for answer in begun) == PARALLEL - 1
    assert _statuses(clicked) == {"302": PARALLEL}
    assert {answer.header("Location") for answer in clicked} == {f"/ask/{draft.json['id']}/done/"}
    assert (other.status, other.json["code"]) == (422, "idempotency_key_reused")
    assert books.sent == {"by-key": 1, "by-click": 1}
    assert (drafts, books.half_written, books.numbers_wrong) == (0, [], 0)
    assert work.wrong == []


def test_two_staff_race(house: House, figures: Figures) -> None:
    """Two desks press at the same moment on the same page: one deed is done, the other hears that somebody was faster."""
    house.web()
    filing, staff = house.filing, [house.plan["intake"], house.plan["supervisor"]]
    rounds = 10
    by_page, by_api = [], []
    for number in range(rounds):
        draft = filing.begin(house.plan["firms"][number], f"race-{number}")
        assert filing.finish(house.plan["firms"][number], f"race-{number}", draft, page=False).status == 200
        public_id = draft.json["id"]
        path = f"/cases/{public_id}/do/review/"
        seen = filing.send("GET", path, staff[0], page=True)
        version = _VERSION.search(seen.body)
        assert version is not None, seen.status
        form = {"version": version[1].decode()}
        by_page.append(
            at_once([lambda who=who: filing.send("POST", path, who, form, page=True) for who in staff])  # noqa: B023
        )
        etag = filing.send("GET", f"/api/v1/cases/{public_id}", staff[0]).header("ETag")
        accept = {"level": "ordinary", "handler_id": None}
        by_api.append(
            at_once([
                lambda who=who: filing.send("POST", f"/api/v1/cases/{public_id}/actions/accept", who, accept, If_Match=etag)  # noqa: B023
                for who in staff
            ])
        )  # fmt: skip
    steps = house.sql(
        "select verb, count(*)::int from cases_timelineentry where verb in ('review', 'accept') group by 1"
    )
    figures(
        "two staff race",
        rounds=rounds,
        by_page=_statuses([answer for pair in by_page for answer in pair]),
        by_program=_statuses([answer for pair in by_api for answer in pair]),
        steps=dict(steps),
    )
    for pair in by_page:
        assert sorted(answer.status for answer in pair) == [302, 409]
    for pair in by_api:
        winner, loser = sorted(pair, key=lambda answer: answer.status)
        # 412 where the loser's first look already found another version, 409 where only the lock did
        assert winner.status == 200
        assert loser.status in {409, 412}
    assert dict(steps) == {"review": rounds, "accept": rounds}


def _statuses(answers: list[Answer]) -> dict[str, int]:
    return dict(Counter(str(answer.status) for answer in answers))
