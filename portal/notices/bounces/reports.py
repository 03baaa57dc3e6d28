"""What a mail in the bounce mailbox says: a delivery-status report (RFC 3464) about one of our deliveries, or something else.

Anybody can write to the mailbox, so everything here is hostile until its tag proves that the report is about a mail of
ours, and a mail that cannot be read is set aside, whatever it does to the parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Any
from uuid import UUID

from portal.notices.bounces.address import ForgedError, delivery_of
from portal.notices.models import ReturnedMail

Kind = ReturnedMail.Kind
# Mail servers name the address a report was sent to in one of these.
_SENT_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})(?!\d)")
_PASSING = ("delayed", "delivered", "relayed", "expanded")
# Mildest first: a report about several recipients (an address that forwards) says no more than its mildest part.
_MILDEST = (Kind.DELAYED, Kind.MESSAGE, Kind.TRANSIENT, Kind.PERMANENT)


@dataclass(frozen=True, slots=True)
class Report:
    """What one mail was taken for; `delivery` only where a signature proves it, `status` as RFC 3463 writes it."""

    kind: Kind
    status: str = ""
    delivery: UUID | None = None


def read_report(raw: bytes) -> Report:
    """Judge one mail. Never raises: what cannot be read is UNREADABLE."""
    try:
        return _read(message_from_bytes(raw))
    except ForgedError:
        return Report(Kind.FORGED)
    except Exception:  # the parser's answers to hostile mail are many: recursion, encodings, sheer nonsense
        return Report(Kind.UNREADABLE)


def _read(message: Message[Any, Any]) -> Report:
    report_type = str(message.get_param("report-type", "")).lower()
    if message.get_content_type() != "multipart/report" or report_type != "delivery-status":
        return Report(Kind.AUTOMATIC if _is_automatic(message) else Kind.OTHER)
    delivery = _delivery(message)
    if delivery is None:
        return Report(Kind.UNSIGNED)
    verdicts = [_verdict(block) for block in _blocks(message)]
    if not verdicts:
        return Report(Kind.UNREADABLE)
    kind, status = min(verdicts, key=lambda each: _MILDEST.index(each[0]))
    return Report(kind, status, delivery)


def _is_automatic(message: Message[Any, Any]) -> bool:
    """Say whether a program answered (RFC 3834, and what was usual before it)."""
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return (
        not submitted.startswith("no")
        or precedence in {"auto_reply", "bulk", "junk"}
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress"))
    )


def _delivery(message: Message[Any, Any]) -> UUID | None:
    forged: ForgedError | None = None
    for name in _SENT_TO:
        for value in message.get_all(name, []):
            try:
                found = delivery_of(str(value))
            except ForgedError as error:
                forged = error
                continue
            if found is not None:
                return found
    if forged is not None:
        raise forged
    return None


def _blocks(message: Message[Any, Any]) -> Iterator[Message[Any, Any]]:
    """Give the groups of fields about one recipient each; the first group of a report is about the message."""
    for part in message.get_payload() if message.is_multipart() else ():
        if isinstance(part, Message) and part.get_content_type() == "message/delivery-status":
            groups = part.get_payload()
            if isinstance(groups, list):
                yield from (group for group in groups if isinstance(group, Message) and "Action" in group)
            return


def _verdict(block: Message[Any, Any]) -> tuple[Kind, str]:
    """Judge one recipient; raise ValueError when action and status make no sense together (RFC 3464 2.3.3, 2.3.4)."""
    action = str(block["Action"]).split(";")[0].strip().lower()
    found = _STATUS.match(str(block.get("Status", "")))
    if found is None:
        raise ValueError("no status")
    status = ".".join(found.groups())
    if action in _PASSING:
        return Kind.DELAYED, status
    if action != "failed" or found[1] == "2":
        raise ValueError("no such action")
    return _judge(found[1], int(found[2]), int(found[3])), status


def _judge(outcome: str, subject: int, detail: int) -> Kind:
    """Tell the address from the mail and from the moment, by RFC 3463."""
    if subject in (6, 7) or (subject, detail) in {(2, 3), (3, 4)}:
        # Contents, security or policy, size: another mail may pass.
        return Kind.MESSAGE
    if outcome == "4" or (subject, detail) == (2, 2):
        # A full mailbox is emptied some day, even where its server says 5.2.2.
        return Kind.TRANSIENT
    return Kind.PERMANENT
