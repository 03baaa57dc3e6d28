"""The main job as people click it: one function per step, used at both widths."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect
from pypdf import PdfReader

from tests.browser.checks import check_page

GO_ON = "保存并继续"
SECTIONS: dict[str, dict[str, str | bool]] = {
    "applicant": {},
    "contact": {"contact_name": "测试联系人", "contact_phone": "13800138000", "contact_email": "contact@example.com"},
    "agent": {"has_agent": "no"},
    "dispute": {"role": "accused", "dispute_type": "infringement", "ip_kinds": "patent"},
    "place": {"country": "US", "forum": "court", "forum_name": "N.D. Ill.", "stage": "served"},
    "events": {
        "first_known_on": "2026-10-30",
        "summary": "收到美国法院传票，称我司折叠支架侵犯其专利。",
        "cause": "侵犯美国专利",
        "foreign_number": "1:26-cv-01234",
    },
    "opponents": {
        "row-0-name": "Example Robotics LLC",
        "row-0-country": "US",
        "row-0-counsel": "Example & Partners LLP",
    },
    "asserted": {"row-0-kind": "patent", "row-0-number": "US 9,123,456 B2", "row-0-owner": "Example Robotics LLC"},
    "own": {},
    "products": {"row-0-name": "折叠支架 X1", "row-0-hs_code": "940310"},
    "served": {},
    "money": {"amount": "1200000", "amount_currency": "USD"},
    "requests": {"requests": "advice", "history": "已联系国内律师。"},
    "attachments": {},
}
OPINION = {
    "facts": "企业自 2024 年起向美国出口折叠支架。",
    "analysis": "被控产品缺少权利要求 1 的锁定机构。",
    "risks": "逾期不答辩将被缺席判决。",
    "recommendation": "建议按期答辩并提出无效抗辩。",
    "options-0-title": "应诉并提出无效抗辩",
    "options-0-cost": "USD 80,000",
    "options-0-duration": "12 个月",
}


def fill(page: Page, fields: Mapping[str, str | bool]) -> None:
    """Fill fields by name, whatever they are."""
    for name, value in fields.items():
        field = page.locator(f'main [name="{name}"]')
        kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
        if kind in {"radio", "checkbox"} and isinstance(value, str):
            page.locator(f'main [name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif kind == "select":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def press(page: Page, words: str) -> None:
    """Press the button or link with these words in the page's main part and wait for the next page."""
    page.locator("main").get_by_role("button", name=words, exact=True).first.click()
    page.wait_for_load_state("load")


def file_request(page: Page, *, served_on: datetime.date) -> str:
    """File a whole request, checking every page on the way; return the address of the filed case."""
    page.goto("/ask/")
    press(page, "开始填写")
    draft = page.url.rstrip("/")
    check_page(page)
    for key, fields in SECTIONS.items():
        page.goto(f"{draft}/{key}/")
        fill(page, fields)
        if key == "served":
            fill(page, {"row-0-title": "传票和起诉状", "row-0-served_on": served_on.isoformat()})
            page.locator('main [name="row-0-rule_id"]').select_option("us_dc_answer_served")
            press(page, "计算最后期限")
            expect(page.locator("main")).to_contain_text("FRCP 12")
        if key == "attachments":
            page.locator("#main input[type=file]").set_input_files(
                [
                    FilePayload(name="传票.png", mimeType="image/png", buffer=picture()),
                    FilePayload(name="产品照片.png", mimeType="image/png", buffer=picture()),
                ]
            )
        check_page(page)
        page.locator("main").get_by_role("button", name=GO_ON, exact=True).first.click()
        # An upload goes out by script with its progress shown; the next page follows when all bytes have arrived.
        page.wait_for_url(re.compile(f"^(?!.*/{key}/)"))
    page.goto(f"{draft}/check/")
    check_page(page)
    fill(page, {"truth": True, "processing": True})
    press(page, "提交申请")
    check_page(page)
    return draft.replace("/ask/", "/cases/") + "/"


def picture() -> bytes:
    """Make a small real PNG."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "PNG")
    return out.getvalue()


def act(page: Page, case: str, verb: str, fields: Mapping[str, str | bool] | None = None) -> None:
    """Do one verb on its page."""
    page.goto(f"{case}do/{verb}/")
    fill(page, fields or {})
    check_page(page)
    page.locator("main form button.btn-primary, main form button.btn-danger").first.click()
    page.wait_for_load_state("load")
    assert f"/do/{verb}/" not in page.url, page.inner_text("main")[:800]


def pdf_text(page: Page, case: str, title: str, folder: Path) -> str:
    """Wait until the document with `title` stands under Documents, download it, and give its text without blanks."""
    link = page.locator('main a[href^="/papers/"]', has_text=re.compile(title))
    for _try in range(60):
        page.goto(f"{case}?tab=papers")
        if link.count():
            break
        page.wait_for_timeout(1_000)
    with page.expect_download() as waiting:
        link.first.click()
    path = folder / "paper.pdf"
    waiting.value.save_as(path)
    return re.sub(r"\s", "", "".join(sheet.extract_text() for sheet in PdfReader(path).pages))
