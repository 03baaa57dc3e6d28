"""Pages of an index: what readers get, what editors write, what a broken file is told."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts.environment.importing import read_sheet
from alerts.environment.models import Edition, Score
from alerts.environment.selectors.trees import read
from alerts.environment.services.scores import Entry, scores_write
from portal.tenancy import scope as scopes
from tests import people
from tests.environment.conftest import Desk, actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(desk: Desk) -> Edition:
    """Two years: in the second, costs of Germany rose."""
    desk.release(desk.begin(2025))
    edition = desk.begin(2026)
    with scopes.enter(desk.editor.scope()):
        leaf = next(b.indicator for b in read(edition).leaves if b.indicator.code == "cost")
        scores_write(edition=edition, entries=[Entry(leaf.pk, "DE", Decimal(90), "一份来源")], actor=actor(desk.editor))
    return desk.release(edition)


def test_the_ranking_says_scores_ranks_and_what_is_missing(released: Edition, client: Client) -> None:
    page = client.get("/environment/ours/").text
    # Germany 0.75 × 90 + 0.25 × 10 = 70, Japan 0.75 × 60 + 0.25 × 60 = 60, the United States by time alone: 30
    assert [page.index(name) for name in ("70.00", "60.00", "30.00")] == sorted(
        page.index(n) for n in ("70.00", "60.00", "30.00")
    )
    assert "0.75" in page
    older = client.get("/environment/ours/").context["editions"][1]
    assert "90.00" in client.get(f"/environment/ours/?edition={older.public_id}").text
    assert client.get("/environment/ours/?edition=nonsense").status_code == 404


def test_a_profile_shows_values_with_their_source(released: Edition, client: Client) -> None:
    page = client.get("/environment/ours/countries/US/").text
    assert "一份来源" in page
    assert client.get("/environment/ours/countries/FR/").status_code == 404
    assert client.get("/environment/ours/countries/us/").status_code == 404


def test_countries_are_compared_by_two_to_five(released: Edition, client: Client) -> None:
    assert client.get("/environment/ours/compare/?c=DE&c=JP").context["enough"]
    lone = client.get("/environment/ours/compare/?c=DE&c=DE&c=XX&c=%27").context
    assert (lone["chosen"], lone["enough"]) == (["DE"], False)


def test_the_trend_follows_a_country(released: Edition, client: Client) -> None:
    lines = client.get("/environment/ours/trend/?c=DE").context["lines"]
    assert [(point.edition.year, point.score, point.rank) for point in lines[0][2]] == [
        (2025, Decimal("90.00"), 1), (2026, Decimal("70.00"), 1),
    ]  # fmt: skip


def test_sensitivity_answers_bad_figures(released: Edition, client: Client) -> None:
    assert client.get("/environment/ours/sensitivity/?percent=30&seed=5").status_code == 200
    bad = client.get("/environment/ours/sensitivity/?percent=99999&seed=x")
    assert bad.status_code == 422
    assert len(bad.context["form"].errors) == 2


def test_scores_are_given_as_csv(released: Edition, client: Client) -> None:
    text = client.get("/environment/ours/scores.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 6
    assert {row[2] for row in rows[1:]} == {"DE", "JP", "US"}


@pytest.mark.parametrize("page", ["", "countries/DE/", "compare/?c=DE&c=JP", "trend/"])
def test_pages_ask_the_same_whatever_the_number_of_countries(desk: Desk, client: Client, page: str) -> None:
    edition = desk.begin()
    desk.release(edition)
    counts = []
    for extra in ([], ["FR", "GB", "IT", "ES", "KR", "IN"]):
        if extra:
            bigger = desk.begin(2027)
            with scopes.enter(desk.editor.scope()):
                leaf = read(bigger).leaves[0].indicator
                rows = [Entry(leaf.pk, country, Decimal(40), "一份来源") for country in extra]
                scores_write(edition=bigger, entries=rows, actor=actor(desk.editor))
            desk.release(bigger)
        client.get(f"/environment/ours/{page}")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(f"/environment/ours/{page}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]


def rows_of(*rows: tuple[str, str, str]) -> dict[str, str]:
    """The grid as a browser sends it: (country, value, source)."""
    sent = {"form-TOTAL_FORMS": str(len(rows)), "form-INITIAL_FORMS": "0"}
    for at, row in enumerate(rows):
        sent |= {f"form-{at}-{name}": text for name, text in zip(("country", "value", "source"), row, strict=True)}
    return sent


def test_the_grid_writes_all_rows_or_none(desk: Desk, client: Client) -> None:
    edition = desk.begin(scores=False)
    people.login(client, desk.editor)
    address = f"/editorial/environment/editions/{edition.public_id}/scores/?leaf=time"
    bad = client.post(address, rows_of(("DE", "50", "来源"), ("DE", "120", "来源"), ("JP", "5", "")))
    assert bad.status_code == 422
    assert [set(form.errors) for form in bad.context["formset"]] == [set(), {"country", "value"}, {"source"}]
    with scopes.enter(scopes.system()):
        assert not Score.objects.exists()
    assert client.post(address, rows_of(("DE", "50", "来源"), ("", "", ""))).status_code == 302
    with scopes.enter(scopes.system()):
        assert [(s.country, s.value, s.entered_by_id) for s in Score.objects.all()] == [
            ("DE", Decimal(50), desk.editor.pk)
        ]
    # an emptied value takes the score away
    assert client.post(address, rows_of(("DE", "", ""))).status_code == 302
    with scopes.enter(scopes.system()):
        assert not Score.objects.exists()


BROKEN = """指标代码,国家,数值,来源,网址
time,德国,50,一份来源,
time,Atlantis,50,一份来源,
nothing,日本,50,一份来源,
time,日本,500,一份来源,
time,美国,五十,,ftp://x
cost,德国,1,一份来源,
time,DE,51,一份来源,
"""


def test_a_broken_file_is_named_by_line_and_column_and_nothing_is_imported(desk: Desk, client: Client) -> None:
    edition = desk.begin(scores=False)
    people.login(client, desk.editor)
    address = f"/editorial/environment/editions/{edition.public_id}/import/"
    for body in ({"text": BROKEN}, {"text": BROKEN, "confirmed": "1"}):
        page = client.post(address, body)
        assert page.status_code == 422
        faults = [(fault.line, fault.column) for fault in page.context["sheet"].faults]
        assert faults == [
            (3, "country"), (4, "indicator"), (5, "value"), (6, "value"), (6, "source"), (6, "source_url"), (8, "country"),
        ]  # fmt: skip
        with scopes.enter(scopes.system()):
            assert not Score.objects.exists()


def test_a_good_file_is_previewed_and_then_imported_whole(desk: Desk, client: Client) -> None:
    edition = desk.begin()
    people.login(client, desk.editor)
    address = f"/editorial/environment/editions/{edition.public_id}/import/"
    text = "indicator;country;value;source\ntime;FR;12.5;一份来源\ntime;DE;90;一份来源\n"
    file = io.BytesIO(text.encode("gb18030"))
    file.name = "scores.csv"
    preview = client.post(address, {"file": file})
    assert preview.status_code == 200
    assert preview.context["sheet"].changes == 1
    with scopes.enter(scopes.system()):
        assert Score.objects.count() == 5
    assert client.post(address, {"text": preview.context["text"], "confirmed": "1"}).status_code == 302
    with scopes.enter(scopes.system()):
        assert Score.objects.get(country="FR").value == Decimal("12.5")


def test_files_that_are_no_files_are_answered(desk: Desk) -> None:
    edition = desk.begin()
    with scopes.enter(desk.editor.scope()):
        reading = read(edition)
        assert [f.column for f in read_sheet("", reading).faults] == ["indicator", "country", "value", "source"]
        assert read_sheet("indicator,country,value,source\n", reading).faults
        assert read_sheet('indicator,country,value,source\n"time,DE,1,x\x00', reading).faults
        assert (
            read_sheet("indicator,country,value,source\ntime,DE,NaN,x\ntime,JP,1e400,x\n", reading).faults[1].line == 3
        )


def test_a_tree_is_written_with_words_beside_its_faults(desk: Desk, client: Client) -> None:
    edition = desk.begin(scores=False)
    people.login(client, desk.editor)
    add = f"/editorial/environment/editions/{edition.public_id}/indicators/add/"
    good = {"position": "3", "code": "law", "name_zh": "法律", "name_en": "Law", "weight": "0.5", "direction": "higher"}
    bad = client.post(add, good | {"code": "time", "scale_min": "9", "scale_max": "1", "weight": "7"})
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"code", "scale_max", "weight"}
    assert client.post(add, good).status_code == 302
    page = client.get(f"/editorial/environment/editions/{edition.public_id}/").text
    assert "1.5" in page
    with scopes.enter(scopes.system()):
        law = edition.indicators.get(code="law")
    assert client.post(f"{add[:-4]}{law.pk}/remove/").status_code == 302
    with scopes.enter(scopes.system()):
        assert set(edition.indicators.values_list("code", flat=True)) == {"time", "cost"}


def test_an_index_and_an_edition_are_begun_on_the_desk(desk: Desk, client: Client) -> None:
    source = desk.begin()
    people.login(client, desk.editor)
    foreign = {
        "code": "foreign", "origin": "published", "name_zh": "他指数", "name_en": "Foreign", "publisher_zh": "他",
        "publisher_en": "They", "about_zh": "说明", "about_en": "About",
    }  # fmt: skip
    assert set(client.post("/editorial/environment/add/", foreign).context["form"].errors) == {"rights_zh", "rights_en"}
    assert "code" in client.post("/editorial/environment/add/", foreign | {"code": "surveys"}).context["form"].errors
    edition = {
        "year": "2027", "version": "1.0", "basis": "computed", "minimum_coverage": "0.6", "dated_on": "2027-01-05",
        "source_zh": "来源", "source_en": "Source", "copied_from": str(source.pk),
    }  # fmt: skip
    add = f"/editorial/environment/{desk.index.public_id}/editions/add/"
    assert client.post(add, edition | {"year": "2026"}).status_code == 422
    assert client.post(add, edition | {"minimum_coverage": "2"}).status_code == 422
    assert client.post(add, edition).status_code == 302
    with scopes.enter(scopes.system()):
        begun = Edition.objects.get(year=2027)
        assert (begun.indicators.count(), begun.scores.count(), begun.created_by_id) == (2, 0, desk.editor.pk)
