"""How incidents end: finished with an outcome, by whatever path; follow-ups that nobody overwrites."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibitions.desk.models import Clash, Incident
from exhibitions.desk.services.incidents import incident_move, locked
from exhibitions.results.models import Outcome, Sum
from exhibitions.results.services.outcomes import outcome_write
from exhibitions.results.services.reminding import overdue_remind
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.tenancy import scope as scopes
from tests import people
from tests.desk.made import Tablet, change
from tests.meanwhile import meanwhile
from tests.results.made import AVERTED, COST, OUTCOME, After, actor, an_incident, finished


def kept(incident: Incident) -> Incident:
    with scopes.enter(scopes.system()):
        return Incident.objects.get(pk=incident.pk)


def refused(statement: Any, who: Any) -> str:
    """Run something that the database refuses; give its words."""
    with pytest.raises(IntegrityError) as told, scopes.enter(who), transaction.atomic():
        statement()
    return str(told.value)


def test_an_incident_is_finished_with_its_outcome_by_no_other_way(room: After) -> None:
    incident = room.incident
    close = Incident.objects.filter(pk=incident.pk)
    assert "with its outcome" in refused(lambda: close.update(state="closed", row_version=2), room.handler.scope())
    # not by the app either, nor by a conflict that it brings
    tablet = Tablet(room.handler, room.delegation)
    for base in ("open", "handled"):
        told = tablet.send(change("incident.move", incident.public_id, {"state": base}, state="closed"))[0]
        assert told["result"] == "refused"
    with scopes.enter(room.handler.scope()), pytest.raises(Conflict):
        incident_move(
            incident=locked(incident), base="open", target="closed", made_at=timezone.now(), actor=actor(room.handler)
        )
    assert kept(incident).state == "open"
    outcome = finished(room)
    assert kept(incident).state == "closed"
    # what is finished keeps its outcome, its amounts and what they are reckoned on
    row, amount = Outcome.objects.filter(pk=outcome.pk), Sum.objects.filter(outcome=outcome)
    assert "keeps its outcome" in refused(lambda: row.update(agreed="别的", row_version=2), room.handler.scope())
    assert "keeps its amounts" in refused(lambda: amount.delete(), room.handler.scope())
    with scopes.enter(room.handler.scope()), pytest.raises(Conflict):
        outcome_write(incident=incident, values=OUTCOME, sums=[], seen=1, finish=False, actor=actor(room.handler))
    # opened again it may be changed; somebody who saw an older version is told
    with scopes.enter(room.handler.scope()):
        incident_move(
            incident=locked(incident), base="closed", target="open", made_at=timezone.now(), actor=actor(room.handler)
        )
        again = outcome_write(
            incident=incident, values=OUTCOME | {"agreed": "改写"}, sums=[COST], seen=1, finish=False,
            actor=actor(room.handler),
        )  # fmt: skip
        assert (again.row_version, Sum.objects.filter(outcome=again).count()) == (2, 1)


def test_no_figure_without_its_basis(room: After) -> None:
    finished(room, sums=[COST])
    with scopes.enter(scopes.system()):
        Incident.objects.filter(pk=room.incident.pk).update(state="open", row_version=3)
        outcome = Outcome.objects.get()
    for bad in ({"basis": ""}, {"currency": "eur"}, {"amount": "0"}):
        row = Sum(outcome=outcome, center=room.center, **AVERTED | bad)
        assert "sum_" in refused(row.save, room.handler.scope())


def test_the_page_of_an_outcome(room: After, client: Client) -> None:
    address = reverse("results:outcome", args=[room.incident.public_id])
    people.login(client, room.handler)
    blank = {"sums-TOTAL_FORMS": "3", "sums-INITIAL_FORMS": "0", "version": "0"}
    body = {**blank, **{name: value for name, value in OUTCOME.items() if value}, "finish": "1"}
    bad = {
        **body, "agreed": "", "is_proposed": "on", "lesson": "", "sums-0-amount": "很多", "sums-0-kind": "averted", "sums-0-currency": "EUR",
        "sums-1-kind": "averted", "sums-1-amount": "5", "sums-1-currency": "USD", "sums-2-amount": "7",
    }  # fmt: skip
    answer = client.post(address, bad)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"agreed", "lesson"})
    assert [set(row.errors) for row in answer.context["rows"]] == [{"amount"}, {"basis"}, {"currency", "kind"}]
    assert "很多" in answer.content.decode()
    assert client.post(address, {**body, "result": "case"}).context["form"].errors.keys() == {"result"}
    assert client.post(address, {"version": "x"}).status_code == 422
    good = {
        **body,
        "sums-0-kind": "averted",
        "sums-0-amount": "80,000",
        "sums-0-currency": "USD",
        "sums-0-basis": "按合同价计",
    }
    # somebody else wrote while this was typed
    assert client.post(address, {**good, "keep": "1", "version": "7"}).status_code == 422
    assert client.post(address, good).status_code == 302
    page = client.get(reverse("desk:incident", args=[room.incident.public_id])).content.decode()
    assert "对方撤回警告函" in page
    assert "80,000.00" in page
    assert kept(room.incident).state == "closed"
    assert client.get(address).status_code == 302
    # the firm reads its incident, and nothing of the outcome
    people.login(client, room.owner)
    assert "对方撤回警告函" not in client.get(reverse("desk:incident", args=[room.incident.public_id])).content.decode()
    people.login(client, room.stranger)
    assert client.get(address).status_code == 404


def test_follow_up_is_never_overwritten(room: After, client: Client, django_assert_max_num_queries: Any) -> None:
    address = reverse("results:step", args=[room.incident.public_id])
    people.login(client, room.handler)
    seen = {"base_next_step": "", "base_next_due_at": ""}
    assert client.post(address, {**seen, "next_due_at": "昨天"}).status_code == 422
    assert client.post(address, {**seen, "next_due_at": "2026-11-01T10:00"}).context["form"].errors.keys() == {
        "next_step"
    }
    yesterday = timezone.localtime() - timedelta(days=1)
    first = {**seen, "next_step": "寄出答辩", "next_due_at": yesterday.strftime("%Y-%m-%dT%H:%M")}
    assert client.post(address, first).status_code == 302
    # a colleague whose page is older decides on the conflict
    late = client.post(address, {**seen, "next_step": "等对方答复", "next_due_at": ""})
    with scopes.enter(scopes.system()):
        clash = Clash.objects.get()
    assert late["Location"] == reverse("desk:settle", args=[room.incident.public_id, clash.public_id])
    assert kept(room.incident).next_step == "寄出答辩"
    listing = reverse("results:followup")
    assert [row.pk for row in client.get(f"{listing}?only=overdue").context["rows"]] == [room.incident.pk]
    assert client.get(f"{listing}?only=unplanned").context["rows"] == []
    assert len(client.get(f"{listing}?only=x&delegation=y").context["rows"]) == 1
    with django_assert_max_num_queries(25) as one:
        client.get(listing)
    with scopes.enter(scopes.system()):
        for _number in range(6):
            an_incident(room.delegation, room.firm, room.handler.pk)
        assert overdue_remind() == 1
        told = OutboxEvent.objects.filter(topic="notice", payload__template="results/overdue").get()
    assert (told.payload["context"]["count"], told.payload["recipients"]["role_center_id"]) == (1, room.center.pk)
    with django_assert_max_num_queries(25) as many:
        assert len(client.get(listing).context["rows"]) == 7
    assert len(many) == len(one)
    people.login(client, room.stranger)
    assert client.get(listing).context["rows"] == []
    assert client.get(address).status_code == 404


def test_lessons_are_offered_without_the_firm(room: After, client: Client) -> None:
    finished(room, is_proposed=True)
    people.login(client, people.person("editor"))
    page = client.get(reverse("results:lessons")).content.decode()
    assert "随身携带证书副本" in page
    assert room.firm.name not in page
    assert f"{reverse('publishing:begin')}?kind=report" in page
    # who cannot begin a text is not led to where it is refused
    reader = people.login(Client(), people.person("analyst"))
    assert reverse("publishing:begin") not in reader.get(reverse("results:lessons")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_how_it_ended_and_its_finish_wait_for_each_other(room: After) -> None:
    """Past the services, which lock the incident: the database does as well."""
    with scopes.enter(room.handler.scope()):
        outcome_write(
            incident=room.incident, values=OUTCOME, sums=[], seen=0, finish=False, actor=actor(room.handler)
        )  # fmt: skip

    def moved(**values: Any) -> None:
        with scopes.enter(room.handler.scope()):
            Incident.objects.filter(pk=room.incident.pk).update(row_version=F("row_version") + 1, **values)

    def rewritten(**values: Any) -> None:
        with scopes.enter(room.handler.scope()):
            Outcome.objects.filter(incident=room.incident).update(row_version=F("row_version") + 1, **values)

    def added() -> None:
        with scopes.enter(room.handler.scope()):
            outcome = Outcome.objects.get(incident=room.incident)
            Sum.objects.create(outcome=outcome, center=room.center, kind="lawyer", amount=1, currency="EUR")

    with scopes.enter(room.handler.scope()):
        moved(state="closed")
        late = [meanwhile(lambda: rewritten(agreed="另一种说法")), meanwhile(added)]
    assert ["keeps its" in str(each.refused()) for each in late] == [True, True]
    moved(state="open")
    with scopes.enter(room.handler.scope()):
        rewritten(result="case")
        finish = meanwhile(lambda: moved(state="closed"))
    assert "finished with its outcome" in str(finish.refused())
