"""Two transactions at once: a deed on a connection of its own while the caller's transaction is still open."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import connections

# Long enough for a statement that nothing holds up.
PATIENCE = 0.7


@dataclass
class Deed:
    """What somebody else does in a thread; `failed` is what refused it."""

    thread: threading.Thread
    failed: list[Exception] = field(default_factory=list)

    def refused(self) -> Exception | None:
        """Wait for its end; give what refused it, None when it was done."""
        self.thread.join(timeout=30)
        assert not self.thread.is_alive()
        return self.failed[0] if self.failed else None


def meanwhile(do: Callable[[], object]) -> Deed:
    """Begin `do` on another connection and give it time to finish, or to be held up by a lock of the caller's."""

    def run() -> None:
        try:
            do()
        except Exception as error:
            deed.failed.append(error)
        finally:
            connections["default"].close()

    deed = Deed(threading.Thread(target=run))
    deed.thread.start()
    deed.thread.join(timeout=PATIENCE)
    return deed
