"""Documents the portal issued: listed, watched while they are made, opened."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import access
from cases.api import documented
from cases.api.base import CaseView
from cases.api.shapes import DocumentShape, page_of, shaped
from cases.choices import PaperKind
from cases.models import Paper
from cases.papers.compose import filename
from cases.papers.kinds import PAPER_TITLES
from portal.api.paging import known_only, paged
from portal.api.views import ApiView, BytesNegotiation
from portal.audit import trail
from portal.documents import download
from portal.keyset import NEWEST
from portal.policy.conflict import Conflict


class Documents(CaseView):
    @extend_schema(**documented.DOCUMENTS_LIST, responses=page_of(DocumentShape))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the documents of a case, newest first."""
        known_only(request, [])
        rows = access.visible_papers(self.actor).filter(case_id=self.case.pk).defer("snapshot")
        return paged(request, rows, NEWEST, lambda found: shaped(DocumentShape, found, request))


class Document(ApiView):
    @extend_schema(**documented.DOCUMENT_READ, responses=DocumentShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Give the state of one document."""
        row = access.get_paper(self.actor, public_id)
        return Response(DocumentShape(row, context={"request": request}).data)


class DocumentContent(ApiView):
    content_negotiation_class = BytesNegotiation

    @extend_schema(**documented.DOCUMENT_CONTENT)
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Give the PDF, after writing the access log."""
        row = access.get_paper(self.actor, public_id)
        if row.state == Paper.State.PENDING:
            raise Conflict(_("The document is still being made. Try again in a moment."))
        if row.state == Paper.State.FAILED:
            raise Conflict(_("The document could not be made. The center can have it made again."))
        trail.record("paper.read", object_type="paper", object_id=row.public_id, center_id=row.center_id)
        name = filename(PAPER_TITLES[PaperKind(row.kind)], row.number)
        return download.send(row.storage_key, name, "application/pdf")
