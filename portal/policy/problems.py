"""Refusals in one voice: an HTML page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What happened and what to do, by status: first for people at a page, then for programs where that reads differently.
_FOR_PEOPLE: Mapping[int, tuple[str | Promise, str | Promise]] = {
    400: (_("The request could not be understood"), _("Go back and try again. What you typed earlier is kept.")),
    401: (_("Please log in"), _("Log in and try again.")),
    403: (
        _("This is not open to you"),
        _("Your role does not include this page. If you act for several places, switch above."),
    ),
    404: (_("Not found"), _("The page does not exist, or it is not yours to see.")),
    405: (_("This cannot be done here"), _("Go back and use the buttons on the page.")),
    409: (
        _("Someone was faster"),
        _("The record changed in the meantime. Look at its present state, then decide again."),
    ),
    411: (
        _("The request could not be understood"),
        _("Your program must say how long its request is (Content-Length)."),
    ),
    413: (_("The file is too large"), _("Choose a smaller file and try again. Everything else is kept.")),
    429: (_("Too many attempts"), _("Wait a little, then try again.")),
    500: (_("Something went wrong on our side"), _("Nothing you saved earlier is lost. Please try again in a minute.")),
    503: (_("The portal is being serviced"), _("Please try again in a few minutes.")),
}
_FOR_PROGRAMS: Mapping[int, tuple[str | Promise, str | Promise]] = {
    400: (_FOR_PEOPLE[400][0], _("Correct the request and send it again. Nothing was saved.")),
    401: (_FOR_PEOPLE[401][0], _("Send a valid token as “Authorization: Token …”.")),
    403: (
        _("Not open to your role"),
        _("Your role does not include this. If you act for several places, name one with X-Acting-As."),
    ),
    404: (_FOR_PEOPLE[404][0], _("It does not exist, or it is not yours to see.")),
    405: (_("The method is not allowed"), _("The header Allow lists the methods of this address.")),
    406: (_("No such form of the answer"), _("The portal answers with application/json.")),
    409: (_("The state does not allow this"), _FOR_PEOPLE[409][1]),
    412: (_("Changed in the meantime"), _("This was changed since you read it. Read it again, then decide.")),
    413: (_("The request is too large"), _("Send less at once.")),
    415: (_("The form of the body is not understood"), _("Send application/json, or multipart/form-data for files.")),
    422: (_("This cannot be done yet"), _("The request was understood, but cannot be followed as things stand.")),
    428: (_("If-Match is needed"), _("Send the ETag you read as If-Match, so that nobody's change is overwritten unseen.")),
    429: (_("Too many requests"), _("Wait as many seconds as the header Retry-After says.")),
}  # fmt: skip


# Below these addresses programs call: the API, and the app of the desk at a fair.
PROGRAM_PATHS = ("/api/", "/desk/api/")


def from_program(request: HttpRequest) -> bool:
    """Say whether a request comes from a program, which is answered in problem+json and never sent to a page."""
    return request.path_info.startswith(PROGRAM_PATHS)


def explain(status: int, *, program: bool = False) -> tuple[str, str]:
    """Give title and advice for an HTTP status in the reader's language; `program` for readers of problem+json."""
    texts = {**_FOR_PEOPLE, **_FOR_PROGRAMS} if program else _FOR_PEOPLE
    title, advice = texts.get(status, texts[400])
    return str(title), str(advice)


def problem(
    request: HttpRequest,
    status: int,
    *,
    code: str = "",
    detail: str = "",
    errors: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JsonResponse:
    """Answer a program: `application/problem+json` with status, title, detail, code and field errors."""
    title, advice = explain(status, program=True)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail or advice,
        "code": code or HTTPStatus(status).name.lower(),
    }
    if errors:
        body["errors"] = errors
    response = JsonResponse(
        body, status=status, content_type="application/problem+json", json_dumps_params={"ensure_ascii": False}
    )
    for name, value in (headers or {}).items():
        response[name] = value
    if status == 401:
        response["WWW-Authenticate"] = "Token"
    return response


def refuse(
    request: HttpRequest, status: int, *, detail: str = "", headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Answer a person with the error page, a program with problem+json."""
    if from_program(request):
        return problem(request, status, detail=detail, headers=headers)
    title, advice = explain(status)
    body = render_to_string(
        "site/refused.html", {"title": title, "advice": detail or advice, "status": status}, request
    )
    return HttpResponse(body, status=status, headers=dict(headers or {}))
