"""A report as a Word document (DOCX): headings, tables, photos with their words for people who do not see them."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from exhibitions.results.report.content import ReportData
from portal.documents.pdf.numbering import level_mark
from portal.documents.pdf.pictures import Drawn

# What XML cannot carry.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDTH = Cm(15.5)


@dataclass(frozen=True)
class Written:
    """A document's bytes; `pages` is 0: Word counts them when it opens the file."""

    body: bytes
    pages: int = 0


def docx_write(data: ReportData, photos: Mapping[str, Drawn], *, created: dt.datetime) -> Written:
    """Write a report with its photos (id of the file → picture)."""
    page = _Page(data)
    page.cover(created)
    page.words("introduction", data.introduction)
    page.pairs("facts", data.facts)
    page.pairs("firms", data.firms)
    page.training()
    page.pairs("checks", data.checks)
    page.incidents()
    page.photos(photos)
    page.feedback()
    if data.lessons:
        page.heading("lessons")
        for lesson in data.lessons:
            page.line(lesson, "List Bullet")
    page.words("assessment", data.assessment)
    page.words("recommendations", data.recommendations)
    out = io.BytesIO()
    page.document.save(out)
    return Written(out.getvalue())


class _Page:
    """The document as it grows."""

    def __init__(self, data: ReportData) -> None:
        self.data, self.texts, self.sections = data, data.texts, 0
        self.document: DocumentType = Document()
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.7)
        for name, size in (("Normal", 11), ("Title", 24), ("Heading 1", 15), ("Heading 2", 12)):
            style: Any = self.document.styles[name]
            style.font.size = Pt(size)
            style.font.color.rgb = RGBColor(0x1B, 0x24, 0x30)
            _font(style, "SimSun" if name == "Normal" else "SimHei")

    def cover(self, created: dt.datetime) -> None:
        about = self.document.core_properties
        about.title = f"{_fit(self.data.delegation)} {self.texts['title']}"
        about.author, about.comments, about.language = _fit(self.data.publisher), "", "zh-CN"
        about.created = about.modified = created.astimezone(dt.UTC).replace(tzinfo=None)
        self.line(self.data.publisher).alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.line(self.texts["title"], "Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.line(f"{self.data.fair} · {self.data.delegation}").alignment = WD_ALIGN_PARAGRAPH.CENTER
        self.line(f"{self.texts['released']}：{created:%Y-%m-%d}").alignment = WD_ALIGN_PARAGRAPH.CENTER
        if self.data.is_demo:
            self.line(self.texts["demo_note"]).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def heading(self, key: str) -> None:
        self.sections += 1
        self.document.add_heading(level_mark(1, self.sections) + self.texts[key], 1)

    def line(self, text: str, style: str | None = None) -> Any:
        return self.document.add_paragraph(_fit(text), style=style)

    def words(self, key: str, text: str) -> None:
        self.heading(key)
        for line in text.splitlines():
            if line.strip():
                self.line(line.strip())

    def pairs(self, key: str, rows: Sequence[Sequence[Any]]) -> None:
        self.heading(key)
        self.table(rows)

    def table(self, rows: Sequence[Sequence[Any]], head: Sequence[str] = ()) -> None:
        lines = [*([head] if head else []), *rows]
        if not lines:
            return
        table = self.document.add_table(rows=0, cols=len(lines[0]))
        table.style = "Table Grid"
        for at, cells in enumerate(lines):
            row = table.add_row()
            for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
                cell.text = _fit(str(text))
                # The heading of a row, or of the columns.
                if (head and at == 0) or (not head and number == 0):
                    cell.paragraphs[0].runs[0].bold = True
            if head and at == 0:
                row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        self.document.add_paragraph()

    def training(self) -> None:
        self.heading("training")
        if self.data.training:
            self.table(self.data.training, (self.texts["date"], self.texts["what"], self.texts["came"]))
        else:
            self.line(self.texts["no_training"])

    def incidents(self) -> None:
        self.heading("incidents")
        if not self.data.incidents:
            self.line(self.texts["no_incidents"])
            return
        self.table(self.data.sums)
        self.line(self.texts["money"])
        for key, rows in (("kinds", self.data.kinds), ("results", self.data.results)):
            if rows:
                self.document.add_heading(self.texts[key], 2)
                self.table(rows)
        for number, each in enumerate(self.data.incidents, 1):
            self._incident(number, each)

    def _incident(self, number: int, each: Mapping[str, Any]) -> None:
        grave = f"（{self.texts['grave']}）" if each["is_grave"] else ""
        self.document.add_heading(_fit(f"{number}. {each['kind']}{grave} · {each['firm'] or each['place'] or '—'}"), 2)
        names = (
            "when", "place", "exhibit", "opponent", "right", "summary", "state", "next", "result", "agreed", "showing",
        )  # fmt: skip
        rows = [(self.texts[name], each[name]) for name in names if each[name]]
        if each["costs"]:
            rows.append((self.texts["cost"], each["costs"]))
        rows += [
            (self.texts["averted"], f"{amount}（{self.texts['basis']}：{basis}）") for amount, basis in each["averted"]
        ]
        self.table(rows)
        for when, what, text in each["course"]:
            self.line(f"{when}　{what}：{text}", "List Bullet")

    def photos(self, photos: Mapping[str, Drawn]) -> None:
        shown = [(each, photos[str(each["file"])]) for each in self.data.pictures if str(each["file"]) in photos]
        if not shown:
            return
        self.heading("pictures")
        for each, drawn in shown:
            shape = self.document.add_picture(io.BytesIO(drawn.body))
            if shape.width > _WIDTH:
                shape.height = int(shape.height * _WIDTH / shape.width)
                shape.width = _WIDTH
            shape._inline.docPr.set("descr", _fit(each["alt"]))
            self.line(f"{each['alt']}（{each['kind']}）").alignment = WD_ALIGN_PARAGRAPH.CENTER

    def feedback(self) -> None:
        self.heading("feedback")
        if self.data.ratings:
            self.line(self.texts["scale"])
            self.table(self.data.ratings)
        else:
            self.line(self.data.ratings_note)


def _font(style: Any, eastern: str) -> None:
    style.font.name = "Times New Roman"
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), eastern)


def _fit(text: str) -> str:
    return _UNFIT.sub("", text)
