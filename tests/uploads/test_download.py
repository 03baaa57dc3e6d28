"""The one way out: attachment, never sniffed, sandboxed, whatever was used before it in the process."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.functional import empty
from pytest_django import Settings

from portal.documents import download


@pytest.mark.django_db  # closing the answer lets Django look after its connections
def test_the_first_download_of_a_process_works(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    key = default_storage.save("x/file", ContentFile(b"bytes"))
    default_storage._wrapped = empty  # type: ignore[attr-defined]
    answer = download.send(key, "函\u201c件\u201d.pdf", "application/pdf")
    assert b"".join(answer.streaming_content) == b"bytes"  # type: ignore[attr-defined]
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert "no-store" in answer["Cache-Control"]


def test_a_configured_web_server_sends_the_bytes(settings: Settings) -> None:
    settings.ACCEL_REDIRECT_PREFIX = "/protected"
    answer = download.send("cases/a b/c", "x.pdf", "application/pdf")
    assert answer["X-Accel-Redirect"] == "/protected/cases/a%20b/c"
