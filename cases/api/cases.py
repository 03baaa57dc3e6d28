"""Cases: list, begin, read, fill in, throw away, send."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from cases import access
from cases.api import documented
from cases.api.base import CaseView
from cases.api.drafts import fill, forms_of, messages_of, missing_of, sections_of
from cases.api.offers import offers_of
from cases.api.shapes import (
    CaseDetail,
    CaseRow,
    ClosingShape,
    DeclaredShape,
    SectionFormShape,
    SupplementShape,
    page_of,
    shaped,
)
from cases.choices import Source, State
from cases.consents import CONSENT_VERSION
from cases.filters import CaseFilter
from cases.forms.filing.caller import CallerForm, NewApplicantForm
from cases.forms.filing.statements import ReportedStatementsForm, StatementsForm
from cases.models import Case
from cases.selectors import case_page, worklist
from cases.selectors.filing import Draft
from cases.services import routing
from cases.services.callers import Known, caller_find, caller_register
from cases.services.drafts import draft_create, draft_create_for_caller, draft_delete
from cases.services.numbers import format_receipt
from cases.services.submission import IncompleteError, case_submit
from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise
from portal.api.describe import describe, read_json
from portal.api.errors import Unprocessable, invalid
from portal.api.paging import CONTROLS, known_only, paged
from portal.api.preconditions import seen_version, tagged
from portal.api.schema import ETAG, IF_MATCH
from portal.api.views import ApiView
from portal.keyset import NEWEST, Order
from portal.policy.conflict import Conflict

DRAFTS = "drafts"
# The one declaration without which a request can be sent.
VOLUNTARY = "library"
# What a row shows; everything else stays in the table.
ROW_FIELDS = (
    "id", "public_id", "number", "state", "waiting_for", "due_on", "level", "applicant_name", "dispute_type", "ip_kinds",
    "country", "center__code", "center__name_zh", "center__name_en", "handler__name", "handler__email", "submitted_at",
    "version",
)  # fmt: skip


def views_for(actor: Actor) -> list[str]:
    """Name the views of the list that an actor has, the default one first."""
    if actor.kind in {"center", "national"}:
        keys = [view.key for view in worklist.views_for(actor)]
        return [*keys, DRAFTS] if actor.kind == "center" else keys
    return ["all", DRAFTS] if actor.kind == "enterprise" else ["all"]


def _rows(actor: Actor, key: str) -> tuple[QuerySet[Case], Order]:
    """Give the cases of one view and their order."""
    if key == DRAFTS:
        return access.visible_cases(actor).filter(state=State.DRAFT), NEWEST
    view = worklist.BY_KEY[key]
    # An applicant's and an expert's cases are few and found by their own index.
    own = actor.kind in {"enterprise", "expert"}
    return worklist.rows_of(actor, view), NEWEST if own else view.order


class Cases(ApiView):
    @extend_schema(**documented.CASES_LIST, responses=page_of(CaseRow))
    def get(self, request: Request) -> Response:
        """List cases: one view, filtered."""
        keys = views_for(self.actor)
        key = request.query_params.get("view") or keys[0]
        if key not in keys:
            raise invalid({"view": [_("Choose one of: %(views)s.") % {"views": ", ".join(keys)}]})
        rows, order = _rows(self.actor, key)
        if set(request.query_params) - {"view", *CONTROLS}:
            filters = CaseFilter(request.query_params, queryset=rows, actor=self.actor)
            known_only(request, ["view", *filters.filters])
            if not filters.is_valid():
                raise invalid(filters.errors)
            rows = filters.qs
        rows = rows.select_related("center", "handler").only(*ROW_FIELDS)
        return paged(request, rows, order, lambda found: shaped(CaseRow, found, request))

    @extend_schema(**documented.CASES_CREATE, responses={201: CaseRow}, parameters=[ETAG])
    def post(self, request: Request) -> Response:
        """Begin a request: an enterprise its own, a center's staff one for a caller. Sections may come along."""
        body = _only(self.body(), "sections", "partial", "caller")
        on_behalf = self.actor.kind == "center"
        if on_behalf:
            case = _begin_for_caller(self.actor, body.get("caller"))
        elif "caller" in body:
            raise invalid({"caller": [_("Only a center's staff file for a caller.")]})
        else:
            case = draft_create(actor=self.actor, source=Source.API)
        _fill(case, self.actor, body, fresh=True)
        response = Response(CaseRow(case, context={"request": request}).data, status=201)
        response["Location"] = reverse("api:case", args=[case.public_id], request=request)
        return tagged(response, case.version)


def _only(body: dict[str, Any], *names: str) -> dict[str, Any]:
    if unknown := sorted(set(body) - set(names)):
        raise invalid({name: [_("There is no such field.")] for name in unknown})
    return body


def _fill(case: Case, actor: Actor, body: dict[str, Any], *, fresh: bool = False) -> None:
    """Save the sections of a body; raise with messages by section and field when one is wrong.

    `fresh` says that the draft was begun by this request.
    """
    partial = body.get("partial", False)
    if not isinstance(partial, bool):
        raise invalid({"partial": [_("Send true or false.")]})
    if "sections" not in body:
        return
    if errors := fill(Draft(case, fresh=fresh), actor, body["sections"], partial=partial):
        raise invalid({"sections": errors})


