"""The report of a delegation: written by one, released by another, frozen, made as PDF and DOCX."""

from __future__ import annotations

import io
import os
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from exhibitions.results import tasks
from exhibitions.results.models import Picture, Report, ReportFile
from exhibitions.results.services.reports import report_move, report_write
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.desk.made import a_delegation, a_fair
from tests.outreach.conftest import post
from tests.results.made import WORDS, After, a_photo, actor, an_incident, finished, over, released


def page_of(room: After, route: str = "report", *more: str) -> str:
    return reverse(f"results:{route}", args=[room.delegation.public_id, *more])


def made(room: After) -> None:
    """Do the workers' part."""
    with scopes.enter(scopes.system()):
        events = list(OutboxEvent.objects.filter(topic="results.report", state="pending").values_list("pk", flat=True))
    assert len(events) == 2
    for event in events:
        post(event)


def body_of(client: Client, room: After, ending: str) -> bytes:
    """Fetch a file as a person does."""
    answer = client.get(page_of(room, "file", ending))
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    if folder := os.environ.get("KEEP_REPORTS"):
        (Path(folder) / f"report.{ending}").write_bytes(body)
    return body


def shown() -> dict[str, int]:
    """Give what the page of the report carries with every button."""
    with scopes.enter(scopes.system()):
        return {"version": Report.objects.get().row_version}


def refused(statement: Any, who: Any) -> str:
    with pytest.raises(IntegrityError) as told, scopes.enter(who), transaction.atomic():
        statement()
    return str(told.value)


def test_a_report_from_its_first_word_to_both_files(room: After, client: Client) -> None:
    finished(room, lesson="随身携带证书副本\x0b。")
    with scopes.enter(scopes.system()):
        foul = a_photo(room.incident, state="rejected", reason="malware")
        an_incident(room.delegation, None, room.handler.pk, kind="seizure", is_grave=True, hall="3.1", booth="A010")
    people.login(client, room.handler)
    box = f"photo_{room.photo.public_id}"
    body = {**WORDS, "version": "0", box: "on", f"alt_{room.photo.public_id}": ""}
    answer = client.post(page_of(room, "write"), {**body, "introduction": "字" * 5001})
    assert (answer.status_code, len(answer.context["form"].errors)) == (422, 2)
    assert str(foul.public_id) not in answer.content.decode()
    body[f"alt_{room.photo.public_id}"] = "演示展台照片"
    assert client.post(page_of(room, "write"), {**body, "recommendations": ""}).status_code == 302
    # somebody whose page is older is told, and what is not whole is not handed in
    assert client.post(page_of(room, "write"), body).status_code == 422
    assert client.post(page_of(room, "act", "hand_in"), shown()).status_code == 422
    assert client.post(page_of(room, "act", "nothing"), shown()).status_code == 409
    assert client.post(page_of(room, "write"), body | shown()).status_code == 302
    assert client.post(page_of(room, "act", "hand_in"), shown()).status_code == 302
    # whoever wrote in it does not release it; nor does a colleague who is no supervisor
    assert client.post(page_of(room, "act", "release"), shown()).status_code == 409
    supervisor = people.login(Client(), room.supervisor)
    assert supervisor.post(page_of(room, "act", "return"), {"reason": "", **shown()}).status_code == 422
    # without the version that was read, or with what is no number, nothing is released
    for version in ("", "²"):
        assert supervisor.post(page_of(room, "act", "release"), {"version": version}).status_code == 409
    assert supervisor.post(page_of(room, "act", "release"), shown()).status_code == 302
    made(room)
    pages = PdfReader(io.BytesIO(body_of(client, room, "pdf"))).pages
    pdf = re.sub(r"\s+", "", "".join(sheet.extract_text() for sheet in pages))
    document = Document(io.BytesIO(body_of(client, room, "docx")))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    word = re.sub(r"\s+", "", "".join([*(line.text for line in document.paragraphs), *cells]))
    for text in (pdf, word):
        for words in (
            *WORDS.values(), "演示甲公司", "EUR1,200.50", "USD80,000.00", "现场签约意向两份",
            "对方撤回警告函", "演示：与对方律师通话", "演示展台照片", "随身携带证书副本",
        ):  # fmt: skip
            assert words in text, words
        # what is internal, and what too few firms said, stays out
        assert "内部判断" not in text
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == ["演示展台照片"]
    # the nation reads it; another center does not find it
    assert body_of(people.login(Client(), people.person("analyst")), room, "docx").startswith(b"PK")
    stranger = people.login(Client(), room.stranger)
    assert {stranger.get(page_of(room)).status_code, stranger.get(page_of(room, "file", "pdf")).status_code} == {404}
    assert client.get(page_of(room, "file", "exe")).status_code == 404
    with scopes.enter(scopes.system()):
        assert {len(row.sha256) for row in ReportFile.objects.all()} == {64}


