"""Tasks carry the scope they were sent in, and refuse to work without one."""

from __future__ import annotations

from typing import Any

import pytest
from celery import Celery
from django.db import ProgrammingError, connection
from kombu import Connection

from cases.models import Case
from portal.celery import app as portal_app
from portal.tenancy import scope as scopes
from portal.tenancy.tasks import HEADER, MissingScope, ScopedTask
from tests import people
from tests.cases_made import filed_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def app() -> Celery:
    return Celery("probe", broker="memory://", task_cls=ScopedTask, set_as_current=False)


@pytest.fixture
def count(app: Celery) -> Any:
    """A task that reads: how many cases are there?"""

    @app.task(name="probe.count", shared=False)
    def count() -> int:
        return Case.objects.count()

    return count


def test_sending_without_a_scope_is_refused(count: Any) -> None:
    with pytest.raises(MissingScope):
        count.apply_async()
    with pytest.raises(MissingScope):
        count.delay()


def test_the_message_carries_the_scope(app: Celery, count: Any) -> None:
    with scopes.enter(scopes.center(12, 34)):
        count.apply_async(queue="probe")
    with Connection("memory://") as broker:
        message = broker.SimpleQueue("probe").get(timeout=2)
    headers: Any = message.headers
    assert headers[HEADER] == {
        "role": "scope_center", "center_id": 12, "enterprise_id": None, "actor_id": 34, "admin_kind": "",
    }  # fmt: skip


def test_a_message_without_a_scope_is_not_worked_on(count: Any) -> None:
    filed_case(people.make_center(), people.make_enterprise())
    with pytest.raises(MissingScope):
        count()
    result = count.apply()
    assert isinstance(result.result, MissingScope)


def test_the_body_runs_in_the_scope_of_the_message(count: Any) -> None:
    own = filed_case(people.make_center(), people.make_enterprise())
    filed_case(people.make_center(), people.make_enterprise())
    header = {
        "role": "scope_center",
        "center_id": own.center_id,
        "enterprise_id": None,
        "actor_id": None,
        "admin_kind": "",
    }
    assert count.apply(headers={HEADER: header}).get() == 1
    assert count.apply(headers={HEADER: header | {"role": "scope_system"}}).get() == 2
    nothing = count.apply(headers={HEADER: header | {"role": "none"}})
    assert isinstance(nothing.result, ProgrammingError)
    with connection.cursor() as cursor:
        cursor.execute("select current_user = session_user")
        assert cursor.fetchone() == (True,)


def test_a_header_with_another_word_is_refused(count: Any) -> None:
    result = count.apply(headers={HEADER: {"role": "scope_center", "superuser": True}})
    assert isinstance(result.result, TypeError)


def test_every_task_of_the_portal_is_scoped() -> None:
    """Tasks that open no scope of their own enter scopes inside; they are few and named."""
    portal_app.loader.import_default_modules()
    tasks = {name: task for name, task in portal_app.tasks.items() if not name.startswith("celery.")}
    assert tasks
    assert {name for name, task in tasks.items() if not isinstance(task, ScopedTask)} == set()
