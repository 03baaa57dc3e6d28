"""What is said and done around a case: messages, the story, dates, opinions."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from cases.api import documented
from cases.api.base import CaseView
from cases.api.shapes import DeadlineShape, EntryShape, MessageShape, OpinionShape, page_of, shaped
from cases.forms.desk import DeadlineForm, DeadlineMetForm, MessageForm
from cases.models import CaseFile, Deadline, Message
from cases.selectors import case_page
from cases.services.talk import deadline_add, deadline_meet, message_send
from portal.api.describe import read_json
from portal.api.errors import invalid
from portal.api.paging import known_only, paged
from portal.keyset import NEWEST


class Messages(CaseView):
    @extend_schema(**documented.MESSAGES_LIST, responses=page_of(MessageShape))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the messages, newest first; reading them here leaves the read mark alone."""
        known_only(request, [])
        files = Prefetch("files", queryset=CaseFile.objects.order_by("id"))
        rows = Message.objects.filter(case_id=self.case.pk).select_related("author").prefetch_related(files)
        return paged(request, rows, NEWEST, lambda found: shaped(MessageShape, found, request))

    @extend_schema(**documented.MESSAGES_SEND, responses={201: MessageShape})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Send a message to the other side."""
        data, errors = read_json(MessageForm.base_fields, self.body())
        form = MessageForm(data)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        message = message_send(case=self.case, actor=self.actor, body=form.cleaned_data["body"])
        return Response(MessageShape(message, context={"request": request}).data, status=201)


class Timeline(CaseView):
    @extend_schema(**documented.TIMELINE, responses=page_of(EntryShape))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Tell what happened, newest first."""
        known_only(request, [])
        rows = case_page.entries_of(self.case, self.actor).select_related("actor")
        return paged(request, rows, NEWEST, lambda found: shaped(EntryShape, found, request))


class Deadlines(CaseView):
    @extend_schema(**documented.DEADLINES_LIST, responses=DeadlineShape(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List every date, open ones first, nearest first."""
        return Response(shaped(DeadlineShape, case_page.deadlines_of(self.case), request))

    @extend_schema(**documented.DEADLINES_ADD, responses={201: DeadlineShape})
    def post(self, request: Request, public_id: UUID) -> Response:
        """Add a date set by hand."""
        data, errors = read_json(DeadlineForm.base_fields, self.body())
        form = DeadlineForm(data)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        row = deadline_add(case=self.case, actor=self.actor, **form.cleaned_data)
        return Response(DeadlineShape(row).data, status=201)


class DeadlineMet(CaseView):
    @extend_schema(**documented.DEADLINE_MET, responses=DeadlineShape)
    def post(self, request: Request, public_id: UUID, deadline_id: UUID) -> Response:
        """Record that a date was met."""
        row = Deadline.objects.filter(case_id=self.case.pk, public_id=deadline_id).first()
        if row is None:
            raise Http404
        data, errors = read_json(DeadlineMetForm.base_fields, self.body())
        form = DeadlineMetForm(data)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        met_on = form.cleaned_data["met_on"]
        deadline_meet(case=self.case, actor=self.actor, deadline_id=deadline_id, met_on=met_on)
        row.refresh_from_db()
        return Response(DeadlineShape(row).data)


class Opinions(CaseView):
    @extend_schema(**documented.OPINIONS, responses=OpinionShape(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """List the versions of the opinion that the caller may read, newest first."""
        return Response(shaped(OpinionShape, case_page.opinions_of(self.case), request))
