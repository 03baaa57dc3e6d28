"""The whole guide as PDF and EPUB: right in form, made again when a chapter changes, and nothing of a draft inside."""

from __future__ import annotations

import io
import uuid
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image
from pypdf import PdfReader

from alerts.guides.books import making
from alerts.guides.books.epub import write_epub
from alerts.guides.books.gather import Book, book_of
from alerts.guides.choices import Code, Form, Language
from alerts.guides.models import GuideFile
from alerts.publishing.models import EditionFile
from alerts.publishing.services import review
from alerts.publishing.services.publication import item_unpublish
from portal.documents.pdf.assets import OWN_IMAGE_BYTES
from portal.documents.pdf.pieces import pieces, xhtml
from portal.notices.models import OutboxEvent
from portal.site.markdown import render
from portal.site.search.models import SearchEntry
from portal.tenancy import scope as scopes
from tests.guides.conftest import BODY, Guides
from tests.guides.epub_rules import problems
from tests.publishing.made import actor_of

pytestmark = pytest.mark.django_db


def rows(country: str = "US") -> dict[tuple[str, str], GuideFile]:
    with scopes.enter(scopes.login()):
        return {(row.form, row.language): row for row in GuideFile.objects.filter(country=country)}


def found(title: str) -> list[str]:
    with scopes.enter(scopes.login()):
        return list(SearchEntry.objects.filter(kind="guide", title_zh=title).values_list("url", flat=True))


def gathered(language: Language = Language.CHINESE) -> Book:
    with scopes.enter(scopes.login()):
        book = book_of("US", language)
    assert book is not None
    return book


def test_an_epub_keeps_the_rules(guides: Guides) -> None:
    guides.begin()
    guides.out(summary_zh="一份指南 <概要> & 其他")
    guides.out(Code.TRADEMARKS, parts={"body": {"zh": BODY["zh"], "en": ""}})
    for language in Language:
        body = write_epub(gathered(language), {})
        assert problems(body) == []
        assert body == write_epub(gathered(language), {})
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        first, later = (archive.read(f"EPUB/chapter-{number}.xhtml").decode() for number in ("01", "08"))
    assert "<h2>What to search first</h2>" in first
    assert "Marks &lt; names" in first
    assert "Not yet translated" in later
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in later


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("EPUB/chapter-01.xhtml", b"</h1>", b"", "is no XML"),
        ("EPUB/nav.xhtml", b"chapter-01.xhtml", b"chapter-99.xhtml", "which is not there"),
        ("EPUB/package.opf", b'<itemref idref="about"/>', b"", "cannot be reached"),
        ("EPUB/package.opf", b'href="style.css"', b'href="other.css"', "not in the archive"),
        ("EPUB/package.opf", b"dcterms:modified", b"dcterms:created", "dcterms:modified"),
    ],
)
def test_the_rules_find_what_is_broken(guides: Guides, name: str, old: bytes, new: bytes, told: str) -> None:
    guides.begin()
    guides.out()
    spoilt = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write_epub(gathered(), {}))) as good, zipfile.ZipFile(spoilt, "w") as bad:
        for entry in good.infolist():
            content = good.read(entry)
            if entry.filename == name:
                assert old in content
                content = content.replace(old, new, 1)
            bad.writestr(entry, content)
    assert any(told in problem for problem in problems(spoilt.getvalue()))


def test_only_known_tags_leave_the_text() -> None:
    html = render(
        "# A\n\n<b onclick=x>raw</b> ![p](pic:1)\n\n[x](javascript:alert(1)) [y](https://example.org/?a=1&b=2)\\\nz\x0b"
    )
    assert xhtml(html) == (
        "<h2>A</h2>\n<p>&lt;b onclick=x&gt;raw&lt;/b&gt; </p>\n<p>[x](javascript:alert(1)) "
        '<a href="https://example.org/?a=1&amp;b=2">y</a><br />\nz</p>\n'
    )
    assert xhtml('<p><img src="a-1" alt="一 & 二"> <img src="b" alt="&lt;三>"></p>', pictures={"a-1": "a.png"}) == (
        '<p><img src="a.png" alt="一 &amp; 二" /> [&lt;三&gt;]</p>'
    )
    assert (True, "</a>") not in pieces('<p><a href="https://example.org/long">w</a></p>', longest_link=10)


def test_files_are_made_shown_and_made_again(guides: Guides, client: Client) -> None:
    guides.begin()
    guides.out()
    with scopes.enter(scopes.system()):
        assert OutboxEvent.objects.filter(topic="guides.book", payload={"country": "US"}, queue="paper").count() == 1
    assert {row.is_current for row in rows().values()} == {False}
    page = client.get("/guides/us/").content.decode()
    assert page.count("正在生成") == 4
    assert client.get("/guides/us/guide.pdf").headers["Location"] == "/guides/us/#files"

    assert making.files_make(country="US") == 4
    first = rows()
    assert {row.is_current for row in first.values()} == {True}
    answer = client.get("/guides/us/guide.pdf?lang=en")
    pdf = PdfReader(io.BytesIO(b"".join(answer)))
    text = "".join(page.extract_text() for page in pdf.pages)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "What to search first" in text
    assert "United States: intellectual property guide" in str(pdf.metadata and pdf.metadata.title)
    assert [outline.title for outline in pdf.outline if not isinstance(outline, list)] != []
    epub = b"".join(client.get("/guides/us/guide.epub?lang=zh"))
    assert problems(epub) == []

    # Nothing changed: nothing is written. A chapter changed: all four are, and the old bytes go.
    assert making.files_make(country="US") == 0
    guides.out(Code.COSTS)
    assert making.files_make(country="US") == 4
    second = rows()
    assert not default_storage.exists(first[Form.PDF, "zh"].storage_key)
    assert second[Form.PDF, "zh"].sha256 != first[Form.PDF, "zh"].sha256


