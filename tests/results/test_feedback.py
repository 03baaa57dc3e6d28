"""What firms say: once, after the fair, until the report is released; the nation learns means of five and more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from exhibitions.fairs.models import Delegation, Participant
from exhibitions.results.models import Feedback
from exhibitions.results.selectors.figures import few_hidden, ratings_of
from exhibitions.results.services.feedback import firms_invite
from exhibitions.results.tasks import make_report  # noqa: F401 - registers the handler
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from tests import people
from tests.desk.made import a_delegation, a_fair, a_firm
from tests.results.made import After, actor, finished, over, released

MARKS = {
    "preparation": "5",
    "desk": "4",
    "experts": "",
    "material": "3",
    "happened": "演示：有人来查验",
    "version": "0",
}


def address(firm: Participant) -> str:
    return reverse("results:feedback", args=[firm.public_id])


def test_a_firm_speaks_once_and_changes_it_until_the_release(room: After, client: Client) -> None:
    with scopes.enter(scopes.system()):
        assert (firms_invite(), firms_invite()) == (1, 0)
        told = OutboxEvent.objects.filter(topic="notice", payload__template="results/feedback").get()
        assert told.payload["link"] == address(room.firm)
    people.login(client, room.owner)
    assert [row.pk for row in client.get(reverse("results:home")).context["page"].rows] == [room.firm.pk]
    bad = client.post(address(room.firm), {**MARKS, "preparation": "6", "desk": "", "wishes": "字" * 2001})
    assert (bad.status_code, set(bad.context["form"].errors)) == (422, {"preparation", "desk", "wishes"})
    assert client.post(address(room.firm), MARKS).status_code == 302
    # a colleague's page that is older
    assert client.post(address(room.firm), {**MARKS, "desk": "1"}).status_code == 422
    assert client.post(address(room.firm), {**MARKS, "desk": "2", "version": "1"}).status_code == 302
    with scopes.enter(scopes.system()):
        row = Feedback.objects.get()
    assert (row.desk, row.experts, row.row_version) == (2, None, 2)
    # the center reads it, the nation does not
    report = reverse("results:report", args=[room.delegation.public_id])
    people.login(client, room.handler)
    assert "有人来查验" in client.get(report).content.decode()
    people.login(client, people.person("coordinator"))
    assert "有人来查验" not in client.get(report).content.decode()
    readonly = people.person("readonly", enterprise=room.owner.enterprise)
    assert people.login(Client(), readonly).post(address(room.firm), MARKS).status_code == 403
    assert people.login(Client(), people.person("owner")).get(address(room.firm)).status_code == 404
    finished(room)
    released(room)
    people.login(client, room.owner)
    assert client.post(address(room.firm), {**MARKS, "version": "2"}).status_code == 409
    assert "有人来查验" in client.get(address(room.firm)).content.decode()


def test_guards_of_feedback(room: After) -> None:
    marks: dict[str, Any] = {"preparation": 5, "desk": 4, "material": 3, "center": room.center, "by_id": room.owner.pk}
    with scopes.enter(scopes.system()):
        running = a_firm(
            a_delegation(room.center, a_fair(people.national_center())),
            "演示甲公司",
            room.owner.enterprise,
            source="firm",
        )
    for firm, more in ((running, {}), (room.firm, {"desk": 6})):
        with pytest.raises(IntegrityError), scopes.enter(room.owner.scope()), transaction.atomic():
            Feedback.objects.create(participant=firm, **marks | more)
    # neither the center nor somebody else speaks for a firm
    for who in (room.handler, people.person("owner")):
        with (
            pytest.raises(Exception, match=r"row-level security|permission denied|feedback is given"),
            scopes.enter(who.scope()),
        ):
            Feedback.objects.create(participant=room.firm, **marks)


def spoken(delegation: Delegation, answers: int) -> None:
    """Let firms speak: the first says 1 of the preparation, the next 2 …; all but the last judge the experts."""
    with scopes.enter(scopes.system()):
        for number in range(1, answers + 1):
            firm = a_firm(delegation, f"演示企业{number}", people.make_enterprise(), source="firm")
            Feedback.objects.create(
                participant=firm, center=delegation.center, preparation=number, desk=4, material=3,
                experts=5 if number < answers else None,
            )  # fmt: skip


def test_means_of_five_and_more_alone_leave_the_center(room: After) -> None:
    nation = people.person("analyst")
    with scopes.enter(scopes.system()):
        small = a_delegation(room.center, over(a_fair(people.national_center())), "四家企业的参展团")
    spoken(small, 4)
    spoken(room.delegation, 5)
    groups = {room.delegation.pk: "2026", small.pk: "small"}
    with scopes.enter(nation.scope()):
        # whoever looked before and after the fifth answer would learn it
        assert ratings_of(groups, actor(nation)) == {}
        assert not Feedback.objects.exists()
    for each in (None, small):
        released(room, each)
    with scopes.enter(nation.scope()):
        told = ratings_of(groups, actor(nation))
    assert set(told) == {"2026"}
    found = told["2026"]
    assert (found.answers, float(found.means["preparation"] or 0), found.means["experts"]) == (5, 3.0, None)
    with scopes.enter(room.handler.scope()):
        own = ratings_of(groups, actor(room.handler))["2026"]
        assert float(own.means["experts"] or 0) == 5.0
        # nor does the report carry a mean of four
        left = few_hidden(own)
        assert left is not None
        assert (left.means["experts"], float(left.means["preparation"] or 0)) == (None, 3.0)
        with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select * from results_ratings(array[1]::bigint[], array['x'])")


def test_no_sum_of_means_gives_one_firm_away(room: After) -> None:
    nation = people.person("analyst")
    with scopes.enter(scopes.system()):
        small = a_delegation(room.center, over(a_fair(people.national_center())), "只有一家的参展团")
    spoken(room.delegation, 5)
    spoken(small, 1)
    for each in (None, small):
        released(room, each)
    with scopes.enter(nation.scope()):
        # six answers less five are what one firm said
        assert ratings_of({room.delegation.pk: "2026", small.pk: "2026"}, actor(nation))["2026"].answers == 5
        with connection.cursor() as cursor:
            # nor is one answer five because it is named five times
            cursor.execute("select * from results_ratings(%s::bigint[], %s::text[])", [[small.pk] * 5, ["x"] * 5])
            assert cursor.fetchall() == []


def test_a_firm_asks_about_itself_alone(room: After) -> None:
    for who, said in ((room.owner, True), (people.person("owner"), False)):
        with scopes.enter(who.scope()), connection.cursor() as cursor:
            cursor.execute("select results_takes_feedback(%s)", [room.firm.pk])
            assert cursor.fetchone() == (said,)


def test_a_release_waits_for_who_is_speaking(room: After) -> None:
    asked = "select mode from pg_locks where locktype = 'advisory' and objid = %s and pid = pg_backend_pid()"
    found: list[list[str]] = []

    def held() -> None:
        with connection.cursor() as cursor:
            cursor.execute(asked, [room.delegation.pk])
            found.append(sorted({mode for (mode,) in cursor.fetchall()}))

    with transaction.atomic():
        with scopes.enter(room.owner.scope()), transaction.atomic():
            Feedback.objects.create(
                participant=room.firm, center=room.center, by_id=room.owner.pk, preparation=5, desk=4, material=3
            )
        held()
        released(room)
        held()
    assert found == [["ShareLock"], ["ExclusiveLock", "ShareLock"]]


def test_years_beside_each_other(room: After, client: Client) -> None:
    finished(room)
    with scopes.enter(scopes.system()):
        edition = over(a_fair(people.national_center()), days=400, year=room.delegation.edition.year - 1)
        a_firm(a_delegation(room.center, edition, "去年的参展团"), "=乙")
        a_firm(a_delegation(room.stranger.center, edition, "别家的参展团"), "丙")  # type: ignore[arg-type]
    years, table = reverse("results:years"), reverse("results:years_csv")
    people.login(client, room.handler)
    found = client.get(years).context["found"]
    assert [(line.figures.delegations, line.figures.incidents) for line in found.years] == [(1, 1), (1, 0)]
    newest = found.years[0].figures
    assert (newest.costs_written, newest.averted_written) == (["EUR 1,200.50"], ["USD 80,000.00"])
    assert str(newest.hours_median) == "2.0"
    assert found.centers == []
    one = client.get(years, {"fair": str(room.delegation.edition.fair.public_id)}).context["found"]
    assert len(one.years) == 1
    assert client.get(years, {"fair": "nonsense"}).status_code == 200
    people.login(client, people.person("coordinator"))
    found = client.get(years).context["found"]
    assert (len(found.centers), found.total.delegations) == (2, 3)
    lines = client.get(table).content.decode("utf-8-sig").splitlines()
    assert (len(lines), "USD 80,000.00" in lines[1]) == (5, True)
