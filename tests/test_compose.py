"""docker-compose.yml keeps step with what the settings read.

No container engine runs here: the file's structure is checked, and every portal process boots its settings with exactly
the environment and the secret files that the file gives it.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from portal.celery import app
from portal.embedded.cluster import REPOSITORY

COMPOSE: dict[str, Any] = yaml.safe_load((REPOSITORY / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PORTAL = [name for name, service in SERVICES.items() if service.get("image") == "zhinan-portal"]
# variables of the settings that production does not set, and why
LEFT_OUT = {
    "PORTAL_DEMO": "the demo sets it",
    "MAILSINK_DIR": "the demo's mailbox",
    "STATIC_ROOT": "the image has its files where the settings expect them",
    "DATABASE_CONN_MAX_AGE": "the default suits a connection pool",
    "DATABASE_OWNER_URL": "only the migration gets the owner's login",
    "BOUNCE_MAILBOX_URL": "only the worker that reads the bounce mailbox gets its login",
}
# a login that one process alone is given
ONE_PROCESS = {"DATABASE_OWNER_URL": "migrate", "BOUNCE_MAILBOX_URL": "worker-feed"}
# variables that others than the settings read
OTHERS = {"DJANGO_SETTINGS_MODULE", "WEB_CONCURRENCY"}


def read_by_settings() -> set[str]:
    """Return the names of all variables that the settings ask portal.env for."""
    names = set()
    for path in (REPOSITORY / "portal" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
                assert isinstance(node.args[0], ast.Constant)
                names.add(str(node.args[0].value))
    return names


def given(service: str) -> dict[str, str]:
    """Return the environment of a service, with what a person sets in .env filled in."""
    answers = {"PUBLIC_URL": "https://portal.example", "ALLOWED_HOSTS": "portal.example"}

    def fill(match: re.Match[str]) -> str:
        name, default = match[1], match[3] if match[2] == "-" else ""
        return answers.get(name, default)

    environment = SERVICES[service].get("environment", {})
    return {key: re.sub(r"\$\{(\w+):(.)([^}]*)\}", fill, str(value)) for key, value in environment.items()}


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets that deploy/secrets.sh makes, in a folder of their own."""
    folder = tmp_path_factory.mktemp("deploy")
    shutil.copy(REPOSITORY / "deploy" / "secrets.sh", folder)
    subprocess.run([str(folder / "secrets.sh")], check=True, capture_output=True)
    return folder / "secrets"


def test_every_variable_of_the_settings_is_given_to_every_process() -> None:
    wanted = read_by_settings() - LEFT_OUT.keys()
    assert len(wanted) >= 12
    assert LEFT_OUT.keys() <= read_by_settings(), "a variable is left out that nobody reads"
    assert len(PORTAL) == 9
    for service in PORTAL:
        names = {name if name in wanted else name.removesuffix("_FILE") for name in given(service)}
        assert wanted - names == set(), service
        assert names - wanted - OTHERS - {f"{name}_FILE" for name in ONE_PROCESS} - ONE_PROCESS.keys() == set(), service
    for name, process in ONE_PROCESS.items():
        assert [service for service in PORTAL if f"{name}_FILE" in given(service)] == [process]


def test_secrets_come_by_file_and_only_to_who_needs_them(secrets: Path) -> None:
    made = {path.name for path in secrets.iterdir()}
    assert set(COMPOSE["secrets"]) == made
    for name, secret in COMPOSE["secrets"].items():
        assert secret == {"file": f"deploy/secrets/{name}"}
    for service, description in SERVICES.items():
        files = {
            Path(value).name
            for key, value in given(service).items()
            if key.endswith("_FILE") and "/run/secrets/" in value
        }
        mounted = set(description.get("secrets", []))
        assert files <= mounted, service
        assert mounted <= made, service
        if service in PORTAL:
            assert files == mounted, service
        for key in given(service):
            assert (
                not re.search(r"(SECRET|PASSWORD|_URL$)", key)
                or key.endswith("_FILE")
                or key
                in {
                    "PUBLIC_URL",
                    "S3_ENDPOINT_URL",
                }
            ), f"{service}: {key} would stand in the process environment"
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == made


