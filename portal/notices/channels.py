"""Ways to reach a person beyond the bell. A further channel is one class here and one code in portal.notices.topics."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection

from portal.notices import topics, wording
from portal.notices.bounces.address import bounce_address
from portal.notices.registry import Later

logger = logging.getLogger(__name__)

REST_SECONDS = 10
_REST_KEY = "notices:mail-rests"


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message to one address. `reference` names it for good: sending it twice shows as the same message."""

    reference: UUID
    address: str
    language: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    link: str = ""
    settings_link: str = ""
    # Further header lines of a mail, such as List-Unsubscribe.
    headers: Mapping[str, str] = field(default_factory=dict)


def one_click(leave: str) -> dict[str, str]:
    """Give the header lines by which a mail program ends mails with one POST to `leave` (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{leave}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }


class Refused(Exception):
    """The provider will never take this message; `code` is its answer.

    `is_address` tells that the address itself was refused (no such mailbox), not what was to be sent there.
    """

    def __init__(self, code: int, *, is_address: bool = False) -> None:
        super().__init__(f"refused with {code}")
        self.code = code
        self.is_address = is_address


class Channel(Protocol):
    """Sends one kind of message."""

    def send(self, envelope: Envelope) -> str:
        """Send and return the provider's reference; raise Refused, or Later when the provider is out of reach."""

    def close(self) -> None:
        """Hang up after a batch."""


class EmailChannel:
    """Multipart mail over the configured SMTP server, one connection for a batch."""

    def __init__(self) -> None:
        self._connection: Any = None

    def send(self, envelope: Envelope) -> str:
        written = wording.message(
            envelope.template,
            envelope.context,
            envelope.language,
            link=envelope.link,
            settings_link=envelope.settings_link,
        )
        message_id = f"<{envelope.reference}@{_domain()}>"
        mail = EmailMultiAlternatives(
            written.subject,
            written.text,
            # The sender on the envelope: where a report comes back to. The reader sees the line From.
            from_email=bounce_address(envelope.reference),
            to=[envelope.address],
            headers={
                "From": settings.DEFAULT_FROM_EMAIL,
                # The same delivery always carries the same id, so a second copy after a crash is known as one.
                "Message-ID": message_id,
                "Auto-Submitted": "auto-generated",
                "Content-Language": envelope.language,
                **envelope.headers,
            },
        )
        mail.attach_alternative(written.html, "text/html")
        try:
            self._line().send_messages([mail])
        except smtplib.SMTPRecipientsRefused as error:
            raise _judge(next(iter(error.recipients.values()))[0], is_address=True) from error
        except smtplib.SMTPDataError as error:
            self.close()
            raise _judge(error.smtp_code) from error
        except smtplib.SMTPResponseException as error:
            # Log-in or sender refused: our settings are wrong, not the message.
            self.close()
            raise Later(f"the mail server answers {error.smtp_code}") from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            cache.set(_REST_KEY, True, REST_SECONDS)
            raise Later(f"the mail server does not answer ({type(error).__name__})") from error
        return message_id

    def close(self) -> None:
        line, self._connection = self._connection, None
        if line is not None:
            try:
                line.close()
            except (smtplib.SMTPException, OSError) as error:
                logger.debug("Hanging up on the mail server: %s", type(error).__name__)

    def _line(self) -> Any:
        if self._connection is None:
            # A server that hangs costs every worker the whole timeout; one of them asks, the others wait.
            if cache.get(_REST_KEY):
                raise Later("the mail server did not answer a moment ago")
            self._connection = get_connection()
            self._connection.open()
        return self._connection


def _judge(code: int, *, is_address: bool = False) -> Exception:
    return Refused(code, is_address=is_address) if 500 <= code < 600 else Later(f"the mail server answers {code}")


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def open_channel(code: str) -> Channel:
    """Return a sender for one batch of a channel; raise LookupError for a channel that sends nothing."""
    return _SENDERS[code]()


_SENDERS: Mapping[str, type[Channel]] = {topics.EMAIL: EmailChannel}
