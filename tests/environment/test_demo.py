"""The indices of the demo: only facts, each with its source, and the law as it was on the day."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from alerts.environment.models import Edition, Score
from alerts.environment.selectors.trees import read
from demo.environment import EDITIONS, make_environment
from demo.people import make_centers, make_staff
from portal.tenancy import scope as scopes

pytestmark = pytest.mark.django_db


def test_the_indices_are_released_with_facts_alone(client: Client) -> None:
    with scopes.enter(scopes.system()):
        centers = make_centers()
        make_staff(centers)
        assert make_environment(centers) == 5
        assert not Score.objects.filter(source="").exists()
        own = {e.year: read(e) for e in Edition.objects.filter(index__code="demo-response")}
        # In 2025 Viet Nam gave five months and South Korea two; in 2026 three months and thirty days.
        assert [int(own[year].values["opposition"]["VN"]) for year, _day in EDITIONS] == [150, 90]
        assert [int(own[year].values["opposition"]["KR"]) for year, _day in EDITIONS] == [60, 30]
        assert "madrid" not in own[2025].values
        assert {"AU", "BR", "CA"} <= set(own[2026].values["madrid"])
        # Japan's two rows make one filing fee; Taiwan's currency has no reference rate, so there is none.
        assert set(own[2026].values["filing"]) == {"US", "EU", "GB", "JP", "FR"}
        assert any(row.rank is None for row in own[2026].standings)
        chamber = read(Edition.objects.get(index__code="us-chamber", year=2024))
        assert [str(row.score) for row in chamber.standings[:2]] == ["95.48", "94.12"]
    assert EDITIONS[1][1] <= date(2026, 11, 23)
    page = client.get("/environment/demo-response/").text
    assert "演示指标体系" in page
    assert client.get("/environment/ccpit/").status_code == 200
