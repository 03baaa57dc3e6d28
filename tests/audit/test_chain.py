"""The chain: sealed in one order, and every tampering by the owner of the tables is found."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from portal.audit import anchor, chain, sealer, trail, verifier
from portal.audit.models import AuditEntry, AuditSeal
from portal.tenancy import scope as scopes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def anchor_file(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHOR_FILE = tmp_path / "audit" / "anchor.jsonl"
    return tmp_path / "audit" / "anchor.jsonl"


def write(count: int, start: int = 0) -> None:
    with scopes.enter(scopes.system()):
        for number in range(start, start + count):
            trail.record(
                "case.accepted", object_type="case", object_id=number, payload={"number": number, "text": "受理"}
            )


def seal() -> None:
    while sealer.Sealer().round():
        pass


def codes(path: Path) -> list[str]:
    with scopes.enter(scopes.system()):
        return [found.code for found in verifier.verify(path).findings]


@pytest.fixture
def sealed(anchor_file: Path) -> Path:
    """Ten sealed entries, anchored at the fifth and at the tenth."""
    write(5)
    seal()
    sealer.Sealer().drop_anchor()
    write(5, start=5)
    seal()
    sealer.Sealer().drop_anchor()
    assert codes(anchor_file) == []
    return anchor_file


@pytest.fixture
def owner() -> Iterator[Callable[..., None]]:
    """Run SQL as portal_owner, the strongest log-in the portal knows, with row-level security out of its way."""
    settings = connections["owner"].settings_dict
    line = psycopg2.connect(
        dbname=connections["default"].settings_dict["NAME"],
        user=settings["USER"], password=settings["PASSWORD"], host=settings["HOST"], port=settings["PORT"],
    )  # fmt: skip
    line.autocommit = True

    def run(*statements: str) -> None:
        with line.cursor() as cursor:
            for table in ("audit_auditentry", "audit_auditseal"):
                cursor.execute(f"alter table {table} no force row level security")
            for statement in statements:
                cursor.execute(statement)
            for table in ("audit_auditentry", "audit_auditseal"):
                cursor.execute(f"alter table {table} force row level security")

    yield run
    line.close()


@pytest.fixture
def no_foreign_key(owner: Callable[..., None]) -> Iterator[None]:
    """Drop the foreign key that would stop the deletion, as an owner could, and put it back afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = 'audit_auditseal'::regclass and contype = 'f'"
        )
        name, definition = cursor.fetchone()
    owner(f"alter table audit_auditseal drop constraint {name}")
    yield
    owner(
        "delete from audit_auditseal s where not exists (select from audit_auditentry e where e.id = s.entry_id)",
        f"alter table audit_auditseal add constraint {name} {definition}",
    )


class TestSealing:
    def test_entries_are_chained_in_one_order(self) -> None:
        write(3)
        seal()
        with scopes.enter(scopes.system()):
            seals = list(AuditSeal.objects.order_by("position"))
            assert [link.position for link in seals] == [1, 2, 3]
            with connection.cursor() as cursor:
                cursor.execute(f"select {chain.COLUMNS} from audit_auditentry e order by id")
                rows = cursor.fetchall()
        previous = chain.GENESIS
        for link, row in zip(seals, rows, strict=True):
            assert link.hash == chain.link(previous, row)
            previous = link.hash

    def test_an_entry_that_commits_late_is_sealed_late(self) -> None:
        """Its id is lower than that of an entry sealed before it; nobody waited for it."""
        began, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            with scopes.enter(scopes.system()):
                trail.record("case.accepted", object_id="slow")
                began.set()
                go_on.wait(20)
            connections.close_all()

        thread = threading.Thread(target=slow)
        thread.start()
        began.wait(20)
        one = sealer.Sealer()
        write(2)
        assert one.round() == 2
        go_on.set()
        thread.join(20)
        assert one.round() == 1
        with scopes.enter(scopes.system()):
            late = AuditSeal.objects.get(position=3)
            assert late.entry.object_id == "slow"
            assert late.entry_id < AuditSeal.objects.get(position=1).entry_id

    def test_two_sealers_never_fork_the_chain(self, anchor_file: Path) -> None:
        write(300)

        def work() -> None:
            seal()
            connections.close_all()

        sealers = [threading.Thread(target=work) for _ in range(3)]
        for one in sealers:
            one.start()
        for one in sealers:
            one.join(30)
        seal()
        sealer.Sealer().drop_anchor()
        assert codes(anchor_file) == []
        with scopes.enter(scopes.system()):
            assert AuditSeal.objects.count() == 300

    def test_the_search_for_unsealed_entries_moves_on(self) -> None:
        one = sealer.Sealer()
        write(4)
        one.round()
        one.round()
        with scopes.enter(scopes.system()):
            highest = AuditEntry.objects.order_by("-id").first()
        assert highest is not None
        assert one.low == highest.pk
        write(1)
        assert one.round() == 1

    def test_it_does_not_move_past_a_transaction_that_still_runs(self) -> None:
        began, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            with scopes.enter(scopes.system()):
                trail.record("case.accepted", object_id="slow")
                began.set()
                go_on.wait(20)
            connections.close_all()

        thread = threading.Thread(target=slow)
        thread.start()
        began.wait(20)
        one = sealer.Sealer()
        write(1)
        for _ in range(4):
            one.round()
        assert one.low == 0
        go_on.set()
        thread.join(20)
        assert one.round() == 1

    def test_the_anchor_is_written_once_per_head(self, sealed: Path) -> None:
        lines = [json.loads(line) for line in sealed.read_text().splitlines()]
        assert [line["position"] for line in lines] == [5, 10]
        assert sealer.Sealer().drop_anchor() is False


