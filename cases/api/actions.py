"""Deeds: what may be done with a case now, what each asks for, and doing it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases import workflow
from cases.api import documented
from cases.api.base import CaseView
from cases.api.offers import offer_of, offers_of
from cases.api.shapes import ActionShape, CaseRow, OfferShape
from cases.api.verbs import Deed, deed
from cases.models import Case
from portal.accounts.actors import Actor
from portal.api.describe import describe, read_json
from portal.api.errors import invalid
from portal.api.preconditions import seen_version
from portal.api.schema import ETAG, IF_MATCH
from portal.policy.conflict import Conflict


class Actions(CaseView):
    @extend_schema(**documented.ACTIONS_LIST, responses=OfferShape(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List what is open now."""
        return Response(offers_of(self.case, self.actor, request))


class OneAction(CaseView):
    @extend_schema(**documented.ACTION_READ, responses=ActionShape)
    def get(self, request: Request, public_id: UUID, verb: str) -> Response:
        """Describe a deed: whether it is open, why not, and its fields."""
        found = _deed(verb, self.actor)
        refusal, fields = "", []
        try:
            workflow.find(self.case, found.verb, self.actor)
        except workflow.NotAllowed as reason:
            refusal = str(reason)
        else:
            form = found.form(None, case=self.case, actor=self.actor)
            fields = [describe(name, field, form.initial.get(name)) for name, field in form.fields.items()]
        offer: dict[str, Any] = offer_of(found, self.case, request)
        return Response(offer | {"open": not refusal, "refusal": refusal, "fields": fields})

    @extend_schema(**documented.ACTION_DO, responses=CaseRow, parameters=[IF_MATCH, ETAG])
    def post(self, request: Request, public_id: UUID, verb: str) -> Response:
        """Do it, once, on the version that the caller has seen."""
        found = _deed(verb, self.actor)
        seen = seen_version(request, self.case.version)
        try:
            workflow.find(self.case, found.verb, self.actor)
        except workflow.NotAllowed as refusal:
            raise Conflict(str(refusal)) from refusal
        form = found.form(None, case=self.case, actor=self.actor)
        data, errors = read_json(form.fields, self.body())
        form = found.form(data, case=self.case, actor=self.actor)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        found.perform(case=self.case, actor=self.actor, seen_version=seen, **form.cleaned_data)
        return self.changed(Case.objects.select_related("center", "handler").get(pk=self.case.pk))


def _deed(verb: str, actor: Actor) -> Deed:
    found = deed(verb)
    if found is None:
        raise Http404
    if not workflow.ever(found.verb, actor):
        # Not this person's verb in any state, so the state is not what refuses; as the pages say it.
        raise PermissionDenied
    return found
