"""Who may call the pages of accounts.

Everything under `/accounts/` runs as the bare login: it speaks of the person, not of the seat they act from. Pages that
set up or prove a second factor, and those that lead out, are open to a session that still owes one.
"""

from portal.policy.personas import (
    ADMINS,
    ALL,
    ANONYMOUS,
    CENTER,
    COORDINATORS,
    ENTERPRISE,
    OWNERS,
    SECADMINS,
    SIGNED_IN,
    SUPERVISORS,
    SYSADMINS,
)
from portal.policy.reach import anywhere, at_center, only_mine, own
from portal.policy.table import Rule, rule

MINE = only_mine(SIGNED_IN)


def _account(route: str, methods: str, *, owing: bool = False, mine: str = "") -> Rule:
    """Write the row of a page of one's own account; `owing` opens it to who has not proved a second factor yet."""
    return rule(
        route, methods, SIGNED_IN, scope="login", second_factor=not owing, target=mine, reach=MINE if mine else None
    )


def _door(route: str, methods: str) -> Rule:
    """Write the row of a page in front of the log-in."""
    return rule(route, methods, ALL, scope="login", second_factor=False)


RULES = [
    _door("account_login", "GET POST"),
    _door("account_logout", "GET POST"),
    _door("account_inactive", "GET"),
    _door("account_signup", "GET POST"),
    _door("account_email_verification_sent", "GET"),
    _door("account_confirm_email", "GET POST"),
    _door("account_reset_password", "GET POST"),
    _door("account_reset_password_done", "GET"),
    _door("account_reset_password_from_key", "GET POST"),
    _door("account_reset_password_from_key_done", "GET"),
    _door("accounts:invitation", "GET POST"),
    rule("mfa_authenticate", "GET POST", ANONYMOUS | SIGNED_IN, scope="login", second_factor=False),
    _account("account_reauthenticate", "GET POST", owing=True),
    _account("mfa_reauthenticate", "GET POST", owing=True),
    _account("mfa_reauthenticate_webauthn", "GET POST", owing=True),
    _account("accounts:second_factor", "GET POST", owing=True),
    _account("mfa_activate_totp", "GET POST", owing=True),
    _account("mfa_add_webauthn", "GET POST", owing=True),
    _account("account_email", "GET POST"),
    _account("account_change_password", "GET POST"),
    _account("account_set_password", "GET"),
    _account("mfa_index", "GET"),
    _account("mfa_deactivate_totp", "GET POST"),
    _account("mfa_view_recovery_codes", "GET"),
    _account("mfa_generate_recovery_codes", "GET POST"),
    _account("mfa_download_recovery_codes", "GET"),
    _account("mfa_list_webauthn", "GET"),
    _account("mfa_remove_webauthn", "GET POST", mine="security_key"),
    _account("mfa_edit_webauthn", "GET POST", mine="security_key"),
    _account("usersessions_list", "GET POST"),
    _account("accounts:session_end", "POST", mine="session"),
    _account("accounts:profile", "GET POST"),
    _account("accounts:tokens", "GET POST"),
    _account("accounts:token_revoke", "POST", mine="token"),
    _account("accounts:enterprise_register", "GET POST"),
    # Only leads on; the page it leads to asks whose request it is.
    _account("accounts:request", "GET"),
    _account("accounts:claim_withdraw", "POST", mine="join_request_own"),
    # -- the enterprise and its people -------------------------------------------------------------------------------
    rule("accounts:enterprise_record", "GET", ENTERPRISE),
    rule("accounts:enterprise_record", "POST", OWNERS),
    rule("accounts:members", "GET", ENTERPRISE),
    rule("accounts:member_leave", "GET POST", ENTERPRISE),
    rule("accounts:member_invite", "GET POST", OWNERS),
    rule("accounts:agent_authorise", "GET POST", OWNERS),
    rule("accounts:member", "GET POST", OWNERS, target="member", reach=own(OWNERS)),
    rule("accounts:member_end", "GET POST", OWNERS, target="member", reach=own(OWNERS)),
    rule("accounts:join_request", "GET POST", OWNERS, target="join_request", reach=own(OWNERS)),
    rule("accounts:member_invitation_again", "POST", OWNERS, target="member_invitation", reach=own(OWNERS)),
    rule("accounts:member_invitation_back", "POST", OWNERS, target="member_invitation", reach=own(OWNERS)),
    # -- the center and its people -----------------------------------------------------------------------------------
    rule("accounts:staff", "GET", CENTER),
    rule("accounts:staff_invite", "GET POST", SUPERVISORS),
    rule("accounts:colleague", "GET POST", SUPERVISORS, target="colleague", reach=at_center(SUPERVISORS)),
    rule("accounts:colleague_end", "GET POST", SUPERVISORS, target="colleague", reach=at_center(SUPERVISORS)),
    rule("accounts:colleague_factor", "GET POST", SUPERVISORS, target="colleague", reach=at_center(SUPERVISORS)),
    rule(
        "accounts:staff_invitation_again", "POST", SUPERVISORS, target="staff_invitation", reach=at_center(SUPERVISORS)
    ),
    rule(
        "accounts:staff_invitation_back", "POST", SUPERVISORS, target="staff_invitation", reach=at_center(SUPERVISORS)
    ),
    rule("accounts:claims", "GET", SUPERVISORS | COORDINATORS),
    rule(
        "accounts:claim",
        "GET POST",
        SUPERVISORS | COORDINATORS,
        target="claim",
        # A coordinator decides where no supervisor can.
        reach=at_center(SUPERVISORS) | dict.fromkeys(COORDINATORS, frozenset({"other_center"})),
    ),
    # -- across centers ----------------------------------------------------------------------------------------------
    rule("accounts:supervisors", "GET", COORDINATORS),
    rule("accounts:supervisor_invite", "GET POST", COORDINATORS),
    rule("accounts:supervisor_end", "GET POST", COORDINATORS, target="supervisor_seat", reach=anywhere(COORDINATORS)),
    rule(
        "accounts:supervisor_invitation_again",
        "POST",
        COORDINATORS,
        target="supervisor_invitation",
        reach=anywhere(COORDINATORS),
    ),
    rule(
        "accounts:supervisor_invitation_back",
        "POST",
        COORDINATORS,
        target="supervisor_invitation",
        reach=anywhere(COORDINATORS),
    ),
    rule("accounts:grants", "GET", SECADMINS | SYSADMINS | COORDINATORS),
    rule("accounts:grant_propose", "GET POST", SECADMINS),
    rule(
        "accounts:grant_confirm",
        "GET POST",
        SYSADMINS | COORDINATORS,
        target="grant_proposal",
        reach=anywhere(SYSADMINS | COORDINATORS),
    ),
    rule("accounts:grant_back", "POST", SECADMINS, target="grant_proposal", reach=anywhere(SECADMINS)),
    rule(
        "accounts:grant_end",
        "GET POST",
        SECADMINS | SYSADMINS,
        target="grant_seat",
        reach=anywhere(SECADMINS | SYSADMINS),
    ),
    rule(
        "accounts:seat_ending",
        "GET POST",
        SYSADMINS | COORDINATORS,
        target="seat_ending",
        reach=anywhere(SYSADMINS | COORDINATORS),
    ),
    rule(
        "accounts:seat_ending_back",
        "POST",
        SECADMINS | SYSADMINS | COORDINATORS,
        target="seat_ending",
        reach=anywhere(SECADMINS | SYSADMINS | COORDINATORS),
    ),
    rule("accounts:administration", "GET", ADMINS),
    rule("accounts:factor_resets", "GET", SECADMINS | SYSADMINS | COORDINATORS),
    rule("accounts:factor_reset_ask", "GET POST", SECADMINS | SYSADMINS),
    rule(
        "accounts:factor_reset",
        "GET POST",
        SYSADMINS | COORDINATORS,
        target="factor_reset",
        reach=anywhere(SYSADMINS | COORDINATORS),
    ),
    rule(
        "accounts:factor_reset_back",
        "POST",
        SECADMINS | SYSADMINS,
        target="factor_reset",
        reach=anywhere(SECADMINS | SYSADMINS),
    ),
    # -- programs ----------------------------------------------------------------------------------------------------
    rule("api:token", "POST", ALL, scope="login", second_factor=False),
]
