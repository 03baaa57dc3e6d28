"""The six documents that are set in one piece: what they say, how many pages, which fonts, which metadata."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pypdf
import pytest

from cases.papers.application import Application
from cases.papers.compose import RenderedPaper, paper_render
from cases.papers.letters import AcceptanceNotice, Letter
from cases.papers.parts import Addressee, Letterhead
from portal.documents.pdf import content_hash, short_hash
from tests.documents import paper_samples as samples

ROOT = Path(__file__).resolve().parents[2]


def draw(paper: Letter | Application) -> RenderedPaper:
    return paper_render(paper, verify_page=samples.VERIFY)


def reader(paper: RenderedPaper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(paper.body))


def texts(paper: RenderedPaper) -> list[str]:
    return [page.extract_text() for page in reader(paper).pages]


def joined(paper: RenderedPaper) -> str:
    """Give the text of all pages without the line breaks that setting it introduced."""
    return "".join("".join(texts(paper)).split())


def fonts(pdf: pypdf.PdfReader) -> dict[str, bool]:
    """Give every font a page uses, form objects included, and whether its file is embedded."""
    found: dict[str, bool] = {}

    def collect(resources: Any) -> None:
        for font in (resources.get("/Font") or {}).values():
            font = font.get_object()
            for inner in font.get("/DescendantFonts", [font]):
                descriptor = inner.get_object().get("/FontDescriptor", {})
                found[font["/BaseFont"]] = any(f"/FontFile{n}" in descriptor for n in ("", "2", "3"))
        for item in (resources.get("/XObject") or {}).values():
            if inner_resources := item.get_object().get("/Resources"):
                collect(inner_resources)

    for page in pdf.pages:
        collect(page["/Resources"])
    return found


EXPECTED = {
    "supplement": (
        3,
        [
            "浙海知纠补〔2026〕12号",
            "补充材料通知书",
            "宁波示例电动工具有限公司",
            "一、需要补充的材料",
            "（三）涉案产品说明。",
            "请于2026年11月27日前",
            "视为撤回申请",
            "附件：1.授权委托书样式",
            "2.涉案产品信息表",
            "2026年11月12日",
        ],
    ),
    "decline": (
        2,
        [
            "不予受理通知书",
            "李明",
            "您于2026年11月5日提交",
            "不属于海外知识产权纠纷。",
            "（二）向当地知识产权维权援助机构咨询",
            "也可向国家海外知识产权纠纷应对指导中心反映",
        ],
    ),
    "acceptance": (
        3,
        [
            "受理通知书",
            "国务院令第801号",
            "国知发保字〔2021〕",
            "承办人：王芳",
            "自受理之日起5个工作日内",
            "提交答辩状或者提出驳回动议",
            "2026-11-24",
            "美国中部时间（UTC−6）",
            "2027-11-03",
            "23:59",
            "以法院/官方文书载明日期为准",
            "（五）联系方式或者纠纷情况有变化的",
        ],
    ),
    "termination": (
        2,
        ["终止指导告知书", "自2026年11月21日起终止指导", "三、需要注意的境外程序期限", "四、后续事项", "特此告知。"],
    ),
    "opinion": (
        4,
        [
            "指导意见书",
            "一、基本事实",
            "ŁódźPowerToolsLLC",
            "二、分析意见",
            "三、可供选择的方案",
            "USD180,000–350,000",
            "四、风险提示",
            "五、建议",
            "出具意见专家",
            "赵启明",
            "复核人",
            "周敏",
            "本意见为第2版",
        ],
    ),
    "application": (
        3,
        [
            "海外知识产权纠纷应对指导申请书",
            "91330200MA2XXXXX07",
            "株式会社サンプル電機",
            "한국샘플전자",
            "Київ",
            "中国台湾",
            "8467.21",
            "USD86,400.55（折合CNY613,443.90，按2026-11-20汇率）",
            "商业秘密",
            "03" * 32,
            "83" * 32,
            "真实性声明",
            "2026-2",
            "未同意",
            "第3页，共3页",
        ],
    ),
}


@pytest.fixture(scope="module", params=sorted(EXPECTED))
def drawn(request: pytest.FixtureRequest) -> tuple[str, Letter | Application, RenderedPaper]:
    paper = getattr(samples, request.param)()
    return request.param, paper, draw(paper)


def test_says_what_the_data_says(drawn: tuple[str, Letter | Application, RenderedPaper]) -> None:
    name, _, paper = drawn
    pages, expected = EXPECTED[name]
    text = joined(paper)
    assert [line for line in expected if line not in text] == []
    assert len(reader(paper).pages) == paper.pages == pages


def test_shows_number_and_check_code_for_verification(
    drawn: tuple[str, Letter | Application, RenderedPaper],
) -> None:
    _, data, paper = drawn
    text = joined(paper)
    assert f"编号：{paper.number}" in text
    assert f"校验码：{short_hash(content_hash(data)).replace(' ', '')}" in text
    assert paper.digest == content_hash(data)


def test_names_itself_to_readers_and_archives(drawn: tuple[str, Letter | Application, RenderedPaper]) -> None:
    _, data, paper = drawn
    pdf = reader(paper)
    info = pdf.metadata
    assert info is not None
    assert info.title is not None
    assert paper.number in info.title
    assert info.author == data.letterhead.issuing_body
    assert str(info["/contentsha256"]) == paper.digest
    root: dict[str, Any] = cast("dict[str, Any]", pdf.trailer["/Root"])
    assert str(root["/Lang"]) == "zh-Hans"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_embeds_every_font_and_uses_no_other(drawn: tuple[str, Letter | Application, RenderedPaper]) -> None:
    used = fonts(reader(drawn[2]))
    assert used
    assert all(used.values()), used
    assert all("Noto-S" in name for name in used), used


@pytest.mark.parametrize("letter", samples.letters(), ids=lambda letter: letter.kind)
def test_letters_number_their_pages_from_the_second(letter: Letter) -> None:
    pages = ["".join(page.split()) for page in texts(draw(letter))]
    assert len(pages) > 1
    assert "—1—" not in pages[0]
    assert all(f"—{number}—" in page for number, page in enumerate(pages[1:], 2))


def test_equal_data_gives_equal_bytes() -> None:
    assert draw(samples.decline()).body == draw(samples.decline()).body
    assert draw(samples.decline(reason="另一理由")).digest != draw(samples.decline()).digest


def test_needs_no_system_font(tmp_path: Path) -> None:
    """With a font configuration that knows no directory the bytes come out the same."""
    config = tmp_path / "fonts.conf"
    config.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")
    code = (
        "import sys, warnings; warnings.simplefilter('ignore')\n"
        "from tests.documents import paper_samples as s\n"
        "from cases.papers.compose import paper_render\n"
        "sys.stdout.buffer.write(paper_render(s.opinion(), verify_page=s.VERIFY).body)"
    )
    bare = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert bare.stdout == draw(samples.opinion()).body


def test_demo_data_is_marked_on_every_page_and_only_then() -> None:
    marked = texts(draw(samples.acceptance(demo=True)))
    assert all("演示数据" in page for page in marked)
    assert "演示数据" not in joined(draw(samples.acceptance()))


def test_a_letter_without_deadlines_numbers_its_headings_without_a_gap() -> None:
    text = joined(draw(samples.acceptance(deadlines=())))
    assert "二、需要你单位配合的事项" in text
    assert "载明日期为准" not in text


def test_the_signature_never_stands_on_a_page_of_its_own() -> None:
    """However long the letter is, some of its text goes with the seal (GB/T 9704-2012, 7.3.5.3)."""
    for lines in range(1, 14):
        paper = draw(samples.decline(explanation="本段用于改变正文长度。\n" * lines))
        last = texts(paper)[-1]
        assert "特此通知" in last, lines
        assert "联系人" in last, lines
        assert "校验码" in last, lines


@pytest.mark.parametrize(
    "issuer",
    ["上海分中心", "国家海外知识产权纠纷应对指导中心", "国家海外知识产权纠纷应对指导中心新疆生产建设兵团石河子分中心"],
)
def test_the_issuing_body_fits_whatever_its_length(issuer: str) -> None:
    paper = draw(samples.decline(letterhead=Letterhead(issuing_body=issuer)))
    assert joined(paper).count(issuer) >= 2
    national = issuer == "国家海外知识产权纠纷应对指导中心"
    assert ("也可向国家海外知识产权纠纷应对指导中心反映" in joined(paper)) is not national


def test_a_person_is_addressed_politely() -> None:
    person = joined(draw(samples.termination(addressee=Addressee(name="李明", kind="natural"))))
    assert "下列期限仍需您自行安排应对" in person
    assert "你单位自行" not in person


def test_refuses_data_that_carries_no_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        draw(samples.decline(issued_at=samples.moment(11).replace(tzinfo=None)))


def test_an_acceptance_is_frozen() -> None:
    letter: AcceptanceNotice = samples.acceptance()
    with pytest.raises(AttributeError):
        letter.handler = "另一人"  # type: ignore[misc]
