"""The demo's mailbox: what the portal mailed, readable by whoever tries it out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.notices import mailbox as box
from portal.notices.views.keys import neighbour

PAGE = 30
# A search reads whole messages from the disk; further back than this it does not look.
MOST_READ = 1000
View = Callable[..., HttpResponseBase]


def demo_only(view: View) -> View:
    """Answer 404 outside the demo, as for a page that does not exist."""

    @wraps(view)
    def inner(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return view(request, **kwargs)

    return inner


@require_safe
@demo_only
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the mails, newest first; `q` keeps those to an address or about a subject that contains it."""
    wanted = request.GET.get("q", "").strip()
    start = request.GET.get("before", "")
    names = [name for name in box.names(settings.MAILSINK_DIR) if not start or name < start]
    mails: list[box.Mail] = []
    following = ""
    for mail in box.read_all(settings.MAILSINK_DIR, names[:MOST_READ]):
        if wanted and wanted.lower() not in f"{mail.recipients} {mail.subject}".lower():
            continue
        if len(mails) == PAGE:
            following = mails[-1].name
            break
        mails.append(mail)
    context = {"mails": mails, "wanted": wanted, "next_url": neighbour(request, before=following or None)}
    return render(request, "notices/mailbox.html", context)


@require_safe
@demo_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: its head, its HTML in a frame of its own, its plain text below."""
    return render(request, "notices/mail.html", {"mail": _mail(name)})


@require_safe
@demo_only
@xframe_options_sameorigin
def mail_body(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve the HTML of a mail for its frame: no script, no request of its own, only its own style blocks."""
    html = _mail(name).html
    response = HttpResponse(box.framed(html))
    directives = {
        "default-src": ["'none'"],
        "style-src": box.style_hashes(html) or ["'none'"],
        "img-src": ["data:"],
        "script-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": ["allow-top-navigation-by-user-activation"],
    }
    return csp_replace(directives)(lambda _request: response)(request)


def _mail(name: str) -> box.Mail:
    found = box.read(settings.MAILSINK_DIR, name)
    if found is None:
        raise Http404
    return found
