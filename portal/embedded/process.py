"""Start and stop server processes that never outlive the process that started them."""

import ctypes
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from portal.embedded.binaries import EmbeddedError

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True)
class Account:
    """The system account a server runs under when we are root (PostgreSQL refuses to run as root)."""

    uid: int
    gid: int


def unprivileged_account() -> Account | None:
    """Return the account servers drop to, or None when we are an ordinary user already."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` that has the kernel send `death_signal` to the child when its parent ends.

    Linux only; elsewhere it does nothing and the next start clears away what a killed run left.
    """
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

    def arm() -> None:
        # a blocked signal stays blocked across exec, and a server must hear its own
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        if libc is not None:
            libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
            if os.getppid() != parent:  # the parent ended before we were armed
                os._exit(1)

    return arm


def follow_parent(death_signal: signal.Signals) -> None:
    """Have the kernel send us `death_signal` when the process that started us ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)


def _others_can_enter(path: Path) -> bool:
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))


def command_as(
    account: Account | None, argv: Sequence[str], *, folders: Sequence[Path], death_signal: signal.Signals | None
) -> tuple[list[str], bool]:
    """Return the command line that runs `argv` as `account`, and whether it changes the user itself.

    A checkout below a folder only root may enter (``/root``) is served through ``setpriv``, which leaves the program
    the one capability to walk into it.
    """
    if account is None or all(_others_can_enter(folder) for folder in folders):
        return list(argv), False
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise EmbeddedError(
            "PostgreSQL refuses to run as root and this folder can be entered by root only: "
            "move the checkout to a folder such as /srv, or run as an ordinary user."
        )
    ids = ["--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    caps = ["--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]
    death = [] if death_signal is None else ["--pdeathsig", death_signal.name.removeprefix("SIG")]
    return [setpriv, *ids, *caps, *death, "--", *argv], True


def run_as(account: Account | None, argv: Sequence[str], *, folders: Sequence[Path]) -> None:
    """Run a short command as `account`; raise EmbeddedError with its output when it fails."""
    command, changes_user = command_as(account, argv, folders=folders, death_signal=None)
    drop = account is not None and not changes_user
    result = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        user=account.uid if drop and account else None,
        group=account.gid if drop and account else None,
        extra_groups=[] if drop else None,
        cwd="/",
        check=False,
    )
    if result.returncode:
        raise EmbeddedError(f"{Path(argv[0]).name} failed: {(result.stderr or result.stdout).strip()[-800:]}")


def spawn(
    account: Account | None,
    argv: Sequence[str],
    *,
    log: Path,
    folders: Sequence[Path],
    death_signal: signal.Signals,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a server in its own session, output appended to `log`, bound to the life of this process."""
    command, changes_user = command_as(account, argv, folders=folders, death_signal=death_signal)
    drop = account is not None and not changes_user
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=account.uid if drop and account else None,
            group=account.gid if drop and account else None,
            extra_groups=[] if drop else None,
            # the kernel forgets the death signal at a change of user, which Popen makes before this hook runs
            preexec_fn=die_with_parent(death_signal),
            cwd="/",
            env=None if env is None else dict(env),
        )


def stop(process: subprocess.Popen[bytes], signals: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each (signal, seconds to wait) in turn until the process has ended; kill it at the end."""
    for number, seconds in signals:
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.wait()


def stop_orphan(pid: int, program: str, folder: Path, signals: Sequence[tuple[signal.Signals, float]]) -> bool:
    """Stop a server of ours that a killed run left behind; say whether there was one.

    A process counts as ours only if it is the same program and works in our own folder, so a process id that a stranger
    uses by now is never touched.
    """
    try:
        process = psutil.Process(pid)
        if process.name() != program or Path(process.cwd()) != folder.resolve():
            return False
        for number, seconds in signals:
            process.send_signal(number)
            try:
                process.wait(seconds)
                return True
            except psutil.TimeoutExpired:
                continue
        process.kill()
        process.wait(10)
    except psutil.AccessDenied:
        return False
    except psutil.NoSuchProcess:
        pass
    return True
