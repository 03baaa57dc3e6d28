"""The desk's pages and the public's, driven by the people who use them."""

from __future__ import annotations

import datetime
import html
import io
import uuid
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from alerts.publishing.choices import Kind, State
from alerts.publishing.models import Attachment, Edition, EditionFile, EditionPrint, Item
from alerts.publishing.selectors import reading
from alerts.publishing.services import drafts, review
from alerts.publishing.services.prints import TOPIC_PRINT, print_make
from alerts.publishing.services.publication import item_publish, item_unpublish
from alerts.publishing.tasks import check_attachment
from portal.notices.models import OutboxEvent
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from tests import people
from tests.people import Person
from tests.publishing.conftest import Desk
from tests.publishing.made import actor_of

pytestmark = pytest.mark.django_db

FORMSET = {"sources-TOTAL_FORMS": "2", "sources-INITIAL_FORMS": "0"}
WRITTEN = {
    "title_zh": "越南商标异议期缩短", "title_en": "Shorter opposition in Viet Nam", "summary_zh": "异议期缩短为三个月。",
    "summary_en": "Three months instead of five.", "happened_zh": "### 新规\n\n公告后**三个月。**内提出", "happened_en": "Three months.",
    "affected_zh": "在越南有商标的企业", "affected_en": "Owners of marks.", "todo_zh": "尽快查公告", "todo_en": "Check the gazette.",
    "level": "warning", "countries": ["VN"], "ip_kinds": ["trademark"], "act_by": "2099-01-31",
    "sources-0-title": "Official gazette", "sources-0-url": "https://example.org/vn", "sources-0-seen_on": "2026-11-20",
    **FORMSET,
}  # fmt: skip


def logged_in(who: Person) -> Client:
    return people.login(Client(), who)


def the_item() -> Item:
    with scopes.enter(scopes.system()):
        return Item.objects.get()


def act(client: Client, item: Item, verb: str, **data: Any) -> Any:
    return client.post(reverse("publishing:act", args=[item.public_id, verb]), data)