def test_pictures_are_in_the_files_with_their_words(guides: Guides, client: Client) -> None:
    """Drawn anew: no metadata, not larger than paper shows; what cannot be drawn stands in words."""
    guides.begin()
    edition = guides.out(parts={"body": {"zh": "见图 ![](pic:7)\n\n![](pic:8)", "en": ""}})
    drawn = io.BytesIO()
    Image.effect_noise((3_000, 2_000), 90).save(drawn, "JPEG", comment=b"made by a person")
    with scopes.enter(scopes.system()):
        for number, body in ((7, drawn.getvalue()), (8, b"no picture")):
            EditionFile.objects.create(
                edition=edition, attachment=number, public_id=uuid.uuid4(), name="a.jpg", media_type="image/jpeg",
                storage_key=default_storage.save("publishing/a.jpg", io.BytesIO(body)), size=len(body),
                alt_zh=f"流程{number}", is_picture=True,
            )  # fmt: skip
    assert making.files_make(country="US") == 4
    epub = b"".join(client.get("/guides/us/guide.epub?lang=zh"))
    assert problems(epub) == []
    with zipfile.ZipFile(io.BytesIO(epub)) as archive:
        text, picture = archive.read("EPUB/chapter-01.xhtml").decode(), archive.read("EPUB/picture-1-1.jpg")
    assert '<img src="picture-1-1.jpg" alt="流程7" />' in text
    assert "[流程8]" in text
    assert len(picture) <= OWN_IMAGE_BYTES
    assert b"made by a person" not in picture
    pdf = PdfReader(io.BytesIO(b"".join(client.get("/guides/us/guide.pdf?lang=zh"))))
    # Every page names the document's pictures.
    sizes = {image.image.size for page in pdf.pages for image in page.images if image.image}
    assert sizes == {Image.open(io.BytesIO(picture)).size}
    assert "[流程8]" in "".join(page.extract_text() for page in pdf.pages)


def test_nothing_of_a_draft_or_a_retracted_chapter_is_in_a_file(guides: Guides, client: Client) -> None:
    guides.begin()
    guides.out()
    edition = guides.out(Code.COSTS, parts={"body": {"zh": "错误的费用", "en": "Wrong fees"}})
    assert "错误的费用" in "".join(chapter.html for chapter in gathered().chapters)
    with scopes.enter(guides.reviewer.scope()):
        review.item_retract(item=edition.item, actor=actor_of(guides.reviewer), notice_zh="费用有误")
    with scopes.enter(scopes.system()):
        item_unpublish(item_id=edition.item_id, notice_zh="费用有误", notice_en="")
    book = gathered()
    assert [chapter.code for chapter in book.chapters] == [Code.SYSTEM]
    assert "6. 费用与时间" in book.missing
    assert "（已撤回）" in client.get("/guides/us/").content.decode()
    gone = client.get("/guides/us/costs/")
    assert (gone.status_code, "费用有误" in gone.content.decode()) == (410, True)


def test_a_guide_without_chapters_has_no_files(guides: Guides, monkeypatch: pytest.MonkeyPatch) -> None:
    guides.begin()
    edition = guides.out()
    assert found("美国知识产权指南") == ["/guides/us/"]
    monkeypatch.setattr(making, "_write", lambda *_arguments: (b"a file", 1))
    making.files_make(country="US")
    keys = [row.storage_key for row in rows().values()]
    with scopes.enter(guides.reviewer.scope()):
        review.item_retract(item=edition.item, actor=actor_of(guides.reviewer), notice_zh="撤回")
    with scopes.enter(scopes.system()):
        item_unpublish(item_id=edition.item_id, notice_zh="撤回", notice_en="")
    assert making.files_make(country="US") == 0
    assert rows() == {}
    assert found("美国知识产权指南") == []
    assert not any(default_storage.exists(key) for key in keys)


def test_what_a_dying_worker_left_is_erased_and_a_failure_is_told(
    guides: Guides, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    guides.begin()
    guides.out()
    left = default_storage.save("guides/left", io.BytesIO(b"half"))
    with scopes.enter(scopes.system()):
        GuideFile.objects.filter(form=Form.PDF, language="zh").update(left_key=left)

    def broken(*_arguments: object) -> tuple[bytes, int]:
        raise OSError("disk full")

    monkeypatch.setattr(making, "_write", broken)
    with pytest.raises(OSError, match="disk full"):
        making.files_make(country="US")
    assert not default_storage.exists(left)
    assert rows()[Form.PDF, "zh"].failed_at is None
    with pytest.raises(OSError, match="disk full"):
        making.files_make(country="US", last=True)
    assert rows()[Form.PDF, "zh"].has_failed
    assert "生成失败" in client.get("/guides/us/").content.decode()
