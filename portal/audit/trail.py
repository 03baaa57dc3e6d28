"""Write the trail. `record` is called by services, in the transaction that does the deed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils import timezone

from portal.tenancy import scope as scopes

# Seat key and network address of the request being served; empty for the portal's own work.
origin: ContextVar[tuple[str, str | None]] = ContextVar("audit_origin", default=("", None))

# No RETURNING: the writer may insert, but not read.
_INSERT = """insert into audit_auditentry
 (at, verb, actor_id, seat, center_id, object_type, object_id, payload, address)
 values (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)"""


def record(
    verb: str,
    *,
    object_type: str = "",
    object_id: object = "",
    center_id: int | None = None,
    payload: Mapping[str, Any] | None = None,
    actor_id: int | None = None,
) -> None:
    """Append one entry: `verb` such as `case.accepted`, the object, and facts as JSON.

    Actor and center come from the running scope unless given.
    """
    current = scopes.current()
    seat, address = origin.get()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                timezone.now(),
                verb,
                current.actor_id if actor_id is None else actor_id,
                seat,
                current.center_id if center_id is None else center_id,
                object_type,
                str(object_id),
                json.dumps(payload or {}, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True),
                address,
            ],
        )
