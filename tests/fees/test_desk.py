"""From the file to everybody's eyes: two people, nothing half, nothing rewritten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alerts.fees.models import Batch, BatchRow, Fee, Office, Rate
from alerts.publishing.models import Item
from alerts.publishing.services.review import item_submit
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.site.search.models import SearchEntry
from portal.tenancy import scope as scopes
from tests import people
from tests.fees.conftest import Desk
from tests.fees.files import RATE, changed_row, file_of
from tests.site.pages import english_words

pytestmark = pytest.mark.django_db


def send(client: Client, raw: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("fees.csv", raw)
    return client.post(reverse("fees:import"), {"title": "日本 2027 年费用", "file": file, **fields})


def draft(desk: Desk, raw: bytes, code: str = "editor", **fields: str) -> UUID:
    answer = send(desk.client(code), raw, **fields)
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer.headers["Location"].split("/")[-2])


def act(client: Client, verb: str, batch: UUID, **data: str) -> int:
    return int(client.post(reverse(f"fees:{verb}", args=[batch]), data).status_code)


def state(batch: UUID) -> str:
    with scopes.enter(scopes.system()):
        return Batch.objects.get(public_id=batch).state


def fees_of(code: str) -> list[tuple[Decimal, dt.date | None, dt.date | None, bool]]:
    rows = Fee.objects.filter(office__code="JPO", code=code).order_by("pk")
    return list(rows.values_list("amount", "valid_from", "valid_to", "is_void"))


def test_a_file_becomes_public_by_two_people(loaded: Desk) -> None:
    batch = draft(loaded, file_of(changed_row()))
    page = loaded.client("editor").get(reverse("fees:batch", args=[batch])).content.decode()
    assert "JPY 8,600" in page
    assert "JPY 9,000" in page
    assert "+4.7%" in page
    assert english_words(page) == []
    assert len(fees_of("app-class")) == 1
    assert act(loaded.client("reviewer"), "decide", batch, decision="release") == 409  # not handed in yet
    assert act(loaded.client("editor"), "propose", batch) == 302
    assert act(loaded.client("editor"), "propose", batch) == 409
    with scopes.enter(scopes.system()):
        assert not Item.objects.exists()  # the fees that come with the portal only added
    assert act(loaded.client("reviewer"), "decide", batch, decision="release") == 302
    assert fees_of("app-class") == [
        (Decimal(8600), dt.date(2022, 4, 1), dt.date(2027, 3, 31), False),
        (Decimal(9000), dt.date(2027, 4, 1), None, False),
    ]
    public = Client(headers={"accept-language": "zh-hans"})
    finder = public.get(reverse("fees:list"), {"office": "JPO"}).content.decode()
    assert "2027-04-01" in finder
    later = public.get(reverse("fees:list"), {"office": "JPO", "act": "filing", "on": "2027-04-01"}).content.decode()
    assert "JPY 9,000" in later
    assert "JPY 8,600" not in later
    with scopes.enter(scopes.system()):
        verbs = set(AuditEntry.objects.filter(object_id=str(batch)).values_list("verb", flat=True))
        assert verbs == {"fees.drafted", "fees.proposed", "fees.released"}
        assert OutboxEvent.objects.filter(topic="pages.touch", payload={"tags": ["fees"]}).exists()
        found = SearchEntry.objects.get(kind="fee_office", key="JPO")
    assert (found.url, found.countries, found.ip_kinds) == ("/fees/offices/JPO/", ["JP"], ["trademark"])
    assert "商标申请，每类" in found.text_zh


def test_a_change_begins_the_draft_of_an_alert(loaded: Desk) -> None:
    """In the name of whoever prepared it, so that the reviewer who released the fees may approve the words, too."""
    batch = draft(loaded, file_of(changed_row(), changed_row(code="new-fee", office="USPTO", currency="USD")))
    act(loaded.client("editor"), "propose", batch)
    act(loaded.client("reviewer"), "decide", batch, decision="release")
    editor = loaded.person("editor")
    with scopes.enter(editor.scope()):
        item = Item.objects.get()
        revision = item.revision_set.get()
    assert (item.kind, item.state, item.title_zh) == ("alert", "draft", "日本特许厅自2027年4月1日起调整官费")
    assert (revision.writers, revision.countries, revision.ip_kinds) == ([editor.pk], ["JP"], ["trademark"])
    assert "| 商标申请，每类（每类） | 2027-04-01 | JPY 8,600 | JPY 9,000 |" in revision.parts["happened"]["zh"]
    assert "JPY 9,000" in revision.parts["happened"]["en"]
    assert revision.sources == [{"title": "JPO", "url": "https://www.jpo.go.jp/fees", "seen_on": "2026-11-23"}]
    with scopes.enter(editor.scope()):
        assert item_submit(item=item, actor=loaded.actor("editor")).state == "in_review"


def test_nobody_releases_an_own_import(loaded: Desk) -> None:
    """Not by the page, not by the service, not by SQL in the national scope."""
    both = loaded.person("editor")
    people.add_role(both.user, both.center, "reviewer")  # type: ignore[arg-type]
    batch = draft(loaded, file_of(changed_row()))
    client = loaded.client("editor")
    act(client, "propose", batch)
    assert act(client, "decide", batch, decision="release") == 409
    assert act(client, "decide", batch, decision="return", reason="自己退回") == 409
    page = client.get(reverse("fees:batch", args=[batch])).content.decode()
    assert "须由他人审核" in page
    assert 'value="release"' not in page
    with scopes.enter(both.scope()):
        row = Batch.objects.get(public_id=batch)
        for changes in (
            {"state": "released", "decided_by_id": both.pk, "decided_at": dt.datetime.now(dt.UTC)},
            {"state": "released", "decided_by_id": loaded.person("reviewer").pk, "decided_at": dt.datetime.now(dt.UTC)},
            {"proposed_by_id": loaded.person("reviewer").pk},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Batch.objects.filter(pk=row.pk).update(**changes)
    assert state(batch) == "proposed"
    assert len(fees_of("app-class")) == 1


def test_a_broken_row_keeps_everything_out(loaded: Desk) -> None:
    with scopes.enter(scopes.system()):
        before = Batch.objects.count()
    answer = send(loaded.client("editor"), file_of(changed_row(), changed_row(code="new", amount="nine")))
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "amount" in body
    assert "日本 2027 年费用" in body  # what was typed is kept
    assert english_words(body) == []
    with scopes.enter(scopes.system()):
        assert Batch.objects.count() == before


def test_a_preview_that_no_longer_holds_is_not_released(loaded: Desk) -> None:
    first = draft(loaded, file_of(changed_row(), changed_row(code="new-fee")))
    second = draft(loaded, file_of(changed_row(amount="9500", valid_from="2027-06-01")), "editor@2")
    act(loaded.client("editor"), "propose", first)
    act(loaded.client("editor@2"), "propose", second)
    assert act(loaded.client("reviewer"), "decide", second, decision="release") == 302
    standing = fees_of("app-class")
    assert act(loaded.client("reviewer"), "decide", first, decision="release") == 409
    assert fees_of("app-class") == standing
    assert fees_of("new-fee") == []
    assert state(first) == "proposed"
    assert act(loaded.client("reviewer"), "decide", first, decision="return", reason=" ") == 422
    assert act(loaded.client("reviewer"), "decide", first, decision="return", reason="请重新导入") == 302
    assert state(first) == "returned"


def test_a_wrong_row_is_corrected_and_stays_to_be_seen(loaded: Desk) -> None:
    old = Fee.objects.get(office__code="JPO", code="app-class")
    batch = draft(loaded, file_of(changed_row(amount="8700", valid_from="2022-04-01")))
    act(loaded.client("editor"), "propose", batch)
    assert act(loaded.client("reviewer"), "decide", batch, decision="release") == 302
    assert [(row[0], row[3]) for row in fees_of("app-class")] == [(Decimal(8600), True), (Decimal(8700), False)]
    history = Client(headers={"accept-language": "zh-hans"}).get(reverse("fees:history", args=[old.public_id]))
    assert "误发，已更正" in history.content.decode()


def test_published_rows_are_written_by_a_release_alone(loaded: Desk) -> None:
    fee = Fee.objects.get(office__code="JPO", code="app-class")
    with scopes.enter(loaded.person("reviewer").scope()):
        # The transaction of this test released the loaded proposals, so what a release may do is open here …
        for changes in ({"amount": 1}, {"valid_from": None}, {"code": "x"}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Fee.objects.filter(pk=fee.pk).update(**changes)
        with pytest.raises(DatabaseError), transaction.atomic():
            Fee.objects.filter(pk=fee.pk).delete()
    # … and to anybody who did not decide on one, it is not.
    with scopes.enter(loaded.person("editor").scope()):
        with pytest.raises(IntegrityError), transaction.atomic():
            Fee.objects.filter(pk=fee.pk).update(valid_to=dt.date(2026, 12, 31))
        fee.pk, fee.public_id, fee.code = None, UUID(int=5), "smuggled"
        with pytest.raises(IntegrityError), transaction.atomic():
            fee.save(force_insert=True)
    for scope in (scopes.NOBODY, people.person("handler").scope()):
        with scopes.enter(scope), pytest.raises(DatabaseError), transaction.atomic():
            Fee.objects.filter(code="app-class").update(valid_to=dt.date(2026, 12, 31))
        with scopes.enter(scope), pytest.raises(DatabaseError), transaction.atomic():
            Batch.objects.count()


def test_a_release_writes_what_was_approved_and_nothing_else(loaded: Desk) -> None:
    """A reviewer with SQL, in the very transaction of a release, adds nothing to it."""
    editor, reviewer = loaded.client("editor"), loaded.client("reviewer")
    office = {
        "code": "NEW", "country": "JP", "name_zh": "新机构", "name_en": "New office", "currency": "JPY",
        "source_url": "https://www.jpo.go.jp/e/fees",
    }  # fmt: skip
    batches = [draft(loaded, file_of(changed_row(), changed_row(code="one-more")))]
    for route, data in (("enter_office", office), ("enter_rate", RATE)):
        batches.append(UUID(editor.post(reverse(f"fees:{route}"), data).headers["Location"].split("/")[-2]))
    stranger = draft(loaded, file_of(changed_row(code="stranger")), "editor@2")
    for batch in batches:
        act(editor, "propose", batch)
        assert act(reviewer, "decide", batch, decision="release") == 302
    fee, follows = Fee.objects.filter(office__code="JPO", code="app-class").order_by("pk")
    other = Fee.objects.filter(office__code="EUIPO", valid_to=None)[0]
    # The test's transaction is the release's.

    def again(row: Fee | Office | Rate, **fields: object) -> None:
        copy = type(row)._default_manager.get(pk=row.pk)
        copy.pk = None
        for name, value in {"public_id": UUID(int=7), **fields}.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)

    def into_a_draft() -> None:
        batch = Batch.objects.get(public_id=stranger)
        BatchRow.objects.create(batch=batch, line=99, change="new", data=changed_row(code="smuggled"))

    rows, standing = Fee.objects.filter(pk=follows.pk), Fee.objects.filter(pk=other.pk)
    new_office, new_rate = Office.objects.get(code="NEW"), Rate.objects.get()
    attempts: list[Callable[[], object]] = [
        lambda: again(follows, code="smuggled", place=follows.place.replace("app-class", "smuggled")),
        lambda: again(follows, is_void=True),
        lambda: again(follows, valid_from=dt.date(2031, 1, 1), place=follows.place.replace("2027", "2031")),
        lambda: again(follows, office=other.office),
        lambda: rows.update(is_void=True),
        lambda: rows.update(valid_to=dt.date(2028, 1, 1)),
        lambda: Fee.objects.filter(pk=fee.pk).update(amount=1),
        lambda: standing.update(valid_to=dt.date(2026, 12, 31)),
        lambda: standing.update(is_void=True),
        lambda: Fee.objects.filter(pk=fee.pk).update(valid_to=dt.date(2026, 1, 1)),
        lambda: again(new_office, code="SMUGGLED"),
        lambda: Office.objects.filter(pk=new_office.pk).update(name_zh="别的机构"),
        lambda: Office.objects.filter(code="EUIPO").update(source_url="https://elsewhere.example/"),
        lambda: again(new_rate, currency="USD"),
        lambda: again(new_rate, valid_from=dt.date(2027, 1, 1), valid_to=dt.date(2027, 12, 31)),
        lambda: Rate.objects.update(valid_to=dt.date(2026, 6, 30)),
        into_a_draft,
    ]
    scope = loaded.person("reviewer").scope()
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic(), scopes.enter(scope):
            attempt()


def test_one_day_has_one_amount(loaded: Desk) -> None:
    """Not even the very row that was approved, written twice."""
    fee = Fee.objects.get(office__code="JPO", code="app-class")
    fee.pk, fee.public_id = None, UUID(int=6)
    reviewer, clash = loaded.person("reviewer").scope(), pytest.raises(IntegrityError, match="fee_one_amount_a_day")
    with scopes.enter(reviewer), clash, transaction.atomic():
        fee.save(force_insert=True)


def test_a_fee_an_office_and_a_rate_by_hand(loaded: Desk) -> None:
    editor, reviewer = loaded.client("editor"), loaded.client("reviewer")
    office = {
        "code": "JPO", "country": "JP", "name_zh": "日本特许厅（新）", "name_en": "Japan Patent Office", "currency": "JPY",
        "source_url": "https://www.jpo.go.jp/e/fees",
    }  # fmt: skip
    for route, data in (("enter_office", office), ("enter_rate", RATE), ("enter_fee", changed_row(code="hand"))):
        wrong = editor.post(reverse(f"fees:{route}"), {**data, "source_url": "nowhere at all"})
        assert wrong.status_code == 422
        assert 'id="id_source_url_error"' in wrong.content.decode()
        answer = editor.post(reverse(f"fees:{route}"), data)
        assert answer.status_code == 302, answer.content.decode()
        batch = UUID(answer.headers["Location"].split("/")[-2])
        assert english_words(editor.get(answer.headers["Location"]).content.decode()) == []
        act(editor, "propose", batch)
        assert act(reviewer, "decide", batch, decision="release") == 302
    assert Office.objects.get(code="JPO").name_zh == "日本特许厅（新）"
    assert fees_of("hand")[0][0] == 9000
    assert Rate.objects.get().value == Decimal("0.225")
    assert editor.post(reverse("fees:enter_rate"), RATE).status_code == 422  # one stands from that day
    page = Client(headers={"accept-language": "zh-hans"}).get(reverse("fees:office", args=["TIPO"])).content.decode()
    assert "CNY 675.00" in page  # TWD 3,000
    assert "一份牌价" in page


def test_pages_cost_the_same_for_more_rows(loaded: Desk) -> None:
    """Twice the fees, and the same statements."""
    paths = (
        reverse("fees:list") + "?office=JPO",
        reverse("fees:office", args=["JPO"]),
        reverse("fees:calculator") + "?office=EUIPO&office=JPO&right=trademark&act=filing",
    )

    def costs() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert Client().get(path).status_code == 200
            found.append(len(queries))
        return found

    costs()
    before = costs()
    batch = draft(loaded, file_of(*(changed_row(code=f"more-{n}", valid_from="2026-01-01") for n in range(12))))
    act(loaded.client("editor"), "propose", batch)
    assert act(loaded.client("reviewer"), "decide", batch, decision="release") == 302
    assert costs() == before
    assert max(before) <= 14


def test_a_file_that_goes_out_comes_in_without_a_change(loaded: Desk) -> None:
    file = Client().get(reverse("fees:download")).content
    answer = send(loaded.client("editor"), file)
    assert answer.status_code == 302
    page = loaded.client("editor").get(answer.headers["Location"]).content.decode()
    assert "文件没有带来变化" in page
    batch = UUID(answer.headers["Location"].split("/")[-2])
    assert act(loaded.client("editor"), "propose", batch) == 409
    with scopes.enter(scopes.system()):
        assert Batch.objects.get(public_id=batch).counts == {"unchanged": 180}
