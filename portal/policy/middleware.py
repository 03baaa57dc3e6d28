"""Ask the policy table before any view runs, then enter the actor's scope."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from portal.accounts.actors import Actor
from portal.policy import table
from portal.policy.conflict import Conflict
from portal.policy.problems import from_program, problem, refuse
from portal.tenancy import scope as scopes

logger = logging.getLogger(__name__)


class PolicyMiddleware:
    """Refuse what the table does not allow: 401/redirect for strangers, 403 for the wrong persona, 405 for the method.

    The answer never depends on the object in the address: that is decided by the gates, where foreign and
    nonexistent look alike.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        route = match.view_name if match else ""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        rule = table.find(route, request.method or "")
        if rule is None:
            allowed = sorted({method for name, method in table.rules() if name == route})
            if allowed:
                return refuse(request, 405, headers={"Allow": ", ".join(allowed)})
            logger.error("No policy row for route %r; refused.", route)
            return refuse(request, 403)
        if actor.personas.isdisjoint(rule.personas):
            if actor.kind == "anonymous":
                if from_program(request):
                    return problem(request, 401)
                return redirect_to_login(request.get_full_path())
            return refuse(request, 403)
        if (
            rule.second_factor
            and "anonymous" not in rule.personas
            and actor.seat.needs_second_factor
            and not actor.second_factor
        ):
            if from_program(request):
                return problem(request, 403, code="second_factor_required")
            return redirect("accounts:second_factor")
        if rule.scope == "actor":
            scopes.switch(actor.scope())
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answer a conflict that no view has answered itself; the view's own transaction is rolled back by then."""
        if isinstance(error, Conflict):
            return refuse(request, 409, detail=str(error))
        return None
