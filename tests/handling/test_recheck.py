"""Files that a failing checker held back are judged again by the clock, until they are clean or refused."""

from __future__ import annotations

import uuid
from io import BytesIO

import pytest
from django.core.files.storage import default_storage

from cases.models import Case, CaseFile
from cases.models.case import of
from cases.services.files import TOPIC_CHECK, files_recheck
from portal.audit.models import AuditEntry
from portal.notices.beat import Beat
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work, find
from portal.schedule import jobs
from portal.tenancy import scope as scopes
from tests.handling.conftest import Office

pytestmark = pytest.mark.django_db(transaction=True)


def held(case: Case, body: bytes, reason: str, state: str = "quarantined") -> CaseFile:
    """Store bytes as a file that was held back; without bytes nothing is stored."""
    key = default_storage.save(f"cases/{uuid.uuid4()}.txt", BytesIO(body)) if body else f"cases/{uuid.uuid4()}.txt"
    with scopes.enter(scopes.system()):
        return CaseFile.objects.create(
            **of(case), name="说明.txt", storage_key=key, size=len(body), state=state, reason=reason, sha256="0" * 64
        )


def waiting(topic: str) -> list[OutboxEvent]:
    with scopes.enter(scopes.system()):
        return list(OutboxEvent.objects.filter(topic=topic, state="pending").order_by("id"))


def work_off(topic: str) -> int:
    """Do what waits under a topic, as a worker does; return how much that was."""
    events = waiting(topic)
    handler = find(topic)
    for event in events:
        held = Work(event.pk, event.topic, event.payload, event.center_id, None, 1, event.created_at)
        if handler.opens_scope:
            with scopes.enter(scopes.system()):
                handler.run(held)
        else:
            handler.run(held)
        with scopes.enter(scopes.system()):
            OutboxEvent.objects.filter(pk=event.pk).update(state="done")
    return len(events)


def state(row: CaseFile) -> tuple[str, str]:
    with scopes.enter(scopes.system()):
        row.refresh_from_db()
    return row.state, row.reason


def test_the_beat_has_files_checked_again_that_no_checker_could_judge(office: Office) -> None:
    case = office.case("accepted")
    good = held(case, "一份说明。".encode(), "scanner_unavailable")
    bad = held(case, b"MZ\x90\x00" + b"\x00" * 60, "checker_failed")
    lost = held(case, b"", "unreadable")
    refused = held(case, b"x", "damaged", state="rejected")
    Beat({"cases.recheck": jobs()["cases.recheck"]}).round()
    assert work_off("cases.recheck") == 1
    # Once more before the checks are done: nothing is offered twice.
    with scopes.enter(scopes.system()):
        assert files_recheck() == 0
    assert work_off(TOPIC_CHECK) == 3
    assert state(good) == ("clean", "")
    assert state(bad)[0] == "rejected"
    assert state(lost) == ("quarantined", "unreadable")
    assert state(refused) == ("rejected", "damaged")


def test_a_checker_that_goes_on_failing_leaves_one_record(office: Office) -> None:
    lost = held(office.case("accepted"), b"", "checker_failed")
    for _round in range(3):
        with scopes.enter(scopes.system()):
            assert files_recheck() == 1
        assert work_off(TOPIC_CHECK) == 1
    assert state(lost) == ("quarantined", "unreadable")
    with scopes.enter(scopes.system()):
        rows = AuditEntry.objects.filter(verb="file.quarantined", object_id=str(lost.public_id))
        assert [row.payload for row in rows] == [{"reason": "unreadable"}]
