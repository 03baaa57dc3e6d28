"""The gates without row-level security behind them: each layer must hold by itself, and both must agree.

In the system scope every row is visible, so what a gate lets through there is the gate's own word. It is compared with
what row-level security lets through in the person's own scope.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import ProgrammingError
from django.db.models import Model, QuerySet
from django.http import Http404
from django.test import Client, RequestFactory

from cases import access as cases
from cases.models import Case, CaseFile, Paper, Transfer
from experts import access as experts
from experts.models import Assignment, Expert
from portal.accounts.actors import Actor, actor_for
from portal.tenancy import scope as scopes
from tests import people
from tests.policy.world import World

INSIDERS = [code for code in people.PERSONAS if code not in {"anonymous", "unaffiliated", *people.ADMIN_PERSONAS}]


def actor_of(who: people.Person) -> Actor:
    """Give the actor that a request of this person would have."""
    client = people.login(Client(), who)
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = who.user or AnonymousUser()
    with scopes.enter(scopes.login(who.user.pk if who.user else None)):
        return actor_for(request)


def keys(rows: QuerySet[Any]) -> set[Any]:
    return set(rows.values_list("pk", flat=True))


# What a gate builds its answer from, and the whole table as the person's own scope sees it.
FILTERS: dict[str, tuple[Callable[[Actor], QuerySet[Any]], type[Model]]] = {
    "cases": (cases.visible_cases, Case),
    "papers": (lambda actor: cases.visible_papers(actor).filter(case__in=cases.visible_cases(actor)), Paper),
    "files": (lambda actor: CaseFile.objects.filter(case__in=cases.visible_cases(actor)), CaseFile),
    "experts": (experts.visible_experts, Expert),
    "assignments": (experts.visible_assignments, Assignment),
}


@pytest.mark.parametrize("persona", INSIDERS)
@pytest.mark.parametrize("kind", FILTERS)
def test_filter_and_row_level_security_agree(world: World, persona: str, kind: str) -> None:
    visible, model = FILTERS[kind]
    actor = actor_of(world.people[persona])
    with scopes.enter(scopes.system()):
        by_the_filter = keys(visible(actor))
        everything = keys(model._default_manager.all())
    try:
        with scopes.enter(actor.scope()):
            by_the_database = keys(model._default_manager.all())
    except ProgrammingError:  # the scope holds no right on the table
        by_the_database = set()
    if kind == "assignments" and actor.kind == "enterprise":
        # An applicant's withdrawal ends assignments; no page of theirs lists them.
        by_the_database = set()
    if kind == "experts" and actor.kind == "center":
        # The database also shows whoever works on a case that was handed over, and nobody else; the bank does not.
        with scopes.enter(scopes.system()):
            at_work = set(Assignment.objects.filter(center_id=actor.own_center_id).values_list("expert_id", flat=True))
        assert by_the_database - by_the_filter <= at_work
        by_the_database &= by_the_filter
    assert by_the_filter == by_the_database
    assert by_the_filter < everything or actor.kind == "national"


GATES: dict[str, tuple[Callable[[Actor, Any], Any], Callable[[World, Case], Any]]] = {
    "case": (cases.get_case, lambda world, case: case.public_id),
    "locked case": (lambda actor, key: cases.get_case(actor, key, lock=True), lambda world, case: case.public_id),
    "file": (cases.get_file, lambda world, case: world.thing(case, "file").public_id),
    "paper": (cases.get_paper, lambda world, case: world.thing(case, "paper").public_id),
    "transfer": (cases.get_transfer, lambda world, case: world.thing(case, "transfer").public_id),
}


@pytest.mark.parametrize("persona", people.PERSONAS)
@pytest.mark.parametrize("kind", GATES)
def test_a_gate_alone_refuses_the_foreign(world: World, persona: str, kind: str) -> None:
    gate, key = GATES[kind]
    actor = actor_of(world.people[persona])
    foreign = world.case(persona, "other_center")
    assert foreign is not None
    with scopes.enter(scopes.system()):
        if actor.kind == "national":
            assert gate(actor, key(world, foreign)) is not None
        else:
            with pytest.raises(Http404):
                gate(actor, key(world, foreign))
        own = world.case(persona, "mine")
        if own is not None and persona in INSIDERS and not (kind == "transfer" and not actor.is_staff):
            assert gate(actor, key(world, own)) is not None


def test_transfers_are_told_apart_by_center(world: World) -> None:
    actor = actor_of(world.people["handler"])
    with scopes.enter(scopes.system()):
        theirs = keys(Transfer.objects.filter(from_center=world.there))
    with scopes.enter(actor.scope()):
        assert not keys(Transfer.objects.all()) & theirs
