"""Cursor pages of the API, from the same keyset pages as the lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.errors import invalid
from portal.keyset import PAGE_SIZE, Order, decode, page

M = TypeVar("M", bound=models.Model)
LARGEST_PAGE = 100
CONTROLS = ("after", "before", "limit")

PARAMETERS = [
    OpenApiParameter("after", OpenApiTypes.STR, description="Cursor: the page after this place (see `next`)."),
    OpenApiParameter("before", OpenApiTypes.STR, description="Cursor: the page before this place (see `previous`)."),
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
        description="Rows on a page.",
    ),
]


def known_only(request: Request, names: Iterable[str]) -> None:
    """Refuse query parameters that nobody reads: a mistyped filter must not pass for a filtered list."""
    allowed = {*names, *CONTROLS}
    unknown = {name: [_("There is no such parameter.")] for name in request.query_params if name not in allowed}
    if unknown:
        raise invalid(unknown)


def paged(
    request: Request, rows: models.QuerySet[M], order: Order, shape: Callable[[Sequence[M]], Sequence[Any]]
) -> Response:
    """Answer with one page of `rows` in `order`, each page shaped at once; one query plus what `shape` asks."""
    after, before = (_cursor(request, name, order, rows.model) for name in ("after", "before"))
    found = page(rows, order=order, after=after, before=before, size=_limit(request))
    return Response(
        {
            "results": shape(found.rows),
            "next": _address(request, "after", found.after),
            "previous": _address(request, "before", found.before),
        }
    )


def _cursor(request: Request, name: str, order: Order, model: type[models.Model]) -> str:
    cursor = request.query_params.get(name, "")
    if cursor and decode(cursor, order, model) is None:
        raise invalid({name: [_("This is no cursor of this list.")]})
    return cursor


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(PAGE_SIZE))
    if text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= LARGEST_PAGE:
        return int(text)
    raise invalid({"limit": [_("Ask for 1 to %(most)d rows.") % {"most": LARGEST_PAGE}]})


def _address(request: Request, name: str, cursor: str) -> str | None:
    if not cursor:
        return None
    query = request.query_params.copy()
    for control in ("after", "before"):
        query.pop(control, None)
    query[name] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
