"""Make a document in a worker once, whatever dies on the way.

The row names the place before any bytes lie there: what a dying worker leaves behind is found and erased by the next
attempt, and an attempt that another has overtaken no longer finds its own key and cannot settle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from django.core.files.storage import default_storage
from django.db.models import Model, QuerySet

from portal.documents.intake.keep import new_key, store
from portal.documents.pdf import PdfLimitExceeded
from portal.notices.registry import Hopeless, Work
from portal.notices.work import MAX_ATTEMPTS
from portal.tenancy import scope as scopes


class Made(Protocol):
    """Bytes that were drawn, and how many pages they have."""

    @property
    def body(self) -> bytes: ...

    @property
    def pages(self) -> int: ...


Row = TypeVar("Row", bound=Model)
Drawn = TypeVar("Drawn", bound=Made)


def document_make(
    work: Work,
    pending: QuerySet[Row],
    *,
    folder: Callable[[Row], str],
    prepare: Callable[[Row], Callable[[], Drawn]],
    ready: Callable[[Drawn], Mapping[str, Any]],
    done: Callable[[Row, Drawn, str], Iterable[str] | None],
    failed: Mapping[str, Any] | None = None,
) -> None:
    """Draw the one row of `pending`, store its bytes and settle; nothing where no row waits. Call outside any transaction.

    `pending` finds the row while it waits to be drawn; it has `storage_key`, `sha256`, `size` and `pages`. `prepare` gathers in
    the system scope and gives a function that draws outside it. In the transaction that settles, `ready` gives what else the row
    says then and `done` does what follows (SHA-256 in hex); it may give keys whose bytes are to be erased. `failed` is what the row says
    when no attempt is left. Raises Hopeless for what is too large for a document.
    """

    def attempt() -> Iterable[str]:
        with scopes.enter(scopes.system()):
            row: Any = pending.first()
            if row is None:
                return ()
            draw = prepare(row)
            left_behind, key = row.storage_key, new_key(folder(row))
            pending.update(storage_key=key)
        if left_behind:
            default_storage.delete(left_behind)
        made = draw()
        _key, size, (sha256, _sm3) = store([made.body], key)
        with scopes.enter(scopes.system()):
            if pending.filter(storage_key=key).update(sha256=sha256, size=size, pages=made.pages, **ready(made)):
                return done(row, made, sha256) or ()
        return (key,)

    try:
        gone = attempt()
    except PdfLimitExceeded as error:
        _fail(pending, failed)
        raise Hopeless(f"the document is too large: {error}") from error
    except Exception:
        if work.attempt >= MAX_ATTEMPTS:
            _fail(pending, failed)
        raise
    for key in gone:
        default_storage.delete(key)


def _fail(pending: QuerySet[Any], failed: Mapping[str, Any] | None) -> None:
    if failed:
        with scopes.enter(scopes.system()):
            pending.update(**failed)
