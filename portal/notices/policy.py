"""Who may call the pages of the bell, the quarantine and the demo's mailbox."""

from portal.policy.personas import ALL, SIGNED_IN, SYSADMINS
from portal.policy.reach import anywhere, only_mine
from portal.policy.table import rule

MINE = only_mine(SIGNED_IN)
QUARANTINE = anywhere(SYSADMINS)

RULES = [
    rule("notices:list", "GET", SIGNED_IN),
    rule("notices:open", "GET", SIGNED_IN, target="notice", reach=MINE),
    rule("notices:read", "POST", SIGNED_IN, target="notice", reach=MINE),
    rule("notices:read_all", "POST", SIGNED_IN),
    rule("notices:preferences", "GET POST", SIGNED_IN),
    rule("notices:quarantine", "GET", SYSADMINS),
    rule("notices:quarantine_detail", "GET", SYSADMINS, target="quarantined", reach=QUARANTINE),
    rule("notices:requeue", "POST", SYSADMINS, target="quarantined", reach=QUARANTINE),
    rule("notices:discard", "POST", SYSADMINS, target="quarantined", reach=QUARANTINE),
    # The demo only (the views answer 404 elsewhere): the mail it sent, for whoever plays the people.
    rule("notices:mailbox", "GET", ALL, scope="login", second_factor=False),
    rule("notices:mail", "GET", ALL, scope="login", second_factor=False),
    rule("notices:mail_body", "GET", ALL, scope="login", second_factor=False),
]
