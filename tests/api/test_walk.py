"""docs/api.md does what it says: its shell blocks run from top to bottom against the portal as real processes."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from cases.models import Case
from portal.embedded.cluster import REPOSITORY
from portal.tenancy import scope as scopes
from tests import people
from tests.browser.stack import running
from tests.servers import RunServers

PAGE = REPOSITORY / "docs" / "api.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXPECTED = re.compile(r"^# → ?(.*)$", re.MULTILINE)
CUT = "--- block ---"
SECONDS = 400


def blocks() -> list[str]:
    return _BLOCK.findall(PAGE.read_text(encoding="utf-8"))


def test_the_page_shows_the_whole_job() -> None:
    text = "\n".join(blocks())
    parts = ("token", "PATCH", "attachments", "submit", "review", "accept", "assign_expert", "declaration", "messages")
    for part in (*parts, "submit_opinion", "issue_opinion", "documents", "timeline", "close", "archive"):
        assert part in text, part
    assert len(_EXPECTED.findall(text)) > 40


@pytest.mark.django_db(transaction=True)
def test_the_page_works(servers: RunServers, tmp_path: Path) -> None:
    people.national_center()
    center = people.make_center(province="440000", city="440300")
    owner = people.person("owner")
    staff = [people.person(role, center=center) for role in ("handler", "supervisor", "expert")]
    secrets = [people.enrol_totp(who.user) for who in staff]  # type: ignore[arg-type]
    with running(servers, tmp_path / "stack") as stack:
        environ = {
            **os.environ,
            "API": f"{stack.url}/api/v1",
            "PASSWORD": people.PASSWORD,
            "APPLICANT": owner.user.email,  # type: ignore[union-attr]
            "HANDLER": staff[0].user.email,  # type: ignore[union-attr]
            "SUPERVISOR": staff[1].user.email,  # type: ignore[union-attr]
            "EXPERT": staff[2].user.email,  # type: ignore[union-attr]
            "HANDLER_CODE": people.totp_code(secrets[0]),
            "SUPERVISOR_CODE": people.totp_code(secrets[1]),
            "EXPERT_CODE": people.totp_code(secrets[2]),
            "no_proxy": "localhost",
        }
        script = "set -euo pipefail\n" + f"\necho '{CUT}'\n".join(blocks())
        folder = tmp_path / "walk"
        folder.mkdir()
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        words = f"{done.stdout}\n{done.stderr}\n{stack.words()}"
    assert done.returncode == 0, words
    printed = [part.strip().splitlines() for part in done.stdout.split(CUT)]
    assert printed == [_EXPECTED.findall(block) for block in blocks()], words
    with scopes.enter(scopes.system()):
        (case,) = Case.objects.all()
        assert (case.state, case.source, case.center_id) == ("archived", "api", center.pk)
