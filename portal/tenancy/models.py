"""Centers (the tenants) and who works for them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, GeneratedField, Q
from django.db.models.expressions import Case, Value, When
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The drawer: drafts that no center has received yet lie here. Nobody can be staff of it.
DRAWER_ID = 0


class Center(models.Model):
    """A tenant: the national center or a sub-center (分中心) of one of three kinds.

    `code` stands in case numbers, `letter_code` (机关代字) in the numbers of official letters.
    `province` and `city` are GB/T 2260 codes, `industries` GB/T 4754 sections, `countries` ISO 3166 alpha-2: what
    the routing rules may send here.
    """

    class Kind(models.TextChoices):
        NATIONAL = "national", _("National center")
        LOCAL = "local", _("Local sub-center")
        INDUSTRY = "industry", _("Industry sub-center")
        OVERSEAS = "overseas", _("Overseas sub-center")
        DRAWER = "drawer", _("Drawer of drafts")

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(_("code"), max_length=6, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=200)
    letter_code = models.CharField(_("letter code"), max_length=20)
    province = models.CharField(_("province"), max_length=6, blank=True)
    city = models.CharField(_("city"), max_length=6, blank=True)
    industries = ArrayField(models.CharField(max_length=1), default=list, blank=True, verbose_name=_("industries"))
    countries = ArrayField(
        models.CharField(max_length=2), default=list, blank=True, verbose_name=_("countries (regions)")
    )
    phone = models.CharField(_("phone"), max_length=32, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="center_kind_known",
                condition=Q(kind__in=["national", "local", "industry", "overseas", "drawer"]),
            ),
            # What official letters can print as 代字 (portal.documents.pdf.numbering).
            models.CheckConstraint(
                name="center_letter_code_prints",
                condition=Q(kind="drawer") | Q(letter_code__regex=r"^[\u4e00-\u9fffA-Za-z（）()]{1,20}$"),
            ),
            models.UniqueConstraint(name="center_one_national", fields=["kind"], condition=Q(kind="national")),
            models.CheckConstraint(
                name="center_only_drawer_is_zero",
                condition=Q(kind="drawer", id=DRAWER_ID) | ~Q(kind="drawer") & Q(id__gt=0),
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (translation.get_language() or "zh").startswith("zh") else self.name_en


class StaffRole(models.TextChoices):
    """What a person does for a center (product §1). One row of Membership per role."""

    INTAKE = "intake", _("Intake")
    HANDLER = "handler", pgettext_lazy("role at a center", "Handler")
    SUPERVISOR = "supervisor", _("Supervisor")
    COORDINATOR = "coordinator", _("National coordinator")
    EDITOR = "editor", _("National editor")
    REVIEWER = "reviewer", _("National reviewer")
    ANALYST = "analyst", _("National analyst")
    EXPERT = "expert", _("Expert")
    SYSADMIN = "sysadmin", _("System administrator")
    SECADMIN = "secadmin", _("Security administrator")
    AUDITOR = "auditor", _("Auditor")


CENTER_ROLES = frozenset({StaffRole.INTAKE, StaffRole.HANDLER, StaffRole.SUPERVISOR})
NATIONAL_ROLES = frozenset({StaffRole.COORDINATOR, StaffRole.EDITOR, StaffRole.REVIEWER, StaffRole.ANALYST})
ADMIN_ROLES = frozenset({StaffRole.SYSADMIN, StaffRole.SECADMIN, StaffRole.AUDITOR})


class Membership(models.Model):
    """One role of one person at one center.

    The three administrators (三员) are three different people who do nothing else: the exclusion constraint refuses
    a second kind of seat (`seat_group`) for a person who holds an administrator's.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    center = models.ForeignKey(Center, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=StaffRole.choices)
    seat_group = GeneratedField(
        expression=Case(
            When(role="sysadmin", then=Value(1)),
            When(role="secadmin", then=Value(2)),
            When(role="auditor", then=Value(3)),
            default=Value(0),
        ),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    # An administrator's seat opens nothing until then, while a second person decides whether it ends (SeatEnding).
    stopped_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="membership_once", fields=["user", "center", "role"]),
            models.CheckConstraint(name="membership_role_known", condition=Q(role__in=StaffRole.values)),
            models.CheckConstraint(name="membership_not_in_drawer", condition=Q(center__gt=DRAWER_ID)),
            ExclusionConstraint(
                name="membership_three_administrators",
                expressions=[(F("user"), RangeOperators.EQUAL), (F("seat_group"), RangeOperators.NOT_EQUAL)],
                index_type="gist",
            ),
        ]
        indexes = [models.Index(fields=["center", "role"], name="membership_center_role")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} @ {self.center_id}"
