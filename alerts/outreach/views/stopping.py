"""The link in a mail with which an office ends it."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from portal.audit import trail
from portal.reference.text import pick

_STOP = "select outreach_stop(%s, %s)"


def _ask(key: UUID, *, end: bool) -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute(_STOP, [str(key), end])
        found = cursor.fetchone()[0]
    if found is None:
        raise Http404
    answer: dict[str, object] = json.loads(found) if isinstance(found, str) else found
    return answer


@csrf_exempt
@never_cache
def stop(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask (GET), then end the mails (POST): a program that follows links ends nothing.

    Mail programs POST here by themselves, without a log-in, without the form's secret, and follow no redirect (RFC 8058).
    """
    if request.method == "POST":
        before = _ask(key, end=False)
        found = _ask(key, end=True)
        if not before["ended"]:
            trail.record(
                "recipient.stopped", object_type="recipient", object_id=str(found["public_id"]),
                payload={"title": found["name_zh"]},
            )  # fmt: skip
    else:
        found = _ask(key, end=False)
    context = {"name": pick(str(found["name_zh"]), str(found["name_en"])), "ended": found["ended"]}
    return render(request, "outreach/stop.html", context)
