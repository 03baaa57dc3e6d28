"""A center's own host name leads to the center's page.

Django answers hosts of ALLOWED_HOSTS alone, and that stays so: here a name that stands in the table of published sites, letter
by letter, is exchanged for the portal's own before Django looks. Such a host has one page, its logo and the static files;
everything else is the portal's and leads there, so no session ever begins under another name.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.http.request import split_domain_port, validate_host

from portal.site.centers.selectors import own_hosts


class OwnHostMiddleware:
    """Answer the page of a center under its own name; stands before everything that asks for the host."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
        if not host or validate_host(host, settings.ALLOWED_HOSTS):
            return self.get_response(request)
        code = own_hosts().get(host)
        if code is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        page = f"/centers/{code}/"
        if request.path_info == "/":
            request.path = request.path_info = request.META["PATH_INFO"] = page
        elif not request.path_info.startswith((settings.STATIC_URL, f"{page}logo/")):
            return HttpResponseRedirect(settings.PUBLIC_URL + request.get_full_path())
        request.META["HTTP_HOST"] = urlsplit(settings.PUBLIC_URL).netloc
        request.META["HTTP_COOKIE"] = ""
        vars(request).pop("COOKIES", None)
        return self.get_response(request)
