"""Files of a case: listed, uploaded, watched while they are checked, opened, taken out of a draft."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from cases import access
from cases.api import documented
from cases.api.base import CaseView
from cases.api.shapes import AttachmentShape, UploadAnswer, page_of, shaped
from cases.forms.files import FilesForm
from cases.models import CaseFile
from cases.services.files import file_opened, file_receive, file_remove
from portal.api.describe import read_json
from portal.api.errors import invalid
from portal.api.paging import known_only, paged
from portal.api.views import ApiView, BytesNegotiation
from portal.documents import download
from portal.documents.intake.reasons import explain
from portal.keyset import Order
from portal.policy.conflict import Conflict

OLDEST = Order("id")


class Attachments(CaseView):
    parser_classes = [MultiPartParser]

    @extend_schema(**documented.ATTACHMENTS_LIST, responses=page_of(AttachmentShape))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the files of a case, oldest first."""
        known_only(request, [])
        rows = CaseFile.objects.filter(case_id=self.case.pk)
        return paged(request, rows, OLDEST, lambda found: shaped(AttachmentShape, found, request))

    @extend_schema(**documented.ATTACHMENTS_ADD, responses={201: UploadAnswer})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Take files: a good one is kept even when its neighbour is refused."""
        fields, errors = read_json(FilesForm.base_fields, request.POST.dict())
        chosen = request.FILES.getlist("files")
        form = FilesForm({"purpose": "evidence", "secrecy": "ordinary"} | fields)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        if not chosen:
            raise invalid({"files": [_("Choose at least one file.")]})
        taken: list[CaseFile] = []
        refused: list[str] = []
        for each in chosen:
            try:
                taken.append(file_receive(case=self.case, upload=each, actor=self.actor, **form.cleaned_data))
            except ValidationError as error:
                refused += error.messages
        if not taken:
            raise invalid({"files": refused})
        return Response({"received": shaped(AttachmentShape, taken, request), "refused": refused}, status=201)


class Attachment(ApiView):
    @extend_schema(**documented.ATTACHMENT_READ, responses=AttachmentShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Give the state of one file."""
        row = access.get_file(self.actor, public_id)
        return Response(AttachmentShape(row, context={"request": request}).data)

    @extend_schema(**documented.ATTACHMENT_REMOVE, responses={204: None})
    def delete(self, request: Request, public_id: UUID) -> Response:
        """Take a file out of a draft, or a rejected one out of a filed case."""
        row = access.get_file(self.actor, public_id)
        file_remove(case=row.case, row=row, actor=self.actor)
        return Response(status=204)


class AttachmentContent(ApiView):
    content_negotiation_class = BytesNegotiation

    @extend_schema(**documented.ATTACHMENT_CONTENT)
    def get(self, request: Request, public_id: UUID) -> HttpResponseBase:
        """Give the bytes of a clean file, after writing the access log."""
        row = access.get_file(self.actor, public_id)
        if row.state == CaseFile.State.RECEIVED:
            raise Conflict(_("The file is still being checked. Try again in a moment."))
        if row.state != CaseFile.State.CLEAN:
            raise Conflict(explain(row.reason))
        file_opened(row=row)
        return download.send(row.storage_key, row.name, row.media_type)
