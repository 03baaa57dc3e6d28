"""Rosters: read in a fenced process, every fault named, imported whole, and a second time without effect."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from exhibitions.fairs.models import Exhibit, Participant
from exhibitions.fairs.roster import reading
from portal.tenancy import scope as scopes
from tests import people
from tests.fairs.conftest import Room

HEAD = ["企业名称", "统一社会信用代码", "联系人", "联系电话", "展馆", "展位号", "目标市场", "参展产品"]


def book(*rows: list[Any], title: bool = False) -> bytes:
    """Write a workbook."""
    made = Workbook()
    sheet = made.active
    if title:
        sheet.append(["2026 年参展名单"])
    sheet.append(HEAD)
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _send(client: Client, page: str, raw: bytes, name: str = "a.xlsx") -> Any:
    return client.post(page, {"file": SimpleUploadedFile(name, raw)})


@pytest.mark.django_db
def test_a_roster_from_preview_to_import_and_again(room: Room, client: Client) -> None:
    delegation = room.delegation()
    firm = room.owner.enterprise
    assert firm is not None
    asked = room.signed_up(delegation)
    room.entered(delegation, "义乌某厂", booth="B1")
    people.login(client, room.handler)
    page = f"/editorial/fairs/delegations/{delegation.public_id}/roster/"
    new = people.make_uscc()
    raw = book(
        ["杭州新厂", new, "张", 13800138000, 3.1, "A1", "德国、法国", "充电器；电源"],
        ["义乌某厂", None, "李", None, None, "B2", None, None],
        [firm.name, firm.uscc, "联系人", None, None, None, None, None],
        title=True,
    )
    preview = _send(client, page, raw)
    found = preview.context["plan"]
    assert [(row.row.line, row.verdict) for row in sorted(found.rows, key=lambda row: row.row.line)] == [
        (3, "new"), (4, "changed"), (5, "changed"),
    ]  # fmt: skip
    with scopes.enter(room.handler.scope()):
        assert Participant.objects.count() == 2
    packed = {"packed": preview.context["packed"]}
    # what was seen is what is done: a change meanwhile shows the preview anew
    room.entered(delegation, "杭州新厂", uscc=new)
    assert client.post(page, packed).status_code == 409
    again = _send(client, page, raw)
    assert client.post(page, {"packed": again.context["packed"]}).status_code == 302
    with scopes.enter(room.handler.scope()):
        rows = {row.name: row for row in Participant.objects.all()}
        assert len(rows) == 3
        assert (rows["杭州新厂"].hall, rows["杭州新厂"].markets) == ("3.1", ["DE", "FR"])
        assert rows["杭州新厂"].contact_phone == "+8613800138000"
        assert rows["义乌某厂"].booth == "B2"
        assert Participant.objects.get(pk=asked.pk).state == "confirmed"
        assert set(Exhibit.objects.values_list("name", flat=True)) == {"充电器", "电源"}
    third = _send(client, page, raw)
    assert (third.context["plan"].same, third.context["packed"]) == (3, "")
    # nor is anything lost on the way out and in again
    out = client.get(f"/editorial/fairs/delegations/{delegation.public_id}/firms.xlsx")
    assert _send(client, page, out.content).context["plan"].same == 3
    text = client.get(f"/editorial/fairs/delegations/{delegation.public_id}/firms.csv").content
    assert _send(client, page, text, "a.csv").context["plan"].same == 3
    assert client.post(page, {"packed": "forged"}).status_code == 422
    elsewhere = people.login(Client(), room.elsewhere)
    assert _send(elsewhere, page, raw).status_code == 404
    sheet = load_workbook(io.BytesIO(client.get("/editorial/fairs/roster.xlsx").content)).worksheets[0]
    assert sheet["A1"].value == "企业名称"
    # a letter that no workbook carries keeps nobody from the list
    with scopes.enter(room.owner.scope()):
        Participant.objects.filter(pk=asked.pk).update(note="备\x0b注")
    client.raise_request_exception = False
    out = client.get(f"/editorial/fairs/delegations/{delegation.public_id}/firms.xlsx")
    assert out.status_code == 200
    rows = load_workbook(io.BytesIO(out.content)).worksheets[0].iter_rows(values_only=True)
    assert "备注" in [cell for row in rows for cell in row[:-1]]


def test_every_fault_has_its_line_and_column() -> None:
    code = people.make_uscc()
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    sheet = reading.read_file(
        book(
            ["甲厂", wrong, "张", None, None, None, None, None],
            ["乙厂", code, "", "12", None, None, "火星", None],
            ["丙厂", code, "王", None, None, None, None, None],
            ["甲厂", None, "#REF!", None, None, "x" * 31, None, None],
        )
    )
    assert [(fault.line, fault.column) for fault in sheet.faults] == [
        (2, "uscc"), (3, "contact_name"), (3, "contact_phone"), (3, "markets"), (5, "booth"), (5, "contact_name"),
    ]  # fmt: skip
    double = reading.read_file(
        book(["丙厂", code, "王", None, None, None, None, None], ["丁厂", code, "李", None, None, None, None, None])
    )
    assert [(fault.line, fault.column) for fault in double.faults] == [(3, "uscc")]
    head = reading.read_file("名字,联系人\n甲,乙\n".encode("gb18030"))
    assert {fault.column for fault in head.faults} == {"名字", "name"}


def _packed(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    made = io.BytesIO(book(["甲厂", None, "张", None, None, None, None, None]))
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in old.infolist():
            archive.writestr(part.filename, body if part.filename == name else old.read(part.filename))
    return out.getvalue()


def test_what_would_break_the_reader_is_refused() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    entities = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    for raw, code in (
        (_packed(sheet, b" " * (70 * 1024 * 1024)), "bomb"),
        (_packed(sheet, entities), "damaged"),
        (_packed(sheet, b"<worksheet"), "damaged"),
        (b"PK\x03\x04 no archive", "damaged"),
        (b"PK\x03\x04" + b"0" * reading.MAX_BYTES, "too_large"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "old"),
    ):
        with pytest.raises(ValidationError) as refused:
            reading.read_file(raw)
        assert refused.value.code == code
