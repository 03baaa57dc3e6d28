"""The bounce mailbox over IMAP (RFC 3501), encrypted and with the server's certificate checked."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from portal.env import Mailbox
from portal.notices.registry import Later

TIMEOUT_SECONDS = 20
_SIZE = re.compile(rb"UID (\d+) RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+) UID (\d+)")


class Folder:
    """An open folder. `uid_validity` and a UID name a mail for good."""

    def __init__(self, line: imaplib.IMAP4_SSL, uid_validity: int) -> None:
        self._line = line
        self.uid_validity = uid_validity

    def waiting(self, most: int) -> dict[int, int]:
        """Map the UIDs of unseen mails, oldest first and `most` of them, to their sizes in bytes."""
        [found] = self._ask("SEARCH", "UNSEEN")
        uids = [int(word) for word in (found or b"").split()][:most]
        if not uids:
            return {}
        sizes: dict[int, int] = {}
        for line in self._ask("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE)"):
            if isinstance(line, bytes) and (match := _SIZE.search(line)):
                uid, size = (match[1], match[2]) if match[1] else (match[4], match[3])
                sizes[int(uid)] = int(size)
        return {uid: sizes[uid] for uid in uids if uid in sizes}

    def fetch(self, uid: int) -> bytes | None:
        """Give the bytes of a mail without marking it seen; None when it is gone."""
        for piece in self._ask("FETCH", str(uid), "(BODY.PEEK[])"):
            if isinstance(piece, tuple):
                return bytes(piece[1])
        return None

    def settle(self, uid: int, *, erase: bool) -> None:
        """Mark a mail as seen, and delete it when nobody needs to look at it."""
        self._ask("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen \Deleted)" if erase else r"(\Seen)")
        if erase:
            # Where the server can, the one mail alone: whatever else somebody marked stays theirs to delete.
            if "UIDPLUS" in self._line.capabilities:
                self._ask("EXPUNGE", str(uid))
            else:
                self._line.expunge()

    def _ask(self, command: str, *arguments: str) -> Sequence[Any]:
        answer, data = self._line.uid(command, *arguments)
        if answer != "OK":
            raise Later(f"the bounce mailbox answers {answer} to {command}")
        return [each for each in data if each is not None] or [b""]


@contextmanager
def open_folder(where: Mailbox) -> Iterator[Folder]:
    """Log in and open the folder; raise Later when the server is out of reach, refuses, or cannot prove who it is."""
    line: imaplib.IMAP4_SSL | None = None
    try:
        line = imaplib.IMAP4_SSL(
            where.host, where.port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT_SECONDS
        )
        line.login(where.user, where.password)
        quoted = where.folder.replace("\\", "\\\\").replace('"', '\\"')
        answer, _ = line.select(f'"{quoted}"')
        if answer != "OK":
            raise Later("the folder of the bounce mailbox cannot be opened")
        _, [validity] = line.response("UIDVALIDITY")
        if validity is None:
            raise Later("the bounce mailbox gives its mails no lasting names")
        yield Folder(line, int(validity))
    except (imaplib.IMAP4.error, OSError) as error:
        # Neither the login nor what the server says of it stands in a log.
        raise Later(f"the bounce mailbox does not answer as it should ({type(error).__name__})") from None
    finally:
        if line is not None:
            _hang_up(line)


def _hang_up(line: imaplib.IMAP4_SSL) -> None:
    try:
        line.logout()
    except (imaplib.IMAP4.error, OSError):
        line.shutdown()