def test_each_process_has_its_own_login(secrets: Path) -> None:
    logins = {}
    for service in PORTAL:
        address = (secrets / Path(given(service)["DATABASE_URL_FILE"]).name).read_text()
        match = re.fullmatch(r"postgresql://(\w+):\w+@(\w+):(\d+)/portal", address)
        assert match, service
        logins[service] = (match[1], match[2])
    assert logins == {
        "web": ("portal_app", "pgbouncer"),
        "web-national": ("portal_national", "pgbouncer"),
        "relay": ("portal_worker", "postgres"),
        "worker-bell": ("portal_worker", "pgbouncer"),
        "worker-paper": ("portal_worker", "pgbouncer"),
        "worker-feed": ("portal_worker", "pgbouncer"),
        "worker-bulk": ("portal_worker", "pgbouncer"),
        "beat": ("portal_worker", "pgbouncer"),
        "migrate": ("portal_worker", "postgres"),
    }


@pytest.mark.parametrize("service", PORTAL)
def test_the_settings_boot_with_what_the_file_gives(service: str, secrets: Path, tmp_path: Path) -> None:
    environment = {
        key: value.replace("/run/secrets", str(secrets)).replace("/data/", f"{tmp_path}/")
        for key, value in given(service).items()
    }
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from django.conf import settings; print(settings.DEBUG)",
        ],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-500:]
    assert result.stdout == "False\n"


def test_the_secrets_script_changes_nothing_the_second_time(secrets: Path) -> None:
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    subprocess.run([str(secrets.parent / "secrets.sh")], check=True, capture_output=True)
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before
    assert {path.stat().st_mode & 0o077 for path in secrets.iterdir()} == {0}


def test_every_queue_has_a_worker_and_only_one() -> None:
    queues = []
    for service in PORTAL:
        command = SERVICES[service].get("command", [])
        if "worker" in command:
            queues += command[command.index("-Q") + 1].split(",")
    assert sorted(queues) == sorted(queue.name for queue in app.conf.task_queues)


def test_every_lasting_service_says_whether_it_is_healthy() -> None:
    assert {name for name, service in SERVICES.items() if "healthcheck" not in service} == {"migrate"}
    assert set(SERVICES) - set(PORTAL) == {"postgres", "pgbouncer", "valkey", "clamav"}
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            assert needed in SERVICES
            expected = "service_completed_successfully" if needed == "migrate" else "service_healthy"
            assert how == {"condition": expected}, name


def test_mounted_files_and_volumes_exist() -> None:
    for name, service in SERVICES.items():
        for mount in service.get("volumes", []):
            source = mount.split(":")[0]
            if source.startswith("./"):
                assert (REPOSITORY / source).is_file(), f"{name}: {source}"
            else:
                assert source in COMPOSE["volumes"], f"{name}: {source}"
        build = service.get("build")
        assert build is None or (REPOSITORY / build / "Dockerfile").is_file(), name


def test_the_pool_runs_in_transaction_mode_for_the_three_logins() -> None:
    assert "\npool_mode = transaction\n" in (REPOSITORY / "deploy" / "pgbouncer" / "pgbouncer.ini").read_text()
    start = (REPOSITORY / "deploy" / "pgbouncer" / "start.sh").read_text()
    assert "for login in portal_app portal_national portal_worker; do" in start


@pytest.mark.parametrize("script", ["postgres/10-roles.sh", "pgbouncer/start.sh", "valkey/start.sh", "secrets.sh"])
def test_the_scripts_parse(script: str) -> None:
    shell = "bash" if (REPOSITORY / "deploy" / script).read_text().startswith("#!/bin/bash") else "sh"
    subprocess.run([shell, "-n", str(REPOSITORY / "deploy" / script)], check=True)
