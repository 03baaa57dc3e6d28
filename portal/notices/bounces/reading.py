"""Read the bounce mailbox: judge each mail, note it in a transaction of its own, and only then mark or delete it there.

A worker that dies in between reads the mail again and finds its row. A report counts once a delivery, whatever number of
copies come.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from uuid import UUID

from django.db import connection
from django.utils import timezone

from portal.env import Mailbox
from portal.notices import addressees
from portal.notices.bounces.mailbox import open_folder
from portal.notices.bounces.reports import Report, read_report
from portal.notices.models import ReturnedMail
from portal.tenancy import scope as scopes

Kind = ReturnedMail.Kind
# A report carries the mail it is about, or its head; ours are below 200 kB.
MOST_BYTES = 1024 * 1024
BATCH = 500
RUN_SECONDS = 60.0
# What was understood need not lie there any more; what was set aside may want a person's eye, or tells of somebody's attempts.
ERASED = frozenset({*ReturnedMail.FINAL, Kind.DELAYED, Kind.AUTOMATIC, Kind.REPEATED, Kind.UNKNOWN})

_KNOWN = "select kind from notices_returnedmail where uid_validity = %s and uid = %s"
_DELIVERY = "select event_id, recipient, state from notices_delivery where id = %s and channel = 'email' for update"
_BACK = "update notices_delivery set state = 'failed', last_error = %s, updated_at = now() where id = %s"


def mailbox_read(where: Mailbox, *, lost: Callable[[], bool] = lambda: False) -> dict[str, int]:
    """Read what is unseen and return how many mails were taken for what. Raises Later when the mailbox is out of reach."""
    done: Counter[str] = Counter()
    until = time.monotonic() + RUN_SECONDS
    with open_folder(where) as folder:
        for uid, size in folder.waiting(BATCH).items():
            if lost() or time.monotonic() > until:
                break
            raw = b"" if size > MOST_BYTES else folder.fetch(uid)
            if raw is None:
                continue
            report = Report(Kind.HUGE) if size > MOST_BYTES else read_report(raw)
            with scopes.enter(scopes.system()):
                kind = mail_record(uid_validity=folder.uid_validity, uid=uid, report=report)
            if kind is None:
                continue
            folder.settle(uid, erase=kind in ERASED)
            done[kind.value] += 1
    return dict(done)


def mail_record(*, uid_validity: int, uid: int, report: Report) -> Kind | None:
    """Note one mail and what follows from it; return what it was taken for. Needs the system scope.

    None: its delivery is in a worker's hands at this moment, so look again later. Locks the delivery.
    """
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [uid_validity, uid])
        if (row := cursor.fetchone()) is not None:
            return Kind(row[0])
    kind, parcel = report.kind, None
    if report.delivery is not None and kind in ReturnedMail.FINAL:
        event, recipient, state = _lock(report.delivery)
        if state == "sending":
            return None
        if event is None or recipient is None:
            kind = Kind.UNKNOWN
        elif state != "sent":
            kind = Kind.REPEATED
        else:
            parcel = (event, recipient)
    ReturnedMail.objects.create(
        uid_validity=uid_validity,
        uid=uid,
        kind=kind,
        status=report.status,
        delivery_id=report.delivery if kind in (*ReturnedMail.FINAL, Kind.REPEATED) else None,
        read_at=timezone.now(),
    )
    if parcel is not None and report.delivery is not None:
        _came_back(report.delivery, *parcel, kind=kind, status=report.status)
    return kind


def _lock(delivery: UUID) -> tuple[UUID | None, str | None, str | None]:
    with connection.cursor() as cursor:
        cursor.execute(_DELIVERY, [delivery])
        row: tuple[UUID, str, str] | None = cursor.fetchone()
    return row or (None, None, None)


def _came_back(delivery: UUID, event: UUID, recipient: str, *, kind: Kind, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BACK, [f"came back with {status}", delivery])
    if (found := addressees.find(recipient)) is not None:
        who, identity = found
        who.returned(addressees.Parcel(delivery, event, identity), kind.value)