def _begin_for_caller(actor: Actor, sent: Any) -> Case:
    """Find the caller's enterprise, or register it, and begin the draft."""
    if not isinstance(sent, dict):
        raise invalid({"caller": {"__all__": [_("Say who calls: source, kind, uscc or name and province.")]}})
    fields = {**CallerForm.base_fields, **NewApplicantForm.base_fields}
    del fields["key"]
    data, errors = read_json(fields, sent)
    form = CallerForm(data)
    if errors or not form.is_valid():
        raise invalid({"caller": errors or form.errors})
    known = _known(actor, form.cleaned_data, data)
    return draft_create_for_caller(actor=actor, enterprise_id=known.id, source=Source(form.cleaned_data["source"]))


def _known(actor: Actor, caller: dict[str, Any], data: dict[str, Any]) -> Known:
    known = caller_find(uscc=caller["uscc"]) if caller["uscc"] else None
    if known is not None:
        return known
    new = NewApplicantForm(data, natural=caller["kind"] == Enterprise.Kind.NATURAL)
    if not new.is_valid():
        raise invalid({"caller": new.errors})
    return caller_register(actor=actor, kind=caller["kind"], uscc=caller["uscc"], **new.cleaned_data)


class OneCase(CaseView):
    locks = frozenset({"PATCH", "DELETE"})

    @extend_schema(**documented.CASE_READ, responses=CaseDetail, parameters=[ETAG])
    def get(self, request: Request, public_id: UUID) -> Response:
        """Give a whole case with its ETag."""
        case, actor = self.case, self.actor
        sees_routing, context = actor.is_staff, {"request": request}
        files = actor.kind in {"enterprise", "center"}
        supplement = case_page.open_supplement(case) if case.state == State.NEEDS_SUPPLEMENT else None
        closing = case_page.last_closing(case) if case.closed_at else None
        whole = CaseRow(case, context=context).data | {
            "source": {"code": case.source, "label": case.get_source_display()},
            "receipt_code": format_receipt(case.receipt_code) if files and case.receipt_code else "",
            "routing": routing.explain(case.routing) if sees_routing else [],
            "accepted_at": case.accepted_at,
            "closed_at": case.closed_at,
            "created_at": case.created_at,
            "updated_at": case.updated_at,
            "sections": sections_of(case, actor),
            "missing": missing_of(case, actor) if case.state == State.DRAFT else {},
            "supplement": SupplementShape(supplement).data if supplement else None,
            "closing": ClosingShape(closing).data if closing else None,
            "unread_messages": case_page.unread_messages(case, actor),
            "actions": offers_of(case, actor, request),
            "links": _links(case, request),
        }
        return tagged(Response(whole), case.version)

    @extend_schema(**documented.CASE_PATCH, responses=CaseRow, parameters=[IF_MATCH, ETAG])
    def patch(self, request: Request, public_id: UUID) -> Response:
        """Fill in sections of a draft."""
        body = _only(self.body(), "sections", "partial")
        self._writes(request)
        _fill(self.case, self.actor, body)
        return self.changed(self.case)

    @extend_schema(**documented.CASE_DELETE, responses={204: None}, parameters=[IF_MATCH])
    def delete(self, request: Request, public_id: UUID) -> Response:
        """Throw a draft away."""
        self._writes(request)
        draft_delete(case=self.case)
        return Response(status=204)

    def _writes(self, request: Request) -> None:
        seen_version(request, self.case.version)
        if self.case.state != State.DRAFT:
            raise Conflict(_("This request has already been sent. Write to the center in the case's messages."))


def _links(case: Case, request: Request) -> dict[str, str]:
    names = ("actions", "attachments", "messages", "timeline", "documents", "deadlines", "opinions")
    return {name: reverse(f"api:{name}", args=[case.public_id], request=request) for name in names}


class CaseForm(CaseView):
    @extend_schema(**documented.CASE_FORM, responses=SectionFormShape(many=True))
    def get(self, request: Request, public_id: UUID) -> Response:
        """Describe the sections that this draft asks for."""
        known_only(request, ["section"])
        only = request.query_params.get("section", "")
        found = forms_of(self.case, self.actor, only)
        if only and not found:
            raise Http404
        return Response(found)


class Submit(CaseView):
    locks = frozenset({"POST"})

    @extend_schema(**documented.CASE_STATEMENTS, responses=DeclaredShape)
    def get(self, request: Request, public_id: UUID) -> Response:
        """Give the texts that the applicant agrees to, and their version."""
        form = self._statements()()
        texts = [
            {"key": text.key, "title": text.title(), "body": text.body(), "required": text.key != VOLUNTARY}
            for text, _box in form.texts()
        ]
        fields = [describe(name, field, form.initial.get(name)) for name, field in form.fields.items()]
        return Response({"text_version": CONSENT_VERSION, "texts": texts, "fields": fields})

    def _statements(self) -> type[StatementsForm]:
        return ReportedStatementsForm if self.actor.kind == "center" else StatementsForm

    @extend_schema(**documented.CASE_SUBMIT, responses=CaseRow, parameters=[IF_MATCH, ETAG])
    def post(self, request: Request, public_id: UUID) -> Response:
        """Send the request to the center that is competent."""
        seen = seen_version(request, self.case.version)
        kind = self._statements()
        data, errors = read_json(kind.base_fields, self.body())
        form = kind(data)
        if errors or not form.is_valid():
            raise invalid(errors or form.errors)
        if self.case.state != State.DRAFT:
            raise Conflict(_("This request has already been sent. Write to the center in the case's messages."))
        try:
            case_submit(case=self.case, actor=self.actor, statements=form.statements(), seen_version=seen)
        except IncompleteError as error:
            lacks = {lack.section.key: messages_of(lack) for lack in error.lacks}
            raise Unprocessable(
                gettext_lazy("The request is not complete yet."), code="incomplete", errors={"sections": lacks}
            ) from error
        return self.changed(Case.objects.select_related("center").get(pk=self.case.pk))
