"""From the first question to the signature: who may do what, by page, by service and by bare SQL."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from exhibitions.fairs.models import Post
from exhibitions.screening import notices
from exhibitions.screening.models import Finding, Screening
from exhibitions.screening.services.screenings import screening_answer, screening_move
from portal.notices.models import OutboxEvent
from portal.policy.conflict import Conflict
from portal.site import search
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.screening import made
from tests.screening.conftest import Room


def page(client: Client, who: Person, route: str, *arguments: Any) -> Any:
    return people.login(client, who).get(reverse(f"screening:{route}", args=arguments))


def test_a_check_goes_from_question_to_firm(room: Room, client: Client) -> None:
    people.login(client, room.handler)
    client.post(reverse("screening:begin", args=[room.exhibit.public_id]))
    with scopes.enter(scopes.system()):
        screening = Screening.objects.get(exhibit=room.exhibit)
    address = reverse("screening:screening", args=[screening.public_id])
    shown = client.get(address).content.decode()
    assert "商标被他人注册了吗" in shown
    answers = {
        "version": screening.row_version, "answer_0": "yes", "note_0": "欧盟注册 018…", "answer_1": "", "advice": "show",
        "conclusion": "", "next": "hand_in",
    }  # fmt: skip
    answer = reverse("screening:answer", args=[screening.public_id])
    shown = client.post(answer, answers, follow=True).content.decode()
    # Saved, but not handed in: a question and the conclusion are open, and a high risk is not shown as it is.
    assert "欧盟注册" in shown
    made.fresh(screening)
    assert screening.state == "open"
    answers |= {
        "version": screening.row_version,
        "answer_1": "unknown",
        "advice": "withdraw",
        "conclusion": "请勿携带。",
    }
    client.post(answer, answers)
    made.fresh(screening)
    assert (screening.state, screening.level) == ("handed_in", "high")
    for reader in (room.owner, people.person("readonly", enterprise=room.owner.enterprise)):
        assert page(Client(), reader, "screening", screening.public_id).status_code == 404
    expert = Client()
    assert "可折叠" in page(expert, room.expert, "waiting").content.decode()
    seen = {"version": screening.row_version}
    expert.post(reverse("screening:act", args=[screening.public_id, "sign"]), seen)
    made.fresh(screening)
    assert (screening.state, screening.signed_by_id, screening.signed_as) == ("signed", room.expert.pk, "expert")
    told = page(Client(), room.owner, "screening", screening.public_id).content.decode()
    assert "请勿携带" in told
    assert "请勿携带" in page(Client(), room.owner, "firm", room.participant.public_id).content.decode()


def test_somebody_elses_answers_are_not_overwritten(room: Room, client: Client) -> None:
    screening = room.answered()
    body = {"version": screening.row_version - 1, "answer_0": "yes", "conclusion": "我写的", "advice": "carry"}
    answer = people.login(client, room.handler).post(reverse("screening:answer", args=[screening.public_id]), body)
    assert answer.status_code == 409
    # Both stand on the page: what was typed, and what was saved meanwhile.
    assert "我写的" in answer.content.decode()
    assert "带好证书。" in answer.content.decode()
    made.fresh(screening)
    assert screening.conclusion == "带好证书。"


def test_no_maker_signs(room: Room, client: Client) -> None:
    """A supervisor who answered one question, or added a finding, does not sign; by no way."""
    screening = room.begun()
    with scopes.enter(room.supervisor.scope()):
        finding = Finding(
            screening=screening, participant=room.participant, center=room.participant.center, kind="note", title="提示",
            meaning="注意", level="low", added_by_id=room.supervisor.pk,
        )  # fmt: skip
        finding.save()
    made.fresh(screening)
    with scopes.enter(room.handler.scope()):
        answers = {key: {"answer": "no" if key == "test:mark" else "yes"} for key in ("test:mark", "test:papers")}
        screening = screening_answer(
            screening=screening, answers=answers, advice="carry", conclusion="可以。", version=screening.row_version
        )
        screening = screening_move(screening=screening, verb="hand_in", actor=made.actor(room.handler))
    assert screening.level == "low"
    assert people.login(client, room.supervisor).post(
        reverse("screening:act", args=[screening.public_id, "sign"]), {"version": screening.row_version}
    ).status_code == 409  # fmt: skip
    for who in (room.supervisor, room.handler):
        refused(
            who,
            "update screening_screening set state = 'signed', signed_by_id = %s, signed_as = 'supervisor', signed_at = now()"
            " where id = %s",
            [who.pk, screening.pk],
        )
    # In another's name neither.
    other = people.person("supervisor", center=room.supervisor.center)
    refused(
        room.supervisor,
        "update screening_screening set state = 'signed', signed_by_id = %s, signed_as = 'supervisor', signed_at = now(),"
        " makers = '{}' where id = %s",
        [other.pk, screening.pk],
    )
    with scopes.enter(other.scope()):
        assert screening_move(screening=screening, verb="sign", actor=made.actor(other)).state == "signed"
    # Then it is frozen, for everybody.
    refused(other, "update screening_screening set conclusion = 'x' where id = %s", [screening.pk])
    refused(other, "update screening_screening set state = 'open', level = '' where id = %s", [screening.pk])
    refused(other, "delete from screening_finding where screening_id = %s", [screening.pk])


def refused(who: Person, statement: str, parameters: list[Any]) -> None:
    """Have the database refuse a statement (or reach no row with it)."""
    with scopes.enter(who.scope()), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, parameters)
                assert cursor.rowcount == 0, statement
        except Error:
            return


def test_a_handler_who_made_nothing_signs_nothing(room: Room) -> None:
    screening = room.handed_in()
    other = people.person("handler", center=room.handler.center)
    with scopes.enter(other.scope()), pytest.raises(Conflict):
        screening_move(screening=screening, verb="sign", actor=made.actor(other))
    refused(
        other,
        "update screening_screening set state = 'signed', signed_by_id = %s, signed_as = 'supervisor', signed_at = now()"
        " where id = %s",
        [other.pk, screening.pk],
    )
    made.fresh(screening)
    assert screening.state == "handed_in"


def test_an_expert_signs_only_on_duty(room: Room) -> None:
    """Another expert of the same bank, one whose duty ended, and one who declared nothing see nothing of it."""
    screening = room.handed_in()
    stranger = people.person("expert", center=room.handler.center)
    with scopes.enter(scopes.system()):
        made.on_duty(room.delegation, stranger, state="proposed", declared_at=None)
        Post.objects.filter(user_id=room.expert.pk).update(state="ended", ended_at="2026-11-01T00:00:00Z")
    for who in (stranger, room.expert):
        with scopes.enter(who.scope()):
            assert not Screening.objects.filter(pk=screening.pk).exists()
        refused(
            who,
            "update screening_screening set state = 'signed', signed_by_id = %s, signed_as = 'expert', signed_at = now()"
            " where id = %s",
            [who.pk, screening.pk],
        )
        assert page(Client(), who, "screening", screening.public_id).status_code == 404


def test_an_unsigned_check_is_no_firms_to_see(room: Room) -> None:
    screening = room.handed_in()
    with scopes.enter(room.handler.scope()):
        assert Screening.objects.filter(pk=screening.pk).exists()
    with scopes.enter(room.owner.scope()):
        assert not Screening.objects.exists()
    with scopes.enter(room.expert.scope()):
        screening_move(screening=screening, verb="sign", actor=made.actor(room.expert))
    with scopes.enter(room.owner.scope()):
        assert Screening.objects.filter(pk=screening.pk).exists()
    # Another firm's owner sees nothing of it.
    with scopes.enter(people.person("owner", enterprise=people.make_enterprise()).scope()):
        assert not Screening.objects.exists()


def test_it_goes_back_with_a_reason_and_then_again(room: Room, client: Client) -> None:
    screening = room.handed_in()
    people.login(client, room.expert)
    address = reverse("screening:act", args=[screening.public_id, "send_back"])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "请补充检索结果", "version": screening.row_version})
    made.fresh(screening)
    assert (screening.state, screening.level, screening.returned_by_id) == ("open", "", room.expert.pk)
    assert "请补充检索结果" in page(client, room.handler, "screening", screening.public_id).content.decode()
    with scopes.enter(room.handler.scope()):
        again = screening_move(screening=screening, verb="hand_in", actor=made.actor(room.handler))
    assert (again.state, again.reason) == ("handed_in", "")


def test_nobody_signs_what_was_swapped_under_their_eyes(room: Room, client: Client) -> None:
    screening = room.handed_in()
    address = reverse("screening:act", args=[screening.public_id, "sign"])
    seen = page(people.login(client, room.expert), room.expert, "screening", screening.public_id).context["screening"]
    with scopes.enter(room.handler.scope()):
        back = screening_move(screening=screening, verb="take_back", actor=made.actor(room.handler))
        other = screening_answer(
            screening=back, answers=back.answers, advice="carry", conclusion="另一个结论。", version=back.row_version
        )
        screening_move(screening=other, verb="hand_in", actor=made.actor(room.handler))
    people.login(client, room.expert)
    # "²" is what `isdigit` takes for a number; the last one, what `int` will not read
    for version in (seen.row_version, "", "²", "9" * 5000):
        assert client.post(address, {"version": version}).status_code == 409
    made.fresh(screening)
    now = client.get(reverse("screening:screening", args=[screening.public_id]))
    assert f'name="version" value="{screening.row_version}"' in now.content.decode()
    assert client.post(address, {"version": screening.row_version}).status_code == 302


def test_those_who_are_concerned_are_told(room: Room) -> None:
    screening = room.signed()
    with scopes.enter(scopes.system()):
        told = [
            event.payload["template"] for event in OutboxEvent.objects.filter(topic="notice").order_by("created_at")
        ]
        assert [each for each in told if each.startswith("screening/")] == ["screening/waits", "screening/signed"]
        assert [each.user_id for each in notices.screening_experts(screening.pk)] == [room.expert.pk]
        assert [each.user_id for each in notices.screening_makers(screening.pk)] == [room.handler.pk]
        assert [each.user_id for each in notices.screening_firm(screening.pk)] == [room.owner.pk]


def test_what_is_published_on_the_fairs_country_is_offered(room: Room, client: Client) -> None:
    screening = room.begun()
    with scopes.enter(scopes.system()):
        search.put([
            search.Entry("alert", "a1", "/alerts/a1/", title_zh="德国查扣滑板车", countries=["DE"]),
            search.Entry("alert", "a2", "/alerts/a2/", title_zh="美国查扣滑板车", countries=["US"]),
            search.Entry("alert", "a3", "/alerts/a3/", title_zh="欧盟食品商标", countries=["EU"]),
            search.Entry("alert", "a4", "/alerts/a4/", title_zh="某案", text_en="the ZHIXING mark", countries=["EU"]),
        ])  # fmt: skip
    shown = page(client, room.handler, "screening", screening.public_id).content.decode()
    assert [key for key in ("a1", "a2", "a3", "a4") if f"alert:{key}" in shown] == ["a1", "a4"]
    take = reverse("screening:finding_take", args=[screening.public_id])
    client.post(take, {"entry": "alert:a1", "level": "medium"})
    shown = client.get(reverse("screening:screening", args=[screening.public_id])).content.decode()
    assert "/alerts/a1/" in shown
    assert "alert:a1" not in shown
    assert client.post(take, {"entry": "alert:a1"}).status_code == 409


def test_the_list_of_questions_is_the_countrys(room: Room) -> None:
    made.released(room.editor, room.reviewer, "eu-list", countries=["EU"])
    made.released(room.editor, room.reviewer, "us-list", countries=["US"])
    made.released(room.editor, room.reviewer, "scooters", hs_prefixes=["8711"])
    made.released(room.editor, room.reviewer, "toys", hs_prefixes=["9503"])
    asked = {item["key"].split(":")[0] for item in room.begun().items}
    assert asked == {"test", "eu-list", "scooters"}
    with pytest.raises(Conflict):
        room.begun()


def test_the_board_costs_the_same_for_more_firms(
    room: Room, client: Client, django_assert_max_num_queries: Any
) -> None:
    room.signed(mark="yes", advice="withdraw")
    with scopes.enter(scopes.system()):
        for number in range(12):
            firm = made.participant(room.delegation, None, f"企业{number}")
            for _ in range(2):
                made.exhibit(firm)
    people.login(client, room.handler)
    address = reverse("screening:board", args=[room.delegation.public_id])
    client.get(address)
    with django_assert_max_num_queries(22):
        shown = client.get(address).content.decode()
    assert "企业11" in shown
    narrowed = client.get(address, {"only": "high"}).content.decode()
    assert "参展企业" in narrowed
    assert "企业11" not in narrowed
