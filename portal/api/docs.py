"""The OpenAPI document and a page that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request

from portal.api.schema import INTRODUCTION, document
from portal.api.views import ApiView

TAGS = {
    "me": _("You"),
    "cases": _("Requests and cases"),
    "actions": _("What can be done with a case"),
    "attachments": _("Files brought in"),
    "conversation": _("Messages, story, dates"),
    "documents": _("Documents issued"),
    "transfers": _("Transfers between centers"),
    "assignments": _("Experts and their declarations"),
    "token": _("Tokens"),
    "schema": _("This document"),
}
_MORE = _("More")
_PLACES = {"path": _("in the path"), "query": _("in the query"), "header": _("header")}


class Schema(ApiView):
    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="schema",
        tags=["schema"],
        summary=_("This API as an OpenAPI 3 document"),
        description=_("In the language of Accept-Language."),
        responses=OpenApiResponse(OpenApiTypes.OBJECT, description=_("The document.")),
    )
    def get(self, request: Request) -> HttpResponse:
        """Give the document as JSON."""
        return HttpResponse(_bytes(get_language() or ""), content_type="application/json")


@lru_cache(maxsize=4)
def _bytes(language: str) -> bytes:
    return json.dumps(document(), ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Parameter:
    """A line of an operation's table of parameters."""

    name: str
    place: str
    required: bool
    words: str


@dataclass(frozen=True)
class Operation:
    """One operation as the page shows it; bodies and answers as indented JSON."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter] = field(default_factory=list)
    body: str = ""
    body_type: str = ""
    answers: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)


def page(request: HttpRequest) -> HttpResponse:
    """Show the document to people: every operation with its parameters, an example body, example answers, refusals."""
    return render(request, "api/docs.html", {"introduction": INTRODUCTION, "groups": _groups(get_language() or "")})


@lru_cache(maxsize=4)
def _groups(language: str) -> list[tuple[str, list[Operation]]]:
    found: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
    for path, method, operation in _operations(document()):
        found.setdefault((operation.get("tags") or [""])[0], []).append(_shown(path, method, operation))
    return [(str(TAGS.get(tag, _MORE)), rows) for tag, rows in found.items() if rows]


def _operations(whole: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, methods in whole["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _shown(path: str, method: str, operation: Mapping[str, Any]) -> Operation:
    body_type, body = _body(operation.get("requestBody", {}).get("content", {}))
    answers, refusals = [], []
    for status, response in operation["responses"].items():
        if "$ref" in response:
            refusals.append((status, _resolve(response["$ref"])["description"]))
            continue
        _type, example = _body(response.get("content", {}))
        answers.append((status, response.get("description", ""), example))
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        description=operation.get("description", ""),
        parameters=[
            Parameter(each["name"], str(_PLACES[each["in"]]), each.get("required", False), each.get("description", ""))
            for each in operation.get("parameters", ())
        ],
        body=body,
        body_type=body_type,
        answers=answers,
        refusals=refusals,
    )


def _body(content: Mapping[str, Any]) -> tuple[str, str]:
    """Give media type and first example of a body."""
    for media_type, each in content.items():
        examples = [example["value"] for example in each.get("examples", {}).values()]
        if examples:
            return media_type, json.dumps(examples[0], ensure_ascii=False, indent=2)
        return media_type, ""
    return "", ""


def _resolve(reference: str) -> Mapping[str, Any]:
    found: Any = document()
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    response: Mapping[str, Any] = found
    return response
