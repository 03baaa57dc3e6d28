"""The pages: what the public reads equals a direct count, and nothing is published by whom prepared it."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alerts.trade.choices import Origin
from alerts.trade.filters import InvestigationFilter
from alerts.trade.intake.records import Record
from alerts.trade.models import Change, Investigation, Party
from alerts.trade.services.loading import investigations_load
from alerts.trade.services.writing import investigations_write
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.trade.files import ids_file, ids_row, own_file, own_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection() -> None:
    with scopes.enter(scopes.system()):
        investigations_load()


def staff(persona: str) -> tuple[Person, Client]:
    person = people.person(persona, center=people.national_center())
    return person, people.login(Client(), person)


def upload(client: Client, document: Any, **fields: str) -> Any:
    body = json.dumps(document).encode()
    return client.post(
        "/editorial/trade/import/", {"file": SimpleUploadedFile("new.json", body, "application/json"), **fields}
    )


def numbers(client: Client, query: str) -> list[str]:
    return re.findall(r'<span class="code">([^<]+)</span>', client.get(f"/trade/{query}").content.decode())


@pytest.mark.usefixtures("collection")
def test_every_figure_leads_to_exactly_its_investigations(client: Client) -> None:
    body = client.get("/trade/statistics/").content.decode()
    cells = re.findall(r'<tr><th scope="row">[^<]+</th><td class="number"><a href="([^"]+)">([\d,]+)</a>', body)
    big = re.findall(r'<a href="([^"]+)"><span>[^<]+</span><strong>(\d+)</strong>', body)
    assert len(cells) > 20
    assert body.count('type="application/json"') == 6
    assert "11 件调查" in body
    for url, number in [*big[:2], *cells]:
        asked = InvestigationFilter(
            QueryDict(html.unescape(url).partition("?")[2]), queryset=Investigation.objects.all()
        )
        assert asked.form.is_valid()
        assert asked.qs.count() == int(number), url
    assert len(numbers(client, html.unescape(cells[-1][0]).removeprefix("/trade/"))) == int(cells[-1][1])
    with scopes.enter(scopes.system()):
        fujian = Party.objects.filter(role="respondent", province="350000")
        respondents, cases = fujian.count(), fujian.values("investigation").distinct().count()
    row = re.search(r'<th scope="row">福建省</th>.*?>(\d+)</a>.*?>(\d+)</a>', body)
    assert row is not None
    assert (int(row[1]), int(row[2])) == (cases, respondents)
    given = list(csv.reader(io.StringIO(client.get("/trade/statistics.csv").content.decode("utf-8-sig"))))
    assert ["按被诉方所在省份", "福建省", str(cases), "被诉方家次", str(respondents)] in given


@pytest.mark.usefixtures("collection")
def test_filters_narrow_and_count(client: Client) -> None:
    assert numbers(client, "?q=ONEPLUS") == ["337-TA-1443", "337-TA-1284"]
    assert numbers(client, "?right=trade_secret&country=HK") == ["337-TA-1424"]
    assert numbers(client, "?right=none") == ["337-TA-1387"]
    assert numbers(client, "?chinese_complainant=true") == ["337-TA-1286"]
    body = client.get("/trade/?year=2025").content.decode()
    # A facet counts beside the other filters, its own choice stays free.
    assert '<option value="2024">2024 (2)</option>' in body
    assert '<option value="patent">专利 (4)</option>' in body
    assert "中国香港 (2)" in body
    for wrong in ("?year=abc", "?kind=poetry", "?country=Atlantis"):
        answer = client.get(f"/trade/{wrong}")
        assert (answer.status_code, numbers(client, wrong)) == (422, []), wrong
    assert client.get("/trade/?after=nonsense").status_code == 200
    table = list(csv.reader(io.StringIO(client.get("/trade/investigations.csv?q=smoore").content.decode("utf-8-sig"))))
    assert [line[0] for line in table] == ["编号", "337-TA-1286"]


@pytest.mark.usefixtures("collection")
def test_a_page_says_what_is_known_and_what_is_not(client: Client) -> None:
    def page(number: str) -> str:
        with scopes.enter(scopes.system()):
            row = Investigation.objects.get(number=number)
        return client.get(f"/trade/{row.public_id}/").content.decode()

    body = page("337-TA-1443")
    assert "2025-02-18" in body
    assert "中国台湾" in body
    assert "中国香港" in body
    assert "（本平台译文）" in body
    assert "https://www.usitc.gov/keywords/section-337?page=1" in body
    assert "337-TA-1284" in body.split('id="similar"')[1]
    assert "来源未列出被诉方名称" in page("337-TA-1387")
    assert "来源还列有其他被诉方" in page("337-TA-1424")


@pytest.mark.usefixtures("collection")
def test_pages_cost_the_same_however_much_there_is(client: Client) -> None:
    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    paths = ("/trade/", "/trade/statistics/")
    for path in paths:
        cost(path)
    few = [cost(path) for path in paths]
    with scopes.enter(scopes.system()):
        plan_rows = [ids_row(f"337-{number}") for number in range(1500, 1515)]
        load_rows(plan_rows)
    assert [cost(path) for path in paths] == few
    assert max(few) <= 25, few


def load_rows(rows: list[dict[str, Any]]) -> None:
    from alerts.trade.intake.usitc_ids import UsitcReader

    reading = UsitcReader().read(ids_file(*rows))
    investigations_write(records=list(reading.records), raws=reading.raws, origin=UsitcReader.origin, change_id=None)


def test_an_import_is_looked_at_released_by_another_and_read(client: Client) -> None:
    editor, editing = staff("editor")
    _reviewer, reviewing = staff("reviewer")
    answer = upload(editing, own_file(own_item("337-TA-1500"), own_item("337-TA-1501")))
    assert answer.status_code == 302
    address = answer.url
    assert "您自己准备" in editing.get(address).content.decode()
    assert numbers(client, "") == []
    assert editing.post(f"{address}release/").status_code == 403
    looked_at = reviewing.get(address).content.decode()
    for shown in ("337-TA-1501", own_item("337-TA-1501")["source_url"], "337 调查"):
        assert shown in looked_at, "nothing goes out that the reviewer was not shown"
    assert reviewing.post(f"{address}release/").status_code == 302
    assert numbers(client, "") == ["337-TA-1501", "337-TA-1500"]
    assert reviewing.post(f"{address}release/").status_code == 409
    found = client.get("/search/?q=lighthouse+1501").content.decode()
    with scopes.enter(scopes.system()):
        ids = dict(Investigation.objects.values_list("number", "public_id"))
    assert f"/trade/{ids['337-TA-1501']}/" in found
    assert f"/trade/{ids['337-TA-1500']}/" not in found
    # The same file again changes nothing and makes no change.
    assert upload(editing, own_file(own_item("337-TA-1500"), own_item("337-TA-1501"))).url == "/editorial/trade/"
    with scopes.enter(scopes.system()):
        assert Change.objects.count() == 1
        assert list(AuditEntry.objects.filter(verb__startswith="trade.").order_by("pk").values_list("verb", flat=True)) == [
            "trade.prepared", "trade.released",
        ]  # fmt: skip
        # The kept pages go with the commit.
        assert [event.payload for event in OutboxEvent.objects.filter(topic="pages.touch")] == [{"tags": ["trade"]}]
        assert Change.objects.get().prepared_by_id == editor.pk


def test_a_broken_file_and_a_file_that_loses_are_refused_beside_the_field() -> None:
    _editor, editing = staff("editor")
    _reviewer, reviewing = staff("reviewer")
    broken = upload(editing, own_file(own_item("337-TA-1500"), own_item("337-TA-1501", instituted="31.12.2026")))
    body = broken.content.decode()
    assert broken.status_code == 422
    assert "第 2 行（337-TA-1501）" in body
    assert "instituted" in body
    released: Any = upload(editing, own_file(own_item("337-TA-1500"), own_item("337-TA-1501")))
    reviewing.post(f"{released.url}release/")
    lossy = own_file(own_item("337-TA-1501", outcome="settled"))
    refused = upload(editing, lossy)
    assert refused.status_code == 422
    assert "337-TA-1500" in refused.content.decode()
    forced = upload(editing, lossy, reason="委员会撤下了一件")
    assert "委员会撤下了一件" in reviewing.get(forced.url).content.decode()
    with scopes.enter(scopes.system()):
        assert Change.objects.count() == 2


def test_an_editor_completes_and_a_reviewer_releases(client: Client) -> None:
    _editor, editing = staff("editor")
    _reviewer, reviewing = staff("reviewer")
    with scopes.enter(scopes.system()):
        load_rows([ids_row("337-1500", extra=("Delta Works Co., Ltd.", "China"))])
        row = Investigation.objects.get()
    address = f"/editorial/trade/{row.public_id}/edit/"
    form = {"state": "ended", "outcome": "settled", "ended_on": "2026-11-01", "title_zh": "特定示例设备", "title_zh_ours": "on",
            "industries": ["C"], "province_4": "350000"}  # fmt: skip
    early = editing.post(address, form | {"ended_on": "2020-01-01"})
    assert early.status_code == 422
    assert "终止日早于开始日" in early.content.decode()
    assert "特定示例设备" in early.content.decode()
    first: Any = editing.post(address, form)
    second: Any = editing.post(address, form | {"title_zh": "另一标题"})
    assert "特定示例设备" not in client.get("/trade/").content.decode()
    preview = reviewing.get(first.url).content.decode()
    assert "福建省" in preview
    assert "和解" in preview
    reviewing.post(f"{first.url}release/")
    assert "特定示例设备" in client.get("/trade/?province=350000").content.decode()
    # What was prepared from an older state may not take the release back.
    assert reviewing.post(f"{second.url}release/").status_code == 409
    assert editing.post(f"{second.url}drop/").status_code == 302
    unchanged = editing.post(address, form)
    assert unchanged.status_code == 422
    assert "没有任何改动" in unchanged.content.decode()


def test_the_database_lets_nobody_publish_alone() -> None:
    """As the nation's own role: an own change is not released, and nothing is written without a release."""
    editor, editing = staff("editor")
    upload(editing, own_file(own_item("337-TA-1500")))
    with scopes.enter(scopes.system()):
        load_rows([ids_row("337-1600")])
        row = Investigation.objects.get()
    another = people.make_user()

    def release() -> None:
        Change.objects.update(state="released", decided_by=editor.pk, decided_at=timezone.now())

    def prepare(**fields: Any) -> None:
        Change.objects.create(origin="edit", name="x", **fields)

    def write_what_waits() -> None:
        change = Change.objects.get()
        records = [Record.model_validate(record) for record in change.records]
        investigations_write(records=records, raws=change.raws, origin=Origin(change.origin), change_id=change.pk)

    attempts: list[tuple[Callable[[], object], type[Exception]]] = [
        (release, ProgrammingError),
        (write_what_waits, IntegrityError),
        (lambda: prepare(state="released", prepared_by_id=editor.pk, decided_at=timezone.now()), ProgrammingError),
        (lambda: prepare(prepared_by_id=another.pk), ProgrammingError),
        (lambda: Investigation.objects.filter(pk=row.pk).update(title_en="Mine"), IntegrityError),
        (lambda: Party.objects.filter(investigation=row).delete(), IntegrityError),
        (lambda: Investigation.objects.filter(pk=row.pk).delete(), IntegrityError),
    ]
    for attempt, refusal in attempts:
        with pytest.raises(refusal), transaction.atomic(), scopes.enter(editor.scope()):
            attempt()
    # The constraint holds for everybody, the portal's own work included.
    with pytest.raises(IntegrityError, match="change_released_by_another"), scopes.enter(scopes.system()):
        release()
    with scopes.enter(scopes.system()):
        assert Change.objects.get().state == "waiting"
        assert Investigation.objects.get().title_en == "Certain Example Devices and Components Thereof"
        assert Party.objects.count() == 4


