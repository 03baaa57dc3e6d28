"""The pages of the centers: kept by the right hands, read by everybody, answered under their own names."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from portal.documents.intake.judge import judge
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.site.centers import selectors, services
from portal.site.centers.models import CenterSite
from portal.site.centers.tasks import check_logo
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people

pytestmark = pytest.mark.django_db
WORDS = {
    "palette": "teal",
    "tagline_zh": "为出海企业护航",
    "tagline_en": "At your side abroad",
    "intro_zh": "我们**免费**提供指导。<script>x</script>",
    "hours_zh": "工作日 9:00–17:30",
    "published": "on",
}


@pytest.fixture
def center() -> Center:
    return people.make_center(code="ZJ", name_zh="浙江分中心", phone="+8657188880000", province="330000")


def keeper(center: Center, persona: str = "supervisor") -> Client:
    return people.login(Client(), people.person(persona, center=center))


def picture(name: str = "logo.png") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (120, 60), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue(), "image/png")


def write(client: Client, path: str = "/editorial/site/", **values: Any) -> Any:
    return client.post(path, {"seen": 0, **WORDS, "deed": "save", **values})


def test_a_supervisor_writes_and_everybody_reads(center: Center) -> None:
    assert "为出海企业护航" not in Client().get("/centers/ZJ/").content.decode()
    assert write(keeper(center)).status_code == 302
    body = Client().get("/centers/zj/").content.decode()
    for words in ("为出海企业护航", "<strong>免费</strong>", "site-teal", "工作日 9:00–17:30", "0571 8888 0000"):
        assert words in body
    assert "<script>x" not in body
    english = Client(headers={"accept-language": "en"}).get("/centers/ZJ/").content.decode()
    assert "At your side abroad" in english
    assert "为出海企业护航" in Client().get("/centers/ZJ/leaflet/").content.decode()


def test_what_is_not_published_shows_nothing(center: Center) -> None:
    write(keeper(center), published="")
    body = Client().get("/centers/ZJ/").content.decode()
    assert "为出海企业护航" not in body
    assert "浙江分中心" in body
    with scopes.enter(scopes.login()):
        assert not CenterSite.objects.exists()


def test_a_preview_saves_nothing(center: Center) -> None:
    body = write(keeper(center), deed="preview").content.decode()
    assert "<strong>免费</strong>" in body
    with scopes.enter(scopes.system()):
        assert not CenterSite.objects.exists()


def test_the_nation_keeps_any_site_and_names_hosts(center: Center) -> None:
    client = keeper(center, "coordinator")
    assert "ZJ" in client.get("/editorial/site/").content.decode()
    assert write(client, "/editorial/site/?center=ZJ", host="IP.Zhejiang.example.").status_code == 302
    with scopes.enter(scopes.system()):
        assert CenterSite.objects.get().host == "ip.zhejiang.example"
    assert client.get("/editorial/site/?center=NONE").status_code == 404


def test_a_supervisor_names_no_host_and_no_other_center(center: Center) -> None:
    other = people.make_center(code="JS")
    write(keeper(center), "/editorial/site/?center=JS", host="mine.example")
    with scopes.enter(scopes.system()):
        site = CenterSite.objects.get()
        assert (site.center_id, site.host) == (center.pk, None)
    with scopes.enter(scopes.center(other.pk, 1)):
        assert not CenterSite.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"host": "http://x.example"}, "host"),
        ({"host": "10.0.0.1"}, "host"),
        ({"palette": "red"}, "palette"),
        ({"phone": "12"}, "phone"),
        ({"logo": SimpleUploadedFile("x.svg", b"<svg/>"), "logo_alt_zh": "标"}, "logo"),
        ({"logo": SimpleUploadedFile("x.png", b"x" * (services.LOGO_BYTES + 1)), "logo_alt_zh": "标"}, "logo"),
        ({"logo": SimpleUploadedFile("x.png", b"x")}, "logo_alt_zh"),
    ],
)
def test_what_cannot_stand_is_said_beside_its_field(center: Center, values: dict[str, Any], field: str) -> None:
    answer = write(keeper(center, "coordinator"), "/editorial/site/?center=ZJ", **values)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "为出海企业护航" in answer.content.decode()
    with scopes.enter(scopes.system()):
        assert not CenterSite.objects.exists()


def test_two_who_save_at_once(center: Center) -> None:
    client = keeper(center)
    write(client)
    late = write(client, tagline_zh="迟到的话")
    assert late.status_code == 409
    assert "迟到的话" in late.content.decode()
    with scopes.enter(scopes.system()):
        assert CenterSite.objects.get().tagline_zh == "为出海企业护航"


@pytest.mark.parametrize(("upload", "shown"), [(picture(), 200), (SimpleUploadedFile("x.png", b"MZ program"), 404)])
def test_a_logo_shows_once_it_was_found_clean(center: Center, upload: SimpleUploadedFile, shown: int) -> None:
    upload.seek(0)
    assert write(keeper(center), logo=upload, logo_alt_zh="浙江标志").status_code == 302
    assert Client().get("/centers/ZJ/logo/").status_code == 404
    with scopes.enter(scopes.system()):
        payload = OutboxEvent.objects.get(topic=services.TOPIC_LOGO).payload
        services.logo_settle(key=payload["key"], verdict=judge(payload["key"], "logo.png"))
    assert Client().get("/centers/ZJ/logo/").status_code == shown
    assert ("浙江标志" in Client().get("/centers/ZJ/").content.decode()) is (shown == 200)


def test_a_center_is_found(center: Center) -> None:
    write(keeper(center))
    with scopes.enter(scopes.system()):
        services.site_find(center_id=center.pk)
    assert "/centers/ZJ/" in Client().get("/search/", {"q": "zhejiang"}).content.decode()


@pytest.fixture
def strict(settings: Settings, monkeypatch: pytest.MonkeyPatch, center: Center) -> Center:
    settings.ALLOWED_HOSTS = ["portal.example"]
    settings.PUBLIC_URL = "https://portal.example"
    monkeypatch.setattr(selectors, "_hosts", (0.0, {}))
    with scopes.enter(scopes.system()):
        CenterSite.objects.create(center=center, host="ip.zj.example", tagline_zh="自己的门牌", published=True)
    return center


def test_a_center_answers_under_its_own_name(strict: Center) -> None:
    own = Client(headers={"host": "ip.zj.example"})
    assert "自己的门牌" in own.get("/").content.decode()
    assert own.get("/work/?a=1")["Location"] == "https://portal.example/work/?a=1"
    assert own.post("/").status_code == 405
    cookie = Client(headers={"host": "ip.zj.example", "cookie": "sessionid=stolen"}).get("/")
    assert "sessionid" not in cookie.cookies


@pytest.mark.parametrize(
    "host", ["evil.example", "ip.zj.example.evil.example", "x.ip.zj.example", "ip.zj.example@evil"]
)
def test_every_other_host_is_refused(strict: Center, host: str) -> None:
    assert Client(headers={"host": host}).get("/").status_code == 400


def test_a_site_that_is_taken_back_loses_its_name(strict: Center, monkeypatch: pytest.MonkeyPatch) -> None:
    with scopes.enter(scopes.system()):
        CenterSite.objects.update(published=False)
    assert Client(headers={"host": "ip.zj.example"}).get("/").status_code == 400


def test_the_page_costs_few_queries(center: Center, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    write(keeper(center))
    with django_assert_max_num_queries(13):
        Client().get("/centers/ZJ/")


def test_an_exchanged_logo_is_erased_and_nothing_else(center: Center) -> None:
    """An event names the old logo; whoever could put one of their own must not have any other file erased by it."""
    client = keeper(center)
    assert write(client, logo=picture(), logo_alt_zh="标志").status_code == 302
    with scopes.enter(scopes.system()):
        old = CenterSite.objects.get(center=center).logo_key
    assert write(client, logo=picture(), logo_alt_zh="标志", seen=1).status_code == 302
    with scopes.enter(scopes.system()):
        now = CenterSite.objects.get(center=center).logo_key
        event = OutboxEvent.objects.filter(topic=services.TOPIC_LOGO).latest("created_at")
    evidence = default_storage.save("cases/evidence.pdf", ContentFile(b"%PDF"))
    for forged, stays in ((evidence, True), (now, True), (f"centers/../{evidence}", True), (old, False)):
        check_logo(Work(event.pk, event.topic, {"key": now, "old": forged}, None, None, 1, event.created_at))
        assert default_storage.exists(forged.removeprefix("centers/../")) is stays
    assert default_storage.exists(now)
