"""The firms of a delegation as CSV or workbook, and the template of a roster; headings are those that the import reads."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from urllib.parse import quote

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from exhibitions.fairs.models import Delegation, Exhibit, Participant
from exhibitions.fairs.roster.reading import HEADINGS, LABELS, REQUIRED
from portal.reference.countries import country_names
from portal.reference.phones import display_phone
from portal.reference.text import is_chinese
from portal.spreadsheets import csv_answer, inert

#: Beyond them a file says by its last line that it goes on.
MOST_ROWS = 5_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDTHS = {"name": 32, "uscc": 24, "name_en": 28, "exhibits": 36, "note": 30, "markets": 20, "contact_email": 24}
_EXPLAINED = (
    ("企业名称", "必填，与营业执照一致。", "杭州示例电器有限公司"),
    ("统一社会信用代码", "18 位；填写后可与平台上的企业对应。没有可留空。", "91330100MA00000000"),
    ("英文名称", "展位楣板或参展商名录上的名称。", "Hangzhou Example Appliance Co., Ltd."),
    ("展馆", "例如 8、2.1。", "8"),
    ("展位号", "例如 A012。", "A012"),
    ("联系人", "必填，展会期间联系得上的人。", "示例联系人"),
    ("联系电话", "境外号码请以 + 和国家代码开头。", "13800000000"),
    ("电子邮箱", "", "contact@example.com"),
    ("目标市场", "国家(地区)名称，用逗号分隔。", "德国，法国"),
    ("参展产品", "产品名称，用分号分隔；重复导入不会重复添加。", "充电器；移动电源"),
    ("备注", "", ""),
)


def participants_file(delegation: Delegation, rows: QuerySet[Participant], form: str) -> HttpResponse:
    """Write the narrowed firms of a delegation, by hall and booth, at most MOST_ROWS; `form` is csv or xlsx."""
    found = list(rows.order_by("hall", "booth", "pk")[: MOST_ROWS + 1])
    shown: dict[int, list[str]] = {}
    names = Exhibit.objects.filter(participant__in=[row.pk for row in found], taken_out_at__isnull=True)
    for pk, name in names.order_by("pk").values_list("participant_id", "name"):
        shown.setdefault(pk, []).append(name)
    chinese = is_chinese()
    head = [HEADINGS[name][0] if chinese else str(LABELS[name]) for name in HEADINGS]
    lines: list[Sequence[object]] = [_line(row, shown.get(row.pk, [])) for row in found[:MOST_ROWS]]
    if len(found) > MOST_ROWS:
        lines.append([_("The list goes on: narrow the filters for the rest.")])
    name = f"{delegation.name}.{form}"
    return _workbook(name, head, lines) if form == "xlsx" else csv_answer(name, head, lines)


def _line(row: Participant, exhibits: Sequence[str]) -> list[object]:
    values = {
        "contact_phone": display_phone(row.contact_phone) if row.contact_phone else "",
        "markets": country_names(row.markets),
        "exhibits": "；".join(exhibits),
        "state": str(row.get_state_display()),
        "source": str(row.get_source_display()),
    }
    return [inert(values[name] if name in values else getattr(row, name)) for name in HEADINGS]


def roster_template() -> HttpResponse:
    """Give an empty roster with Chinese headings, and a second sheet that explains each column."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "参展企业名单"
    columns = [name for name in HEADINGS if name not in {"state", "source"}]
    _head(sheet, [HEADINGS[name][0] for name in columns], [name in REQUIRED for name in columns], columns)
    for at, name in enumerate(columns, 1):
        # Text, so that codes and numbers keep their zeros and all their digits.
        for line in range(2, 202):
            sheet.cell(row=line, column=at).number_format = "@"
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 14)
    help_sheet = book.create_sheet("填写说明")
    _head(help_sheet, ["列", "说明", "示例"], [False] * 3, ["note", "note", "note"])
    for row in _EXPLAINED:
        help_sheet.append(row)
    for letter, width in zip("ABC", (20, 48, 36), strict=True):
        help_sheet.column_dimensions[letter].width = width
    return _answer(book, "参展企业名单模板.xlsx")


def _workbook(name: str, head: Sequence[str], lines: Iterable[Sequence[object]]) -> HttpResponse:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    _head(sheet, head, [False] * len(head), list(HEADINGS))
    for line in lines:
        # A workbook refuses what XML cannot carry: one such letter of a firm would keep everybody from the list.
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", str(value)) for value in line])
    return _answer(book, name)


def _head(sheet: object, head: Sequence[str], required: Sequence[bool], columns: Sequence[str]) -> None:
    sheet.append(list(head))  # type: ignore[attr-defined]
    for at, must in enumerate(required, 1):
        cell = sheet.cell(row=1, column=at)  # type: ignore[attr-defined]
        cell.font = Font(bold=True, color="FFFFFF" if must else "1D2433")
        cell.fill = PatternFill("solid", fgColor="1D4F91" if must else "E6ECF5")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        width = _WIDTHS.get(columns[at - 1], 14)
        sheet.column_dimensions[get_column_letter(at)].width = width  # type: ignore[attr-defined]
    sheet.freeze_panes = "A2"  # type: ignore[attr-defined]


def _answer(book: Workbook, name: str) -> HttpResponse:
    out = io.BytesIO()
    book.save(out)
    answer = HttpResponse(out.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename=\"list.xlsx\"; filename*=UTF-8''{quote(name)}"
    return answer
