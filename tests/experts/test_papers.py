"""Which documents of an open case an expert reads: not the application, whose contact data the pages mask for them."""

from __future__ import annotations

import pytest
from django.http import Http404
from django.urls import reverse

from cases.access import get_paper, visible_papers
from cases.choices import PaperKind
from cases.models import Case, Paper
from cases.models.case import of
from cases.selectors.case_page import papers_of
from portal.tenancy import scope as scopes
from tests.experts.test_ending import assigned
from tests.handling.conftest import Office

pytestmark = pytest.mark.django_db

HIDDEN = {PaperKind.APPLICATION, PaperKind.DOSSIER}


def issued(case: Case) -> dict[str, Paper]:
    """Issue a document of every kind."""
    with scopes.enter(scopes.system()):
        return {
            kind: Paper.objects.create(
                **of(case), kind=kind, number=f"{case.number}-{kind}", state="ready", progress=100, snapshot={},
                content_hash="0" * 64, storage_key=f"papers/{case.pk}-{kind}.pdf", sha256="0" * 64, size=9, pages=1,
            )
            for kind in PaperKind.values
        }  # fmt: skip


def test_an_expert_reads_every_document_but_the_application_and_the_dossier(office: Office) -> None:
    case = office.case("in_guidance")
    assigned(case, office.person("expert"), "active")
    papers = issued(case)
    actor = office.actor("expert")
    with scopes.enter(scopes.system()):
        # The selectors by themselves, then the gate.
        assert {row.kind for row in visible_papers(actor)} == set(PaperKind.values) - HIDDEN
        assert {row.kind for row in papers_of(case, actor)} == set(PaperKind.values) - HIDDEN
        for kind in HIDDEN:
            with pytest.raises(Http404):
                get_paper(actor, papers[kind].public_id)
    with office.acting("expert"):
        # Row-level security by itself.
        assert set(Paper.objects.values_list("kind", flat=True)) == set(PaperKind.values) - HIDDEN
    page = office.client("expert").get(reverse("cases:detail", args=[case.public_id]) + "?tab=papers")
    assert page.status_code == 200
    assert papers["opinion"].number in page.content.decode()
    assert papers["application"].number not in page.content.decode()


def test_the_applicant_reads_the_application(office: Office) -> None:
    case = office.case("in_guidance")
    issued(case)
    with office.acting("owner") as actor:
        assert {row.kind for row in visible_papers(actor)} == set(PaperKind.values) - {PaperKind.DOSSIER}
