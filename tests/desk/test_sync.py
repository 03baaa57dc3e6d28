"""What the server makes of what devices wrote without a network: once each, nothing overwritten unseen, nothing of strangers."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from exhibitions.desk.models import Clash, Device, DeviceKey, HandOver, Incident, IncidentEntry, IncidentFile, Receipt
from exhibitions.desk.tasks import check_file
from exhibitions.desk.wire import incident_wire, moment
from exhibitions.fairs.models import Post
from portal.audit.models import AuditEntry
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from portal.uuid7 import uuid7
from tests import people
from tests.desk.made import Day, Tablet, a_delegation, begun, change, kept

pytestmark = pytest.mark.django_db


def a_picture() -> bytes:
    """Make a small PNG."""
    with BytesIO() as out:
        Image.new("RGB", (8, 8), "white").save(out, "PNG")
        return out.getvalue()


PNG = a_picture()


def test_a_day_arrives_once_however_often_it_is_sent(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    records = [str(uuid7()) for _ in range(20)]
    changes = [begun(day, record) for record in records]
    changes += [
        change("entry.new", uuid7(), incident=records[0], kind="step", at=moment(timezone.now()), text="已联系主办方")
    ]
    assert [a["result"] for a in tablet.send(*changes)] == ["accepted"] * 21
    again = tablet.send(*changes)
    assert [(a["result"], a.get("first")) for a in again] == [("already", "accepted")] * 21
    with scopes.enter(scopes.system()):
        assert (Incident.objects.count(), IncidentEntry.objects.count(), Receipt.objects.count()) == (20, 1, 21)
        assert AuditEntry.objects.filter(verb="incident.recorded").count() == 20
    # the same number with other words is no repetition, and an id of another record opens nothing
    forged = {**changes[0], "set": {**changes[0]["set"], "summary": "换成别的"}}
    other = begun(day, records[1])
    assert [a["result"] for a in tablet.send(forged, other)] == ["refused", "refused"]
    assert kept(records[0]).summary == "海关人员到展台查验。"


def test_one_of_fifty_is_refused_and_stops_nothing(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    changes = [begun(day, uuid7()) for _ in range(50)]
    changes[20]["set"]["summary"] = ""
    answers = tablet.send(*changes)
    assert [a["result"] for a in answers].count("accepted") == 49
    refused = answers[20]
    assert (refused["result"], list(refused["errors"])) == ("refused", ["summary"])
    assert refused["errors"]["summary"] == "请填写此项。"
    with scopes.enter(scopes.system()):
        assert (Incident.objects.count(), Receipt.objects.count()) == (49, 49)
    # mended, it goes through under a new number
    assert tablet.send(begun(day, changes[20]["record"]))[0]["result"] == "accepted"


def test_two_devices_write_about_one_incident(day: Day) -> None:
    first, second = Tablet(day.handler, day.delegation), Tablet(day.colleague, day.delegation)
    record = uuid7()
    first.send(begun(day, record))
    known = first.pack()["incidents"][0]
    base = {name: known[name] for name in ("opponent", "hall", "booth")}
    mine = {"opponent": "甲方代理人", "booth": "A13"}
    assert first.send(change("incident.change", record, {k: base[k] for k in mine}, **mine))[0]["result"] == "accepted"
    theirs = {"opponent": "乙方代理人", "hall": "2"}
    answer = second.send(change("incident.change", record, {k: base[k] for k in theirs}, **theirs))[0]
    # the hall meets nobody and is applied; the other side's name waits for a person
    assert answer["result"] == "conflict"
    assert answer["conflict"]["fields"] == {
        "opponent": {"base": "演示权利人", "mine": "乙方代理人", "theirs": "甲方代理人"}
    }
    row = kept(record)
    assert (row.opponent, row.hall, row.booth, row.row_version) == ("甲方代理人", "2", "A13", 3)
    # the same value twice is no conflict
    assert second.send(change("incident.change", record, {"booth": "A12"}, booth="A13"))[0]["result"] == "accepted"
    clash = second.pack()["conflicts"][0]
    assert (clash["id"], clash["state"]) == (answer["conflict"]["id"], "open")

    # it moved once more: nobody settles against what they did not see
    settle = {"opponent": {"choice": "mine"}}
    first.send(change("incident.change", record, {"opponent": "甲方代理人"}, opponent="第三种写法"))
    late = second.send(change("conflict.settle", clash["id"], {"opponent": "甲方代理人"}, **settle))[0]
    assert (late["result"], kept(record).opponent) == ("refused", "第三种写法")
    # without a choice for every field nothing is settled
    assert second.send(change("conflict.settle", clash["id"], {"opponent": "第三种写法"}))[0]["result"] == "refused"
    done = second.send(change("conflict.settle", clash["id"], {"opponent": "第三种写法"}, **settle))[0]
    assert (done["result"], kept(record).opponent) == ("accepted", "乙方代理人")
    assert (
        second.send(change("conflict.settle", clash["id"], {"opponent": "乙方代理人"}, **settle))[0]["result"]
        == "refused"
    )
    with scopes.enter(scopes.system()):
        settled = Clash.objects.get()
    assert (settled.state, settled.settled_by_id) == ("settled", day.colleague.pk)
    assert settled.outcome == {"opponent": {"choice": "mine", "value": "乙方代理人"}}


def test_a_state_goes_by_the_table_and_a_firm_with_its_exhibit(day: Day) -> None:
    tablet, other = Tablet(day.handler, day.delegation), Tablet(day.colleague, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record))
    assert tablet.send(change("incident.move", record, {"state": "open"}, state="handled"))[0]["result"] == "accepted"
    met = other.send(change("incident.move", record, {"state": "closed"}, state="open"))[0]
    assert (met["result"], kept(record).state) == ("conflict", "handled")
    # nowhere, or finished by the app: that is done on the page, with how it ended
    for wrong in ("nowhere", "closed"):
        answer = other.send(change("incident.move", record, {"state": "handled"}, state=wrong))[0]
        assert (answer["result"], kept(record).state) == ("refused", "handled")
    settle = change("conflict.settle", met["conflict"]["id"], {"state": "handled"}, state={"choice": "mine"})
    assert (other.send(settle)[0]["result"], kept(record).state) == ("accepted", "open")

    firm, exhibit = str(day.firm.public_id), str(day.exhibit.public_id)
    both = {"participant": str(day.other_firm.public_id), "exhibit": ""}
    base = {"participant": firm, "exhibit": exhibit}
    # an exhibit does not vanish with its firm unseen
    alone = tablet.send(change("incident.change", record, {"participant": firm}, participant=both["participant"]))[0]
    assert list(alone["errors"]) == ["participant"]
    stolen = tablet.send(change("incident.change", record, base, participant=both["participant"], exhibit=exhibit))[0]
    assert list(stolen["errors"]) == ["exhibit"]
    assert tablet.send(change("incident.change", record, base, **both))[0]["result"] == "accepted"
    late = other.send(change("incident.change", record, base, participant="", exhibit=""))[0]
    assert set(late["conflict"]["fields"]) == {"participant"}
    assert kept(record).participant == day.other_firm


def test_times_of_a_wrong_clock(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    hours = 2 * 3600
    now = timezone.now()
    # two hours ahead, known since the last contact
    ahead, behind, altered = uuid7(), uuid7(), uuid7()
    made = moment(now + timedelta(seconds=hours) - timedelta(minutes=30))
    tablet.send(begun(day, ahead, made_at=made, clock_offset=-hours), ahead=hours)
    row = kept(ahead)
    assert abs((row.recorded_at - (now - timedelta(minutes=30))).total_seconds()) < 2
    assert (row.clock_offset, moment(row.device_at)) == (-hours, made)
    with scopes.enter(scopes.system()):
        assert abs(Device.objects.get().clock_offset + hours) < 2
    tablet.send(begun(day, behind, made_at=moment(now - timedelta(seconds=hours)), clock_offset=hours), ahead=-hours)
    assert abs((kept(behind).recorded_at - now).total_seconds()) < 3
    # set after the last contact: what would lie in the future is corrected by what is measured now
    tablet.send(begun(day, altered, made_at=moment(now + timedelta(seconds=hours)), clock_offset=0), ahead=hours)
    assert kept(altered).recorded_at <= timezone.now()
    assert abs(kept(altered).clock_offset + hours) < 3
    # what a person says of the future is theirs to mend
    future = tablet.send(begun(day, uuid7(), happened_at=moment(now + timedelta(hours=2))))[0]
    assert list(future["errors"]) == ["happened_at"]


def test_what_cannot_be_understood_is_refused_by_itself(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    broken: list[Any] = [
        None, 7, {}, {"id": "x"}, {"id": str(uuid7()), "kind": "incident.new", "record": "no", "made_at": "now"},
        change("incident.new", uuid7(), made_at="2026-11-23T08:00:00"),
        change("incident.new", uuid7(), clock_offset=10**12),
        change("incident.new", uuid7(), clock_offset="x"),
        change("incident.new", uuid7(), made_at="0001-01-01T00:00:00Z", clock_offset=-100),
        change("incident.new", uuid7(), summary={"a": {"b": "c"}}),
        change("incident.new", uuid7(), summary=["x"]),
        begun(day, uuid7(), summary="\0"),
        begun(day, uuid7(), summary="\ud800"),
        begun(day, uuid7(), delegation="no id"),
        change("no.kind", uuid7()),
        change("incident.move", uuid7(), state="open"),
        change("conflict.settle", uuid7()),
    ]  # fmt: skip
    answers = tablet.send(*broken, begun(day, uuid7()))
    assert [a["result"] for a in answers] == ["refused"] * len(broken) + ["accepted"]
    assert all(a["message"] for a in answers[:-1])


def test_bad_values_are_named_by_their_field(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record))
    for wrong in (
        {"kind": "flood"}, {"happened_at": "yesterday"}, {"happened_at": "1990-01-01T00:00:00Z"}, {"summary": "x" * 4001},
        {"opponent": "x" * 201}, {"next_due_at": "9999-12-31T23:59:59-23:59"}, {"participant": "no"},
        {"participant": str(uuid7()), "exhibit": ""}, {"happened_at": False}, {"summary": {"a": "b"}},
    ):  # fmt: skip
        answer = tablet.send(change("incident.change", record, dict.fromkeys(wrong, ""), **wrong))[0]
        assert answer["result"] == "refused", wrong
        assert answer["errors"] or isinstance(wrong.get("summary"), dict)
    assert kept(record).row_version == 1
    for body in (b"", b"[]", b"{", b'{"changes": 7}', b'{"changes": [], "sent_at": "x"}'):
        told = tablet.client.post(
            "/desk/api/sync/", body, content_type="application/json", headers={"X-Desk-Device": tablet.id}
        )
        assert (told.status_code, told.json()["status"]) == (400, 400)
    many = {"sent_at": moment(timezone.now()), "changes": [{}] * 101}
    assert tablet.post("sync/", many).status_code == 413


def test_strangers_learn_and_write_nothing(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record))
    with scopes.enter(scopes.system()):
        elsewhere = a_delegation(day.stranger.center, day.delegation.edition, "另一家")  # type: ignore[arg-type]
    theirs = Tablet(day.stranger, elsewhere)
    for foreign in (
        begun(day, uuid7()), change("incident.change", record, {"hall": "1"}, hall="9"),
        change("incident.move", record, {"state": "open"}, state="closed"),
        change("entry.new", uuid7(), incident=str(record), kind="note", at=moment(timezone.now()), text="x"),
        change("handover.new", uuid7(), delegation=str(day.delegation.public_id), notes="x"),
    ):  # fmt: skip
        answer = theirs.send(foreign)[0]
        assert (answer["result"], answer["code"], set(answer)) == (
            "refused", "absent", {"id", "result", "message", "code", "errors"},
        )  # fmt: skip
    # a number that is taken in another center says no more than one that is taken here
    taken = begun(day, record, delegation=str(elsewhere.public_id), participant="", exhibit="")
    assert theirs.send(taken)[0]["result"] == "refused"
    assert theirs.get(f"pack/{day.delegation.public_id}/").status_code == 404
    assert theirs.get("session/").json()["delegations"][0]["name"] == "另一家"
    assert theirs.pack()["incidents"] == []
    # a device is its person's: with another's log-in its number opens nothing, and erases nothing
    theirs.id = tablet.id
    assert theirs.get("key/").json()["code"] == "other_device"
    assert theirs.post("sync/", {}).status_code == 409
    row = kept(record)
    assert (row.hall, row.state, row.row_version) == ("1", "open", 1)
    with scopes.enter(scopes.system()):
        assert (Incident.objects.count(), IncidentEntry.objects.count()) == (1, 0)


def test_an_expert_on_duty_reads_and_adds_and_changes_nothing(day: Day) -> None:
    tablet, theirs = Tablet(day.handler, day.delegation), Tablet(day.expert, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record))
    told = theirs.pack()
    assert [row["id"] for row in told["incidents"]] == [str(record)]
    assert {row["name"] for row in told["master"]["firms"]} == {"演示甲公司", "演示乙公司"}
    now = moment(timezone.now())
    answers = theirs.send(
        begun(day, uuid7()),
        change("incident.change", record, {"hall": "1"}, hall="9"),
        change("entry.new", uuid7(), incident=str(record), kind="met", who="海关官员", at=now, text="出示了委托书"),
        change("entry.new", uuid7(), incident=str(record), kind="served", at=now, text="没有写是谁"),
        change("handover.new", uuid7(), delegation=str(day.delegation.public_id), notes="下午两点复查"),
    )
    assert [a["result"] for a in answers] == ["refused", "refused", "accepted", "refused", "accepted"]
    assert list(answers[3]["errors"]) == ["who"]
    with scopes.enter(day.expert.scope()), pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.filter(public_id=record).update(hall="9")
    # the colleague takes over what the expert left; the expert cannot take it themselves
    left = tablet.pack()["handovers"][0]
    assert theirs.send(change("handover.take", left["id"]))[0]["result"] == "refused"
    assert tablet.send(change("handover.take", left["id"]))[0]["result"] == "accepted"
    with scopes.enter(scopes.system()):
        assert HandOver.objects.get().taken_by_id == day.handler.pk
        Post.objects.update(state="ended", ended_at=timezone.now())
    assert theirs.get(f"pack/{day.delegation.public_id}/").status_code == 404
    assert theirs.get("session/").json()["delegations"] == []
    late = change("entry.new", uuid7(), incident=str(record), kind="note", at=now, text="x")
    assert theirs.send(late)[0]["code"] == "absent"


def test_a_firm_reads_what_is_about_itself_and_no_internal_note(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    own, foreign = uuid7(), uuid7()
    now = moment(timezone.now())
    tablet.send(
        begun(day, own), begun(day, foreign, participant=str(day.other_firm.public_id), exhibit=""),
        change("entry.new", uuid7(), incident=str(own), kind="step", at=now, text="告知企业"),
        change("entry.new", uuid7(), incident=str(own), kind="note", at=now, text="内部判断", is_internal=True),
        change("entry.new", uuid7(), incident=str(foreign), kind="step", at=now, text="别家的事"),
    )  # fmt: skip
    with scopes.enter(day.owner.scope()):
        assert [row.public_id for row in Incident.objects.all()] == [own]
        assert [row.text for row in IncidentEntry.objects.all()] == ["告知企业"]
        for secret in (IncidentFile, Clash, Device, Receipt, DeviceKey):
            with pytest.raises(DatabaseError), transaction.atomic():
                secret.objects.exists()


def test_the_pack_brings_what_is_new_and_drops_what_is_gone(day: Day, django_assert_num_queries: Any) -> None:
    tablet = Tablet(day.handler, day.delegation)
    first = tablet.pack()
    assert {row["id"] for row in first["master"]["exhibits"]} == {str(day.exhibit.public_id)}
    assert first["master"]["contacts"][0]["phone"] == "+49 30 000000"
    second = tablet.pack(since=first["until"], have=first["digest"])
    assert (second["master"], second["incidents"]) == (None, [])
    tablet.send(begun(day, uuid7()))
    assert len(tablet.pack(since=second["until"], have=first["digest"])["incidents"]) == 1
    later = moment(timezone.now() + timedelta(minutes=10))
    assert tablet.pack(since=later)["incidents"] == []
    with scopes.enter(scopes.system()):
        day.other_firm.state = "withdrawn"
        day.other_firm.save()
    third = tablet.pack(have=first["digest"])
    assert {row["name"] for row in third["master"]["firms"]} == {"演示甲公司"}
    # the same number of statements for one incident and for twenty
    with scopes.enter(day.handler.scope()):
        from exhibitions.desk.selectors.pack import pack

        with django_assert_num_queries(12):
            pack(day.delegation, since=None, have="")
    tablet.send(*(begun(day, uuid7()) for _ in range(20)))
    with scopes.enter(day.handler.scope()), django_assert_num_queries(12):
        assert len(pack(day.delegation, since=None, have="")["incidents"]) == 21


def test_a_file_arrives_whole_once_and_is_judged(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record, file = uuid7(), uuid7()

    def send(body: bytes, digest: str = "", name: str = "photo.png", **more: str) -> Any:
        told = {
            "incident": str(record), "kind": "photo", "caption": "展台", "made_at": moment(timezone.now()),
            "sent_at": moment(timezone.now()), "clock_offset": "0", "sha256": digest or hashlib.sha256(body).hexdigest(),
            "file": SimpleUploadedFile(name, body, "image/png"),
        }  # fmt: skip
        return tablet.client.post(f"/desk/api/files/{file}/", told | more, headers={"X-Desk-Device": tablet.id})

    # its incident comes first
    assert send(PNG).status_code == 404
    tablet.send(begun(day, record))
    broken = send(PNG[:-9], hashlib.sha256(PNG).hexdigest())
    assert (broken.status_code, broken.json()["code"]) == (422, "broken")
    assert (send(PNG, kind="film").status_code, send(PNG, clock_offset="x").status_code) == (422, 400)
    assert (send(PNG).status_code, send(PNG).status_code) == (201, 200)
    assert send(PNG + b"x").status_code == 409
    with scopes.enter(scopes.system()):
        row = IncidentFile.objects.get()
        asked = OutboxEvent.objects.get(topic="desk.check_file")
    assert (row.public_id, row.state, row.center_id) == (file, "received", day.center.pk)
    check_file(Work(asked.pk, asked.topic, asked.payload, None, None, 1, asked.created_at))
    assert tablet.pack()["files"][0]["state"] == "clean"


def test_a_device_gets_its_key_while_it_is_not_revoked(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    assert len(tablet.key) == 44
    assert tablet.get("key/").json()["key"] == tablet.key
    assert Tablet(day.handler, day.delegation).key != tablet.key
    # no scope reads the keys, not even of one's own device
    for who in (day.handler, day.expert, people.person("coordinator")):
        with scopes.enter(who.scope()), pytest.raises(DatabaseError), transaction.atomic():
            DeviceKey.objects.first()
    with scopes.enter(day.colleague.scope()), connection.cursor() as cursor:
        cursor.execute("select desk_device_key(%s)", [tablet.id])
        assert cursor.fetchone() == (None,)
    word = f"/desk/api/devices/{tablet.id}/word/"
    assert Client().get(word).json()["revoked"] is False
    with scopes.enter(day.colleague.scope()):
        # not in another's name, and not taken back
        with pytest.raises(DatabaseError), transaction.atomic():
            Device.objects.filter(public_id=tablet.id).update(revoked_at=timezone.now(), revoked_by_id=day.handler.pk)
        Device.objects.filter(public_id=tablet.id).update(revoked_at=timezone.now(), revoked_by_id=day.colleague.pk)
        with pytest.raises(DatabaseError), transaction.atomic():
            Device.objects.filter(public_id=tablet.id).update(revoked_at=None, revoked_by_id=None)
    for path in ("key/", f"pack/{day.delegation.public_id}/"):
        assert tablet.get(path).status_code == 410
    refused = tablet.post("sync/", {"sent_at": moment(timezone.now()), "changes": [begun(day, uuid7())]})
    assert (refused.status_code, refused.json()["code"]) == (410, "revoked")
    with scopes.enter(day.handler.scope()), connection.cursor() as cursor:
        cursor.execute("select desk_device_key(%s)", [tablet.id])
        assert cursor.fetchone() == (None,)
    assert Client().get(word).json()["revoked"] is True
    tablet.client.post(word)
    with scopes.enter(scopes.system()):
        assert Device.objects.get(public_id=tablet.id).wiped_at is not None
        assert not Incident.objects.exists()


def test_a_device_whose_person_lost_the_seat_is_sealed_and_then_erased(day: Day) -> None:
    tablet, guest = Tablet(day.handler, day.delegation), Tablet(day.expert, day.delegation)
    words = [f"/desk/api/devices/{each.id}/word/" for each in (tablet, guest)]

    def told() -> list[tuple[bool, bool]]:
        answers = [Client().get(word).json() for word in words]
        return [(answer["sealed"], answer["revoked"]) for answer in answers]

    assert told() == [(False, False), (False, False)]
    with scopes.enter(scopes.system()):
        # a seat elsewhere is none at this desk
        Membership.objects.create(user_id=day.handler.pk, center_id=day.stranger.center.pk, role="expert")  # type: ignore[union-attr]
        Membership.objects.filter(user_id__in=[day.handler.pk, day.expert.pk], center=day.center).delete()
    for who, each in ((day.handler, tablet), (day.expert, guest)):
        elsewhere = scopes.Scope("scope_expert", actor_id=who.pk)
        with scopes.enter(elsewhere), connection.cursor() as cursor:
            cursor.execute("select desk_device_key(%s)", [each.id])
            assert cursor.fetchone() == (None,)
    assert told() == [(True, False), (True, False)]
    Client().post(words[0])
    # a seat that is given again opens what was sealed: nothing unsent is lost to who lost it for an hour
    with scopes.enter(scopes.system()):
        assert not Device.objects.filter(wiped_at__isnull=False).exists()
        seat = Membership.objects.create(user_id=day.handler.pk, center=day.center, role="handler")
    assert told() == [(False, False), (True, False)]
    assert tablet.get("key/").json()["key"] == tablet.key
    with scopes.enter(scopes.system()):
        seat.delete()
    assert told() == [(True, False), (True, False)]
    with scopes.enter(scopes.system()):
        Device.objects.filter(public_id=tablet.id).update(unseated_at=timezone.now() - timedelta(days=8))
    assert told() == [(False, True), (True, False)]
    Client().post(words[0])
    with scopes.enter(scopes.system()):
        assert Device.objects.get(public_id=tablet.id).wiped_at is not None


@pytest.mark.parametrize("made_at", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_that_no_page_could_show_is_refused(day: Day, made_at: str) -> None:
    tablet, guest = Tablet(day.handler, day.delegation), Tablet(day.expert, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record))
    at = moment(timezone.now())
    said = guest.send(
        change("entry.new", uuid7(), incident=str(record), kind="note", at=at, text="演示", made_at=made_at),
        change("handover.new", uuid7(), delegation=str(day.delegation.public_id), notes="演示", made_at=made_at),
    )
    assert [each["result"] for each in said] == ["refused", "refused"]
    assert tablet.pack()["handovers"] == []
    assert tablet.client.get(f"/staff/incidents/{record}/").status_code == 200
    assert tablet.pack(since="0001-01-01T00:00:00Z")["incidents"]


def test_a_login_that_ended_is_told_in_json(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    tablet.client.logout()
    answer = tablet.post("sync/", {"sent_at": moment(timezone.now()), "changes": []})
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    people.login(tablet.client, day.handler, second_factor=False)
    assert tablet.get("session/").json()["code"] == "second_factor_required"


def test_a_grave_incident_tells_the_center_and_the_nation_once(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    plain, grave = uuid7(), uuid7()
    changes = [begun(day, plain), begun(day, grave, kind="injunction", is_grave=True)]
    tablet.send(*changes)
    tablet.send(*changes)

    def told() -> list[Any]:
        with scopes.enter(scopes.system()):
            rows = OutboxEvent.objects.filter(topic="notice", payload__template="desk/grave").order_by("created_at")
            return [row.payload for row in rows]

    assert [row["recipients"]["roles"] for row in told()] == [["handler", "supervisor"], ["coordinator"]]
    assert told()[0]["recipients"]["role_center_id"] == day.center.pk
    assert told()[0]["context"]["kind"] == {"zh": "送达禁令", "en": "Injunction served"}
    assert "海关" not in str(told())
    tablet.send(change("incident.change", plain, {"is_grave": False}, is_grave=True))
    assert len(told()) == 4


def test_the_database_keeps_incidents_to_their_rules(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record: UUID = uuid7()
    tablet.send(begun(day, record))
    row = kept(record)
    assert incident_wire(row, by="x")["by"] == "x"
    with scopes.enter(day.handler.scope()):
        mine = Incident.objects.filter(pk=row.pk)
        for wrong in (
            {"hall": "9"},  # without a look at what stood
            {"state": "archived", "row_version": 2},
            {"recorded_at": timezone.now(), "row_version": 2},
            {"by_id": day.colleague.pk, "row_version": 2},
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                mine.update(**wrong)
        with pytest.raises(DatabaseError), transaction.atomic():
            mine.delete()
        assert mine.update(hall="9", row_version=2) == 1
    with scopes.enter(day.colleague.scope()), pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.create(
            delegation=day.delegation, center=day.center, kind="other", summary="冒名", by_id=day.handler.pk,
            device_at=timezone.now(), recorded_at=timezone.now(), happened_at=timezone.now(), changed_at=timezone.now(),
        )  # fmt: skip
