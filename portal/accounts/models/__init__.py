"""People, the enterprises they act for, the invitations that bring staff and experts in, and what keeps them logged in."""

from portal.accounts.models.access import ApiToken, LoginFailure, Session
from portal.accounts.models.ending import SeatEnding
from portal.accounts.models.enterprise import Enterprise, EnterpriseMember
from portal.accounts.models.invitation import TWO_PERSON_ROLES, Invitation
from portal.accounts.models.reset import SecondFactorReset
from portal.accounts.models.user import User

__all__ = [
    "TWO_PERSON_ROLES",
    "ApiToken",
    "Enterprise",
    "EnterpriseMember",
    "Invitation",
    "LoginFailure",
    "SeatEnding",
    "SecondFactorReset",
    "Session",
    "User",
]
