"""The 卷宗: its contents tell the truth about its pages, and hostile attachments are listed, not bound."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdf
import pytest
from PIL import Image

from cases.papers.compose import paper_render
from cases.papers.dossier import Dossier, Evidence
from cases.papers.dossier_compose import REASONS, RenderedDossier, dossier_render
from portal.documents.pdf import content_hash
from portal.documents.pdf.exhibits import ExhibitLimits, ExhibitRefused, Unbound, flatten
from tests.documents import paper_samples as samples

LETTER = (612, 792)


def pdf(
    pages: int = 1, *, size: tuple[float, float] = LETTER, text: str = "EXHIBIT", edit: Any = None, **save: Any
) -> bytes:
    """Make a small PDF of foreign origin whose pages print `text` and their number."""
    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for number in range(1, pages + 1):
        page = made.add_blank_page(page_size=size)
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.obj.Contents = made.make_stream(f"BT /F1 24 Tf 72 500 Td ({text} {number}) Tj ET".encode())
    if edit:
        edit(made)
    out = io.BytesIO()
    made.save(out, **save)
    return out.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (600, 400), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#4682b4").save(out, kind, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {
        "paper:acceptance": paper_render(samples.acceptance(), verify_page=samples.VERIFY).body,
        "paper:opinion": paper_render(samples.opinion(), verify_page=samples.VERIFY).body,
        "evidence:complaint": pdf(2, text="COMPLAINT"),
        "evidence:photo": picture(),
        "evidence:sheet": b"PK\x03\x04",
        "evidence:secret": pdf(text="TOPSECRET"),
    }


def opener(files: dict[str, bytes]) -> Callable[[str], io.BytesIO]:
    def open_file(reference: str) -> io.BytesIO:
        if reference not in files:
            raise FileNotFoundError(reference)
        return io.BytesIO(files[reference])

    return open_file


def bind(files: dict[str, bytes], dossier: Dossier | None = None, **options: Any) -> RenderedDossier:
    return dossier_render(dossier or samples.dossier(), verify_page=samples.VERIFY, opener=opener(files), **options)


def page_texts(dossier: RenderedDossier) -> list[str]:
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(dossier.body)).pages]


@pytest.fixture(scope="module")
def bound(files: dict[str, bytes]) -> RenderedDossier:
    return bind(files)


def test_holds_the_report_the_letters_and_the_attachments(bound: RenderedDossier) -> None:
    pages = page_texts(bound)
    assert len(pages) == bound.pages == 15
    report = "".join(pages[:5])
    for expected in (
        "海外知识产权纠纷应对指导卷宗",
        "ZJ-2026-7K3M9-4-J01",
        "保管期限：10年",
        "一、案件概况",
        "二、办理经过",
        "限期2026-11-27，办理期限暂停",
        "以法院/官方文书载明日期为准",
        "01" * 32,
        "81" * 32,
        "a1" * 32,
        "请不要自行回复",
        "挽回损失",
        "本卷共15页，其中正文5页，并入文书2件、附件2件，另有2件仅列目录",
    ):
        assert expected in report, expected
    assert "受理通知书" in pages[5]
    assert "指导意见书" in pages[8]
    assert "COMPLAINT1" in pages[12]
    assert "COMPLAINT2" in pages[13]
    assert bound.digest == content_hash(samples.dossier())


def test_the_contents_give_the_page_on_which_each_thing_is(bound: RenderedDossier) -> None:
    pages = page_texts(bound)
    contents = pages[1].replace(".", "")
    for title, marker, start in (
        ("一、案件概况", "一、案件概况", 2),
        ("五、证据清单", "五、证据清单", 2),
        ("八、备考表", "八、备考表", 2),
    ):
        found = next(number for number, text in enumerate(pages[start:5], start + 1) if marker in text.replace("—", ""))
        assert f"{title}{found}" in contents
    for title, number in (
        ("文1受理通知书（浙海知纠受〔2026〕128号）", 6),
        ("文2指导意见书（浙海知纠意〔2026〕96号）", 9),
        ("附1起诉状pdf", 13),
        ("附2涉案产品照片jpg", 15),
    ):
        assert f"{title}{number}" in contents
        assert f"卷宗第{number}页，共15页" in pages[number - 1]


def test_page_labels_and_bookmarks_lead_to_the_exhibits(bound: RenderedDossier) -> None:
    with pikepdf.open(io.BytesIO(bound.body)) as opened:
        labels: list[Any] = [page.label for page in opened.pages]
        with opened.open_outline() as outline:
            titles = [item.title for item in outline.root]
            exhibits = [child.title for child in outline.root[-1].children]
        assert "/StructTreeRoot" in opened.Root
        assert "/Metadata" not in opened.Root
        assert str(opened.docinfo["/contentsha256"]) == bound.digest
    assert labels == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "文1-1",
        "文1-2",
        "文1-3",
        "文2-1",
        "文2-2",
        "文2-3",
        "文2-4",
        "附1-1",
        "附1-2",
        "附2-1",
    ]
    assert titles[0] == "封面"
    assert titles[-1] == "并入的文书和附件"
    assert exhibits[0] == "文1　受理通知书（浙海知纠受〔2026〕128号）"
    assert len(exhibits) == 4


def test_lists_what_it_does_not_bind_with_the_reason(bound: RenderedDossier, files: dict[str, bytes]) -> None:
    assert bound.unbound == {"evidence:sheet": Unbound.UNSUPPORTED, "evidence:secret": Unbound.WITHHELD}
    text = "".join(page_texts(bound))
    assert f"未并入：{REASONS[Unbound.UNSUPPORTED]}" in text
    assert f"未并入：{REASONS[Unbound.WITHHELD]}" in text
    assert "TOPSECRET" not in text
    gone = bind({key: value for key, value in files.items() if key != "evidence:photo"})
    assert gone.unbound["evidence:photo"] is Unbound.MISSING
    assert gone.pages == bound.pages - 1


def test_stays_within_its_page_budget_and_says_so(files: dict[str, bytes]) -> None:
    tight = bind(files, limits=ExhibitLimits(pages=8))
    assert tight.unbound["evidence:complaint"] is Unbound.PAGE_BUDGET
    assert "evidence:photo" not in tight.unbound
    assert f"未并入：{REASONS[Unbound.PAGE_BUDGET]}" in "".join(page_texts(tight))


def test_reports_progress_to_the_end(files: dict[str, bytes]) -> None:
    seen: list[tuple[int, int]] = []
    bind(files, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 9) for number in range(1, 10)]


def test_a_case_without_anything_still_has_a_file() -> None:
    empty = bind(
        {}, samples.dossier(papers=(), evidence=(), messages=(), outcome=(), deadlines=(), closed_on=None, demo=True)
    )
    text = "".join(page_texts(empty))
    for expected in ("未出具文书", "未提交附件", "无往来消息", "本案尚未结案", "并入文书0件"):
        assert expected in text
    assert text.count("演示数据") == empty.pages
    with pikepdf.open(io.BytesIO(empty.body)) as opened:
        assert b"pdfuaid" in opened.Root.Metadata.read_bytes()


def test_many_exhibits_settle_although_the_contents_grow(files: dict[str, bytes]) -> None:
    many = tuple(
        Evidence(key="photo", file=samples.file_line(number, f"照片{number}.jpg"), media_type="image/jpeg")
        for number in range(1, 51)
    )
    large = bind(files, samples.dossier(papers=(), evidence=many))
    pages = page_texts(large)
    assert f"共{large.pages}页" in pages[-1]
    assert f"卷宗第{large.pages}页" in pages[-1]
    assert f"照片50jpg{large.pages}" in "".join(pages[:5]).replace(".", "")


def flat(body: bytes, media_type: str = "application/pdf", **limits: Any) -> pikepdf.Pdf:
    return flatten(io.BytesIO(body), media_type, whole_page=False, limits=ExhibitLimits(**limits))


def add_scripts(made: pikepdf.Pdf) -> None:
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert('canary-js')"))
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("canary-launch.exe"))
    made.Root.OpenAction = script
    made.pages[0].obj.AA = pikepdf.Dictionary(O=launch)
    made.pages[0].obj.Annots = made.make_indirect(
        pikepdf.Array(
            [
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 99, 99]), A=launch
                )
            ]
        )
    )
    made.attachments["canary-file.txt"] = b"canary-embedded"


def test_only_what_is_painted_survives() -> None:
    flattened = flat(pdf(edit=add_scripts))
    out = io.BytesIO()
    flattened.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
    assert b"canary" not in out.getvalue()
    assert b"EXHIBIT" in out.getvalue()


def test_keeps_the_shape_of_a_page() -> None:
    landscape = flat(pdf(size=(792, 612)))
    assert [round(float(side)) for side in landscape.pages[0].mediabox[2:]] == [842, 595]

    def turn(made: pikepdf.Pdf) -> None:
        made.pages[0].rotate(90, relative=True)

    turned = flat(pdf(edit=turn))
    assert [round(float(side)) for side in turned.pages[0].mediabox[2:]] == [842, 595]


def test_paints_transparent_and_many_paged_pictures() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    assert len(flat(out.getvalue(), "image/png").pages) == 1
    fax = picture("TIFF", save_all=True, append_images=[Image.new("RGB", (60, 40)) for _ in range(2)])
    assert len(flat(fax, "image/tiff").pages) == 3


def bomb(made: pikepdf.Pdf) -> None:
    stream = made.make_stream(b"")
    stream.write(zlib.compress(b" " * 80_000_000, 9), filter=pikepdf.Name.FlateDecode)
    made.pages[0].obj.Contents = stream


def double_bomb(made: pikepdf.Pdf) -> None:
    stream = made.make_stream(b"")
    twice = zlib.compress(zlib.compress(b" " * 80_000_000, 9), 9)
    stream.write(twice, filter=pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode]))
    made.pages[0].obj.Contents = stream


def no_area(made: pikepdf.Pdf) -> None:
    made.pages[0].mediabox = pikepdf.Array([0, 0, 0, 0])


def self_parent(made: pikepdf.Pdf) -> None:
    made.Root.Pages.Kids.append(made.Root.Pages)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


# 65,535 × 65,535 pixels in a few bytes.
PNG_BOMB = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 65_535, 65_535, 8, 2, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\x00" * 1_000))
    + chunk(b"IEND", b"")
)


@pytest.mark.parametrize(
    ("make", "media_type", "reason"),
    [
        (lambda: b"", "application/pdf", Unbound.DAMAGED),
        (lambda: b"%PDF-1.7\n" + b"\x00" * 5_000, "application/pdf", Unbound.DAMAGED),
        (lambda: pdf()[:120], "application/pdf", Unbound.DAMAGED),
        (lambda: pdf(0), "application/pdf", Unbound.DAMAGED),
        (lambda: pdf(edit=no_area), "application/pdf", Unbound.DAMAGED),
        (lambda: pdf(edit=bomb), "application/pdf", Unbound.TOO_LARGE),
        (lambda: pdf(edit=double_bomb), "application/pdf", Unbound.TOO_LARGE),
        (lambda: pdf(301), "application/pdf", Unbound.PAGE_BUDGET),
        (lambda: pdf(encryption=pikepdf.Encryption(user="a", owner="b")), "application/pdf", Unbound.ENCRYPTED),
        (lambda: pdf(), "text/html", Unbound.UNSUPPORTED),
        (lambda: b"<svg/>", "image/svg+xml", Unbound.UNSUPPORTED),
        (lambda: PNG_BOMB, "image/png", Unbound.TOO_LARGE),
        (lambda: picture()[:400], "image/jpeg", Unbound.DAMAGED),
        (lambda: pdf(), "image/png", Unbound.DAMAGED),
        (
            lambda: picture("TIFF", save_all=True, append_images=[Image.new("L", (1, 1))] * 300),
            "image/tiff",
            Unbound.PAGE_BUDGET,
        ),
    ],
)
def test_hostile_attachments_are_refused_with_a_reason(
    make: Callable[[], bytes], media_type: str, reason: Unbound
) -> None:
    with pytest.raises(ExhibitRefused) as caught:
        flat(make(), media_type)
    assert caught.value.reason is reason


def test_a_page_tree_that_bites_its_tail_ends() -> None:
    """qpdf repairs the loop or refuses it; either way the answer comes and is bounded."""
    try:
        pages = len(flat(pdf(edit=self_parent)).pages)
    except ExhibitRefused as refusal:
        pages = 0 if refusal.reason is Unbound.DAMAGED else 99
    assert pages <= 2


def test_too_many_bytes_are_not_read() -> None:
    with pytest.raises(ExhibitRefused) as caught:
        flat(pdf(), octets_each=100)
    assert caught.value.reason is Unbound.TOO_LARGE
