"""Assignments: the expert's desk, the conflict declaration before the case opens, and their end."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api.base import CaseView
from cases.api.shapes import page_of
from experts import access
from experts.api import documented
from experts.api.shapes import AssignmentShape, assignments_shaped
from experts.forms.assignment import DeclarationForm, ReasonForm
from experts.models import Assignment
from experts.services import assignments
from portal.api.describe import read_json
from portal.api.errors import invalid
from portal.api.paging import known_only, paged
from portal.api.views import ApiView
from portal.keyset import NEWEST


class AssignmentView(ApiView):
    """A view below `assignments/{public_id}`: the assignment has passed the gate, or it is 404."""

    assignment: Assignment

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.assignment = access.get_assignment(self.actor, self.kwargs["public_id"])

    def as_it_stands(self) -> Response:
        """Answer with the assignment read anew."""
        row = access.get_assignment(self.actor, self.assignment.public_id)
        return Response(assignments_shaped([row], self.actor, self.request)[0])


class Assignments(ApiView):
    @extend_schema(**documented.ASSIGNMENTS_LIST, responses=page_of(AssignmentShape))
    def get(self, request: Request) -> Response:
        """List the expert's assignments, newest first."""
        known_only(request, [])
        rows = access.visible_assignments(self.actor)
        return paged(request, rows, NEWEST, lambda found: assignments_shaped(list(found), self.actor, request))


class OneAssignment(AssignmentView):
    @extend_schema(**documented.ASSIGNMENT_READ, responses=AssignmentShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Give one assignment."""
        return self.as_it_stands()


class Declaration(AssignmentView):
    @extend_schema(**documented.DECLARATION, responses=AssignmentShape)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Take the declaration; only “none” opens the case."""
        facts = _read(DeclarationForm, self.body())
        if facts["answer"] == "none":
            assignments.assignment_accept(assignment=self.assignment, actor=self.actor, declaration=facts["reason"])
        else:
            assignments.assignment_refuse(
                assignment=self.assignment,
                actor=self.actor,
                conflict=facts["answer"] == "conflict",
                reason=facts["reason"],
            )
        return self.as_it_stands()


class Leave(AssignmentView):
    @extend_schema(**documented.LEAVE, responses=AssignmentShape)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Declare a conflict that showed up later."""
        facts = _read(ReasonForm, self.body())
        assignments.assignment_withdraw_from(assignment=self.assignment, actor=self.actor, reason=facts["reason"])
        return self.as_it_stands()


class CaseAssignments(CaseView):
    @extend_schema(**documented.CASE_ASSIGNMENTS, responses=page_of(AssignmentShape))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the experts of a case, newest first."""
        known_only(request, [])
        rows = access.visible_assignments(self.actor).filter(case_id=self.case.pk)
        return paged(request, rows, NEWEST, lambda found: assignments_shaped(list(found), self.actor, request))


class Revoke(CaseView):
    @extend_schema(**documented.REVOKE, responses=AssignmentShape)
    def post(self, request: Request, public_id: UUID, assignment_id: UUID) -> Response:
        """Take an expert off the case."""
        row = access.get_assignment(self.actor, assignment_id)
        if row.case_id != self.case.pk:
            raise Http404
        facts = _read(ReasonForm, self.body())
        assignments.assignment_revoke(case=self.case, assignment=row, actor=self.actor, reason=facts["reason"])
        row.refresh_from_db()
        return Response(assignments_shaped([row], self.actor, request)[0])


def _read(kind: type[DeclarationForm] | type[ReasonForm], body: dict[str, Any]) -> dict[str, Any]:
    """Fill a form of the pages from JSON; raise with its messages by field."""
    data, errors = read_json(kind.base_fields, body)
    form = kind(data)
    if errors or not form.is_valid():
        raise invalid(errors or form.errors)
    return form.cleaned_data
