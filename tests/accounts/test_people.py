"""The personas other tests stand on are what they claim to be."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from portal.accounts.actors import Actor, actor_for
from portal.policy import personas
from portal.tenancy import scope as scopes
from tests import people


def actor_of(client: Client, who: people.Person) -> Actor:
    request = RequestFactory().get("/")
    request.session = client.session
    request.user = who.user or AnonymousUser()
    with scopes.enter(scopes.login(who.user.pk if who.user else None)):
        return actor_for(request)


def test_every_persona_is_made_and_none_is_forgotten(db: None) -> None:
    assert set(people.PERSONAS) == personas.ALL
    for code, who in people.everyone().items():
        client = people.login(Client(), who)
        actor = actor_of(client, who)
        assert actor.personas == {code}
        assert actor.seat.key == who.seat_key
        assert actor.scope() == who.scope()


@pytest.mark.parametrize("code", sorted(personas.SECOND_FACTOR))
def test_a_password_alone_leaves_the_bare_login(db: None, code: str) -> None:
    who = people.person(code)
    actor = actor_of(people.login(Client(), who, second_factor=False), who)
    assert actor.seat.needs_second_factor
    assert not actor.second_factor
    assert actor.scope() == scopes.login(who.pk)
