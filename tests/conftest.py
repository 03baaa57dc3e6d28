"""Bring up real servers before Django is set up, and give every test the database it may rely on.

The tests' default login is ``portal_worker``: it owns nothing, bypasses nothing and may enter every scope, so row-level
security is as strict here as in production. Migrations run once, as the owner, into a template that later runs copy.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
import pytest

from tests.servers import Restore, Restorer, RunServers
from tools.messages import compile_all

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"

FIGURES = "figures"

_run: RunServers | None = None
_set: list[str] = ["DJANGO_SETTINGS_MODULE"]  # variables of the environment that are ours


def _start_servers() -> None:
    """Point the environment at this run's servers; leave it alone where both addresses are given."""
    global _run
    from portal.embedded import EmbeddedError

    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        return
    try:
        _run = RunServers.start(os.environ.get("PORTAL_SLOT", "test"))
    except EmbeddedError as error:
        raise pytest.UsageError(str(error)) from error
    os.environ.update(_run.endpoints.environ("worker"))
    _set.extend(_run.endpoints.environ("worker"))


if "PYTEST_XDIST_WORKER" not in os.environ:
    compile_all()
_start_servers()

import django  # noqa: E402 - the settings read the addresses set above

try:
    django.setup()
except BaseException:
    if _run is not None:
        _run.close()
    raise

from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from django.utils import translation  # noqa: E402
from whitenoise.middleware import WhiteNoiseMiddleware  # noqa: E402

_static_files: dict[str, Any] = {}
_find_static_files = WhiteNoiseMiddleware.add_files_from_finders


def _found_static_files(middleware: WhiteNoiseMiddleware) -> None:
    """List the static files once: every client of a test has middleware of its own, and each would open all of them."""
    if not _static_files:
        _find_static_files(middleware)
        _static_files.update(middleware.files)
    middleware.files = _static_files


WhiteNoiseMiddleware.add_files_from_finders = _found_static_files


def pytest_configure(config: pytest.Config) -> None:
    """Let the workers of pytest-xdist inherit no address: each starts a run of its own in the same cluster."""
    if getattr(config.option, "numprocesses", None) and not hasattr(config, "workerinput"):
        for name in _set:
            os.environ.pop(name, None)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Work with one process more than there are processors: somebody always waits for a browser or a worker."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker sits idle beside it at the end."""
    items.sort(key=lambda item: item.path.name != "test_matrix.py" and "browser" not in item.path.parts)


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Give a function that puts a line of figures under the run's results, from whichever process."""
    return lambda line: record_property(FIGURES, line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what `tell` was told."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    told = [getattr(report, "user_properties", []) for report in reports if getattr(report, "when", "") == "call"]
    if lines := [value for properties in told for name, value in properties if name == FIGURES]:
        terminalreporter.section("figures")
        for line in lines:
            terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Drop this run's database and let the servers stop."""
    global _run
    if _run is not None:
        _run.close()
        _run = None


def _migrate(database: str | None = None) -> None:
    """Run all migrations as the owner, in `database` or in the one the environment names."""
    owner = connections["owner"]
    before = owner.settings_dict["NAME"]
    owner.close()
    owner.settings_dict["NAME"] = database or before
    try:
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    finally:
        owner.close()
        owner.settings_dict["NAME"] = before


@pytest.fixture(scope="session")
def servers() -> RunServers:
    """Return this run's servers; skip where the environment names servers of its own."""
    if _run is None:
        pytest.skip("needs the embedded servers, and DATABASE_URL names another one")
    return _run


@pytest.fixture(scope="session")
def restore(django_db_blocker: Any) -> Iterator[Restore]:
    """Give the run its migrated database, and a function that takes away whatever was committed to it since."""
    with django_db_blocker.unblock():
        if _run is not None:
            _run.fresh_database(_migrate)
            superuser_url = _run.endpoints.superuser_url
        else:
            _migrate()
            superuser_url = os.environ["DATABASE_SUPERUSER_URL"]
        restorer = Restorer(superuser_url)
        # Django finds this out by creating a table, which the login under test may not do
        vars(connections["default"].features)["supports_transactions"] = True

    def restore() -> None:
        restorer.restore()
        ContentType.objects.clear_cache()
        caches["default"].clear()

    yield restore
    restorer.close()
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, restore: Restore) -> Iterator[None]:
    """Stand in for pytest-django's fixture, whose login would have to create the database."""

    def fixture_teardown(_case: TransactionTestCase) -> None:
        restore()

    original = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = fixture_teardown  # type: ignore[attr-defined]
    yield
    TransactionTestCase._fixture_teardown = original  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _first_language() -> None:
    """Begin every test in the portal's first language: a request leaves its reader's language behind in the thread."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_window_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Close what a browser test opened, before its live server goes."""
    yield
    if request.node.get_closest_marker("browser"):
        from tests import chromium

        chromium.close_windows()


@pytest.fixture
def superuser_sql(db: None) -> Iterator[Any]:
    """Yield a cursor of the superuser on the run's database, outside the test's transaction (sees committed rows)."""
    url = _run.endpoints.superuser_url if _run is not None else os.environ["DATABASE_SUPERUSER_URL"]
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        yield cursor
    connection.close()
