"""Coming, learning and judging: check-in, materials, quiz, certificate, feedback, figures."""

from __future__ import annotations

import csv
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exhibitions.events import links
from exhibitions.events.models import Event, Material, SignUp
from exhibitions.events.selectors.figures import ratings_of
from exhibitions.events.services import people
from exhibitions.events.services.events import ended_close
from exhibitions.events.services.telling import tidy
from portal.tenancy import scope as scopes
from tests import people as persons
from tests.events.conftest import ADDRESS, Room, mails, rows, work_off
from tests.meanwhile import meanwhile

pytestmark = pytest.mark.django_db
DESK = "/editorial/events/"


def own(key: UUID, more: str = "") -> str:
    return f"/events/own/{links.token(links.OWN, key)}/{more}"


def read(path: str) -> bytes:
    """Read a file as a visitor, to its end."""
    answer = Client().get(path)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def now_on(room: Room, **more: Any) -> Event:
    """An event that has begun."""
    begins = timezone.now() - timedelta(hours=1)
    values: dict[str, Any] = {"capacity": 20, "starts_at": begins, "signup_until": begins + timedelta(hours=2)}
    return room.event(**values | more)


def test_at_the_door_by_code_and_by_name(room: Room, client: Client) -> None:
    event = now_on(room, capacity=1)
    first, waits = room.signed(event, "first@example.com"), room.signed(event, "waits@example.com")
    assert "data:image/svg+xml" in Client().get(own(first)).content.decode()
    ticket = f"{DESK}check-in/{room.row(first).ticket}/"
    assert persons.login(Client(), room.stranger).get(ticket).status_code == 404
    persons.login(client, room.staff)
    assert client.get(ticket).status_code == 200
    assert not room.row(first).came
    for _twice in range(2):
        assert client.post(ticket).status_code == 302
    assert (room.row(first).came, room.row(first).check_in_by) == (True, "code")
    # By name; who waits is let in without a seat.
    door = f"{DESK}{event.public_id}/check-in/"
    assert [row.name for row in client.get(f"{door}?q=wai").context["rows"]] == ["waits"]
    come = f"{DESK}{event.public_id}/people/{room.row(waits).pk}/check-in/"
    assert client.post(come, {"q": "wai"})["Location"].endswith("?q=wai")
    assert (room.row(waits).state, rows("select taken, queued from events_event")) == ("walkin", [(1, 0)])
    enter = f"{DESK}{event.public_id}/people/enter/"
    body = {"name": "路过的人", "language": "zh-hans"}
    assert list(client.post(enter, body).context["form"].errors) == ["email"]
    assert client.post(enter, {**body, "walkin": "on"}).status_code == 302
    again = client.post(enter, {**body, "email": "first@example.com", "walkin": "on"})
    assert list(again.context["form"].errors) == ["email"]
    assert client.get(door).context["counts"].came == 3
    assert client.post(come, {"deed": "undo"}).status_code == 302
    assert room.row(waits).state == "cancelled"
    # What no name can be is nothing to look for.
    for path in ("check-in/?q=%00", "people/?q=%00&list=nobody", "people.csv?q=%00"):
        assert client.get(f"{DESK}{event.public_id}/{path}").status_code == 200
    listed = client.get(f"{DESK}{event.public_id}/people.csv")
    names = [line[0] for line in csv.reader(listed.content.decode("utf-8-sig").splitlines())][1:]
    assert names == ["first", "waits", "路过的人"]
    # Out of hours nobody is checked in.
    room.shift(event, days=-30)
    assert client.post(f"{DESK}check-in/{room.row(first).ticket}/").status_code == 302
    assert client.post(enter, {**body, "walkin": "on"}).status_code == 422
    # Who is taken off the list is told, and the others of the list are not.
    later = room.event(capacity=1)
    gone, moved = room.signed(later, "gone@example.com"), room.signed(later, "moved@example.com")
    assert client.post(f"{DESK}{later.public_id}/people/{room.row(gone).pk}/drop/").status_code == 302
    assert [mail["to"] for mail in mails(template="change")] == [["gone@example.com"]]
    assert room.row(moved).state == "confirmed"


