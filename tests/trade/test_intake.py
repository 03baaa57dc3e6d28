"""Files of investigations: read, compared, refused when broken or when they lose what is known."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from alerts.trade.choices import Origin
from alerts.trade.intake import described
from alerts.trade.intake.base import FileSource, sha256_of
from alerts.trade.intake.collection import CollectionReader
from alerts.trade.intake.plan import plan_of
from alerts.trade.intake.records import PartyRecord, PhaseRecord, Record, RightRecord, name_key, province_of_place
from alerts.trade.models import Investigation
from alerts.trade.services.changes import Refused
from alerts.trade.services.loading import OWN_FILE, investigations_load
from portal.tenancy import scope as scopes
from tests.trade.files import ids_file, ids_row, own_item, written

pytestmark = pytest.mark.django_db
SAMPLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "samples" / "usitc_ids_constructed_shape.json"


def load(tmp_path: Path, document: Any, **options: Any) -> Any:
    path = tmp_path / "file.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    with scopes.enter(scopes.system()):
        return investigations_load(source=FileSource(path), **options)


def test_the_own_collection_is_loaded_once() -> None:
    call_command("load_investigations", stdout=written())
    out = written()
    call_command("load_investigations", stdout=out)
    assert out.getvalue() == "0 written: 0 new, 0 changed; 11 unchanged, 0 missing.\n"
    assert Investigation.objects.count() == 11
    row = Investigation.objects.get(number="337-TA-1443")
    assert row.right_kinds == ["patent"]
    assert set(row.respondent_countries) == {"US", "HK", "CN", "TW"}
    assert set(row.respondent_provinces) == {"810000", "350000", "420000", "440000", "710000"}
    raw = next(item for item in json.loads(OWN_FILE.read_bytes())["items"] if item["number"] == "337-TA-1443")
    assert row.raw == raw
    assert row.raw_sha256 == sha256_of(raw)
    # What the source does not say is said to be unknown.
    assert {row.outcome for row in Investigation.objects.all()} == {"unknown"}


def test_every_item_of_the_collection_has_its_source() -> None:
    for item in json.loads(OWN_FILE.read_bytes())["items"]:
        assert item["source_url"].startswith("http"), item["number"]
        assert item["source_title"], item["number"]


def test_rows_of_one_investigation_become_one_record(tmp_path: Path) -> None:
    stages = [
        ids_row("337-1500", **{"Investigation Status": {"ID": 2, "Name": "Completed"},
                "Investigation End Date": "06-30-2026", "Final Determination Type": {"finalDeterminationType": "Violation Found"},
                "Unfair Import Orders": [{"Order Title": "Limited Exclusion Order"}, {"Order Title": "Cease and Desist Order"}],
                "HTS Number": "8517.13; 8471.30"}),
        ids_row("337-1500", **{"Investigation Phase": {"Name": "Enforcement"}, "Start Date": "08-01-2026",
                "Date of Publication of FR Notice (NOI)": {"date": None, "isNa": True}}),
    ]  # fmt: skip
    plan, count = load(tmp_path, ids_file(*stages, ids_row("337-3990"), ids_row("731-100", other=True)))
    assert (count, [each.record.number for each in plan.new]) == (2, ["337-TA-1500", "337-3990"])
    row = Investigation.objects.get(number="337-TA-1500")
    # One stage goes on, so the case does.
    assert (row.state, row.outcome, row.ended_on) == ("instituted", "violation", None)
    assert (str(row.instituted), str(row.complaint_filed)) == ("2026-03-05", "2026-02-03")
    assert row.remedies_ordered == ["leo", "cdo"]
    assert row.hts == ["8517.13", "8471.30"]
    assert [(each.name, str(each.started_on)) for each in row.phase_set.all()] == [
        ("Violation", "2026-03-05"), ("Enforcement", "2026-08-01"),
    ]  # fmt: skip
    assert [(each.kind, each.number) for each in row.right_set.all()] == [
        ("patent", "US 9,999,999"),
        ("trade_secret", ""),
    ]
    parties = {each.name: each for each in row.party_set.all()}
    assert parties["Pearl River Devices Ltd."].country == "HK"
    assert parties["Island Chips Co."].province_label == ""
    assert parties["Island Chips Co."].country_label == "中国台湾"
    assert parties["Pearl River Devices Ltd."].disposition == "Settlement"
    complaint = Investigation.objects.get(number="337-3990")
    assert (complaint.state, complaint.instituted, complaint.outcome) == ("complaint", None, "pending")


def test_a_source_that_is_silent_takes_nothing_back(tmp_path: Path) -> None:
    own = own_item("337-TA-1500", industries=["C"], title_zh="特定设备", title_zh_ours=True)
    own["parties"].append(
        {"role": "respondent", "name": "Delta Works Co., Ltd.", "country": "China", "place": "Xiamen, China"}
    )
    load(
        tmp_path,
        {"format": "zhinan-investigations-1", "authority": "usitc", "recorded_on": "2026-11-01", "items": [own]},
    )
    plan, _count = load(tmp_path, ids_file(ids_row("337-1500", extra=("Delta Works Co., Ltd.", "China"))))
    assert "industries" not in plan.changed[0].fields
    row = Investigation.objects.get()
    assert (row.title_zh, row.industries, row.origin) == ("特定设备", ["C"], Origin.USITC_IDS)
    assert row.party_set.get(name="Delta Works Co., Ltd.").province == "350000"


@pytest.mark.parametrize(
    ("change", "place", "field"),
    [
        ({"Start Date": "2026-03-05"}, "第 2 行（337-TA-1501）", "Start Date"),
        ({"Start Date": "13-31-2026"}, "第 2 行（337-TA-1501）", "Start Date"),
        ({"Investigation Number": "337/?"}, "第 2 行（337/?）", "Investigation Number"),
        ({"Topic": "", "Full Title": ""}, "第 2 行（337-TA-1501）", ""),
    ],
)
def test_a_broken_row_is_named_and_nothing_is_taken(tmp_path: Path, change: Any, place: str, field: str) -> None:
    document = ids_file(ids_row("337-1500"), ids_row("337-1501", **change))
    with translation.override("zh-hans"):
        plan = plan_of(json.dumps(document).encode())
    assert [(fault.place, fault.field) for fault in plan.faults] == [(place, field)]
    with pytest.raises(Refused):
        load(tmp_path, document)
    assert not Investigation.objects.exists()
    with pytest.raises(CommandError, match=r"1501|337/\?"):
        call_command("load_investigations", str(tmp_path / "file.json"))


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"data": [\n{"a": }]}', "第 2 行第 7 列"),
        (b"\xff\xfe", "第 1 字节"),
        (b"[" * 100_000, "文件"),
        (b"[]", "文件"),
        (b'{"data": [], "date": "2026-01-01"}', "文件"),
        (b'{"format": "zhinan-investigations-1", "items": [7]}', "第 1 行（—）"),
    ],
)
def test_what_is_no_such_file_is_named(body: bytes, place: str) -> None:
    with translation.override("zh-hans"):
        assert [fault.place for fault in plan_of(body).faults] == [place]


def test_fields_that_do_not_fit_are_named(tmp_path: Path) -> None:
    item = own_item("337-TA-1", kind="poetry", industries=["Z"], source_url="javascript:alert(1)", surprise=1)
    item["parties"][0]["country"] = "Atlantis"
    body = json.dumps(
        {"format": "zhinan-investigations-1", "authority": "usitc", "recorded_on": "2026-11-01", "items": [item]}
    )
    fields = {fault.field for fault in plan_of(body.encode()).faults}
    assert fields == {"kind", "industries", "source_url", "surprise", "parties.1.country"}


def test_a_file_that_loses_known_records_needs_a_reason(tmp_path: Path) -> None:
    rows = [ids_row(f"337-{number}") for number in range(1500, 1550)]
    load(tmp_path, ids_file(*rows))
    one_less = copy.deepcopy(rows[1:])
    one_less[0]["Topic"] = "Certain Other Goods"
    # One of fifty is 2 %: believed.
    assert load(tmp_path, ids_file(*one_less))[1] == 1
    with pytest.raises(Refused, match="2"):
        load(tmp_path, ids_file(*rows[2:]))
    assert load(tmp_path, ids_file(*rows[2:]), forced_reason="withdrawn by the Commission")[1] == 0
    assert Investigation.objects.count() == 50


def test_places_are_read_and_not_guessed() -> None:
    assert province_of_place("Futian District, Shenzhen, China") == "440000"
    assert province_of_place("Zhejiang, China") == "330000"
    assert province_of_place("Xianyang City, China") == "610000"
    for unknown in ("Xiaman, China", "Haidan District, China", "Suzhou, China", "China", ""):
        assert province_of_place(unknown) == "", unknown
    assert province_of_place("Suzhou, Jiangsu, China") == "320000"
    party = PartyRecord.model_validate({"role": "respondent", "name": "A", "country": "Taiwan, Republic of China"})
    assert (party.country, party.province) == ("TW", "710000")
    assert name_key("ONEPLUS Technology (Shenzhen) Co., LTD.") == name_key("OnePlus Technology （Shenzhen） Co Ltd")


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample lies outside the project")
def test_the_sample_of_the_real_shape_is_read() -> None:
    plan = plan_of(SAMPLE.read_bytes())
    assert not plan.faults
    assert len(plan.new) == 10


def test_the_sample_file_is_read_and_every_field_is_told() -> None:
    document = json.loads(described.sample())
    reading = CollectionReader().read(document)
    assert CollectionReader().understands(document)
    assert (len(reading.records), reading.faults) == (1, [])
    told = [[field.name for field in fields] for _title, fields in described.described()]
    models = (Record, PartyRecord, RightRecord, PhaseRecord)
    assert [set(names) for names in told] == [set(model.model_fields) for model in models]
