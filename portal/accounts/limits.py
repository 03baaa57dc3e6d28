"""How often something may be tried. Counted in the database, so that a cache that is down neither locks nor opens doors.

A counter is one row (account, source): N attempts within the window are allowed, the next one is refused with the
seconds to wait. Taking an attempt locks the row until the response is committed, so parallel attempts queue up instead
of slipping through.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.models import LoginFailure
from portal.accounts.sources import account_key, client_address, network_of, source_key, trusted_device


@dataclass(frozen=True)
class Limit:
    """`attempts` are allowed within `seconds` of the first."""

    attempts: int
    seconds: int


PASSWORD = Limit(5, 15 * 60)
# Over all accounts of one network (a /24 or /64 may be an office): slows down trying one password on many accounts.
PASSWORD_SOURCE = Limit(50, 15 * 60)
CODE = Limit(5, 15 * 60)
# Over all networks: six digits do not withstand guessing from everywhere. Trusted devices are not counted here.
CODE_ACCOUNT = Limit(30, 15 * 60)
# Whoever guesses codes knows the password. 30 in a quarter of an hour, for ever, would find one of a million in weeks.
CODE_DAY = Limit(50, 24 * 3600)
# The owner is told after so many wrong codes of a day, and when the day's are used up.
CODE_TOLD = 5
SIGN_UP = Limit(20, 3600)
RESET_SOURCE = Limit(20, 3600)
# Mails of one kind to one address.
MAIL = Limit(5, 3600)
CLAIM = Limit(10, 24 * 3600)
# Invitations carry the inviter's words to any address.
INVITE = Limit(20, 24 * 3600)
INVITED = Limit(5, 24 * 3600)
_ALL = (
    PASSWORD, PASSWORD_SOURCE, CODE, CODE_ACCOUNT, CODE_DAY, SIGN_UP, RESET_SOURCE, MAIL, CLAIM, INVITE, INVITED,
)  # fmt: skip

_TAKE = """
insert into accounts_loginfailure as row (account_hash, source_hash, failures, window_start) values (%(account)s, %(source)s, 1, %(now)s)
on conflict (account_hash, source_hash) do update set
  failures = case when row.window_start <= %(start)s then 1 else least(row.failures + 1, 1000000) end,
  window_start = case when row.window_start <= %(start)s then excluded.window_start else row.window_start end
returning failures, window_start"""


def take(account: str, source: str, limit: Limit) -> int:
    """Count one attempt; return 0 when it is allowed, else the whole seconds until the next one is.

    Locks the counter's row until the transaction ends.
    """
    return _count(account, source, limit)[1]


def _count(account: str, source: str, limit: Limit) -> tuple[int, int]:
    """Count one attempt; return how many the window has by now, and what `take` returns."""
    now = timezone.now()
    start = now - timedelta(seconds=limit.seconds)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"account": account, "source": source, "now": now, "start": start})
        failures, window_start = cursor.fetchone()
    return failures, _wait(window_start, now, limit) if failures > limit.attempts else 0


def peek(account: str, source: str, limit: Limit) -> int:
    """Return the seconds to wait before another attempt, without counting one."""
    now = timezone.now()
    row = LoginFailure.objects.filter(account_hash=account, source_hash=source).first()
    if row is None or row.failures < limit.attempts:
        return 0
    return _wait(row.window_start, now, limit)


def forgive(account: str, source: str) -> None:
    """Start the counter anew after a success."""
    LoginFailure.objects.filter(account_hash=account, source_hash=source).delete()


def counters_forget() -> int:
    """Delete the counters whose window is over whatever they counted; return how many. In the system scope."""
    over = timezone.now() - timedelta(seconds=max(one.seconds for one in _ALL))
    return LoginFailure.objects.filter(window_start__lt=over).delete()[0]


def _wait(window_start: datetime, now: datetime, limit: Limit) -> int:
    left = (window_start + timedelta(seconds=limit.seconds) - now).total_seconds()
    return max(int(left) + 1, 1) if left > 0 else 0


class Guard:
    """The counters in front of one secret of one account, as seen from one request.

    A browser that logged in to this account before is a source of its own; everybody else is counted by network.
    So whoever guesses from elsewhere fills other rows than the owner's.
    """

    def __init__(self, request: HttpRequest, email: str, *, purpose: str = "password") -> None:
        self.account = account_key(email)
        self.device = trusted_device(request, self.account)
        network = network_of(client_address(request))
        self.network_source = source_key("network", network)
        own = source_key("device", self.device) if self.device else self.network_source
        self.source = source_key(purpose, own)
        self.account_wide = source_key(purpose, "anywhere")
        self.account_day = source_key(purpose, "day")
        self.purpose = purpose

    def closed(self) -> int:
        """Return the seconds for which unknown browsers may try no more codes; 0 for a browser of the owner's."""
        return 0 if self.device else peek(self.account, self.account_day, CODE_DAY)

    def begin(self) -> int:
        """Take one attempt; return 0 when it may go on, else the seconds to wait."""
        limit = PASSWORD if self.purpose == "password" else CODE
        if not self.device:
            wide = (
                peek("", self.network_source, PASSWORD_SOURCE)
                if self.purpose == "password"
                else peek(self.account, self.account_wide, CODE_ACCOUNT) or self.closed()
            )
            if wide:
                return wide
        return take(self.account, self.source, limit)

    def failed(self) -> int:
        """Count the failure where more than this account or this source matters.

        Return how many wrong codes unknown browsers gave for this account within a day; 0 where that is not counted.
        """
        if self.device:
            return 0
        if self.purpose == "password":
            take("", self.network_source, PASSWORD_SOURCE)
            return 0
        take(self.account, self.account_wide, CODE_ACCOUNT)
        return _count(self.account, self.account_day, CODE_DAY)[0]

    def succeeded(self) -> None:
        """Forget this source's attempts."""
        forgive(self.account, self.source)


def from_network(request: HttpRequest, purpose: str, limit: Limit) -> int:
    """Take one attempt of `purpose` for the request's network; return 0 or the seconds to wait."""
    return take("", source_key(purpose, network_of(client_address(request))), limit)


def for_address(email: str, purpose: str, limit: Limit = MAIL) -> int:
    """Take one mail of `purpose` to an address; return 0 or the seconds to wait."""
    return take(account_key(email), source_key("mail", purpose), limit)
