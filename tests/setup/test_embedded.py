"""The embedded servers: nobody's death leaves one behind, and the data stay."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg2
import pytest
import redis

from portal.embedded import Cluster, EmbeddedError, binaries, process
from portal.embedded.cluster import REPOSITORY
from portal.embedded.postgres import PostgresServer

WAIT = 30.0
HOLDER = """
import sys
from pathlib import Path
from portal.embedded import ensure
ensure("one", profile="test", base=Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the module, so that PostgreSQL is initialised once.

    It is longer than a socket's path may be, and when root runs the tests only root may enter it.
    """
    return tmp_path_factory.mktemp("a-deep-checkout-" + "x" * 100)


@pytest.fixture
def cluster(base: Path) -> Iterator[Cluster]:
    """A cluster that no earlier test's servers run for any more."""
    cluster = Cluster("one", profile="test", base=base)
    yield cluster
    cluster.stop()


def server_processes(cluster: Cluster) -> list[psutil.Process]:
    """Return keeper, postmaster and valkey as far as they run."""
    found = []
    for program, path in (
        ("python", cluster.folder / "keeper.lock"),
        ("postgres", cluster.folder / "postgres" / "postmaster.pid"),
        ("valkey-server", cluster.folder / "valkey" / "valkey.pid"),
    ):
        try:
            server = psutil.Process(int(path.read_text().split("\n", 1)[0]))
            if server.name().startswith(program):
                found.append(server)
        except (FileNotFoundError, ValueError, psutil.NoSuchProcess):
            continue
    return found


def wait_ended(processes: list[psutil.Process]) -> None:
    """Require that all of them end soon."""
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        if not any(runs(process) for process in processes):
            return
        time.sleep(0.02)
    raise AssertionError([process for process in processes if runs(process)])


def runs(process: psutil.Process) -> bool:
    """Say whether it has not ended (an ended one that nobody has asked about yet is a zombie)."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def holder(base: Path) -> "subprocess.Popen[str]":
    """Start another process that uses the cluster, as a demo or a test run does."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(base)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def finish(child: "subprocess.Popen[str]", how: signal.Signals) -> None:
    """End the holder and close its pipes."""
    child.send_signal(how)
    child.communicate()


def query(url: str, sql: str) -> object:
    """Run one statement and return its first value, if any."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            row = cursor.fetchone() if cursor.description else None
    finally:
        connection.close()
    return row[0] if row else None


def test_a_killed_user_leaves_no_server_and_the_next_start_finds_the_data(base: Path, cluster: Cluster) -> None:
    child = holder(base)
    servers = server_processes(cluster)
    assert len(servers) == 3
    url = cluster.endpoints().superuser_url
    query(url, "create table if not exists kept (word text)")
    query(url, "insert into kept values ('here')")
    finish(child, signal.SIGKILL)
    wait_ended(servers)

    cluster.hold()
    assert query(cluster.endpoints().superuser_url, "select word from kept") == "here"


def test_a_killed_keeper_takes_its_servers_along(base: Path, cluster: Cluster) -> None:
    child = holder(base)
    keeper, *servers = server_processes(cluster)
    assert len(servers) == 2
    keeper.kill()
    wait_ended([keeper, *servers])
    finish(child, signal.SIGKILL)

    cluster.hold()
    assert len(server_processes(cluster)) == 3


def test_servers_stay_while_one_of_two_users_lives(base: Path, cluster: Cluster) -> None:
    first, second = holder(base), holder(base)
    servers = server_processes(cluster)
    finish(first, signal.SIGKILL)
    assert query(cluster.endpoints().superuser_url, "select 1") == 1
    assert cluster.keeper_runs()
    finish(second, signal.SIGTERM)
    wait_ended(servers)


def test_an_orphan_is_stopped_and_a_stranger_is_not(cluster: Cluster) -> None:
    orphan, _ = cluster.servers()
    orphan.start()
    assert orphan.child is not None
    successor, _ = cluster.servers()
    successor.start()
    assert orphan.child.wait(WAIT) == 0
    successor.stop()

    # a process id that a stranger (here: this very test) uses by now
    (successor.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{successor.folder}\n")
    successor.start()
    successor.stop()


def test_a_taken_port_is_replaced(base: Path, cluster: Cluster) -> None:
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind(("127.0.0.1", cluster.servers()[0].port))
        stranger.listen()
        taken = stranger.getsockname()[1]
        cluster.hold()
        port = cluster.servers()[0].port
        assert port != taken
        assert query(cluster.endpoints().superuser_url, "select 1") == 1
    cluster.release()
    wait_ended(server_processes(cluster))
    cluster.hold()
    assert cluster.servers()[0].port == port, "a port is kept from run to run"


def test_only_loopback_answers_and_only_with_a_password(cluster: Cluster) -> None:
    cluster.hold()
    cluster.create_database("portal")
    for server in server_processes(cluster)[1:]:
        assert {connection.laddr.ip for connection in server.net_connections("inet")} <= {"127.0.0.1"}
    secrets = cluster.folder / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    endpoints = cluster.endpoints()
    for url in (endpoints.owner_url, endpoints.app_url, endpoints.national_url, endpoints.worker_url):
        assert query(url, "select 1") == 1
        scheme, rest = url.split("://")
        login, address = rest.split(":", 1)[0], rest.split("@", 1)[1]
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(f"{scheme}://{login}:wrong@{address}")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url("redis://" + endpoints.redis_url.split("@", 1)[1]).ping()


def test_up_stays_without_a_holder_until_down(base: Path, cluster: Cluster) -> None:
    def command(word: str) -> "subprocess.CompletedProcess[str]":
        argv = [sys.executable, "-m", "portal.embedded", word, "one", "--profile", "test", "--base", str(base)]
        return subprocess.run(argv, cwd=REPOSITORY, capture_output=True, text=True, check=True)

    up = command("up")
    assert "export DATABASE_URL=" in up.stdout
    assert query(cluster.endpoints().superuser_url, "select 1") == 1
    servers = server_processes(cluster)
    assert len(servers) == 3
    command("down")
    wait_ended(servers)
    assert command("down").stdout == ""


def test_a_server_that_dies_is_started_again(base: Path, cluster: Cluster) -> None:
    cluster.hold()
    keeper, *servers = server_processes(cluster)
    for server in servers:
        server.kill()
    wait_ended(servers)
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            assert query(cluster.endpoints().superuser_url, "select 1") == 1
            with redis.Redis.from_url(cluster.endpoints().redis_url) as client:
                assert client.ping()
            break
        except (psycopg2.OperationalError, redis.ConnectionError):
            time.sleep(0.02)
    assert server_processes(cluster)[0] == keeper
    assert not set(server_processes(cluster)) & set(servers)


def test_an_immediate_restart_recovers(cluster: Cluster) -> None:
    postgres, valkey = cluster.servers()
    postgres.start()
    postgres.restart(immediate=True)
    assert query(postgres.url(), "select 1") == 1
    postgres.stop()
    valkey.start()
    valkey.freeze()
    client = redis.Redis.from_url(valkey.url(), socket_timeout=0.2)
    with pytest.raises(redis.TimeoutError):
        client.ping()
    valkey.thaw()
    assert client.ping()
    client.close()
    valkey.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs every other test of this module already")
def test_an_ordinary_user_can_run_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    account = process.unprivileged_account()
    assert account is not None
    folder = Path("/tmp") / f"portal-ordinary-{os.getpid()}"  # pytest's own folders are closed to others
    folder.mkdir()
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    os.chown(folder, account.uid, account.gid)
    try:
        code = HOLDER.replace("sys.stdin.read()", "")
        argv = [sys.executable, "-c", code, str(folder)]
        # the capability only opens the way to an interpreter that lies in root's own folder
        command, _ = process.command_as(account, argv, folders=[closed], death_signal=None)
        result = subprocess.run(
            command,
            cwd=REPOSITORY,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.stdout, result.stderr) == ("held\n", "")
        wait_ended(server_processes(Cluster("one", base=folder)))
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    server = PostgresServer(
        tmp_path / "postgres",
        port=1,
        password="unused",
        log=tmp_path / "log",
        profile="test",
        settings={"shared_buffers": "nonsense"},
    )
    with pytest.raises(EmbeddedError, match="nonsense"):
        server.start()


def test_a_missing_wheel_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda _name: None)
    with pytest.raises(EmbeddedError, match="make demo"):
        binaries.postgres_bin()
