"""The yearly report: ordered at the release, made in the paper queue, read by everybody."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.test import Client
from django.utils import timezone

from alerts.environment.models import Report
from alerts.environment.reporting import bars_svg, lines_svg
from alerts.environment.tasks import render_report
from portal.notices.registry import Work
from portal.tenancy import scope as scopes
from tests.environment.conftest import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def work(report: Report) -> Work:
    """The event as a worker holds it."""
    return Work(uuid4(), "environment.report", {"report_id": report.pk}, None, None, 1, timezone.now())


def test_the_report_is_made_once_and_given_to_everybody(
    desk: Desk, client: Client, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    desk.release(desk.begin(2025))
    edition = desk.release(desk.begin(2026))
    assert client.get("/environment/ours/report.pdf").status_code == 409
    with scopes.enter(scopes.system()):
        reports = {report.language: report for report in Report.objects.filter(edition=edition)}
    for report in reports.values():
        render_report(work(report))
    with scopes.enter(scopes.system()):
        first = Report.objects.get(pk=reports["zh-hans"].pk)
    render_report(work(first))
    with scopes.enter(scopes.system()):
        assert Report.objects.get(pk=first.pk).storage_key == first.storage_key
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    chinese = client.get("/environment/ours/report.pdf?language=zh-hans")
    body = b"".join(chinese.streaming_content)  # type: ignore[attr-defined]
    chinese.close()
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert len(pdf.pages) == first.pages >= 4
        assert "营商环境指数 2026" in str(pdf.docinfo["/Title"])
    english = client.get("/environment/ours/report.pdf?language=en")
    english.close()
    assert "Environment%20index" in english["Content-Disposition"]
    other = client.get("/environment/ours/report.pdf?language=xx")
    assert other.status_code == 200
    other.close()


def test_names_are_written_into_pictures_as_text() -> None:
    drawn = bars_svg([("<b>&", Decimal("50.00"))]).decode()
    assert "&lt;b&gt;&amp;" in drawn
    # a year without a score parts the line
    assert (
        lines_svg(["1", "2", "3", "4", "5"], [("A", [Decimal(1), Decimal(2), None, Decimal(3), Decimal(4)])]).count(
            b"<polyline"
        )
        == 2
    )