def test_a_release_writes_what_was_approved_and_nothing_else() -> None:
    """A reviewer with SQL, in the very transaction of a release, adds nothing to it."""
    _editor, editing = staff("editor")
    reviewer, reviewing = staff("reviewer")
    with scopes.enter(scopes.system()):
        load_rows([ids_row("337-1600"), ids_row("337-1700")])
    new, edited = own_item("337-TA-1500"), own_item("337-TA-1600", outcome="settled", parties=[], rights=[])
    address = upload(editing, own_file(new, edited), reason="两件以外的不在本文件中").url
    assert reviewing.post(f"{address}release/").status_code == 302
    with scopes.enter(scopes.system()):
        change = Change.objects.get()
        rows = {row.number: row for row in Investigation.objects.all()}
        assert rows["337-TA-1600"].outcome == "settled"
        party = Party.objects.get(investigation=rows["337-TA-1500"])
    # The test's transaction is the release's.
    mine, other = (Investigation.objects.filter(number=number) for number in ("337-TA-1500", "337-TA-1700"))

    def smuggle(**fields: Any) -> None:
        row = Investigation.objects.get(number="337-TA-1500")
        row.pk, row.public_id = None, uuid.uuid4()
        for name, value in {"change_id": change.pk, **fields}.items():
            setattr(row, name, value)
        row.save(force_insert=True)

    def add(**fields: Any) -> None:
        Party.objects.create(investigation=party.investigation, **fields)

    attempts: list[Callable[[], object]] = [
        lambda: smuggle(number="337-TA-1999"),
        lambda: smuggle(number="337-TA-1999", record={**rows["337-TA-1500"].record, "number": "337-TA-1999"}),
        lambda: mine.update(title_en="Mine"),
        lambda: mine.update(outcome="violation"),
        lambda: mine.update(record={**rows["337-TA-1500"].record, "title_en": "Mine"}, title_en="Mine"),
        lambda: mine.update(respondent_countries=["CN"]),
        lambda: mine.update(raw={"Topic": "Mine"}),
        lambda: mine.update(public_id=uuid.uuid4()),
        lambda: other.update(change_id=change.pk),
        lambda: other.update(change_id=change.pk, title_en="Mine"),
        lambda: add(place_in_list=0, role="complainant", name="Somebody Else", name_key="else", country="US"),
        lambda: add(place_in_list=1, role="respondent", name="Somebody Else", name_key="else"),
        lambda: Party.objects.filter(pk=party.pk).update(name="Somebody Else"),
        lambda: Party.objects.filter(investigation=rows["337-TA-1700"]).delete(),
        lambda: mine.delete(),
    ]
    for attempt in attempts:
        with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic(), scopes.enter(reviewer.scope()):
            attempt()