def test_an_alert_from_the_first_word_to_the_reader(desk: Desk, client: Client) -> None:
    """Begun, saved with a mistake, mended, handed in, sent back, approved, read in both languages, updated, retracted."""
    editor, reviewer = logged_in(desk.editor), logged_in(desk.reviewer)
    begun = editor.post(
        reverse("publishing:begin"), {"kind": "alert", "title_zh": "越南", "title_en": "Viet Nam opposition"}
    )
    item = the_item()
    assert (begun.status_code, item.slug) == (302, "viet-nam-opposition")

    early = act(editor, item, "submit")
    assert early.status_code == 422
    assert "请选择预警级别" in early.content.decode()
    edit = reverse("publishing:edit", args=[item.public_id])
    wrong = editor.post(edit, WRITTEN | {"act_by": "someday", "sources-0-url": "no address"})
    page = wrong.content.decode()
    assert wrong.status_code == 422
    assert "someday" in page, "what was typed stays"
    assert "公告后**三个月。**内提出" in page
    assert editor.post(edit, WRITTEN).status_code == 302
    preview = editor.post(reverse("publishing:preview", args=[item.public_id]), {"text": WRITTEN["happened_zh"]})
    assert "<strong>三个月。</strong>" in preview.content.decode()

    assert act(editor, item, "submit").status_code == 302
    begins = reverse("publishing:desk")
    assert "等您审核的稿件" in reviewer.get(begins).content.decode()
    assert "目前没有需要您办理的事项" in editor.get(begins).content.decode(), (
        "nobody is asked to review their own words"
    )
    assert act(editor, item, "approve", read="on").status_code in {409, 422}
    assert act(reviewer, item, "approve").status_code == 422, "must say that it was read"
    assert act(reviewer, item, "return", comment="请补充英文来源").status_code == 302
    shown = editor.get(reverse("publishing:item", args=[item.public_id])).content.decode()
    assert "请补充英文来源" in shown
    assert editor.post(edit, WRITTEN | {"title_zh": "越南商标异议期缩短为三个月"}).status_code == 302
    changed = editor.get(reverse("publishing:diff", args=[item.public_id, 1, 2])).content.decode()
    assert "<ins>为三个月</ins>" in changed
    assert act(editor, item, "submit").status_code == 302
    assert act(reviewer, item, "approve", read="on").status_code == 302
    address = reverse("publishing:alert", args=[item.slug])
    assert client.get(address).status_code == 404, "nothing is out before the worker published it"
    with scopes.enter(scopes.system()):
        assert OutboxEvent.objects.filter(topic="publishing.publish").count() == 1
        item_publish(item_id=item.pk)

    read = client.get(address)
    body = read.content.decode()
    assert read.status_code == 200
    assert "<h3>新规</h3>" in body
    assert "https://example.org/vn" in body
    assert "/ask/?country=VN&amp;ip=trademark" in body
    # The link names the page; its title is looked up, and nobody's words are shown for it.
    ask = f"{reverse('cases:begin')}?{reading.help_query(Edition.objects.get(item=item))}"
    assert html.escape(ask) in body
    assert "越南商标异议期缩短为三个月" in client.get(ask).content.decode()
    for about in (
        "请拨打假冒电话",
        f"alert:{uuid.uuid4()}",
        f"law:{item.public_id}",
        f"alert:{item.public_id}\x00请拨打",
    ):
        told = client.get(reverse("cases:begin"), {"about": about, "country": "VN"}).content.decode()
        assert "越南" in told
        assert "拨打" not in told
        assert "异议期" not in told
    english = Client(headers={"accept-language": "en"}).get(address).content.decode()
    assert "Shorter opposition in Viet Nam" in english
    listed = client.get(reverse("publishing:alerts"), {"country": "VN", "level": "warning"}).content.decode()
    assert "越南商标异议期缩短为三个月" in listed
    assert "越南商标" not in client.get(reverse("publishing:alerts"), {"country": "US"}).content.decode()
    found = client.get(reverse("search:search"), {"q": "异议期"}).content.decode()
    assert address in found

    assert act(editor, item, "revise").status_code == 302
    assert "已发布" not in client.get(address).content.decode()
    corrected = WRITTEN | {"title_zh": "越南商标异议期（更正）", "correction_zh": "更正了生效日期"}
    assert editor.post(edit, corrected).status_code == 302
    changed = editor.get(reverse("publishing:diff", args=[item.public_id, 2, 3])).content.decode()
    assert "更正了生效日期" in changed, "whoever approves sees every word that readers will see"
    act(editor, item, "submit")
    act(reviewer, item, "approve", read="on")
    with scopes.enter(scopes.system()):
        item_publish(item_id=item.pk)
    second = client.get(address).content.decode()
    assert "更正了生效日期" in second
    first = client.get(reverse("publishing:alert_version", args=[item.slug, 1])).content.decode()
    assert "已不是现行版本" in first

    assert act(editor, item, "retract", notice_zh="来源有误").status_code in {409, 422, 200}
    assert act(reviewer, item, "retract", notice_zh="来源有误", notice_en="The source was wrong").status_code == 302
    with scopes.enter(scopes.system()):
        item_unpublish(item_id=item.pk, notice_zh="来源有误", notice_en="The source was wrong")
    assert "异议期" not in client.get(ask).content.decode()
    gone = client.get(address)
    assert gone.status_code == 410
    assert "来源有误" in gone.content.decode()
    assert "公告后" not in gone.content.decode()
    for other in (
        reverse("publishing:alert_version", args=[item.slug, 1]),
        reverse("publishing:alert_pdf", args=[item.slug]),
    ):
        gone = client.get(other)
        assert gone.status_code == 410
        assert "来源有误" in gone.content.decode()
        assert "公告后" not in gone.content.decode()
    assert client.get("/sitemap-alert-1.xml").status_code == 404, "the map forgets it at once"
    assert address not in client.get(reverse("publishing:alerts")).content.decode()
    assert address not in client.get(reverse("search:search"), {"q": "异议期"}).content.decode()


def test_two_editors_at_one_text(desk: Desk) -> None:
    """The second one is told and loses nothing of what was typed."""
    item = desk.begin(desk.editor)
    editor, reviewer = logged_in(desk.editor), logged_in(desk.reviewer)
    edit = reverse("publishing:edit", args=[item.public_id])
    seen = editor.get(edit).context["form"].initial["seen"]
    assert reviewer.post(edit, WRITTEN | {"seen": seen}).status_code == 302
    late = editor.post(edit, WRITTEN | {"seen": seen, "title_zh": "晚到的标题"})
    assert late.status_code == 409
    assert "晚到的标题" in late.content.decode()
    with scopes.enter(scopes.system()):
        assert Item.objects.get().title_zh == WRITTEN["title_zh"]


