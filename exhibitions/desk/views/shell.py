"""The app itself: a page without any personal data, the worker that keeps it on the device, and its manifest."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibitions.desk.words import told

# Modules name each other by their plain names, so they are served under these; the rest under hashed ones.
MODULES = tuple(
    f"js/desk/{name}.js"
    for name in (
        "app", "codec", "dom", "forms", "incidents", "lock", "media", "model", "pending", "places", "store", "sync",
    )
)  # fmt: skip
ASSETS = (
    "build/tabler.min.css", "css/theme.css", "css/desk.css", "build/icons.svg", "img/mark.svg", "img/desk-192.png",
)  # fmt: skip
WORKER = "js/desk/worker.js"
# Nothing inline at all: the page is kept on the device, where a nonce would be the same for ever.
POLICY = {
    "script-src": [SELF], "style-src": [SELF], "img-src": [SELF, "data:", "blob:"], "media-src": [SELF, "blob:"],
    "base-uri": [NONE],
}  # fmt: skip
MICROPHONE = "microphone=(self), camera=(self), geolocation=(), payment=(), usb=()"


def _plain(path: str) -> str:
    return f"{settings.STATIC_URL}{path}"


def _files() -> list[str]:
    return [*map(_plain, MODULES), *map(static, ASSETS)]


@cache
def version() -> str:
    """Name the state of everything that the app consists of."""
    digest = hashlib.sha256(json.dumps(told(), sort_keys=True).encode())
    for path in (*MODULES, WORKER, *ASSETS):
        digest.update((settings.BASE_DIR / "static" / path).read_bytes())
    digest.update((settings.BASE_DIR / "templates" / "desk" / "app.html").read_bytes())
    return digest.hexdigest()[:16]


@csp_replace(POLICY)
def app(request: HttpRequest) -> HttpResponse:
    """Draw the shell of the app; the same for everybody."""
    given = told()
    given["config"] |= {
        "icons": static("build/icons.svg"), "login": reverse(settings.LOGIN_URL), "logout": reverse("account_logout"),
        "shell": reverse("desk:app"), "worker": reverse("desk:worker"), "scope": "/desk/",
    }  # fmt: skip
    response = render(request, "desk/app.html", {"told": given, "module": _plain(MODULES[0])})
    response["Permissions-Policy"] = MICROPHONE
    return response


def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker with the list of what it keeps."""
    named = {"VERSION": version(), "SHELL": reverse("desk:app"), "FILES": _files()}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in named.items())
    body = head + (settings.BASE_DIR / "static" / WORKER).read_text()
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def manifest(request: HttpRequest) -> HttpResponse:
    """Say how the app is installed."""
    icons = [
        {
            "src": static(f"img/desk-{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": "any maskable",
        }
        for side in (192, 512)
    ]
    return JsonResponse(
        {
            "name": _("Desk at the fair"), "short_name": _("Fair desk"), "start_url": reverse("desk:app"), "scope": "/desk/",
            "display": "standalone", "background_color": "#f4f6f9", "theme_color": "#1d4f91", "icons": icons,
        },
        content_type="application/manifest+json",
    )  # fmt: skip
