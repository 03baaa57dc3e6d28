"""The OpenAPI document: what every operation shares, so that no view repeats it.

Summaries and descriptions go through gettext, so the document and the page drawn from it are in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from portal.api.describe import sentences
from portal.policy.idempotency import HEADER, KEPT_FOR
from portal.policy.problems import explain

PROBLEM = "Problem"
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description=_('The ETag you read, such as `"v3"`. Without it 428, when the object has changed 412.'),
)
ETAG = OpenApiParameter(
    "ETag",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=True,
    description=_("The version of the object, to be sent as If-Match with a change."),
)
_ACTING_AS = OpenApiParameter(
    "X-Acting-As",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=_("The seat you act from, a key of `GET /api/v1/me` such as `center:3`. Without it: your first seat."),
)
_ONCE = OpenApiParameter(
    HEADER,
    {"type": "string", "maxLength": 100, "pattern": r"^[\x21-\x7E]+$"},
    OpenApiParameter.HEADER,
    description=format_lazy(
        _(
            "A key of your own, such as a UUID: repeating the request with the same key gives the first answer again and does "
            "nothing twice. Kept for {hours} hours. Another request with the same key: 422."
        ),
        hours=int(KEPT_FOR.total_seconds()) // 3600,
    ),
)

INTRODUCTION: tuple[str | Promise, ...] = (
    _("What the portal's pages can do, for programs: the same rules, the same messages, the same permissions."),
    _("Log in with a token: `Authorization: Token zn_…`. Staff and experts get one only with their second factor."),
    _("Whoever acts for several places names one of them with `X-Acting-As`."),
    _("Ids are UUIDs. Days are calendar days (`2026-11-22`), moments carry their offset, amounts are decimal texts."),
    _("A coded value comes with its word in your language (`Accept-Language`); send the code."),
    _(
        "Errors are `application/problem+json` (RFC 9457): `code` is for programs, `detail` for people, `errors` names the "
        "fields."
    ),
    _("Lists come in pages: follow `next` until it is null."),
    _("What is foreign to you answers like what does not exist: 404."),
)

# What may go wrong anywhere, and with requests that carry a body.
_ALWAYS = (405, 406, 429, 500, 503)
_WITH_BODY = (400, 409, 413, 415, 422)


class PortalAutoSchema(AutoSchema):
    """Add the headers that every operation of a kind takes; docstrings, which nobody translates, stay out."""

    def get_description(self) -> str:  # type: ignore[override]
        return ""

    def _get_serializer_name(self, serializer: Any, direction: str, bypass_extensions: bool = False) -> str:
        name: str = super()._get_serializer_name(serializer, direction, bypass_extensions)
        return name.removesuffix("Shape")

    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = list(super().get_override_parameters())
        if self.get_auth():
            parameters.append(_ACTING_AS)
            if self.method == "POST" and getattr(self.view, "keeps_answers", False):
                parameters.append(_ONCE)
        return parameters


def add_problems(result: dict[str, Any], generator: SchemaGenerator, request: Any, public: bool) -> dict[str, Any]:
    """Add the problem schema and, to each operation, the refusals it may give."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})[PROBLEM] = _problem_schema()
    responses = components.setdefault("responses", {})
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            for status in _refusals(path, method, operation):
                name = f"Problem{status}"
                responses[name] = _problem_response(status)
                operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{name}"})
            operation["responses"] = dict(sorted(operation["responses"].items()))
    result["info"]["description"] = "\n\n".join(str(line) for line in INTRODUCTION)
    return result


def _refusals(path: str, method: str, operation: Mapping[str, Any]) -> list[int]:
    # A wrong token or seat is refused where none was needed, too.
    statuses = [*_ALWAYS, 401, 403]
    if "{" in path:
        statuses.append(404)
    if method != "get":
        statuses += _WITH_BODY
    if any(each["in"] == "query" for each in operation.get("parameters", ())):
        statuses.append(400)
    if any(each["name"] == "If-Match" for each in operation.get("parameters", ())):
        statuses += [412, 428]
    return statuses


def _problem_response(status: int) -> dict[str, Any]:
    title, advice = explain(status, program=True)
    response: dict[str, Any] = {
        "description": str(sentences(title, advice)),
        "content": {
            "application/problem+json": {
                "schema": {"$ref": f"#/components/schemas/{PROBLEM}"},
                "example": {
                    "type": "about:blank",
                    "title": title,
                    "status": status,
                    "detail": advice,
                    "code": _CODES[status],
                },
            }
        },
    }
    if status in {429, 503}:
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": str(_SECONDS)}}
    return response


_SECONDS: str | Promise = _("Seconds to wait.")
_CODES = {
    400: "invalid",
    401: "unauthorized",
    403: "permission_denied",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    412: "if_match_stale",
    413: "request_entity_too_large",
    415: "unsupported_media_type",
    422: "idempotency_key_reused",
    428: "if_match_required",
    429: "throttled",
    500: "internal_server_error",
    503: "service_unavailable",
}


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "detail", "code"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "errors": {"type": "object", "additionalProperties": True},
        },
    }


def document() -> dict[str, Any]:
    """Give the OpenAPI document in the active language; made once per language and process, so do not change it."""
    return _document(get_language() or "zh-hans")


@lru_cache(maxsize=4)
def _document(language: str) -> dict[str, Any]:
    with override(language):
        made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        return made
