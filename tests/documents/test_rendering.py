"""The rendering of a document by a worker: once, whatever attempts died or were overtaken, and no bytes without a row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cases.models import Case, Paper
from cases.papers import tasks
from cases.papers.compose import paper_render
from cases.services.papers import TOPIC_RENDER
from portal.audit.models import AuditEntry
from portal.notices.registry import Work
from portal.notices.work import MAX_ATTEMPTS
from portal.tenancy import scope as scopes
from tests import people
from tests.filing import requests

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paper(settings: Any, tmp_path: Path) -> Paper:
    """The application of a request that was just sent, not rendered yet."""
    settings.MEDIA_ROOT = tmp_path
    people.national_center()
    owner = people.person("owner")
    case: Case = requests.send(owner, requests.begin(owner))
    with scopes.enter(scopes.system()):
        return Paper.objects.get(case=case)


def attempt(paper: Paper, number: int = 1) -> None:
    """Do what a worker does with the event."""
    work = Work(paper.public_id, TOPIC_RENDER, {"paper_id": paper.pk}, paper.center_id, None, number, timezone.now())
    tasks.render_paper(work)


def now(paper: Paper) -> Paper:
    with scopes.enter(scopes.system()):
        return Paper.objects.get(pk=paper.pk)


def files(root: Any) -> list[str]:
    return [str(path.relative_to(root)) for path in Path(root).rglob("*") if path.is_file()]


def test_what_a_dead_worker_left_behind_is_erased_by_the_next_attempt(paper: Paper, settings: Any) -> None:
    left_behind = default_storage.save("papers/half/bytes", ContentFile(b"%PDF half"))
    with scopes.enter(scopes.system()):
        Paper.objects.filter(pk=paper.pk).update(storage_key=left_behind)
    attempt(paper)
    made = now(paper)
    assert made.state == "ready"
    assert files(settings.MEDIA_ROOT) == [made.storage_key]


def test_an_overtaken_attempt_settles_nothing_and_leaves_nothing(
    paper: Paper, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one worker renders (its lease lost), another does the whole work."""
    faster: list[Paper] = []

    def slow(*args: Any, **kwargs: Any) -> Any:
        if not faster:
            faster.append(paper)
            attempt(paper)
            faster.append(now(paper))
        return paper_render(*args, **kwargs)

    monkeypatch.setattr("cases.papers.tasks.paper_render", slow)
    attempt(paper)
    made = now(paper)
    assert (made.state, made.storage_key, made.sha256) == ("ready", faster[1].storage_key, faster[1].sha256)
    assert files(settings.MEDIA_ROOT) == [made.storage_key]
    with scopes.enter(scopes.system()):
        assert AuditEntry.objects.filter(verb="paper.ready").count() == 1


def test_doing_it_again_changes_nothing(paper: Paper, settings: Any) -> None:
    attempt(paper)
    first = now(paper)
    attempt(paper)
    assert now(paper).storage_key == first.storage_key
    assert files(settings.MEDIA_ROOT) == [first.storage_key]


def test_a_place_that_takes_no_bytes_fails_the_document_after_the_last_attempt(
    paper: Paper, settings: Any, tmp_path: Path
) -> None:
    no_folder = tmp_path / "a file"
    no_folder.write_text("x")
    settings.MEDIA_ROOT = str(no_folder)
    for number, state in ((1, "pending"), (MAX_ATTEMPTS, "failed")):
        with pytest.raises(NotADirectoryError):
            attempt(paper, number)
        assert now(paper).state == state
