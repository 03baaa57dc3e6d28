"""One transaction around every response; the scope inside it (docs/architecture.md, "Tenancy")."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase

from portal.accounts.actors import Seat, actor_for, login_enter
from portal.accounts.sources import client_address
from portal.audit import trail
from portal.tenancy import scope as scopes


class TenancyMiddleware:
    """Open the outer transaction as the bare login of the session's person and find out who is acting.

    The policy middleware switches to the actor's scope once it knows the route. ATOMIC_REQUESTS alone would leave
    middleware and late rendering without a scope; this transaction alone would commit after a 500. So both. `enter` is
    what opens it: one more `atomic()` around would cost three statements a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user_id = _session_user_id(request)
        seats: list[tuple[Seat, ...]] = []
        if user_id is None:
            entered = scopes.enter(scopes.login())
        else:
            entered = scopes.enter(scopes.login(user_id), apply=lambda _scope: seats.append(login_enter(user_id)))
        with entered:
            request.actor = actor = actor_for(request, *seats)  # type: ignore[attr-defined]
            token = trail.origin.set((actor.seat.key, client_address(request)))
            try:
                response = self.get_response(request)
            finally:
                trail.origin.reset(token)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response


def _session_user_id(request: HttpRequest) -> int | None:
    user = request.user
    return user.pk if user.is_authenticated else None
