"""One Valkey server in one folder."""

import signal
import subprocess
import time
from pathlib import Path

import redis

from portal.embedded import process
from portal.embedded.binaries import EmbeddedError, valkey_server

START_SECONDS = 20.0
DATABASES = 64
_STOP_SIGNALS = ((signal.SIGTERM, 10.0),)


class ValkeyServer:
    """A Valkey server whose snapshot lies in `folder`; a child of this process."""

    def __init__(self, folder: Path, *, port: int, password: str, log: Path, keep: bool = True) -> None:
        self.folder = folder
        self.port = port
        self.password = password
        self.log = log
        self.keep = keep
        self.child: subprocess.Popen[bytes] | None = None

    def url(self, database: int = 0) -> str:
        """Return the address of one numbered database."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers; raise EmbeddedError with its last words otherwise."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.clear_leftovers()
        config = self.folder / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text(self._config())  # a file, so that the password is in no process list
        program = valkey_server()
        self.child = process.spawn(
            None,
            [str(program), str(config)],
            log=self.log,
            folders=[program.parent, self.folder],
            death_signal=signal.SIGTERM,
        )
        self._wait_until_ready()

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server; `immediate` kills it, so what was not yet saved is lost."""
        if self.child is not None:
            process.stop(self.child, () if immediate else _STOP_SIGNALS)
            self.child = None

    def restart(self, *, immediate: bool = False) -> None:
        """Stop and start the server on the same port."""
        self.stop(immediate=immediate)
        self.start()

    def freeze(self) -> None:
        """Stop the server from answering while its port stays open (a hung broker)."""
        if self.child is not None:
            self.child.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        if self.child is not None:
            self.child.send_signal(signal.SIGCONT)

    def _config(self) -> str:
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f"requirepass {self.password}",
            f'dir "{self.folder}"',
            f"databases {DATABASES}",
            f'pidfile "{self.folder / "valkey.pid"}"',
            "daemonize no",
            "maxmemory 256mb",
            # a broker must refuse new work rather than forget old work
            "maxmemory-policy noeviction",
            "appendonly yes\nappendfsync everysec" if self.keep else "appendonly no",
            'save ""',
        ]
        return "\n".join(lines) + "\n"

    def clear_leftovers(self) -> None:
        """Stop a server that a killed run left on this folder."""
        try:
            pid = int((self.folder / "valkey.pid").read_text())
        except (FileNotFoundError, ValueError):
            return
        process.stop_orphan(pid, "valkey-server", self.folder, _STOP_SIGNALS)
        (self.folder / "valkey.pid").unlink(missing_ok=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        client = redis.Redis.from_url(self.url(), socket_timeout=2)
        try:
            while time.monotonic() < deadline:
                if self.child is None or self.child.poll() is not None:
                    break
                try:
                    client.ping()
                    return
                except redis.RedisError:
                    time.sleep(0.02)
        finally:
            client.close()
        self.stop(immediate=True)
        words = self.log.read_text(errors="replace").strip().splitlines()[-5:] if self.log.exists() else []
        raise EmbeddedError("Valkey did not start: " + " / ".join(words))
