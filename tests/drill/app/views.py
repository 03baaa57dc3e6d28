"""A page that does what a submission does, as briefly as possible: a fact and the work it brings, in one transaction."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from portal.audit import trail
from portal.notices import outbox


@csrf_exempt
def submit(request: HttpRequest) -> HttpResponse:
    """Write one entry of the trail and one event about it; both or neither."""
    mark = request.POST["mark"]
    trail.record("drill.submitted", object_type="drill", object_id=mark)
    outbox.put("drill.note", {"mark": mark})
    return JsonResponse({"mark": mark})
