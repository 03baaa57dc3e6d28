"""The trail is the auditor's alone."""

from portal.policy.personas import AUDITORS
from portal.policy.reach import anywhere
from portal.policy.table import rule

RULES = [
    rule("audit:list", "GET", AUDITORS),
    rule("audit:entry", "GET", AUDITORS, target="audit_entry", reach=anywhere(AUDITORS)),
    rule("audit:export", "POST", AUDITORS),
    rule("audit:chain", "GET", AUDITORS),
    rule("audit:verify", "POST", AUDITORS),
]