def test_the_joining_address_for_who_has_a_seat(room: Room, client: Client) -> None:
    event = now_on(room, url=ADDRESS, capacity=1)
    seat, waits = room.signed(event, "seat@example.com"), room.signed(event, "waits@example.com")
    public = (
        client.get(f"/events/{event.public_id}/").content
        + client.get(f"/events/{event.public_id}/calendar.ics").content
    )
    feed = client.get("/events/calendar.ics").content.replace(b"\r\n ", b"")
    assert str(event.public_id).encode() in feed
    assert ADDRESS.encode() not in public.replace(b"\r\n ", b"") + feed
    assert ADDRESS.encode() not in client.get(own(waits)).content + client.get(own(waits, "calendar.ics")).content
    assert client.post(own(waits, "join/")).status_code == 302
    assert not room.row(waits).came
    assert b"secret-room" in client.get(own(seat, "calendar.ics")).content.replace(b"\r\n ", b"")
    assert ADDRESS.encode() in client.post(own(seat, "join/")).content
    assert (room.row(seat).came, room.row(seat).check_in_by) == (True, "online")
    assert all(ADDRESS not in str(mail) for mail in mails())


def test_materials_for_everybody_and_for_who_has_a_seat(room: Room, client: Client) -> None:
    event = now_on(room)
    key = room.signed(event, "a@example.com")
    persons.login(client, room.staff)
    page = f"{DESK}{event.public_id}/materials/"
    assert client.post(page, {}).status_code == 422
    for reader in ("everyone", "signed"):
        upload = SimpleUploadedFile(f"{reader}.txt", f"讲义 {reader}".encode(), "text/plain")
        assert client.post(page, {"file": upload, "reader": reader}).status_code == 302
    files = {row.reader: row for row in _materials()}
    public = f"/events/{event.public_id}/files/"
    assert Client().get(f"{public}{files['everyone'].public_id}/").status_code == 404
    work_off("events.check_file")
    assert read(f"{public}{files['everyone'].public_id}/") == "讲义 everyone".encode()
    assert Client().get(f"{public}{files['signed'].public_id}/").status_code == 404
    assert read(own(key, f"files/{files['signed'].public_id}/")) == "讲义 signed".encode()
    with scopes.enter(scopes.login()):
        people.signup_leave(key=key)
    assert Client().get(own(key, f"files/{files['signed'].public_id}/")).status_code == 404
    assert client.post(f"{page}{files['signed'].public_id}/remove/").status_code == 302
    assert [row.reader for row in _materials()] == ["everyone"]


def _materials() -> list[Material]:
    with scopes.enter(scopes.system()):
        return list(Material.objects.order_by("id"))


