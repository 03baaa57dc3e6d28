"""The auditor's pages: words, filters, export, the state of the chain; nobody else gets in."""

from __future__ import annotations

import ast
import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.audit import anchor, sealer, selectors, tasks, trail, words
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests import people
from tests.people import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anchor_file(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHOR_FILE = tmp_path / "anchor.jsonl"
    return tmp_path / "anchor.jsonl"


@pytest.fixture
def auditor(client: Client) -> Person:
    who = people.person("auditor")
    people.login(client, who)
    return who


def record(verb: str = "outbox.requeued", **fields: Any) -> AuditEntry:
    with scopes.enter(scopes.system()):
        trail.record(verb, **{"payload": {"topic": "notice"}} | fields)
        found = AuditEntry.objects.order_by("-id").first()
    assert found is not None
    return found


def rows(page: bytes) -> int:
    return page.decode().count("<tr data-row>")


def test_an_entry_reads_as_a_sentence(client: Client, auditor: Person) -> None:
    doer = people.person("sysadmin")
    assert doer.user is not None
    entry = record(
        actor_id=doer.pk, object_type="event", object_id="e-1", center_id=doer.center.pk if doer.center else None
    )
    page = client.get("/audit/").content.decode()
    assert "将“notice”类工作重新投入处理" in page
    assert doer.user.email in page
    detail = client.get(f"/audit/{entry.pk}/").content.decode()
    assert "outbox.requeued" in detail
    assert "这条记录还没有封存" in detail
    sealer.Sealer().round()
    with scopes.enter(scopes.system()):
        digest = AuditEntry.objects.get(pk=entry.pk).seal.hash
    assert digest in client.get(f"/audit/{entry.pk}/").content.decode()


def test_facts_of_a_payload_cannot_play_with_the_sentence(client: Client, auditor: Person) -> None:
    entry = record(payload={"topic": "{0.__class__} <script>alert(1)</script>"})
    page = client.get(f"/audit/{entry.pk}/").content.decode()
    assert "{0.__class__} &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert words.sentence("outbox.requeued", {}) == "将“—”类工作重新投入处理"
    assert words.sentence("no.such.verb", {}) == "no.such.verb"


def test_filters_by_deed_person_object_and_period(client: Client, auditor: Person) -> None:
    doer = people.person("sysadmin", email="looked-for@example.com")
    record()
    record(
        "outbox.discarded",
        actor_id=doer.pk,
        object_type="event",
        object_id="e-9",
        payload={"topic": "x", "reason": "y"},
    )
    old = timezone.now() - timedelta(days=40)
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_auditentry (at, verb, seat, object_type, object_id, payload) values (%s, 'old.deed', '', '', '', '{}')",
            [old],
        )
    day = timezone.localdate(old).isoformat()
    today = timezone.localdate().isoformat()
    everything = rows(client.get("/audit/").content)
    for query, expected in {
        "verb=outbox.discarded": 1,
        "person=LOOKED-FOR": 1,
        "person=nobody-like-this": 0,
        "object_type=event&object_id=e-9": 1,
        f"since={today}": everything - 1,
        f"until={day}": 1,
        f"since={day}&until={day}": 1,
        f"since={day}": everything,
    }.items():
        answer = client.get(f"/audit/?{query}")
        assert (query, answer.status_code, rows(answer.content)) == (query, 200, expected)


@pytest.mark.parametrize(
    "query", ["since=yesterday", "person=%00", "until=2026-02-30", "since=2026-11-22&until=2026-11-01", "verb=no.such"]
)
def test_a_filter_that_makes_no_sense_says_so_beside_the_field(client: Client, auditor: Person, query: str) -> None:
    record()
    answer = client.get(f"/audit/?{query}")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is-invalid" in page
    assert rows(answer.content) == 0
    value = query.split("&")[0].split("=")[1]
    assert f'value="{value}"' in page or query.startswith(("verb", "person"))


