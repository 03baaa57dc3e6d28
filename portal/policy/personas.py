"""The personas of the policy table (product §1) and the groups that rules speak of."""

from __future__ import annotations

ANONYMOUS = frozenset({"anonymous"})
UNAFFILIATED = frozenset({"unaffiliated"})
ENTERPRISE_WRITERS = frozenset({"owner", "member", "agent"})
ENTERPRISE = ENTERPRISE_WRITERS | {"readonly"}
OWNERS = frozenset({"owner"})
CENTER = frozenset({"intake", "handler", "supervisor"})
SUPERVISORS = frozenset({"supervisor"})
COORDINATORS = frozenset({"coordinator"})
NATIONAL = frozenset({"coordinator", "editor", "reviewer", "analyst"})
EXPERTS = frozenset({"expert"})
SYSADMINS = frozenset({"sysadmin"})
SECADMINS = frozenset({"secadmin"})
AUDITORS = frozenset({"auditor"})
ADMINS = SYSADMINS | SECADMINS | AUDITORS

ALL = ANONYMOUS | UNAFFILIATED | ENTERPRISE | CENTER | NATIONAL | EXPERTS | ADMINS
SIGNED_IN = ALL - ANONYMOUS
# Personas who must log in with a second factor before any protected route answers.
SECOND_FACTOR = CENTER | NATIONAL | EXPERTS | ADMINS
