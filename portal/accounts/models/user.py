"""A person with a log-in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.tenancy.fields import CredentialField


class UserManager(BaseUserManager["User"]):
    """Make people; the portal knows no superusers."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person who logs in with `email` (stored lower-case); None leaves the password unusable."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. What they may do follows from memberships (staff, experts) and enterprise members, never from flags."""

    class Language(models.TextChoices):
        ZH = "zh-hans", "简体中文"
        EN = "en", "English"

    id = models.BigAutoField(primary_key=True)
    # Not readable in a scope (portal.tenancy.fields).
    password = CredentialField(_("password"), max_length=128)
    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=80, blank=True)
    # E.164, with ";ext=" behind it when there is an extension
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, default=Language.ZH)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            # Addresses are stored lower-case and looked up as they stand.
            models.UniqueConstraint(fields=["email"], name="user_email"),
        ]

    def __str__(self) -> str:
        return self.name or self.email