def test_an_embargo_is_set_by_the_reviewer_and_can_be_stopped(desk: Desk) -> None:
    item = desk.begin(desk.editor)
    desk.submit(item, desk.editor)
    reviewer = logged_in(desk.reviewer)
    past = timezone.localtime() - datetime.timedelta(days=1)
    refused = act(reviewer, item, "approve", read="on", goes_out_at=past.strftime("%Y-%m-%d %H:%M"))
    assert refused.status_code == 422
    assert "该时间已过" in refused.content.decode()
    later = timezone.localtime() + datetime.timedelta(days=1)
    assert act(reviewer, item, "approve", read="on", goes_out_at=later.strftime("%Y-%m-%d %H:%M")).status_code == 302
    assert the_item().state == State.SCHEDULED
    assert act(logged_in(desk.editor), item, "hold", comment="等待官方公告").status_code == 302
    with scopes.enter(scopes.system()):
        Item.objects.filter(pk=item.pk).update(goes_out_at=None)
        item_publish(item_id=item.pk)
        assert not Edition.objects.exists()


def test_a_picture_is_shown_once_it_was_checked(desk: Desk, client: Client) -> None:
    item = desk.begin(desk.editor)
    editor = logged_in(desk.editor)
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "#1d4f91").save(drawn, "PNG")
    png = drawn.getvalue()
    add = reverse("publishing:attachment_add", args=[item.public_id])
    missing = editor.post(add, {"file": SimpleUploadedFile("a.png", png, "image/png")})
    assert missing.status_code == 422, "a picture needs words for those who do not see it"
    assert (
        editor.post(add, {"file": SimpleUploadedFile("a.png", png, "image/png"), "alt_zh": "流程图"}).status_code == 302
    )
    assert act(editor, item, "submit").status_code == 422
    with scopes.enter(scopes.system()):
        row = Attachment.objects.get()
        event = OutboxEvent.objects.get(topic="publishing.check_file")
    check_attachment(Work(event.pk, event.topic, event.payload, None, None, 1, event.created_at))
    with scopes.enter(scopes.system()):
        row.refresh_from_db()
    assert (row.state, row.is_picture) == ("clean", True), row.reason
    edit = reverse("publishing:edit", args=[item.public_id])
    assert editor.post(edit, WRITTEN | {"happened_zh": f"见图 ![](pic:{row.pk})"}).status_code == 302
    assert act(editor, item, "submit").status_code == 302
    picture = reverse("publishing:file", args=[row.public_id])
    assert client.get(picture).status_code == 404
    act(logged_in(desk.reviewer), item, "approve", read="on")
    with scopes.enter(scopes.system()):
        item_publish(item_id=item.pk)
    assert (
        f'<img src="{picture}" alt="流程图">'
        in client.get(reverse("publishing:alert", args=[item.slug])).content.decode()
    )
    assert b"".join(client.get(picture).streaming_content) == png  # type: ignore[attr-defined]


def test_what_was_retracted_stays_away(desk: Desk, client: Client) -> None:
    """Not under its number once a corrected edition stands, and no file of earlier editions while none does."""
    item = desk.out().item
    address, first = (
        reverse("publishing:alert", args=[item.slug]),
        reverse("publishing:alert_version", args=[item.slug, 1]),
    )

    def file_of(number: int) -> str:
        with scopes.enter(scopes.system()):
            row = EditionFile.objects.create(
                edition=Edition.objects.get(item=item, number=number), attachment=number, public_id=uuid.uuid4(),
                name="a.png", storage_key=default_storage.save("publishing/a.png", ContentFile(b"png")),
                media_type="image/png", size=3, alt_zh="图", is_picture=True,
            )  # fmt: skip
        return reverse("publishing:file", args=[row.public_id])

    def new_edition() -> None:
        with scopes.enter(desk.editor.scope()):
            drafts.item_revise(item=item, actor=actor_of(desk.editor))
            drafts.words_write(item=item, words={"correction_zh": "更正"}, actor=actor_of(desk.editor))
        desk.submit(item, desk.editor)
        desk.approve(item, desk.reviewer)
        assert desk.publish(item) is not None

    picture = file_of(1)
    new_edition()
    assert b"".join(client.get(picture).streaming_content) == b"png"  # type: ignore[attr-defined]
    assert client.get(first).status_code == 200
    with scopes.enter(desk.reviewer.scope()):
        review.item_retract(item=item, actor=actor_of(desk.reviewer), notice_zh="来源有误")
    with scopes.enter(scopes.system()):
        assert item_unpublish(item_id=item.pk, notice_zh="来源有误", notice_en="") is not None
    assert client.get(address).status_code == 410
    assert client.get(picture).status_code == 404, "the file belonged to the edition before, which is as gone"
    new_edition()
    assert client.get(address).status_code == 200
    second = client.get(reverse("publishing:alert_version", args=[item.slug, 2]))
    assert (second.status_code, "来源有误" in second.content.decode()) == (410, True)


