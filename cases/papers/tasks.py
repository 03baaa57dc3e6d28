"""Render documents in the `paper` queue: build inside a scope, render outside any transaction, store, settle."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cases.models import CaseFile, Paper
from cases.papers.build_application import build_application
from cases.papers.build_dossier import build_dossier
from cases.papers.compose import RenderedPaper, paper_render
from cases.papers.dossier_compose import dossier_render
from cases.services.papers import TOPIC_RENDER, paper_data
from cases.tell import tell
from portal.accounts.models import User
from portal.audit import trail
from portal.documents.making import document_make
from portal.documents.pdf import content_hash
from portal.notices.registry import Work, handler
from portal.tenancy import scope as scopes


@handler(TOPIC_RENDER, queue="paper", opens_scope=False)
def render_paper(work: Work) -> None:
    """Make the bytes of one document; running again after a crash makes them again and settles once."""
    document_make(
        work,
        Paper.objects.filter(pk=int(work.payload["paper_id"]), state=Paper.State.PENDING).select_related("case__center"),
        folder=lambda paper: f"papers/{paper.case.public_id}",
        prepare=_prepare,
        ready=lambda made: {
            "state": Paper.State.READY, "progress": 100, "content_hash": made.digest, "ready_at": timezone.now(),
        },
        done=_settled,
        failed={"state": Paper.State.FAILED},
    )  # fmt: skip


def _settled(paper: Paper, made: RenderedPaper, sha256: str) -> None:
    trail.record(
        "paper.ready", object_type="paper", object_id=paper.public_id, center_id=paper.center_id,
        payload={"sha256": sha256, "hash": made.digest},
    )  # fmt: skip
    tell(paper.case, "paper_ready", to="case_team" if paper.kind == "dossier" else "case_applicant",
         context={"kind": paper.kind, "paper_number": paper.number}, tab="papers")  # fmt: skip


def verify_page() -> str:
    """Give the absolute address of the public verification page."""
    return settings.PUBLIC_URL + reverse("cases:verify")


def _prepare(paper: Paper) -> Callable[[], RenderedPaper]:
    """Build the data inside the scope and give a function that renders them outside it."""
    if paper.kind == "dossier":
        issuer = User.objects.filter(pk=paper.issued_by_id).first() if paper.issued_by_id else None
        dossier = build_dossier(
            paper.case, number=paper.number, compiled_by=issuer.name if issuer else "", at=paper.created_at
        )
        keys = _storage_keys(paper)

        def opener(reference: str) -> BinaryIO:
            return cast(BinaryIO, default_storage.open(keys[reference]))

        def progress(done: int, total: int) -> None:
            with scopes.enter(scopes.system()):
                Paper.objects.filter(pk=paper.pk).update(progress=min(99, 100 * done // max(total, 1)))

        return lambda: dossier_render(dossier, verify_page=verify_page(), opener=opener, progress=progress)
    data = paper_data(paper) or build_application(paper.case)
    if paper.content_hash and content_hash(data) != paper.content_hash:
        raise ValueError("the stored data of this document do not match their hash")
    return lambda: paper_render(data, verify_page=verify_page())


def _storage_keys(paper: Paper) -> dict[str, str]:
    papers = Paper.objects.filter(case_id=paper.case_id, state=Paper.State.READY).values_list(
        "public_id", "storage_key"
    )
    files = CaseFile.objects.filter(case_id=paper.case_id, state=CaseFile.State.CLEAN).values_list(
        "public_id", "storage_key"
    )
    keys = {f"paper:{public_id}": key for public_id, key in papers}
    return keys | {f"evidence:{public_id}": key for public_id, key in files}
