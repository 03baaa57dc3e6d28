"""Views that misbehave on purpose, for the tests of the request's transaction; never part of the portal's addresses."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import TemplateResponse
from django.urls import include, path

from cases.models import Case, Note
from cases.models.case import of
from portal.policy.personas import ALL
from portal.policy.table import Rule, rule
from portal.tenancy import scope as scopes

NUMBERS = engines["django"].from_string("{% for case in cases %}[{{ case.number }}]{% endfor %}")


def _note() -> None:
    Note.objects.create(**of(Case.objects.earliest("pk")), body="written before the end")


def _numbers() -> str:
    return "".join(f"[{case.number}]" for case in Case.objects.order_by("pk"))


def keep(request: HttpRequest) -> HttpResponse:
    """Write and answer well."""
    _note()
    return HttpResponse("kept")


def fail(request: HttpRequest) -> HttpResponse:
    """Write, then break."""
    _note()
    raise RuntimeError("broken on purpose")


def answer_500(request: HttpRequest) -> HttpResponse:
    """Write, then answer 500 without an exception, which ATOMIC_REQUESTS alone would commit."""
    _note()
    return HttpResponse(status=500)


def answer_404(request: HttpRequest) -> HttpResponse:
    """Write, then find that there is nothing."""
    _note()
    raise Http404


class Boom:
    """Breaks while the page is drawn."""

    def __str__(self) -> str:
        raise RuntimeError("broken while drawing")


def fail_late(request: HttpRequest) -> TemplateResponse:
    """Write, then break while the response is rendered, when the view's own transaction is over."""
    _note()
    return TemplateResponse(request, engines["django"].from_string("{{ boom }}"), {"boom": Boom()})


def draw_late(request: HttpRequest) -> TemplateResponse:
    """Read while the response is rendered."""
    return TemplateResponse(request, NUMBERS, {"cases": Case.objects.order_by("pk")})


def stream(request: HttpRequest) -> StreamingHttpResponse:
    """Read while the bytes go out, when the scope is gone."""

    def lines() -> Iterator[str]:
        for case in Case.objects.all():
            yield case.number

    return StreamingHttpResponse(lines())


def nest(request: HttpRequest) -> HttpResponse:
    """Look through the nation's eyes, and back; then fail in there, and back."""
    before = _numbers()
    with scopes.enter(scopes.national()):
        wide = _numbers()
    after = _numbers()
    try:
        with scopes.enter(scopes.national()):
            raise LookupError
    except LookupError:
        pass
    return HttpResponse("|".join([before, wide, after, _numbers(), scopes.current().role]))


def bare(request: HttpRequest) -> HttpResponse:
    """Tell which role the statement plays."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user = session_user, current_setting('app.actor_id', true)")
        return HttpResponse(str(cursor.fetchone()))


VIEWS = (keep, fail, answer_500, answer_404, fail_late, draw_late, stream, nest)
urlpatterns = [
    path("", include("portal.urls")),
    *(path(f"probe/{view.__name__}/", view, name=f"probe_{view.__name__}") for view in VIEWS),
    path("probe/bare/", bare, name="probe_bare"),
    path("probe/unlisted/", keep, name="probe_unlisted"),
    path("probe/desk/", keep, name="probe_desk"),
]
handler500 = "portal.site.errors.server_error"
RULES: list[Rule] = [
    *(rule(f"probe_{view.__name__}", "GET POST", ALL) for view in VIEWS),
    rule("probe_bare", "GET", ALL, scope="login"),
    rule("probe_desk", "POST", frozenset({"handler"})),
]