class TestTampering:
    """Each as the owner of the tables, who may switch off every trigger and every policy."""

    def test_edit(self, sealed: Path, owner: Callable[..., None]) -> None:
        owner("update audit_auditentry set payload = '{\"number\": 99}' where object_id = '3'")
        assert codes(sealed) == ["entry_altered"]

    @pytest.mark.parametrize(
        "change",
        ["at = at + interval '1 microsecond'", "actor_id = 7", "verb = 'case.declined'", "seat = 'x'", "center_id = 7",
         "object_type = 'x'", "address = '10.0.0.1'", "payload = payload || '{\"more\": 1.10}'"],
    )  # fmt: skip
    def test_every_column_is_sealed(self, sealed: Path, owner: Callable[..., None], change: str) -> None:
        owner(f"update audit_auditentry set {change} where object_id = '3'")
        assert codes(sealed) == ["entry_altered"]

    def test_delete_in_the_middle(self, sealed: Path, owner: Callable[..., None], no_foreign_key: None) -> None:
        owner("delete from audit_auditentry where object_id = '3'")
        assert codes(sealed) == ["entry_deleted"]

    def test_delete_in_the_middle_with_its_link(self, sealed: Path, owner: Callable[..., None]) -> None:
        owner(
            "delete from audit_auditseal where position = 4",
            "delete from audit_auditentry where object_id = '3'",
        )
        assert codes(sealed) == ["links_missing"]

    def test_delete_the_tail(self, sealed: Path, owner: Callable[..., None]) -> None:
        owner(
            "delete from audit_auditseal where position > 7",
            "delete from audit_auditentry where object_id in ('7', '8', '9')",
        )
        assert codes(sealed) == ["tail_deleted"]

    def test_delete_everything(self, sealed: Path, owner: Callable[..., None]) -> None:
        owner("delete from audit_auditseal", "delete from audit_auditentry")
        assert codes(sealed) == ["tail_deleted", "tail_deleted"]

    def test_reorder(self, sealed: Path, owner: Callable[..., None], no_foreign_key: None) -> None:
        owner(
            "update audit_auditseal set entry_id = -entry_id where position in (3, 4)",
            """update audit_auditseal s set entry_id = -o.entry_id from audit_auditseal o
               where s.position in (3, 4) and o.position = 7 - s.position""",
        )
        assert codes(sealed) == ["entry_altered", "entry_altered"]

    def test_a_chain_rewritten_with_the_right_algorithm(self, sealed: Path, owner: Callable[..., None]) -> None:
        owner(
            "update audit_auditentry set payload = '{}' where object_id = '3'",
            "delete from audit_auditseal where position >= 4",
        )
        seal()
        assert codes(sealed) == ["anchor_differs", "anchor_differs"]

    def test_the_anchor_file_is_gone(self, sealed: Path) -> None:
        sealed.unlink()
        assert codes(sealed) == ["no_anchor"]

    def test_the_anchor_file_is_rubbish(self, sealed: Path) -> None:
        sealed.write_text("no json\n")
        assert codes(sealed) == ["anchor_unreadable", "no_anchor"]

    def test_an_edit_of_an_anchor(self, sealed: Path) -> None:
        sealed.write_text(sealed.read_text().replace('"hash": "', '"hash": "0', 1))
        assert codes(sealed) == ["anchor_differs"]

    def test_no_sealer_runs(self, sealed: Path) -> None:
        write(1, start=50)
        assert codes(sealed) == [], "a second is no failure"
        with scopes.enter(scopes.system()), connection.cursor() as cursor:
            cursor.execute(
                "insert into audit_auditentry (at, verb, seat, object_type, object_id, payload) values (%s, 'x', '', '', '', '{}')",
                [timezone.now() - timedelta(minutes=2)],
            )
        assert codes(sealed) == ["unsealed"]


class TestCommand:
    def test_it_says_that_the_chain_holds(self, sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("audit_verify")
        said = capsys.readouterr()
        assert "10 links checked" in said.out
        assert "The chain holds." in said.out

    def test_it_ends_with_1_and_a_clear_sentence(
        self, sealed: Path, owner: Callable[..., None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        owner("update audit_auditentry set verb = 'x' where object_id = '3'")
        with pytest.raises(SystemExit) as ended:
            call_command("audit_verify")
        assert ended.value.code == 1
        assert "Link 4 does not fit its entry" in capsys.readouterr().err

    def test_it_anchors_on_demand(self, anchor_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        write(2)
        seal()
        call_command("audit_verify", "--anchor-now")
        found = anchor.last(anchor_file)
        assert found is not None
        assert found.position == 2
