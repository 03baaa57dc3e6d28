"""The dispute in rows: opponents, rights, products, what was served when, and the dates that follow from it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases import choices
from cases.models.case import CaseChild
from portal.uuid7 import uuid7


class CaseParty(CaseChild):
    """An opponent, with its counsel where known."""

    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country (region)"), max_length=2, blank=True)
    is_npe = models.BooleanField(_("non-practising entity"), default=False)
    counsel = models.CharField(_("counsel"), max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="caseparty_tenant")]


class CaseRight(CaseChild):
    """A right asserted against the applicant, or one of its own."""

    class Side(models.TextChoices):
        ASSERTED = "asserted", _("Asserted by the other side")
        OWN = "own", _("The applicant's own")

    side = models.CharField(max_length=10, choices=Side.choices)
    kind = models.CharField(_("kind of right"), max_length=16, choices=choices.IPKind.choices)
    number = models.CharField(_("number"), max_length=80, blank=True)
    title = models.CharField(_("title or mark"), max_length=200, blank=True)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    country = models.CharField(_("country (region)"), max_length=2, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="caseright_side_known", condition=Q(side__in=["asserted", "own"]))]
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="caseright_tenant")]


class CaseProduct(CaseChild):
    """A product concerned; `hs_code` has 4 to 10 digits, `nice_class` 1 to 45."""

    name = models.CharField(_("product"), max_length=200)
    hs_code = models.CharField(_("HS code"), max_length=10, blank=True)
    nice_class = models.PositiveSmallIntegerField(_("Nice class"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="caseproduct_nice", condition=Q(nice_class__isnull=True) | Q(nice_class__gte=1, nice_class__lte=45)
            )
        ]
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="caseproduct_tenant")]


class ServedDocument(CaseChild):
    """A document served on the applicant; `served_on` starts the clock of `rule_id` (cases.deadlines)."""

    title = models.CharField(_("document"), max_length=200)
    served_on = models.DateField(_("date of service"))
    served_how = models.CharField(_("how it was served"), max_length=120, blank=True)
    rule_id = models.CharField(_("procedure"), max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "center", "enterprise"], name="serveddocument_tenant")]


class Deadline(CaseChild):
    """A date that must not pass unseen.

    `statutory` ones are computed from a rule (its id, source and steps are kept), `agreed` ones are set by a person,
    `procedure` ones are the center's own (working procedure). `due_on` counts in `timezone` (IANA name).
    """

    class Kind(models.TextChoices):
        STATUTORY = "statutory", _("Statutory period")
        AGREED = "agreed", _("Set by hand")
        PROCEDURE = "procedure", _("Center's procedure")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    rule_id = models.CharField(max_length=60, blank=True)
    trigger_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(_("due"))
    timezone = models.CharField(max_length=40, default="Asia/Shanghai")
    source = models.CharField(max_length=300, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    served_document = models.ForeignKey(
        ServedDocument, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The nearest reminder sent: 14, 7, 3 or 1 days before, 0 when it had passed (cases.services.reminders).
    reminded = models.SmallIntegerField(null=True, blank=True)
    met_on = models.DateField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deadline_kind_known", condition=Q(kind__in=["statutory", "agreed", "procedure"])
            )
        ]
        indexes = [
            models.Index(fields=["case", "center", "enterprise"], name="deadline_tenant"),
            models.Index(fields=["due_on", "id"], name="deadline_open", condition=Q(met_on__isnull=True)),
            # What the applicant's own start page counts down.
            models.Index(
                fields=["enterprise", "due_on", "id"], name="deadline_enterprise", condition=Q(met_on__isnull=True)
            ),
        ]
