"""People's accounts: creating, changing, putting aside."""

from __future__ import annotations

import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.audit import trail
from portal.policy.conflict import Conflict


def user_put_aside(user: User) -> None:
    """Free the e-mail of an account that never proved it, because the address's owner came.

    The row stays (audit lines name its id) without address, name, password or way to log in.
    """
    EmailAddress.objects.filter(user=user).delete()
    user.email = f"aside-{user.pk}-{secrets.token_hex(4)}@void.invalid"
    user.name = user.phone = ""
    user.password = make_password(None)
    user.is_active = False
    user.save(update_fields=["email", "name", "phone", "password", "is_active"])
    trail.record("account.put_aside", object_type="user", object_id=user.pk)


def password_check(password: str, user: User) -> None:
    """Refuse a weak password; raises ValidationError with what is wrong with it."""
    validate_password(password, user)


def user_from_invitation(*, email: str, name: str, password: str, language: str) -> User:
    """Create the account of an invited person; the invitation's link proved the address.

    An account with this address that never proved it gives way. Raises Conflict when one has meanwhile.
    """
    known = User.objects.filter(email=email).first()
    if known is not None:
        if EmailAddress.objects.filter(user=known, verified=True).exists():
            raise Conflict(_("There is an account with this address by now. Log in, then open the invitation again."))
        user_put_aside(known)
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, name=name, language=language)
    except IntegrityError as error:
        # Somebody whom this site's database log-in cannot see; the link in their mailbox proved who they are.
        raise Conflict(
            _("This address belongs to an account of the national site. Log in there, then open the invitation again.")
        ) from error
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    trail.record(
        "account.signed_up", actor_id=user.pk, object_type="user", object_id=user.pk, payload={"invited": True}
    )
    return user


def user_update(*, user: User, name: str, phone: str, language: str) -> User:
    """Change what a person says about themselves. `phone` is E.164 or empty."""
    user.name, user.phone, user.language = name, phone, language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "phone", "language"])
    trail.record("account.profile_changed", actor_id=user.pk, object_type="user", object_id=user.pk)
    return user