def test_from_the_quiz_to_the_certificate(room: Room, client: Client) -> None:
    event = now_on(room, pass_mark=60, attempts=2, gives_certificate=True)
    passes, fails, absent = (room.came(event, "passes@example.com"), room.came(event, "fails@example.com"),
                             room.signed(event, "absent@example.com"))  # fmt: skip
    persons.login(client, room.staff)
    page = f"{DESK}{event.public_id}/quiz/"
    for wrong, name in (({"options": "甲"}, "options"), ({"right": "3"}, "right"), ({"options": "甲\n甲"}, "options")):
        answer = client.post(page, {"text": "问题", "options": "甲\n乙", "right": "1"} | wrong)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [name])
    for text in ("一", "二"):
        assert client.post(page, {"text": text, "options": "对\n错", "right": "1"}).status_code == 302
    asked = [f"q{row[0]}" for row in rows("select id from events_question order by id")]
    visitor = Client()
    assert visitor.get(own(absent, "quiz/")).status_code == 302
    shown = visitor.get(own(passes, "quiz/"))
    assert "一" in shown.content.decode()
    assert list(visitor.post(own(passes, "quiz/"), {asked[0]: "0"}).context["form"].errors) == [asked[1]]
    assert visitor.post(own(passes, "quiz/"), dict.fromkeys(asked, "0")).status_code == 302
    assert room.row(passes).passed_at is not None
    for _each in range(2):
        visitor.post(own(fails, "quiz/"), {asked[0]: "0", asked[1]: "1"})
    assert visitor.get(own(fails, "quiz/")).status_code == 302
    assert rows("select count(*) from events_attempt") == [(3,)]
    # The questions stay as they were asked, whoever tries.
    assert client.post(page, {"text": "三", "options": "对\n错", "right": "1"}).status_code == 409
    with (
        pytest.raises(DatabaseError),
        scopes.enter(scopes.system()),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute('update events_question set "right" = 1')
    # Nobody gets a certificate before the end, or without having earned it.
    certify = f"{DESK}{event.public_id}/certificates/"
    assert client.post(certify).status_code == 409
    room.shift(event, hours=-3)
    visitor.post(own(fails), {"deed": "certificate"})
    visitor.post(own(absent), {"deed": "certificate"})
    assert rows("select count(*) from events_certificate") == [(0,)]
    for _twice in range(2):
        assert client.post(certify).status_code == 302
    assert visitor.get(own(passes, "certificate.pdf")).status_code == 404
    assert work_off("events.certificate") == 1
    [(number, digest, name, pages)] = rows("select number, content_hash, name, pages from events_certificate")
    assert (name, pages) == ("passes", 1)
    assert read(own(passes, "certificate.pdf")).startswith(b"%PDF-")
    checked = visitor.get("/events/certificates/", {"n": number, "h": f"{digest[:8]} {digest[8:16]}"})
    assert checked.context["found"].name == "passes"
    assert visitor.get("/events/certificates/", {"n": number, "h": "0" * 16}).context["found"] is None
    assert visitor.get("/events/certificates/", {"n": number, "h": digest[:8]}).status_code == 422
    assert [mail["to"] for mail in mails(template="certificate")] == [["passes@example.com"]]


def test_feedback_names_nobody_and_shows_from_five(room: Room, client: Client) -> None:
    event = now_on(room, capacity=10)
    keys = [room.came(event, f"p{n}@example.com") for n in range(6)]
    absent = room.signed(event, "absent@example.com")
    visitor = Client()
    marks = {"overall": "4", "content": "5", "speakers": "4", "organisation": "3", "text": "=很好"}
    assert visitor.get(own(absent, "feedback/")).status_code == 302
    wrong = visitor.post(own(keys[0], "feedback/"), {**marks, "overall": "6"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["overall"])
    for key in keys[:4]:
        for _twice in range(2):
            visitor.post(own(key, "feedback/"), marks)
    persons.login(client, room.staff)
    page = f"{DESK}{event.public_id}/results/"
    ratings = client.get(page).context["ratings"]
    assert (ratings.answers, ratings.overall, ratings.texts) == (4, None, ())
    assert "很好" not in client.get(page).content.decode()
    visitor.post(own(keys[4], "feedback/"), {**marks, "overall": "5"})
    ratings = client.get(page).context["ratings"]
    assert (ratings.answers, float(ratings.overall), len(ratings.texts)) == (5, 4.2, 5)
    # whoever looks before and after the sixth learns nothing of it
    visitor.post(own(keys[5], "feedback/"), {**marks, "overall": "1", "text": "不好"})
    ratings = client.get(page).context["ratings"]
    assert (ratings.answers, float(ratings.overall), len(ratings.texts)) == (6, 4.2, 5)
    with scopes.enter(room.stranger.scope()):
        assert ratings_of([event.pk])[event.pk].answers == 0
    with scopes.enter(room.analyst.scope()):
        assert ratings_of([event.pk])[event.pk].answers == 6
    sheet = client.get(f"{DESK}figures.csv").content.decode("utf-8-sig")
    assert "4.20" in sheet
    figures = client.get(f"{DESK}figures/").context
    assert (figures["total"].signed, figures["total"].came, figures["total"].absent) == (7, 6, 0)
    # Over: it closes by itself, once, and who came is asked.
    room.shift(event, hours=-3)
    with scopes.enter(scopes.system()):
        assert (ended_close(), ended_close()) == (1, 0)
    work_off("events.follow")
    assert len(mails(template="after")) == 6
    assert client.get(f"{DESK}figures/").context["total"].absent == 1


def test_persons_are_erased_in_time(room: Room) -> None:
    event = now_on(room)
    came, absent = room.came(event, "came@example.com"), room.signed(event, "absent@example.com")
    other = room.event()
    room.asked(other, "never@example.com")
    rows("update events_signup set created_at = now() - interval '8 days' where state = 'pending'")
    room.shift(event, days=-200)
    with scopes.enter(scopes.system()):
        assert (tidy(), tidy()) == ((1, 1), (0, 0))
    assert (room.row(absent).email, room.row(came).email) == ("", "came@example.com")
    room.shift(event, days=-600)
    with scopes.enter(scopes.system()):
        assert tidy() == (0, 1)
        assert SignUp.objects.filter(event=event, name="—").count() == 2


def test_an_event_from_its_draft_to_its_end(room: Room, client: Client) -> None:
    persons.login(client, room.staff)
    begins = (timezone.localtime() + timedelta(days=30)).replace(hour=9, minute=0)
    body = {
        "kind": "salon", "mode": "both", "title_zh": "海外维权沙龙", "summary_zh": "一句话", "venue": "", "zone": "Europe/Berlin",
        "audience": "public", "starts_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{begins:%Y-%m-%dT11:00}", "attempts": "3",
        "capacity": "30", "text_zh": "### 议程\n- 一",
    }  # fmt: skip
    wrong = client.post(f"{DESK}add/", body | {"ends_at": f"{begins:%Y-%m-%dT08:00}"})
    assert (wrong.status_code, sorted(wrong.context["form"].errors)) == (422, ["ends_at", "venue"])
    for year in ("0001", "9999"):
        far = client.post(f"{DESK}add/", body | {"venue": "柏林", "starts_at": f"{year}-01-01T00:00"})
        assert list(far.context["form"].errors) == ["starts_at"]
    # An hour that the clocks leave out there.
    gap = client.post(
        f"{DESK}add/", body | {"venue": "柏林", "starts_at": "2027-03-28T02:30", "ends_at": "2027-03-28T05:00"}
    )
    assert list(gap.context["form"].errors) == ["starts_at"]
    made = client.post(f"{DESK}add/", body | {"venue": "柏林"})
    page = made["Location"]
    with scopes.enter(scopes.system()):
        event = Event.objects.get()
    assert f"{event.local_start:%H:%M}" == "09:00"
    public = f"/events/{event.public_id}/"
    assert Client().get(public).status_code == 404
    assert client.post(f"{page}do/open/").status_code == 409
    assert client.post(f"{page}change/", body | {"venue": "柏林", "joining_url": ADDRESS}).status_code == 302
    # the second of two who write at once is told, and keeps what they typed
    seen = client.get(f"{page}change/").context["version"]
    written = body | {"venue": "柏林", "joining_url": ADDRESS, "version": seen}
    assert client.post(f"{page}change/", written).status_code == 302
    second = client.post(f"{page}change/", written | {"summary_zh": "别的一句话"})
    assert second.status_code == 422
    assert "别的一句话" in second.content.decode()
    forms = {
        "s-TOTAL_FORMS": "2",
        "s-INITIAL_FORMS": "0",
        "s-0-name": "讲者甲",
        "s-0-topic_zh": "欧盟外观设计",
        "s-1-name": "",
    }
    late = client.post(f"{page}speakers/", forms | {"version": seen})
    assert late.status_code == 422
    assert "讲者甲" in late.content.decode()
    assert client.post(f"{page}speakers/", forms | {"version": late.context["version"]}).status_code == 302
    assert client.post(f"{page}do/open/").status_code == 302
    work_off("events.follow")
    for path in ("/events/", public, "/", f"/centers/{event.center.code}/", "/search/?q=海外维权沙龙"):
        assert "海外维权沙龙" in Client().get(path).content.decode(), path
    assert "讲者甲" in Client().get(public).content.decode()
    assert "海外维权沙龙" not in Client().get("/events/?when=past").content.decode()
    persons.login(stranger := Client(), room.stranger)
    assert stranger.get(page).status_code == 404
    persons.login(analyst := Client(), room.analyst)
    assert analyst.get(page).status_code == 200
    assert analyst.post(f"{page}do/hold/").status_code == 403
    assert client.post(f"{page}discard/").status_code == 409
    assert client.post(f"{page}cancel/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}cancel/", {"reason": "场地停电"}).status_code == 302
    work_off("events.follow")
    assert "场地停电" in Client().get(public).content.decode()
    assert public not in Client().get("/search/?q=海外维权沙龙").content.decode()
    assert b"CANCELLED" in Client().get(f"{public}calendar.ics").content
    assert client.post(f"{page}change/", body | {"venue": "柏林"}).status_code == 409
    # Lists cost the same for one event and for four.
    room.event()
    few = [_queries(Client(), "/events/"), _queries(client, DESK), _queries(client, f"{DESK}figures/")]
    for _each in range(3):
        room.event()
    assert [_queries(Client(), "/events/"), _queries(client, DESK), _queries(client, f"{DESK}figures/")] == few


def _queries(visitor: Client, path: str) -> int:
    visitor.get(path)
    with CaptureQueriesContext(connection) as asked:
        visitor.get(path)
    return len(asked)


@pytest.mark.django_db(transaction=True)
def test_a_quiz_is_judged_by_the_questions_that_were_read(room: Room) -> None:
    event = now_on(room, pass_mark=60, attempts=2)
    key = room.came(event, "a@example.com")
    rows(
        "insert into events_question (event_id, center_id, position, text, options, \"right\")"
        " values (%s, %s, 1, '问题', '{甲,乙}', 0)",
        event.pk, event.center_id,
    )  # fmt: skip
    [(question,)] = rows("select id from events_question")
    scores: list[Any] = []

    def change() -> None:
        with scopes.enter(room.staff.scope()), connection.cursor() as cursor:
            cursor.execute('update events_question set "right" = 1 - "right"')

    def answer(place: int) -> None:
        with scopes.enter(scopes.login()):
            scores.append(people.quiz_answer(key=key, answers={question: place}))

    with scopes.enter(room.staff.scope()):
        change()
        answering = meanwhile(lambda: answer(0))
    assert (answering.refused(), scores[0].right) == (None, 0)
    rows("delete from events_attempt")
    with scopes.enter(scopes.login()):
        answer(0)
        changing = meanwhile(change)
    assert "stays as it is" in str(changing.refused())