@pytest.mark.parametrize(
    "path", ["/audit/0/", "/audit/99999999999999999999999999/", "/audit/?after=rubbish", "/audit/?before=%00"]
)
def test_mangled_addresses(client: Client, auditor: Person, path: str) -> None:
    assert client.get(path).status_code in {200, 404}


def test_pages_meet_and_cost_the_same(client: Client, auditor: Person) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/audit/")
        return len(seen)

    record()
    cost()
    few = cost()
    for number in range(selectors.PAGE + 10):
        record(object_id=f"n{number:03d}")
    assert cost() == few
    first = client.get("/audit/?verb=outbox.requeued").content.decode()
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = client.get("/audit/" + following[1].replace("&amp;", "&")).content.decode()
    found = re.findall(r"\bn\d{3}\b", first), re.findall(r"\bn\d{3}\b", second)
    assert not set(found[0]) & set(found[1])
    assert len(set(found[0]) | set(found[1])) == selectors.PAGE + 10


def test_the_export_is_recorded_and_harmless_in_a_spreadsheet(client: Client, auditor: Person) -> None:
    record(object_type="=1+1", object_id="x", payload={"topic": "notice"})
    answer = client.post("/audit/export/", {"verb": "outbox.requeued"})
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-')
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(table) == 2
    assert table[1][7] == "'=1+1 x"
    with scopes.enter(scopes.system()):
        entry = AuditEntry.objects.get(verb="audit.exported")
    assert entry.payload == {"count": 1, "filter": {"verb": "outbox.requeued"}}
    assert client.post("/audit/export/", {"since": "rubbish"}).status_code == 422


def work() -> Work:
    return Work(uuid7(), "audit.verify", {}, None, None, 1, timezone.now())


def test_the_state_of_the_chain_and_a_verification(client: Client, auditor: Person, anchor_file: Path) -> None:
    record()
    sealer.Sealer().round()
    sealer.Sealer().drop_anchor()
    assert "尚未校验过" in client.get("/audit/chain/").content.decode()
    assert client.post("/audit/chain/verify/").status_code == 302
    with scopes.enter(scopes.system()):
        assert OutboxEvent.objects.filter(topic="audit.verify").count() == 1
        tasks.verify(work())
        assert not OutboxEvent.objects.filter(topic="notice").exists()
    assert "完好" in client.get("/audit/chain/").content.decode()

    anchor.append(anchor_file, 500, "0" * 64, timezone.now())
    with scopes.enter(scopes.system()):
        tasks.verify(work())
        told = OutboxEvent.objects.get(topic="notice")
    assert told.payload["recipients"] == {"roles": ["auditor"], "role_center_id": None}
    page = client.get("/audit/chain/").content.decode()
    assert "哈希链不完整" in page
    assert "曾为第 500 环留存锚点" in page


@pytest.mark.parametrize("persona", ["sysadmin", "secadmin", "coordinator", "supervisor", "owner", "expert"])
def test_it_is_closed_to_everybody_else(client: Client, persona: str) -> None:
    entry = record()
    people.login(client, people.person(persona))
    for path in ("/audit/", f"/audit/{entry.pk}/", "/audit/chain/"):
        assert client.get(path).status_code == 403
    assert client.post("/audit/export/").status_code == 403


def recorded_verbs() -> dict[str, str]:
    """Find every verb that the product's code records literally, with the file that does."""
    found = {}
    for package in ("portal", "cases", "experts", "exhibitions", "alerts"):
        for path in (django_settings.BASE_DIR / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Attribute)
                    and node.func.attr == "record"
                    and isinstance(node.func.value, ast.Name)
                    and node.func.value.id == "trail"
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    found[str(node.args[0].value)] = str(path.relative_to(django_settings.BASE_DIR))
    return found


def test_every_verb_has_words() -> None:
    """An auditor reads sentences, not codes: add the verb to `<app>/audit_words.py`."""
    speechless = {verb: path for verb, path in recorded_verbs().items() if verb not in words.verbs()}
    assert not speechless