def test_local_news_stand_on_their_centers_site_alone(desk: Desk, client: Client) -> None:
    item = desk.begin(desk.handler, Kind.NEWS, "salon", title_zh="分中心沙龙")
    desk.submit(item, desk.handler)
    desk.approve(item, desk.supervisor)
    desk.publish(item)
    assert "分中心沙龙" not in client.get(reverse("publishing:news")).content.decode()
    assert client.get(reverse("publishing:news_item", args=["salon"])).status_code == 200
    supervisor = logged_in(desk.supervisor)
    assert supervisor.post(reverse("publishing:offer", args=[item.public_id])).status_code == 302
    offers = logged_in(desk.reviewer).get(reverse("publishing:desk"), {"tab": "offers"}).content.decode()
    assert "分中心沙龙" in offers


@pytest.mark.parametrize("count", [3, 6])
def test_a_list_costs_the_same_for_more_rows(
    desk: Desk, client: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        desk.out(Kind.NEWS, f"news-{number}")
    client.get(reverse("publishing:news"))
    with django_assert_num_queries(7):
        client.get(reverse("publishing:news"), {"country": "US"})
    with django_assert_num_queries(11):
        client.get(reverse("publishing:news_item", args=["news-1"]))


def test_feeds_carry_the_lists_filter(desk: Desk, client: Client) -> None:
    """Atom is well-formed and JSON Feed has what 1.1 asks; both show what the list shows and nothing else."""
    desk.out(Kind.ALERT, "us-alert")
    desk.out(Kind.ALERT, "vn-alert", countries=["VN"], title_zh="越南预警")
    atom = client.get(reverse("publishing:alerts_feed", args=["atom"]), {"country": "VN"})
    root = ElementTree.fromstring(atom.content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.findtext("a:title", namespaces=names) for entry in root.findall("a:entry", names)] == ["越南预警"]
    feed = client.get(reverse("publishing:alerts_feed", args=["json"])).json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {item["url"].rsplit("/", 2)[1] for item in feed["items"]} == {"us-alert", "vn-alert"}


def test_home_and_leaflet_show_what_was_published(desk: Desk, client: Client) -> None:
    assert reverse("publishing:alerts") not in client.get("/").content.decode().partition("<main")[2]
    desk.out(Kind.ALERT, "us-alert", title_zh="请看这条预警")
    assert "请看这条预警" in client.get("/").content.decode()
    sheet = client.get(reverse("publishing:alert_leaflet", args=["us-alert"])).content.decode()
    assert "data:image/svg+xml;base64," in sheet
    with scopes.enter(scopes.system()):
        code = people.make_center("LEAF").code
    assert "请看这条预警" in client.get(f"/centers/{code}/").content.decode()


def test_an_edition_is_printed_in_both_languages(desk: Desk, client: Client) -> None:
    """Ordered with the publication, made by the worker, the same bytes when it is asked twice."""
    words = {
        "zh": "### 经过\n\n**三个月。**内提出 ![](pic:9)\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
        "en": "Text. ![](pic:9)",
    }
    edition = desk.out(Kind.ALERT, "us-alert", parts=dict.fromkeys(("happened", "affected", "todo"), words))
    address = reverse("publishing:alert_pdf", args=["us-alert"])
    assert client.get(address).status_code == 404, "not made yet"
    with scopes.enter(scopes.system()):
        rows = list(EditionPrint.objects.filter(edition=edition).order_by("language"))
        drawn = io.BytesIO()
        Image.new("RGBA", (40, 30), "#1d4f9180").save(drawn, "PNG")
        EditionFile.objects.create(
            edition=edition, attachment=9, public_id=uuid.uuid4(), name="a.png", media_type="image/png", size=1,
            storage_key=default_storage.save("publishing/a.png", ContentFile(drawn.getvalue())), alt_zh="图", is_picture=True,
        )  # fmt: skip
    assert [row.language for row in rows] == ["en", "zh-hans"]
    for row in rows:
        work = Work(uuid.uuid4(), TOPIC_PRINT, {"print_id": row.pk}, None, None, 1, timezone.now())
        print_make(work)
        print_make(work)
    for language, said in (("zh-hans", "三个月。"), ("en", "Text.")):
        answer = Client(headers={"accept-language": language}).get(address)
        body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        pages = PdfReader(io.BytesIO(body)).pages
        assert said in "".join(page.extract_text() for page in pages)
        assert {image.image.size for page in pages for image in page.images if image.image} == {(40, 30)}
