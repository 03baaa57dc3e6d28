"""Transfers: what a center is asked to take over, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import access
from cases.api import documented
from cases.api.shapes import TransferShape, page_of
from cases.forms.desk import TransferDecisionForm
from cases.models import Transfer
from cases.services.transfer import transfer_decide
from portal.api.describe import read_json
from portal.api.errors import invalid
from portal.api.paging import known_only, paged
from portal.api.views import ApiView
from portal.keyset import NEWEST


class TransferView(ApiView):
    """What the views of transfers share: how they are written down."""

    def shaped(self, rows: Sequence[Transfer]) -> list[Any]:
        """Write transfers; one query for the cases that are open to the reader."""
        ids = {row.case_id for row in rows}
        cases = dict(access.visible_cases(self.actor).filter(pk__in=ids).values_list("pk", "public_id"))
        many: Any = TransferShape
        return list(many(rows, many=True, context={"request": self.request, "cases": cases}).data)


class Transfers(TransferView):
    @extend_schema(**documented.TRANSFERS_LIST, responses=page_of(TransferShape))
    def get(self, request: Request) -> Response:
        """List transfers to and from the caller's center."""
        known_only(request, ["state"])
        rows = access.visible_transfers(self.actor).select_related("from_center", "to_center")
        if "state" in request.query_params:
            state = request.query_params["state"]
            if state not in Transfer.State.values:
                raise invalid({"state": [_("Choose one of: %(views)s.") % {"views": ", ".join(Transfer.State.values)}]})
            rows = rows.filter(state=state)
        return paged(request, rows, NEWEST, self.shaped)


class OneTransfer(TransferView):
    @extend_schema(**documented.TRANSFER_READ, responses=TransferShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Give the synopsis and what was decided."""
        return Response(self.shaped([access.get_transfer(self.actor, public_id)])[0])


class TransferDecision(TransferView):
    @extend_schema(**documented.TRANSFER_DECIDE, responses=TransferShape)
    def post(self, request: Request, public_id: UUID) -> Response:
        """Take the case over, or send it back."""
        transfer = access.get_transfer(self.actor, public_id)
        data, errors = read_json(TransferDecisionForm.base_fields, self.body())
        form = TransferDecisionForm(data)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        accept = form.cleaned_data["decision"] == "accept"
        transfer_decide(transfer=transfer, actor=self.actor, accept=accept, answer=form.cleaned_data["answer"])
        return Response(self.shaped([access.get_transfer(self.actor, public_id)])[0])
