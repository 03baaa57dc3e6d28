"""Things that must happen once: the same `Idempotency-Key` with the same request gets the kept answer.

The key's row is inserted in the transaction that does the work. A second request with the same key waits for the first
to end (the unique index makes it wait): if that was committed it gets the kept answer, if it was rolled back it does
the work itself. So refusals and failures are never kept, and a client may repeat them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from portal.policy.models import IdempotencyKey

if TYPE_CHECKING:
    from django.views.generic.base import View as _Base

    from portal.accounts.actors import Actor
else:
    _Base = object

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT_FOR = timedelta(hours=48)
KEPT_HEADERS = ("ETag", "Location")
_SHAPE = re.compile(r"[\x21-\x7e]{1,100}")

# A row past its time counts as none, whether or not it was cleaned up yet.
_TAKE = """
insert into policy_idempotencykey as kept (user_id, route, key, body_hash, created_at)
values (%(user)s, %(route)s, %(key)s, %(hash)s, %(now)s)
on conflict (user_id, route, key) do update
  set body_hash = excluded.body_hash, status = null, answer = null, created_at = excluded.created_at
  where kept.created_at <= %(expired)s
returning id"""

Handler = Callable[..., Response]


class KeyReused(exceptions.APIException):
    """The key was used for another request before."""

    status_code = 422
    default_code = "idempotency_key_reused"


class OnceMixin(_Base):
    """Give every POST of a view its Idempotency-Key; the header is optional.

    A view whose answer must not be kept (it hands out a secret) sets `keeps_answers` to False.
    """

    keeps_answers = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.method == "POST" and hasattr(self, "post") and self.keeps_answers:
            handler: Handler = getattr(self, "post")  # noqa: B009 - what the view defines, not what is set here
            self.post = lambda *args, **kwargs: answer_once(handler, *args, **kwargs)


def answer_once(handler: Handler, request: Request, *args: Any, **kwargs: Any) -> Response:
    """Run `handler`, or give the answer it gave under this request's key before.

    Raises ValidationError for a key that is none, KeyReused (422) for the key of another request.
    """
    actor: Actor = request._request.actor  # type: ignore[attr-defined]
    key = request.headers.get(HEADER)
    if key is None or actor.user_id is None:
        return handler(request, *args, **kwargs)
    if not _SHAPE.fullmatch(key):
        raise exceptions.ValidationError({HEADER: [_("Send 1 to 100 visible ASCII characters, such as a UUID.")]})
    match = request._request.resolver_match
    assert match is not None
    mine = {"user_id": actor.user_id, "route": match.view_name, "key": key}
    digest = request_hash(request, actor.seat.key)
    row_id = _take(mine, digest)
    if row_id is None:
        return _kept_answer(mine, digest)
    response = handler(request, *args, **kwargs)
    answer = {
        # As text: the column would put the keys of an object into another order.
        "body": JSONRenderer().render(response.data).decode() if response.data is not None else None,
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
    }
    IdempotencyKey.objects.filter(pk=row_id).update(status=response.status_code, answer=answer)
    return response


def _take(mine: Mapping[str, Any], digest: str) -> int | None:
    """Insert the key's row and return its id, or None when it was there. Waits for another request with the same key."""
    now = timezone.now()
    values = {
        "user": mine["user_id"],
        "route": mine["route"],
        "key": mine["key"],
        "hash": digest,
        "now": now,
        "expired": now - KEPT_FOR,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _kept_answer(mine: Mapping[str, Any], digest: str) -> Response:
    kept = IdempotencyKey.objects.get(**mine)
    if kept.body_hash != digest:
        raise KeyReused(_("This Idempotency-Key was used for another request. Take a new key for each new deed."))
    assert kept.status is not None
    assert kept.answer is not None
    body = json.loads(kept.answer["body"]) if kept.answer["body"] else None
    return Response(body, status=kept.status, headers={**kept.answer["headers"], REPLAYED: "true"})


def request_hash(request: Request, seat: str) -> str:
    """Name what is asked: address, seat and body as understood (a repeated upload has another boundary). SHA-256, hex."""
    django_request = request._request
    digest = hashlib.sha256()
    for part in (django_request.get_full_path(), seat, _canonical(request.data)):
        digest.update(part.encode() + b"\0")
    return digest.hexdigest()


def _canonical(data: Any) -> str:
    if isinstance(data, QueryDict):
        fields = [[name, [_value(each) for each in data.getlist(name)]] for name in sorted(data)]
        return json.dumps(fields)
    return json.dumps(data, sort_keys=True)


def _value(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]


def keys_forget(before: datetime) -> int:
    """Delete the answers kept since before a moment; return how many. Needs the system scope."""
    deleted, _by_model = IdempotencyKey.objects.filter(created_at__lte=before).delete()
    return deleted
