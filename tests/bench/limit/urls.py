"""The one address of the limit."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from cases.models import Case


@login_required
def rows(request: HttpRequest, center_id: int) -> HttpResponse:
    """Show a center's 25 newest cases: one query on an index of the same table."""
    found = Case.objects.filter(center_id=center_id).only("public_id", "number", "applicant_name", "state", "due_on")
    return render(request, "rows.html", {"cases": found.order_by("-submitted_at", "-id")[:25]})


urlpatterns = [path("limit/<int:center_id>/", rows)]
