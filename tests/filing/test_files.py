"""Files on the pages of the form: taken with the page, marked one by one, removed, and never at the cost of what was typed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, CaseFile, Paper
from cases.models.case import of
from cases.services.files import TOPIC_ERASE
from portal.notices.models import OutboxEvent
from portal.notices.registry import Hopeless, Work, find
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests import people
from tests.filing import pages, requests

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def stored_here(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def owner() -> people.Person:
    return people.person("owner")


@pytest.fixture
def browser(client: Client, owner: Any) -> Client:
    return people.login(client, owner)


@pytest.fixture
def draft(owner: Any) -> Case:
    return requests.begin(owner, {})


def files_of(owner: Any) -> list[CaseFile]:
    with scopes.enter(owner.scope()):
        return list(CaseFile.objects.order_by("id"))


def send(browser: Client, case: Case, key: str, *uploads: SimpleUploadedFile, **fields: str) -> Any:
    data = {
        "seen": pages.seen(browser, case, key),
        "deed": "upload",
        "file-purpose": "evidence",
        "file-secrecy": "ordinary",
    }
    return browser.post(pages.address(case, key), data | {"files": list(uploads)} | fields)


def pdf(name: str = "letter.pdf", body: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, "application/pdf")


def test_several_files_come_in_at_once(browser: Client, owner: Any, draft: Case) -> None:
    answer = send(
        browser,
        draft,
        "attachments",
        pdf("一.pdf"),
        pdf("二.pdf"),
        **{"file-secrecy": "confidential", "file-purpose": "served"},
    )
    assert answer.headers["Location"] == pages.address(draft, "attachments")
    kept = files_of(owner)
    assert [(file.name, file.secrecy, file.purpose, file.state) for file in kept] == [
        ("一.pdf", "confidential", "served", "received"),
        ("二.pdf", "confidential", "served", "received"),
    ]
    page = browser.get(pages.address(draft, "attachments")).content.decode()
    assert "一.pdf" in page
    assert 'hx-trigger="every 3s"' in page


def test_each_file_has_a_mark_of_its_own(browser: Client, owner: Any, draft: Case) -> None:
    send(browser, draft, "attachments", pdf("a.pdf"), pdf("b.pdf"))
    first, second = files_of(owner)
    pages.save(
        browser,
        draft,
        "attachments",
        {},
        **{f"mark-{first.public_id}": "confidential", f"mark-{second.public_id}": "nonsense"},
    )
    assert [file.secrecy for file in files_of(owner)] == ["confidential", "ordinary"]


def test_a_refused_file_costs_neither_its_neighbours_nor_what_was_typed(
    browser: Client, owner: Any, draft: Case
) -> None:
    typed = {"has_agent": "yes", "agent_name": "李律师", "agent_phone": "021 6208 3114"}
    answer = send(browser, draft, "agent", pdf("good.pdf"), pdf("empty.pdf", b""), **typed, **{"file-purpose": "poa"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "empty.pdf" in page
    assert "李律师" in page
    assert [file.name for file in files_of(owner)] == ["good.pdf"]
    with scopes.enter(owner.scope()):
        assert Case.objects.get(pk=draft.pk).agent_name == "李律师"


def test_a_wrong_answer_costs_no_file(browser: Client, owner: Any, draft: Case) -> None:
    answer = send(browser, draft, "agent", pdf("poa.pdf"), has_agent="yes", agent_phone="1", **{"file-purpose": "poa"})
    assert answer.status_code == 422
    assert [file.purpose for file in files_of(owner)] == ["poa"]
    assert "poa.pdf" in answer.content.decode()


@pytest.mark.parametrize(
    "marks", [{"file-purpose": "message"}, {"file-secrecy": "top"}, {"file-description": "x" * 301}]
)
def test_wrong_marks_refuse_the_files(browser: Client, owner: Any, draft: Case, marks: Any) -> None:
    answer = send(browser, draft, "attachments", pdf(), **marks)
    assert answer.status_code == 422
    assert files_of(owner) == []


def test_upload_without_a_file_says_so(browser: Client, owner: Any, draft: Case) -> None:
    answer = send(browser, draft, "attachments")
    assert answer.status_code == 422
    assert "至少选择一个文件" in answer.content.decode()


def test_the_main_button_takes_files_too(browser: Client, owner: Any, draft: Case) -> None:
    answer = send(browser, draft, "attachments", pdf(), deed="next")
    assert answer.headers["Location"] == reverse("cases:filing_check", args=[draft.public_id])
    assert len(files_of(owner)) == 1


def test_a_file_is_removed_and_its_bytes_are_erased(browser: Client, owner: Any, draft: Case) -> None:
    send(browser, draft, "attachments", pdf())
    (file,) = files_of(owner)
    pages.save(browser, draft, "attachments", {}, drop=str(file.public_id), deed="later")
    assert files_of(owner) == []
    with scopes.enter(scopes.system()):
        assert OutboxEvent.objects.get(topic=TOPIC_ERASE).payload == {"keys": [file.storage_key]}


def test_bytes_that_a_row_still_names_are_not_erased(browser: Client, owner: Any, draft: Case) -> None:
    send(browser, draft, "attachments", pdf("a.pdf"))
    (file,) = files_of(owner)
    loose = default_storage.save("loose.txt", ContentFile(b"loose"))
    issued = default_storage.save("papers/issued.pdf", ContentFile(b"issued"))
    with scopes.enter(scopes.system()):
        Paper.objects.create(
            **of(draft), kind="opinion", number="1", state="ready", progress=100, snapshot={}, content_hash="0" * 64,
            storage_key=issued, sha256="0" * 64, size=6, pages=1,
        )  # fmt: skip
    keys = [file.storage_key, issued, loose]
    event = Work(uuid7(), TOPIC_ERASE, {"keys": keys}, None, None, 1, timezone.now())
    with pytest.raises(Hopeless, match="2 of 3"):
        find(TOPIC_ERASE).run(event)
    assert [default_storage.exists(key) for key in keys] == [True, True, False]
    with scopes.enter(scopes.system()):
        Paper.objects.filter(storage_key=issued).delete()
        CaseFile.objects.filter(pk=file.pk).delete()
    find(TOPIC_ERASE).run(event)
    assert not any(default_storage.exists(key) for key in keys)


def test_a_deleted_draft_takes_its_bytes_along(browser: Client, owner: Any, draft: Case) -> None:
    send(browser, draft, "attachments", pdf("a.pdf"), pdf("b.pdf"))
    keys = {file.storage_key for file in files_of(owner)}
    browser.post(reverse("cases:filing_delete", args=[draft.public_id]))
    with scopes.enter(scopes.system()):
        assert set(OutboxEvent.objects.get(topic=TOPIC_ERASE).payload["keys"]) == keys


def test_files_of_a_stranger_stay(browser: Client, owner: Any, draft: Case) -> None:
    other = people.person("owner")
    theirs = requests.begin(other, {})
    send(people.login(Client(), other), theirs, "attachments", pdf())
    (file,) = files_of(other)
    pages.save(
        browser, draft, "attachments", {}, drop=str(file.public_id), **{f"mark-{file.public_id}": "confidential"}
    )
    assert [each.secrecy for each in files_of(other)] == ["ordinary"]
