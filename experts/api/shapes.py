"""How assignments look to programs. An expert reads the names alone until they have declared no conflict."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.reverse import reverse

from cases.access import visible_cases
from cases.api.shapes import Coded
from experts.models import Assignment, Expert
from portal.accounts.actors import Actor


class DisclosedShape(serializers.Serializer[Any]):
    """Whom the case is about: all that an expert is told before the declaration."""

    applicant = serializers.CharField(allow_blank=True, default="")
    agent = serializers.CharField(allow_blank=True, default="")
    opponents = serializers.ListField(child=serializers.CharField(), default=list)
    counsel = serializers.ListField(child=serializers.CharField(), default=list)


class AssignmentShape(serializers.Serializer[Assignment]):
    """An expert on a case."""

    id = serializers.UUIDField(source="public_id")
    state = Coded(Assignment.State)
    expert = serializers.SerializerMethodField()
    disclosed = DisclosedShape()
    question = serializers.SerializerMethodField()
    assigned_at = serializers.DateTimeField()
    opinion_due_on = serializers.DateField(allow_null=True)
    open_until = serializers.DateTimeField(
        source="ends_at", help_text="From then on the expert no longer sees the case."
    )
    declared_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    case = serializers.SerializerMethodField()

    def get_expert(self, row: Assignment) -> str:
        names: dict[int, str] = self.context["experts"]
        return names.get(row.expert_id, "")

    def get_question(self, row: Assignment) -> str:
        """What the expert is asked; empty until the declaration."""
        return row.question if self.context["staff"] or row.public_id in self.context["open"] else ""

    @extend_schema_field({"type": "string", "format": "uri", "nullable": True})
    def get_case(self, row: Assignment) -> str | None:
        """The case, where it is open to the reader."""
        public_id = self.context["cases"].get(row.case_id)
        return reverse("api:case", args=[public_id], request=self.context["request"]) if public_id else None


def assignments_shaped(rows: list[Assignment], actor: Actor, request: Request) -> list[Any]:
    """Write assignments as `actor` may see them. Two queries, for the experts' names and the open cases."""
    now = timezone.now()
    cases = dict(visible_cases(actor).filter(pk__in={row.case_id for row in rows}).values_list("pk", "public_id"))
    context = {
        "request": request,
        "staff": actor.is_staff,
        "open": {
            row.public_id
            for row in rows
            if row.state == Assignment.State.ACTIVE and row.ends_at > now and row.case_id in cases
        },
        "experts": dict(Expert.objects.filter(pk__in={row.expert_id for row in rows}).values_list("pk", "name")),
        "cases": cases,
    }
    many: Any = AssignmentShape
    return list(many(rows, many=True, context=context).data)
