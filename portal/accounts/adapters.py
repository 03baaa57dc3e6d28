"""Where allauth meets the portal: mail through the outbox, limits in the database, an audit line for every log-in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import segno
from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts import limits
from portal.accounts.actors import must_prove_second_factor
from portal.accounts.languages import speak
from portal.accounts.limits import Guard
from portal.accounts.models import User
from portal.accounts.sealing import seal, unseal
from portal.accounts.services.users import user_put_aside
from portal.accounts.sources import account_key, client_address, trust_device
from portal.audit import trail
from portal.notices.notify import mail
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)

# Links in which a secret stands: they travel sealed (portal.accounts.sealing).
_SECRET_LINKS = ("activate_url", "password_reset_url")
_PLAIN_FACTS = ("signup_url", "from_email", "to_email", "deleted_email", "ip", "user_agent")
# Mails that anybody can have sent to an address by typing it: a few an hour, the rest is dropped without a word.
_ON_REQUEST = {
    "email_confirmation", "email_confirmation_signup", "password_reset_key", "account_already_exists", "unknown_account",
}  # fmt: skip


# Pages named in mails stand on the portal's own host, whatever the request said its host was.
_PUBLIC_PAGES: dict[str, Callable[[], dict[str, str]]] = {
    "account_already_exists": lambda: {
        "password_reset_url": settings.PUBLIC_URL + reverse("account_reset_password"),
        "signup_url": "",
    },
    "unknown_account": lambda: {"signup_url": settings.PUBLIC_URL + reverse("account_signup")},
}


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules of accounts as the portal wants them."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account has been closed. Ask your center or write to us."),
        "cannot_remove_primary_email": _("This is the address you log in with; it cannot be removed."),
        "duplicate_email": _("This is already the address of your account."),
        "email_password_mismatch": _("E-mail and password do not fit together. Check both and try again."),
        "email_taken": _("This address cannot be used. Choose another one."),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _(
            "This code is not right, or it has been used already. Wait for the next one and type it in."
        ),
        "incorrect_password": _("This is not your password."),
        "invalid_login": _("E-mail and password do not fit together. Check both and try again."),
        "invalid_password_reset": _("This link is no longer valid. Ask for a new one."),
        "same_as_current": _("The new one is the same as the present one. Choose another."),
        "too_many_login_attempts": _("Too many attempts. Wait a little, then try again."),
        "rate_limited": _("Too many attempts. Wait a little, then try again."),
        "unverified_primary_email": _("Confirm your e-mail address first: open the link we sent you."),
    }

    # -- mail ----------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a mail into the outbox: a mail server that is down never fails the page that wanted to write."""
        name = template_prefix.rpartition("/")[2]
        if name in _ON_REQUEST and limits.for_address(email, name):
            logger.info("More than %s mails %r to one address within an hour; dropped.", limits.MAIL.attempts, name)
            return
        context = context | _PUBLIC_PAGES.get(name, lambda: {})()
        user = context.get("user") or User.objects.filter(email=email.lower()).first()
        facts: dict[str, Any] = {key: str(context[key]) for key in _PLAIN_FACTS if context.get(key)}
        facts |= {key: seal(str(context[key])) for key in _SECRET_LINKS if context.get(key)}
        if isinstance(context.get("timestamp"), datetime):
            facts["happened_at"] = context["timestamp"].isoformat()
        mail(
            f"account/{name}",
            to=[email],
            context=facts | {"name": user.name if isinstance(user, User) else ""},
            language=user.language if isinstance(user, User) else (get_language() or settings.LANGUAGE_CODE),
        )

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Give the address of the page that confirms an e-mail, on the portal's own host whatever the request said."""
        return settings.PUBLIC_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the address of the page that sets a new password (see above)."""
        uid, _dash, token = key.partition("-")
        return settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})

    # -- logging in ----------------------------------------------------------------------------------------------

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Take one attempt; refuse with the seconds to wait on the request (`login_wait`) when there is none left."""
        email = credentials.get("email", "")
        self._guard = Guard(request, email)
        if wait := self._guard.begin():
            request.login_wait = wait  # type: ignore[attr-defined]
            trail.record("account.login_blocked", payload={"account": self._guard.account, "seconds": wait})
            raise self.too_many(wait)

    def too_many(self, wait: int) -> ValidationError:
        """Make the error that tells how long to wait."""
        minutes = max(1, (wait + 59) // 60)
        return ValidationError(
            _("Too many attempts from here. Try again in %(minutes)d minutes; attempts made elsewhere do not count."),
            code="too_many_login_attempts",
            params={"minutes": minutes},
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check a password behind the limits, and keep count of what went wrong."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is None:
            self._guard.failed()
            trail.record("account.login_failed", payload={"account": self._guard.account})
        else:
            self._guard.succeeded()
        return user

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Finish a log-in: audit, remember the browser, speak the person's language from now on."""
        assert isinstance(user, User)
        scopes.switch(scopes.login(user.pk))
        methods = [record["method"] for record in get_authentication_records(request, user)]
        trail.record("account.logged_in", actor_id=user.pk, payload={"methods": methods})
        response: HttpResponse = super().post_login(request, user, **kwargs)
        trust_device(request, response, account_key(user.email))
        speak(response, user.language)
        return response

    def logout(self, request: HttpRequest) -> None:
        """Log out, with an audit line."""
        if request.user.is_authenticated:
            trail.record("account.logged_out", actor_id=request.user.pk)
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again for the password before sensitive changes, unless the person logged in within the last minutes."""
        request = allauth_context.request
        records = get_authentication_records(request, request.user)
        newest = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - newest > account_settings.REAUTHENTICATION_TIMEOUT)

    # -- changes of the account ----------------------------------------------------------------------------------

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set a password. Every other session ends with it (their hash no longer fits)."""
        super().set_password(user, password)
        trail.record("account.password_set", actor_id=user.pk, object_type="user", object_id=user.pk)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verify an address. Whoever typed it into an account they never could verify gives way to its owner.

        False when it is another account's, also one that this site's database log-in cannot see.
        """
        try:
            with transaction.atomic():
                return self._confirm_email(request, email_address)
        except IntegrityError:
            return False

    def _confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        squatters = (
            User.objects.filter(email=email_address.email.lower())
            .exclude(pk=email_address.user_id)
            .exclude(emailaddress__verified=True)
        )
        if email_address.can_set_verified():
            for squatter in squatters:
                user_put_aside(squatter)
        old = email_address.user.email
        confirmed: bool = super().confirm_email(request, email_address)
        if confirmed:
            changed = old.lower() != email_address.email.lower()
            trail.record(
                "account.email_changed" if changed else "account.email_verified",
                actor_id=email_address.user_id,
                object_type="user",
                object_id=email_address.user_id,
            )
        return confirmed


class MFAAdapter(DefaultMFAAdapter):
    """allauth's second factors: secrets encrypted, and no way for staff to do without."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your role requires a second factor and this is the only one you have. Add another one first."
        ),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a security key first."),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": AccountAdapter.error_messages["unverified_primary_email"],
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code of an authenticator key as SVG."""
        image = BytesIO()
        segno.make(url, error="m").save(image, kind="svg", scale=5, border=2, light="#fff", xmldecl=False)
        return image.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Keep the last real second factor of a person whose role requires one."""
        others = (
            Authenticator.objects.filter(user_id=authenticator.user_id)
            .exclude(pk=authenticator.pk)
            .exclude(type=Authenticator.Type.RECOVERY_CODES)
        )
        return others.exists() or not must_prove_second_factor(authenticator.user)

    def _get_site_name(self) -> str:
        return str(_("Zhinan Portal"))
