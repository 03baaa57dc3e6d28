"""The pages of staff and of the firm, and the shell of the app."""

from __future__ import annotations

import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cases.models import Case, CaseParty
from exhibitions.desk.models import Clash, Device, Incident, Shift
from exhibitions.desk.views.shell import ASSETS, MODULES, version
from exhibitions.desk.wire import moment
from exhibitions.desk.words import WORDS, told
from exhibitions.fairs.models import Participant
from portal.accounts.models import Enterprise
from portal.documents.intake.judge import judge
from portal.notices.models import OutboxEvent
from portal.tenancy import scope as scopes
from portal.uuid7 import uuid7
from tests import people
from tests.desk.made import Day, Tablet, begun, change, kept

pytestmark = pytest.mark.django_db
LIST = "/staff/incidents/"


def test_an_incident_on_the_pages_of_those_whom_it_concerns(day: Day, client: Client) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record, other = uuid7(), uuid7()
    now = moment(timezone.now())
    tablet.send(
        begun(day, record, is_grave=True),
        begun(day, other, kind="warning", summary="乙公司的事", participant=str(day.other_firm.public_id), exhibit=""),
        change("entry.new", uuid7(), incident=str(record), kind="step", at=now, text="已告知企业"),
        change("entry.new", uuid7(), incident=str(record), kind="note", at=now, text="内部判断", is_internal=True),
    )
    page = f"{LIST}{record}/"
    people.login(client, day.colleague)
    assert len(client.get(LIST).context["page"].rows) == 2
    for query, found in (
        ("kind=warning", 1),
        ("grave=on", 1),
        ("state=closed", 0),
        ("clash=on", 0),
        ("state=nonsense&after=x", 2),
    ):
        assert len(client.get(f"{LIST}?{query}").context["page"].rows) == found
    body = client.get(page).content.decode()
    assert "内部判断" in body
    assert "演示权利人" in body
    refused = client.post(f"{page}log/", {"kind": "met", "at": "昨天", "text": "留住我打的字"})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"at", "who"})
    assert "留住我打的字" in refused.content.decode()
    line = {
        "kind": "met",
        "at": timezone.localtime(timezone=ZoneInfo("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M"),
        "who": "海关官员",
        "text": "出示了证件",
    }
    assert client.post(f"{page}log/", line).status_code == 302
    # written and read in the time of the fair
    [written] = [row for row in client.get(page).context["log"] if row.text == line["text"]]
    assert abs(timezone.now() - written.at).total_seconds() < 180
    assert client.post(f"{page}do/handled/").status_code == 302
    assert client.post(f"{page}do/nowhere/").status_code == 409
    assert (kept(record).state, kept(record).row_version) == ("handled", 2)

    # the firm reads what is about itself, without internal notes
    people.login(client, day.owner)
    assert [row.public_id for row in client.get(LIST).context["page"].rows] == [record]
    body = client.get(page).content.decode()
    assert "已告知企业" in body
    assert "内部判断" not in body
    assert client.get(f"{LIST}{other}/").status_code == 404
    assert client.post(f"{page}do/closed/").status_code == 403
    # the nation reads all and changes nothing of a center's
    people.login(client, people.person("coordinator"))
    assert client.get(page).status_code == 200
    assert client.post(f"{page}do/closed/").status_code == 404
    people.login(client, day.stranger)
    assert (client.get(page).status_code, len(client.get(LIST).context["page"].rows)) == (404, 0)
    assert kept(record).state == "handled"


def test_the_list_costs_the_same_for_more(day: Day, client: Client, django_assert_max_num_queries: Any) -> None:
    tablet = Tablet(day.handler, day.delegation)
    people.login(client, day.handler)
    tablet.send(begun(day, uuid7()))
    client.get(LIST)
    with django_assert_max_num_queries(20) as one:
        client.get(LIST)
    tablet.send(*(begun(day, uuid7()) for _ in range(12)))
    with django_assert_max_num_queries(20) as many:
        assert len(client.get(LIST).context["page"].rows) == 13
    assert len(many) == len(one)


def test_a_conflict_is_decided_on_the_page(day: Day, client: Client) -> None:
    tablet = Tablet(day.handler, day.delegation)
    record = uuid7()
    tablet.send(begun(day, record))
    base = {
        "opponent": "演示权利人",
        "is_grave": False,
        "participant": str(day.firm.public_id),
        "exhibit": str(day.exhibit.public_id),
    }
    tablet.send(change("incident.change", record, base, opponent="甲写的", is_grave=True, participant="", exhibit=""))
    mine = {"opponent": "乙写的", "is_grave": False, "participant": str(day.other_firm.public_id), "exhibit": ""}
    assert tablet.send(change("incident.change", record, base, **mine))[0]["result"] == "conflict"
    people.login(client, day.colleague)
    with scopes.enter(scopes.system()):
        clash = Clash.objects.get()
    assert set(clash.fields) == {"opponent", "participant"}
    page = f"{LIST}{record}/conflicts/{clash.public_id}/"
    shown = client.get(page)
    body = shown.content.decode()
    for words in ("甲写的", "乙写的", "演示乙公司", "（空）"):
        assert words in body
    seen = shown.context["form"].fields["seen"].initial
    half = client.post(page, {"opponent": "mine", "seen": seen})
    assert (half.status_code, list(half.context["form"].errors)) == (422, ["participant"])
    # what stands moved on since the page was drawn
    tablet.send(change("incident.change", record, {"opponent": "甲写的"}, opponent="甲再写的"))
    choices = {"opponent": "mine", "participant": "mine"}
    assert client.post(page, choices | {"seen": seen}).status_code == 409
    assert client.post(page, choices | {"seen": "["}).status_code == 409
    assert kept(record).opponent == "甲再写的"
    seen = client.get(page).context["form"].fields["seen"].initial
    assert client.post(page, choices | {"seen": seen}).status_code == 302
    assert (kept(record).opponent, kept(record).participant) == ("乙写的", day.other_firm)
    assert client.get(page).status_code == 404


def test_an_incident_becomes_a_request_once(day: Day, client: Client) -> None:
    tablet = Tablet(day.handler, day.delegation)
    known, unknown, nameless = uuid7(), uuid7(), uuid7()
    other = str(day.other_firm.public_id)
    tablet.send(
        begun(day, known, kind="injunction", asserted_right="DE 40 2020 000001"),
        begun(day, unknown, participant=other, exhibit=""), begun(day, nameless, participant="", exhibit=""),
    )  # fmt: skip
    people.login(client, day.handler)
    answer = client.post(f"{LIST}{known}/request/")
    with scopes.enter(scopes.system()):
        case = Case.objects.get()
        assert CaseParty.objects.get().name == "演示权利人"
    assert answer["Location"] == reverse("cases:filing", args=[case.public_id])
    assert (case.source, case.country, case.forum, case.stage) == ("fair_desk", "DE", "court", "preliminary")
    assert (case.enterprise_id, case.center_id, case.fair_booth) == (day.firm.enterprise_id, day.center.pk, "1 A12")
    assert "海关人员到展台查验。" in case.summary
    assert "DE 40 2020 000001" in case.summary
    assert client.get(answer["Location"]).status_code == 200
    assert client.post(f"{LIST}{known}/request/")["Location"] == answer["Location"]
    assert kept(known).case_id == case.pk
    # a firm that nobody named, or whose code nobody knows
    assert client.post(f"{LIST}{nameless}/request/").status_code == 409
    assert client.post(f"{LIST}{unknown}/request/").status_code == 409
    code = people.make_uscc()
    with scopes.enter(scopes.system()):
        Participant.objects.filter(pk=day.other_firm.pk).update(uscc=code)
    assert client.post(f"{LIST}{unknown}/request/").status_code == 302
    with scopes.enter(scopes.system()):
        assert Enterprise.objects.get(uscc=code).name == "演示乙公司"
        assert Case.objects.count() == 2


def test_a_device_is_revoked_from_the_office(day: Day, client: Client) -> None:
    tablet = Tablet(day.expert, day.delegation)
    people.login(client, day.colleague)
    body = client.get("/desk/devices/").content.decode()
    assert "演示平板" in body
    page = f"/desk/devices/{tablet.id}/revoke/"
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert client.post(page).status_code == 302
    with scopes.enter(scopes.system()):
        device = Device.objects.get()
        told = OutboxEvent.objects.filter(topic="notice", payload__template="desk/device_revoked")
        assert [row.payload["recipients"]["users"] for row in told] == [[day.expert.pk]]
    assert device.revoked_by_id == day.colleague.pk
    assert tablet.get("key/").status_code == 410
    assert people.login(client, day.stranger).get(page).status_code == 404


def test_duty_is_written_in_the_time_of_the_fair(day: Day, client: Client) -> None:
    people.login(client, day.handler)
    page = f"/desk/duty/{day.delegation.public_id}/"
    hours = {
        "user": day.expert.pk,
        "starts_at": "2026-11-24T09:00",
        "ends_at": "2026-11-24T18:00",
        "phone": "+49 170 1",
    }
    wrong = client.post(page, hours | {"ends_at": "2026-11-24T08:00"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["ends_at"])
    assert list(client.post(page, hours | {"user": day.stranger.pk}).context["form"].errors) == ["user"]
    assert client.post(page, hours).status_code == 302
    with scopes.enter(scopes.system()):
        shift = Shift.objects.get()
    assert moment(shift.starts_at) == "2026-11-24T08:00:00.000Z"
    assert "2026-11-24 09:00" in client.get(page).content.decode()
    assert Tablet(day.expert, day.delegation).pack()["master"]["shifts"][0]["phone"] == "+49 170 1"
    assert client.post(f"{page}remove/{shift.public_id}/").status_code == 302
    assert client.post(f"{page}remove/{shift.public_id}/").status_code == 404


def test_the_shell_holds_nothing_of_anybody(day: Day, client: Client) -> None:
    stranger = Client().get("/desk/app/")
    people.login(client, day.handler)
    mine = client.get("/desk/app/")
    assert (stranger.status_code, stranger.content) == (200, mine.content)
    policy = mine["Content-Security-Policy"]
    assert "nonce" not in policy
    assert "script-src 'self'" in {part.strip() for part in policy.split(";")}
    assert "microphone=(self)" in mine["Permissions-Policy"]
    assert "microphone=()" in client.get(LIST)["Permissions-Policy"]
    for name in (day.handler.user.name, day.center.name_zh, day.delegation.name):  # type: ignore[union-attr]
        assert name not in mine.content.decode()
    worker = Client().get("/desk/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert version() in worker.content.decode()
    for path in (*MODULES, *ASSETS):
        assert path in worker.content.decode()
    manifest = json.loads(Client().get("/desk/app.webmanifest").content)
    assert (manifest["start_url"], manifest["display"]) == ("/desk/app/", "standalone")


def test_every_word_of_the_app_is_known_and_every_script_kept() -> None:
    folder = settings.BASE_DIR / "static" / "js" / "desk"
    found: set[str] = set()
    for script in folder.glob("*.js"):
        body = script.read_text()
        found |= {json.loads(f'"{words}"') for words in re.findall(r'\bt\("((?:[^"\\]|\\.)*)"', body)}
        assert "innerHTML" not in body
        assert len(body.splitlines()) <= 300
    assert found == set(WORDS)
    assert {f"js/desk/{path.name}" for path in folder.glob("*.js")} == {*MODULES, "js/desk/worker.js"}
    words = told()["words"]
    assert [text for text in WORDS if not re.search("[\u3000-\u9fff]", words[text])] == []
    with translation.override("en"):
        assert told()["words"] == words


def test_a_log_out_takes_what_the_browser_keeps(day: Day, client: Client) -> None:
    people.login(client, day.handler)
    assert "Clear-Site-Data" not in client.get(LIST)
    assert "data-farewell" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"storage"'


def test_a_log_out_leaves_what_the_browser_keeps_for_somebody_else(day: Day, client: Client) -> None:
    people.login(client, day.handler)
    told = {"delegation": str(day.delegation.public_id), "name": "平板"}
    assert client.post("/desk/api/devices/", told, content_type="application/json").status_code == 201
    people.login(client, day.owner)
    assert "data-farewell" not in client.get("/accounts/logout/").content.decode()
    assert "Clear-Site-Data" not in client.post("/accounts/logout/")
    people.login(client, day.handler)
    assert "data-farewell" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"storage"'


def test_a_device_has_a_name_that_can_be_written_in_a_mail(day: Day, client: Client) -> None:
    people.login(client, day.handler)
    for name in ("", "a\x00b", "\ud800", "https://phish.example/", "x" * 81):
        told = {"delegation": str(day.delegation.public_id), "name": name}
        answer = client.post("/desk/api/devices/", told, content_type="application/json")
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["name"]), name
    with scopes.enter(day.handler.scope()):
        assert not Device.objects.exists()


def test_a_voice_note_is_sound_and_nothing_else() -> None:
    sound = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04B\x85\x81\x02"
    for body, name, voice, state in (
        (sound + b"A_OPUS" + b"\x00" * 64, "voice.webm", True, "clean"),
        (sound + b"A_OPUS V_VP8" + b"\x00" * 64, "voice.webm", True, "rejected"),
        (sound + b"A_OPUS" + b"\x00" * 64, "voice.webm", False, "rejected"),
        (b"<script>alert(1)</script>", "voice.webm", True, "rejected"),
    ):
        key = default_storage.save("desk/world/voice", ContentFile(body))
        assert judge(key, name, voice=voice).state == state
        default_storage.delete(key)


def test_a_firm_without_a_proof_reads_nothing(day: Day) -> None:
    tablet = Tablet(day.handler, day.delegation)
    tablet.send(begun(day, uuid7()))
    with scopes.enter(scopes.system()):
        Enterprise.objects.filter(uscc=day.owner.enterprise.uscc).update(proved_at=None)  # type: ignore[union-attr]
    with scopes.enter(day.owner.scope()):
        assert not Incident.objects.exists()
