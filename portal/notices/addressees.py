"""Recipients who are no users of the portal: an app says how its own are addressed, and hears what became of the mail.

A delivery names them `<prefix>:<id>`, so neither table nor log of the deliveries holds an address:

    addressees.register("s", address=subscriber_address, settle=subscriber_settle, returned=subscriber_returned)

in `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from portal.notices.channels import Envelope, Refused


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery in hand: its own id, the event it belongs to, and the app's id of the recipient."""

    delivery: UUID
    event: UUID
    recipient: int


# What to send, or in English why nothing is sent.
Address = Callable[[Parcel], Envelope | str]
# Called in the transaction that notes the outcome: None when it was sent.
Settle = Callable[[Parcel, Refused | None], None]
# Called in the transaction that notes that a mail came back later, with its kind (models.ReturnedMail.Kind), once a delivery.
Returned = Callable[[Parcel, str], None]


@dataclass(frozen=True, slots=True)
class Addressees:
    """How one kind of recipient is addressed; the functions run in the system scope."""

    address: Address
    settle: Settle
    returned: Returned


_kinds: dict[str, Addressees] = {}


def register(prefix: str, *, address: Address, settle: Settle, returned: Returned) -> None:
    """Register a kind of recipient; raise ValueError for a prefix that is taken or no word."""
    if prefix in _kinds or not prefix.isalpha():
        raise ValueError(f"The prefix {prefix!r} of recipients is taken or no word.")
    _kinds[prefix] = Addressees(address, settle, returned)


def find(recipient: str) -> tuple[Addressees, int] | None:
    """Give who addresses `recipient` and the app's id of it; None for a user of the portal or a bare address."""
    prefix, colon, identity = recipient.partition(":")
    if not colon or prefix not in _kinds:
        return None
    return _kinds[prefix], int(identity)
