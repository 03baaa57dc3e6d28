"""Addresses of accounts. allauth's routes keep their names (its own code reverses them); those not listed do not exist."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from portal.accounts.views import (
    account,
    administration,
    enterprise,
    entry,
    grants,
    invitation,
    members,
    resets,
    second_factor,
    staff,
)

allauth_urlpatterns = [
    path("login/", entry.LoginView.as_view(), name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", entry.inactive, name="account_inactive"),
    path("signup/", entry.SignupView.as_view(), name="account_signup"),
    path("reauthenticate/", entry.ReauthenticateView.as_view(), name="account_reauthenticate"),
    path("email/", entry.EmailView.as_view(), name="account_email"),
    path("confirm-email/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^confirm-email/(?P<key>[-:\w]+)/$", allauth_views.confirm_email, name="account_confirm_email"),
    path("password/change/", entry.PasswordChangeView.as_view(), name="account_change_password"),
    path("password/set/", entry.set_password, name="account_set_password"),
    path("password/reset/", entry.PasswordResetView.as_view(), name="account_reset_password"),
    path("password/reset/done/", allauth_views.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        entry.PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("2fa/", second_factor.IndexView.as_view(), name="mfa_index"),
    path("2fa/authenticate/", second_factor.AuthenticateView.as_view(), name="mfa_authenticate"),
    path("2fa/reauthenticate/", second_factor.ReauthenticateView.as_view(), name="mfa_reauthenticate"),
    path("2fa/app/", second_factor.ActivateTOTPView.as_view(), name="mfa_activate_totp"),
    path("2fa/app/remove/", second_factor.DeactivateTOTPView.as_view(), name="mfa_deactivate_totp"),
    path("2fa/codes/", second_factor.ViewRecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", second_factor.GenerateRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"),
    path("2fa/codes/download/", second_factor.DownloadRecoveryCodesView.as_view(), name="mfa_download_recovery_codes"),
    path("2fa/keys/", second_factor.ListWebAuthnView.as_view(), name="mfa_list_webauthn"),
    path("2fa/keys/add/", second_factor.AddWebAuthnView.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/keys/reauthenticate/",
        second_factor.ReauthenticateWebAuthnView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/keys/<int:pk>/remove/", second_factor.RemoveWebAuthnView.as_view(), name="mfa_remove_webauthn"),
    path("2fa/keys/<int:pk>/edit/", second_factor.EditWebAuthnView.as_view(), name="mfa_edit_webauthn"),
    path("sessions/", account.sessions, name="usersessions_list"),
]

own_urlpatterns = [
    path("", account.profile, name="profile"),
    path("second-factor/", second_factor.second_factor, name="second_factor"),
    path("sessions/<int:pk>/end/", account.session_end, name="session_end"),
    path("tokens/", account.tokens, name="tokens"),
    path("tokens/<int:pk>/revoke/", account.revoke_token, name="token_revoke"),
    path("invitation/<str:key>/", invitation.invitation, name="invitation"),
    path("enterprise/", enterprise.register, name="enterprise_register"),
    path("requests/<int:pk>/", enterprise.request_page, name="request"),
    path("enterprise/<int:pk>/withdraw/", enterprise.withdraw, name="claim_withdraw"),
]

enterprise_urlpatterns = [
    path("", enterprise.record, name="enterprise_record"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="member_invite"),
    path("members/authorise/", members.authorise, name="agent_authorise"),
    path("members/leave/", members.leave, name="member_leave"),
    path("members/<int:pk>/", members.member, name="member"),
    path("members/<int:pk>/request/", members.join_request, name="join_request"),
    path("members/<int:pk>/end/", members.end, name="member_end"),
    path("members/invitations/<int:pk>/again/", members.invitation_again, name="member_invitation_again"),
    path("members/invitations/<int:pk>/back/", members.invitation_back, name="member_invitation_back"),
]

staff_urlpatterns = [
    path("", staff.staff, name="staff"),
    path("invite/", staff.invite, name="staff_invite"),
    path("people/<int:user_id>/", staff.colleague, name="colleague"),
    path("people/<int:user_id>/end/", staff.end, name="colleague_end"),
    path("people/<int:user_id>/second-factor/", resets.colleague_factor, name="colleague_factor"),
    path("invitations/<int:pk>/again/", staff.invitation_again, name="staff_invitation_again"),
    path("invitations/<int:pk>/back/", staff.invitation_back, name="staff_invitation_back"),
    path("claims/", staff.claims, name="claims"),
    path("claims/<int:pk>/", staff.claim, name="claim"),
    path("supervisors/", grants.supervisors, name="supervisors"),
    path("supervisors/invite/", grants.supervisor_invite, name="supervisor_invite"),
    path("supervisors/<int:pk>/end/", grants.supervisor_end, name="supervisor_end"),
    path(
        "supervisors/invitations/<int:pk>/again/",
        grants.supervisor_invitation_again,
        name="supervisor_invitation_again",
    ),
    path(
        "supervisors/invitations/<int:pk>/back/", grants.supervisor_invitation_back, name="supervisor_invitation_back"
    ),
    path("grants/", grants.grants, name="grants"),
    path("grants/propose/", grants.grant_propose, name="grant_propose"),
    path("grants/proposals/<int:pk>/", grants.grant_confirm, name="grant_confirm"),
    path("grants/proposals/<int:pk>/back/", grants.grant_back, name="grant_back"),
    path("administration/", administration.administration, name="administration"),
    path("lost-devices/", resets.resets, name="factor_resets"),
    path("lost-devices/ask/", resets.ask, name="factor_reset_ask"),
    path("lost-devices/<int:pk>/", resets.confirm, name="factor_reset"),
    path("lost-devices/<int:pk>/back/", resets.back, name="factor_reset_back"),
    path("grants/<int:pk>/end/", grants.grant_end, name="grant_end"),
    path("grants/endings/<int:pk>/", grants.seat_ending, name="seat_ending"),
    path("grants/endings/<int:pk>/back/", grants.seat_ending_back, name="seat_ending_back"),
]

app_name = "accounts"
urlpatterns = [
    path("accounts/", include(own_urlpatterns)),
    path("enterprise/", include(enterprise_urlpatterns)),
    path("staff/", include(staff_urlpatterns)),
]
