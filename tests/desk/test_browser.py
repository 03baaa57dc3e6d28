"""A fair day in a real browser: two devices without a network, and what goes wrong on such a day. Nothing entered is lost."""

from __future__ import annotations

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Route, expect

from exhibitions.desk.models import Clash, Device, Incident, IncidentEntry, IncidentFile, Receipt
from exhibitions.fairs.models import Participant
from portal.tenancy import scope as scopes
from portal.tenancy.models import Membership
from tests import axe, people
from tests.desk.devices import PIN, TABLET, Handheld
from tests.desk.made import a_day, kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
# Every row of the four stores, as a thief would read them from the disk.
STORES = """async () => {
  const open = indexedDB.open("zhinan-desk");
  const base = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
  const rows = [];
  for (const name of base.objectStoreNames) {
    const all = base.transaction(name).objectStore(name).getAll();
    rows.push(...(await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); })));
  }
  base.close();
  const words = [];
  const walk = (value) => {
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) words.push(new TextDecoder("utf-8").decode(value));
    else if (value && typeof value === "object") Object.values(value).forEach(walk);
    else words.push(String(value));
  };
  rows.forEach(walk);
  return words.join(" ");
}"""
# The deeds of the form, without its fields: the app's own modules, as they run in the page.
BEGIN = """async ([first, last]) => {
  const model = await import("/static/js/desk/model.js");
  for (let n = first; n <= last; n += 1) {
    await model.beginIncident({ kind: "other", is_grave: false, happened_at: model.rightNow().toISOString(), participant: "",
      exhibit: "", hall: "1", booth: "", summary: `第${n}件`, opponent: "", asserted_right: "", next_step: "", next_due_at: "" });
  }
}"""


def count(model: Any, **wanted: Any) -> int:
    with scopes.enter(scopes.system()):
        return int(model.objects.filter(**wanted).count())


def test_a_fair_day_without_a_network(live_server: Any) -> None:
    day = a_day()
    phone, tablet = Handheld(live_server, day.handler), Handheld(live_server, day.colleague, size=TABLET)
    phone.set_up()
    shared = phone.record("开馆前收到警告函", "warning")
    phone.sent()
    tablet.set_up()
    for device in (phone, tablet):
        device.cut()

    # The app opens without a network, and not without its PIN.
    phone.page.reload()
    expect(phone.page.locator("[name=pin]")).to_be_visible()
    phone.unlock("000001")
    expect(phone.page.locator(".desk-note.bad")).to_contain_text("9")
    phone.unlock()
    expect(phone.page.locator(".desk-strip.offline")).to_be_visible()
    # Typed by hand, and the rest by what the form does.
    for device, last in ((phone, 25), (tablet, 24)):
        for n in range(2):
            device.record(f"展位机密{n}", "seizure")
        device.page.evaluate(BEGIN, [3, last])
    phone.change(shared, opponent="手机上写的对方", hall="3")
    tablet.change(shared, opponent="平板上写的对方", booth="C5")
    tablet.go(f"incident/{shared}")
    tablet.page.locator("main input[name=kind][value=met]").check()
    tablet.page.fill("main [name=who]", "主办方代表")
    tablet.page.fill("main [name=text]", "答应下午复查")
    tablet.page.locator("main form button[type=submit]").click()
    expect(tablet.page.locator(".desk-log")).to_contain_text("答应下午复查")
    expect(phone.page.locator("[data-unsent='26']")).to_be_visible()
    expect(tablet.page.locator("[data-unsent='26']")).to_be_visible()
    assert count(Incident) == 1
    # Nothing of it can be read from the disk.
    for device in (phone, tablet):
        words = device.page.evaluate(STORES)
        for secret in ("展位机密", "第9件", "写的对方", "主办方代表", "演示甲公司", "13900000000", "演示折叠椅"):
            assert secret not in words

    # The first answer is lost on the way: the server has taken everything, the phone does not know and sends it again.
    lost: list[str] = []

    def lose(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    phone.context.route("**/desk/api/sync/", lose)
    phone.connect()
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    # It tries again by itself, or when it is told to.
    phone.go("unsent")
    phone.page.locator(".desk-actions button").click()
    phone.sent()
    assert lost[0].count('"accepted"') == 26
    assert count(Incident) == 26
    tablet.connect()
    tablet.sent()
    assert (count(Incident), count(IncidentEntry), count(Clash)) == (50, 1, 1)
    assert count(Receipt) == 1 + 26 + 26
    with scopes.enter(scopes.system()):
        ids = list(Incident.objects.values_list("summary", "by_id", "recorded_at"))
    assert len(set(ids)) == 50
    row = kept(shared)
    assert (row.opponent, row.hall, row.booth) == ("手机上写的对方", "3", "C5")

    # The conflict is listed on the tablet, and a person decides.
    expect(tablet.page.locator("[data-conflicts='1']")).to_be_visible()
    tablet.go("conflicts")
    tablet.page.locator(".desk-card a").click()
    form = tablet.page.locator("main form")
    expect(form).to_contain_text("手机上写的对方")
    expect(form).to_contain_text("平板上写的对方")
    assert axe.faults(tablet.page) == []
    form.locator("button[type=submit]").click()
    expect(form.locator(".desk-fault:visible")).to_have_count(1)
    form.locator("input[value=anew]").check()
    form.locator("textarea").fill("两人核实后的对方")
    form.locator("button[type=submit]").click()
    tablet.sent()
    expect(tablet.page.locator("[data-conflicts]")).to_have_count(0)
    assert kept(shared).opponent == "两人核实后的对方"
    phone.go(f"incident/{shared}")
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.page.locator(".desk-facts")).to_contain_text("两人核实后的对方")
    expect(phone.page.locator(".desk-log")).to_contain_text("答应下午复查")
    assert axe.faults(phone.page) == []


