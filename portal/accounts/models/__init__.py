"""People, the enterprises they act for, and the invitations that bring staff and experts in."""

from portal.accounts.models.enterprise import Enterprise, EnterpriseMember
from portal.accounts.models.invitation import Invitation
from portal.accounts.models.user import LoginFailure, User

__all__ = ["Enterprise", "EnterpriseMember", "Invitation", "LoginFailure", "User"]
