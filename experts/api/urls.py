"""Addresses of assignments in the API, below `/api/v1/`. Their names are in the namespace `api`."""

from django.urls import path

from experts.api import assignments

urlpatterns = [
    path("assignments", assignments.Assignments.as_view(), name="assignments"),
    path("assignments/<uuid:public_id>", assignments.OneAssignment.as_view(), name="assignment"),
    path("assignments/<uuid:public_id>/declaration", assignments.Declaration.as_view(), name="declaration"),
    path("assignments/<uuid:public_id>/leave", assignments.Leave.as_view(), name="leave"),
    path("cases/<uuid:public_id>/assignments", assignments.CaseAssignments.as_view(), name="case_assignments"),
    path(
        "cases/<uuid:public_id>/assignments/<uuid:assignment_id>/revoke",
        assignments.Revoke.as_view(),
        name="assignment_revoke",
    ),
]