def test_guards_of_a_report(room: After) -> None:
    mine, other = room.handler.scope(), room.supervisor.scope()
    fresh: dict[str, Any] = {"delegation": room.delegation}
    with scopes.enter(scopes.system()):
        foul, voice = a_photo(room.incident, state="rejected", reason="malware"), a_photo(room.incident, kind="voice")
    with scopes.enter(mine):
        report = report_write(**fresh, texts=WORDS, photos={}, seen=0, actor=actor(room.handler))
    for file in (foul, voice):
        row = Picture(report=report, center=room.center, file=file, alt="照片")
        assert "clean photo" in refused(row.save, mine)
    rows = Report.objects.filter(pk=report.pk)
    version = report.row_version + 1
    assert "no such step" in refused(lambda: rows.update(state="released", row_version=version), mine)
    with scopes.enter(mine):
        report_move(**fresh, verb="hand_in", actor=actor(room.handler))
        with pytest.raises(Conflict):
            report_write(**fresh, texts=WORDS, photos={}, seen=report.row_version + 1, actor=actor(room.handler))
    version += 1
    release = {
        "state": "released", "row_version": version, "content_hash": "0" * 64, "released_at": "2026-11-23T00:00:00Z",
    }  # fmt: skip
    assert "nothing of it" in refused(lambda: rows.update(released_by=room.handler.pk, **release), mine)
    helper = people.person("intake", center=room.center)
    assert "supervisor" in refused(lambda: rows.update(released_by=helper.pk, **release), helper.scope())
    assert "rewritten" in refused(lambda: rows.update(assessment="别的", row_version=version), other)
    ready = ReportFile(report=report, center=room.center, format="pdf")
    assert "released" in refused(ready.save, other)
    with scopes.enter(other):
        report_move(**fresh, verb="release", actor=actor(room.supervisor))
    changes: tuple[dict[str, Any], ...] = (
        {"assessment": "别的"}, {"content": {}}, {"state": "draft", "released_at": None, "content_hash": ""},
    )  # fmt: skip
    for values in changes:
        later = partial(rows.update, row_version=version + 1, **values)
        assert "frozen" in refused(later, other)
    late = Picture(report=report, center=room.center, file=room.photo, alt="照片")
    assert "being written" in refused(late.save, mine)


def test_the_pages_cost_the_same_for_more(room: After, client: Client, django_assert_max_num_queries: Any) -> None:
    finished(room)
    people.login(client, room.handler)
    addresses = (reverse("results:home"), page_of(room), reverse("results:years"))
    cost = {}
    for address in addresses:
        client.get(address)
        with django_assert_max_num_queries(45) as asked:
            assert client.get(address).status_code == 200
        cost[address] = len(asked)
    with scopes.enter(scopes.system()):
        for _number in range(5):
            an_incident(room.delegation, room.firm, room.handler.pk)
    for address in addresses:
        with django_assert_max_num_queries(45) as asked:
            client.get(address)
        assert len(asked) == cost[address], address


def test_a_report_waits_for_the_end_of_the_fair(room: After, client: Client) -> None:
    with scopes.enter(scopes.system()):
        edition = room.delegation.edition
        edition.ends_on = edition.ends_on.replace(year=edition.ends_on.year + 1)
        edition.save()
    people.login(client, room.handler)
    assert client.post(page_of(room, "write"), {**WORDS, "version": "0"}).status_code == 409
    assert client.get(page_of(room)).context["may_write"] is False


def test_what_was_released_stays_as_it_was(room: After) -> None:
    finished(room)
    released(room)
    with scopes.enter(scopes.system()):
        report = Report.objects.get()
    assert report.content["incidents"][0]["result"]
    assert (report.content_hash != "", report.makers) == (True, [room.handler.pk])


def test_a_report_carries_no_photo_of_another_delegation(room: After, monkeypatch: pytest.MonkeyPatch) -> None:
    finished(room)
    released(room)
    drawn: list[dict[str, str]] = []

    def draw_all(keys: dict[str, str]) -> dict[str, str]:
        drawn.append(keys)
        return {}

    monkeypatch.setattr(tasks, "draw_all", draw_all)
    monkeypatch.setattr(tasks, "docx_write", lambda *_args, **_more: None)
    with scopes.enter(scopes.system()):
        other = a_delegation(room.stranger.center, over(a_fair(people.national_center())), "别家的参展团")  # type: ignore[arg-type]
        theirs = a_photo(an_incident(other, None, room.stranger.pk))
        row = ReportFile.objects.select_related("report").get(format="docx")
        # as SQL could have written it
        row.report.content["pictures"].append({"file": theirs.pk, "alt": "别家的照片", "kind": ""})
        draw = tasks._prepare(row)
    draw()
    assert list(drawn[0]) == [str(room.photo.pk)]


def test_nobody_releases_what_was_swapped_under_their_eyes(room: After, client: Client) -> None:
    fresh: dict[str, Any] = {"delegation": room.delegation, "actor": actor(room.handler)}
    with scopes.enter(room.handler.scope()):
        report_write(**fresh, texts=WORDS, photos={}, seen=0)
        seen = report_move(**fresh, verb="hand_in").row_version
        back = report_move(**fresh, verb="take_back").row_version
        report_write(**fresh, texts=WORDS | {"assessment": "另一个评估。"}, photos={}, seen=back)
        now = report_move(**fresh, verb="hand_in").row_version
    people.login(client, room.supervisor)
    assert client.post(page_of(room, "act", "release"), {"version": seen}).status_code == 409
    assert f'name="version" value="{now}"' in client.get(page_of(room)).content.decode()
    assert client.post(page_of(room, "act", "release"), {"version": now}).status_code == 302