def test_what_goes_wrong_on_such_a_day(live_server: Any, tmp_path: Path) -> None:
    day = a_day()
    phone = Handheld(live_server, day.handler)
    # Two hours ahead.
    phone.context.add_init_script(
        "{ const D = Date, ahead = 7200000; window.Date = class extends D {"
        " constructor(...given) { if (given.length) super(...given); else super(D.now() + ahead); }"
        " static now() { return D.now() + ahead; } }; }"
    )
    phone.set_up()
    expect(phone.page.locator(".desk-strip")).to_contain_text("120")
    first = phone.record("时钟快两小时")
    phone.sent()
    row = kept(first)
    assert abs((row.recorded_at - timezone.now()).total_seconds()) < 60
    assert abs((row.happened_at - timezone.now()).total_seconds()) < 120
    assert abs(row.clock_offset + 7200) < 5
    assert (row.device_at - row.recorded_at) > timedelta(minutes=110)

    # The app is ended while somebody types: what was typed is there again; and in the middle of keeping: kept once or not yet.
    phone.cut()
    phone.go("new")
    phone.page.fill("main [name=summary]", "刚写到一半")
    phone.page.wait_for_timeout(400)
    phone.page.close()
    phone.page = phone.context.new_page()
    phone.page.on("dialog", lambda dialog: dialog.accept())
    phone.open()
    phone.unlock()
    phone.go("new")
    expect(phone.page.locator("main [name=summary]")).to_have_value("刚写到一半")
    phone.page.locator("input[name=kind][value=customs]").check()
    phone.page.evaluate("() => { document.querySelector('main form').requestSubmit(); window.location.reload(); }")
    phone.unlock()
    phone.go("new")
    waiting = phone.page.locator("[data-unsent]")
    expect(waiting).to_be_visible()
    if waiting.get_attribute("data-unsent") == "0":
        expect(phone.page.locator("main [name=summary]")).to_have_value("刚写到一半")
        phone.page.locator("input[name=kind][value=customs]").check()
        phone.page.locator("main form button[type=submit]").click()
    else:
        expect(phone.page.locator("main [name=summary]")).to_have_value("")
    expect(phone.page.locator("[data-unsent='1']")).to_be_visible()

    # One is refused: its firm withdrew meanwhile. It stays with its reason; the others arrive.
    phone.go("new")
    phone.page.select_option("main [name=participant]", str(day.other_firm.public_id))
    assert phone.page.input_value("main [name=booth]") == "B07"
    refused = phone.record("会被拒收的一件")
    with scopes.enter(scopes.system()):
        Participant.objects.filter(pk=day.other_firm.pk).update(delegation=_elsewhere(day))

    # The log-in has ended during the day.
    cookies = phone.context.cookies()
    phone.context.clear_cookies(name="sessionid")
    phone.connect()
    expect(phone.page.locator(".desk-strip.login a.btn")).to_be_visible()
    expect(phone.page.locator("[data-unsent='2']")).to_be_visible()
    fresh = people.login(Client(), day.handler).cookies["sessionid"].value
    phone.context.add_cookies([{**c, "value": fresh} if c["name"] == "sessionid" else c for c in cookies])  # type: ignore[misc, typeddict-item]
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.sent(1)
    assert count(Incident) == 2
    phone.go("unsent")
    expect(phone.page.locator(".desk-card .desk-note.bad").first).to_contain_text("该企业已不在参展团内")
    phone.page.locator(".desk-card a.btn-primary").click()
    expect(phone.page.locator("main [name=summary]")).to_have_value("会被拒收的一件")
    phone.page.select_option("main [name=participant]", "")
    phone.page.locator("main form button[type=submit]").click()
    phone.sent()
    assert (count(Incident), kept(refused).participant) == (3, None)

    # A photo of 40 MB is made smaller on the device; what is no picture is told at once.
    large = tmp_path / "large.bmp"
    Image.frombytes("RGB", (3700, 3700), os.urandom(3700 * 3700 * 3)).save(large)
    assert large.stat().st_size > 40_000_000
    phone.cut()
    phone.go(f"incident/{first}")
    chooser = phone.page.locator("main input[type=file]")
    chooser.set_input_files({"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    expect(phone.page.locator(".desk-said .desk-note.bad").first).to_be_visible()
    chooser.set_input_files(large)
    expect(phone.page.locator(".desk-files img")).to_be_visible(timeout=30_000)
    phone.connect()
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    phone.sent()
    with scopes.enter(scopes.system()):
        file = IncidentFile.objects.get()
    assert (file.incident_id, file.kind, file.center_id) == (row.pk, "photo", day.center.pk)
    assert file.size < 12 * 1024 * 1024
    from django.core.files.storage import default_storage

    with default_storage.open(file.storage_key) as stored, Image.open(BytesIO(stored.read())) as image:
        assert (image.format, max(image.size)) == ("JPEG", 2560)


def _elsewhere(day: Any) -> Any:
    from tests.desk.made import a_delegation, a_fair

    return a_delegation(day.center, a_fair(day.center), "另一个团")


def test_a_device_in_other_hands(live_server: Any) -> None:
    day = a_day()
    phone = Handheld(live_server, day.handler)
    phone.set_up()
    phone.cut()
    phone.record("尚未发送的一件")
    # Ten wrong PINs forget the key; a log-in brings it back, and what was entered with it.
    phone.page.reload()
    expect(phone.page.locator(".desk-door")).to_be_visible()
    # Seven of them are behind it.
    phone.page.evaluate("() => import('/static/js/desk/store.js').then((store) => store.setMeta({ tries: 7 }))")
    for left in range(2, -1, -1):
        phone.unlock("000001")
        expect(phone.page.locator(".desk-door")).to_contain_text(f"还可尝试{left}次" if left else "PIN 码已失效")
    phone.connect()
    phone.page.locator(".desk-door button").last.click()
    for name in ("pin", "again"):
        phone.page.fill(f"[name={name}]", "771905")
    phone.page.locator("form button[type=submit]").click()
    phone.sent()
    assert count(Incident, summary="尚未发送的一件") == 1

    # Somebody else's log-in opens nothing and sends nothing.
    phone.cut()
    phone.record("仍属于本人的一件")
    other = people.login(Client(), day.colleague).cookies["sessionid"].value
    own = next(c for c in phone.context.cookies() if c["name"] == "sessionid")
    phone.context.add_cookies([{**own, "value": other}])  # type: ignore[typeddict-item]
    phone.connect()
    expect(phone.page.locator(".desk-strip.other")).to_be_visible()
    assert count(Incident) == 1
    phone.page.reload()
    phone.page.locator(".desk-door .btn-link").click()
    expect(phone.page.locator(".desk-door .desk-note.bad")).to_contain_text("1条记录")

    # The seat ends: nobody's PIN opens it any more. Given again, a log-in opens it, and what was not sent is there.
    with scopes.enter(scopes.system()):
        seats = list(Membership.objects.filter(user_id=day.handler.pk))
        Membership.objects.filter(user_id=day.handler.pk).delete()
    phone.page.reload()
    expect(phone.page.locator(".desk-door h1")).to_have_text("这台设备已封存")
    assert phone.page.evaluate("() => import('/static/js/desk/store.js').then((store) => store.meta('door'))") is None
    with scopes.enter(scopes.system()):
        Membership.objects.bulk_create(seats)
    phone.context.clear_cookies(name="sessionid")
    again = people.login(Client(), day.handler).cookies["sessionid"].value
    phone.context.add_cookies([{**own, "value": again}])  # type: ignore[typeddict-item]
    phone.page.locator(".desk-door button").click()
    for name in ("pin", "again"):
        phone.page.fill(f"[name={name}]", "771905")
    phone.page.locator("form button[type=submit]").click()
    phone.sent()
    assert count(Incident, summary="仍属于本人的一件") == 1
    # An open app is sealed by its next contact.
    with scopes.enter(scopes.system()):
        Membership.objects.filter(user_id=day.handler.pk).delete()
    phone.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(phone.page.locator(".desk-door h1")).to_have_text("这台设备已封存")

    # Revoked from the office: it erases itself at its next contact, without anybody's PIN or log-in.
    with scopes.enter(scopes.system()):
        Device.objects.update(revoked_at=timezone.now())
    phone.context.clear_cookies(name="sessionid")
    phone.page.reload()
    expect(phone.page.locator(".desk-door h1")).to_have_text("这台设备已清空")
    assert "zhinan-desk" not in phone.page.evaluate(
        "() => indexedDB.databases().then((all) => all.map((one) => one.name))"
    )
    assert phone.page.evaluate("() => caches.keys()") == []
    with scopes.enter(scopes.system()):
        assert Device.objects.get().wiped_at is not None
    assert PIN
