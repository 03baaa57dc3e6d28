"""Headers that depend on who asked: the settings cover the rest."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import resolve_url

from portal.policy.problems import from_program
from portal.site.kept import kept_for_another

# Nothing here needs a device; passkeys are asked for by our own pages only.
PERMISSIONS_POLICY = ", ".join(
    [
        "accelerometer=()",
        "camera=()",
        "display-capture=()",
        "geolocation=()",
        "gyroscope=()",
        "microphone=()",
        "midi=()",
        "payment=()",
        "usb=()",
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)


class PrivatePagesMiddleware:
    """Keep what a signed-in person or a program sees out of every cache, and close device APIs to all pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        actor = getattr(request, "actor", None)
        if (
            request.method == "POST"
            and request.path_info == resolve_url("account_logout")
            and response.status_code == 302
            and not kept_for_another(request, actor and actor.user_id)
        ):
            # What pages kept in this browser goes with the log-in (docs/desk.md); it names what is not yet sent before.
            response["Clear-Site-Data"] = '"storage"'
        if (actor is not None and actor.user_id is not None) or from_program(request):
            response["Cache-Control"] = "no-store, private"
        return response
