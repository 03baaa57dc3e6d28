"""Load the demonstration data, once: a second call finds it and leaves everything as it is."""

from __future__ import annotations

import io
import time
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from PIL import Image, ImageDraw

from alerts.trade.services.loading import investigations_load
from cases.choices import ENDED, PaperKind, State
from cases.models import Case, CaseFile
from cases.services.files import file_receive
from cases.services.papers import paper_issue
from cases.services.rollups import rollups_refresh
from demo import people
from demo.cases import make_cases, make_world
from demo.desk import make_desk
from demo.environment import make_environment
from demo.events import make_events
from demo.fairs import make_fairs
from demo.guides import make_guides
from demo.library import make_library
from demo.outreach import make_outreach
from demo.results import make_results
from demo.screening import make_screening
from demo.texts import make_texts
from portal.accounts.actors import Actor, Seat
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

WITH_FILES = 60
WITH_LETTERS = 40


class Command(BaseCommand):
    help = "Load 12 demo centers, 60 enterprises, 40 experts and 300 cases, once."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data are loaded only where PORTAL_DEMO is on (settings dev).")
        with scopes.enter(scopes.system()):
            if Center.objects.filter(is_demo=True).exists():
                self.stdout.write("The demo data are there already.")
                return
            start = time.monotonic()
            centers = people.make_centers()
            people.make_staff(centers)
            enterprises = people.make_enterprises(centers)
            experts = people.make_experts(centers)
            self._say(f"{len(centers)} centers, {len(enterprises)} enterprises, {len(experts)} experts", start)
            world = make_world(centers, enterprises, experts)
            cases = make_cases(world, enterprises)
            self._say(f"{len(cases)} cases", start)
            files = self._files(cases, world.owners)
            papers = self._papers(cases)
            self._say(f"{files} files and {papers} documents put to the workers", start)
            self._say(f"{make_texts(centers)} texts", start)
            self._say(f"{make_library(centers)} typical cases of its own cases", start)
            national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
            self._say(f"{make_guides(national)} chapters of guides", start)
            self._say(f"{investigations_load()[1]} trade investigations", start)
            rollups_refresh()
            call_command(
                "load_fees", editor=people.address("editor"), reviewer=people.address("reviewer"), stdout=self.stdout
            )
            self._say("official fees", start)
            self._say(f"{make_environment(centers)} editions of indices", start)
            self._say(f"{make_outreach(centers)} offices abroad, a campaign", start)
            self._say(f"{make_events(centers)} events", start)
            self._say(f"{make_fairs(centers)} firms at fairs", start)
            self._say(f"{make_screening(centers)} checks of exhibits", start)
            self._say(f"{make_desk(centers)} incidents at fairs", start)
            self._say(f"{make_results(centers)} outcomes of incidents", start)

    def _say(self, text: str, start: float) -> None:
        self.stdout.write(f"  {text} ({time.monotonic() - start:.0f} s)")

    def _files(self, cases: list[Case], owners: dict[int, int]) -> int:
        count = 0
        for case in cases[:WITH_FILES]:
            if case.state == State.ARCHIVED:
                continue
            actor = Actor(owners[case.enterprise_id], Seat("demo", "enterprise", frozenset({"owner"})))
            for title, purpose in (
                ("Complaint", CaseFile.Purpose.SERVED),
                ("Product photo", CaseFile.Purpose.EVIDENCE),
            ):
                upload = SimpleUploadedFile(f"{title} {case.number}.png", _picture(f"{title}\n{case.number}\nDEMO"))
                file_receive(
                    case=case, upload=upload, purpose=purpose, secrecy="ordinary" if count % 3 else "confidential",
                    actor=actor, description="演示附件",
                )  # fmt: skip
                count += 1
        return count

    def _papers(self, cases: list[Case]) -> int:
        count = 0
        for case in cases[:WITH_LETTERS]:
            staff = Actor(case.handler_id, Seat("demo", "center", frozenset({"handler"}), case.center_id))
            wanted: list[tuple[PaperKind, dict[str, Any]]] = [(PaperKind.APPLICATION, {})]
            if case.state == State.NEEDS_SUPPLEMENT:
                wanted.append(
                    (
                        PaperKind.SUPPLEMENT_NOTICE,
                        {"items": ["授权委托书", "被控产品照片"], "due_on": case.due_on.isoformat()},
                    )
                )
            if case.state == State.DECLINED:
                wanted.append(
                    (
                        PaperKind.DECLINE_NOTICE,
                        {
                            "reason": "not_party",
                            "explanation": "申请人不是该纠纷的当事人。",
                            "advice": "请由当事企业提出申请。",
                        },
                    )
                )
            if case.state == State.TERMINATED:
                wanted.append(
                    (PaperKind.TERMINATION_NOTICE, {"reason": "unreachable", "explanation": "多次联系未果。"})
                )
            if case.accepted_at and case.state not in {State.WITHDRAWN}:
                wanted.append((PaperKind.ACCEPTANCE_NOTICE, {}))
            opinion = case.opinion_set.filter(state="countersigned").first()
            if opinion is not None:
                wanted.append((PaperKind.OPINION, {"opinion_id": str(opinion.public_id)}))
            if case.state in ENDED and case.state == State.ARCHIVED:
                wanted.append((PaperKind.DOSSIER, {}))
            for kind, extra in wanted:
                paper_issue(case=case, kind=kind, actor=staff, extra=extra)
                count += 1
        return count


def _picture(text: str) -> bytes:
    image = Image.new("RGB", (640, 420), "#f4f6fa")
    ImageDraw.Draw(image).multiline_text((40, 60), text, fill="#1d4f91", font_size=28, spacing=14)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
