"""What one person asks for and a second one confirms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TwoPersonRequest(models.Model):
    """A request about `user` that `asked_by` makes and `confirmed_by` carries out, until `expires_at`.

    Nobody asks for themselves, and who confirms is neither of the two. A subclass says what only one request at a time
    may be open for, and keeps `Meta.constraints` of this class.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(_("reason"), max_length=300)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_two_people",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("user")),
            ),
            models.CheckConstraint(name="%(class)s_not_own", condition=~Q(asked_by=F("user"))),
            models.CheckConstraint(
                name="%(class)s_one_end", condition=Q(done_at__isnull=True) | Q(withdrawn_at__isnull=True)
            ),
        ]

    @property
    def is_open(self) -> bool:
        """True while a second person can still confirm it."""
        return self.done_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()

    def is_of(self, user_id: int | None) -> bool:
        """Say whether somebody asked for it or is whom it is about, and so cannot be the second person."""
        return user_id in {self.asked_by_id, self.user_id}
