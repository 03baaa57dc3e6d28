"""The editorial desk: lists, one item, its versions, the steps."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.publishing import access, workflow
from alerts.publishing.choices import PARTS, Kind, Offer, State, Verb
from alerts.publishing.forms.steps import ApproveForm, CommentForm, RetractForm, SeenForm
from alerts.publishing.models import Item, Revision
from alerts.publishing.selectors import desk, reading
from alerts.publishing.services import drafts, review
from alerts.publishing.services.steps import latest
from portal.accounts.actors import Actor
from portal.documents.download import send
from portal.reference.text import pick
from portal.site import nav
from portal.site.markdown import render as markdown

FORMS: dict[Verb, type[SeenForm]] = {
    Verb.RETURN: CommentForm,
    Verb.HOLD: CommentForm,
    Verb.APPROVE: ApproveForm,
    Verb.RETRACT: RetractForm,
}


def items(request: HttpRequest) -> HttpResponse:
    """List the center's items by what they wait for."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    tabs = [*desk.TABS, "offers"]
    tab = request.GET.get("tab", "open")
    tab = tab if tab in tabs else "open"
    kind = request.GET.get("kind", "")
    shown = desk.desk_page(
        actor,
        tab=tab,
        kind=kind if kind in Kind.values else "",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    counts = desk.tab_counts(actor)
    labels = {
        "open": _("In hand"),
        "review": _("Waiting for review"),
        "published": _("Published"),
        "retracted": _("Retracted"),
        "discarded": _("Thrown away"),
        "offers": _("Offers of centers") if actor.kind == "national" else _("Offered"),
    }
    context = {
        "page": shown,
        "tab": tab,
        "kind": kind,
        "kinds": Kind.choices,
        "tabs": [
            {"label": labels[name], "url": f"?tab={name}", "active": name == tab, "count": counts.get(name)}
            for name in tabs
        ],
        "may_write": actor.has(*workflow.WRITERS),
        "may_work": actor.has(*workflow.WRITERS, *workflow.APPROVERS),
        "own_desk": tab != "offers" or actor.kind != "national",
        "waits": nav.waits(actor) if not request.GET else None,
    }
    return render(request, "publishing/desk.html", context)


def item(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one item with what can be done, its versions and its story."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_item(actor, public_id)
    shown = desk.item_page(actor, found)
    context = {
        "item": found,
        "shown": shown,
        "sections": _sections(found, shown.revision),
        "own": found.center_id == actor.center_id,
        "may_edit": found.center_id == actor.center_id and actor.has(*workflow.WRITERS) and found.state == State.DRAFT,
        "may_offer": actor.kind == "center"
        and actor.has("supervisor")
        and found.edition is not None
        and found.offer in {Offer.NONE, Offer.DECLINED},
        "may_decide": actor.has("reviewer") and found.offer == Offer.OFFERED,
        "public_url": reading.address_of(found.kind, found.slug) if found.edition else "",
    }
    return render(request, "publishing/item.html", context)


def _sections(item: Item, revision: Revision) -> list[dict[str, Any]]:
    pictures = desk.pictures_of(item, desk.attachments_of(revision))
    return [
        {
            "label": part.label,
            "zh": markdown(revision.parts.get(part.code, {}).get("zh", ""), pictures),
            "en": markdown(revision.parts.get(part.code, {}).get("en", ""), pictures),
        }
        for part in PARTS[Kind(item.kind)]
    ]


def diff(request: HttpRequest, public_id: UUID, before: int, after: int) -> HttpResponse:
    """Show what changed between two versions, word by word."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_item(actor, public_id)
    pair = {row.number: row for row in Revision.objects.filter(item=found, number__in=[before, after])}
    if before not in pair or after not in pair or before == after:
        raise Http404
    rows = desk.compared(found.kind, pair[before], pair[after])
    context = {"item": found, "before": pair[before], "after": pair[after], "rows": rows}
    return render(request, "publishing/diff.html", context)


def act(request: HttpRequest, public_id: UUID, verb: str) -> HttpResponse:
    """Ask (GET), then take one step of the workflow (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_item(actor, public_id)
    if verb not in Verb.values or verb in {Verb.PUBLISH, Verb.BOUNCE}:
        raise Http404
    wanted = Verb(verb)
    form_class = FORMS.get(wanted, SeenForm)
    form = form_class(request.POST if request.method == "POST" else None, initial={"seen": found.row_version})
    row = workflow.find(found, wanted)
    revision = latest(found)
    objection = workflow.objection(row, found, revision, actor)
    if request.method == "POST" and form.is_valid():
        try:
            _take(found, wanted, actor, form.cleaned_data)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _done(wanted))
            return redirect("publishing:item", public_id=public_id)
    context = {
        "item": found,
        "verb": wanted,
        "form": form,
        "objection": objection,
        "destructive": wanted in {Verb.RETRACT, Verb.DISCARD, Verb.DROP},
        "missing": drafts.shortcomings(Kind(found.kind), revision, published_before=found.edition is not None)
        if wanted == Verb.SUBMIT
        else [],
        "untranslated": pick("、", ", ").join(desk.untranslated(found, revision))
        if wanted in {Verb.SUBMIT, Verb.APPROVE}
        else "",
    }
    return render(request, "publishing/act.html", context, status=422 if form.is_bound else 200)


def _take(found: Item, verb: Verb, actor: Actor, given: dict[str, Any]) -> None:
    seen = given.get("seen")
    if verb == Verb.SUBMIT:
        review.item_submit(item=found, actor=actor, seen=seen)
    elif verb == Verb.TAKE_BACK:
        review.item_take_back(item=found, actor=actor, seen=seen)
    elif verb == Verb.RETURN:
        review.item_return(item=found, actor=actor, comment=given["comment"], seen=seen)
    elif verb == Verb.APPROVE:
        review.item_approve(item=found, actor=actor, goes_out_at=given["goes_out_at"], seen=seen)
    elif verb == Verb.HOLD:
        review.item_hold(item=found, actor=actor, comment=given["comment"], seen=seen)
    elif verb == Verb.RETRACT:
        review.item_retract(
            item=found, actor=actor, notice_zh=given["notice_zh"], notice_en=given["notice_en"], seen=seen
        )
    elif verb == Verb.REVISE:
        drafts.item_revise(item=found, actor=actor, seen=seen)
    elif verb == Verb.DROP:
        drafts.version_drop(item=found, actor=actor, seen=seen)
    else:
        drafts.item_discard(item=found, actor=actor, seen=seen)


def _add_errors(form: SeenForm, error: ValidationError) -> None:
    """Put a service's refusals beside the fields they speak of, the others above the form."""
    for name, texts in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def _done(verb: Verb) -> str:
    return {
        Verb.SUBMIT: _("Handed in. A second person reviews it now."),
        Verb.TAKE_BACK: _("Taken back. You can go on writing."),
        Verb.RETURN: _("Sent back. The writers are told."),
        Verb.APPROVE: _("Approved. It goes out on its day."),
        Verb.HOLD: _("Stopped. It will not go out."),
        Verb.RETRACT: _("Retracted. Its address says why."),
        Verb.REVISE: _("A new version is open. Readers see the present one until yours is approved."),
        Verb.DROP: _("The version was dropped. What is published stays."),
        Verb.DISCARD: _("Thrown away."),
    }[verb]


def offer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A center offers its item to the whole country, or the nation decides (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_item(actor, public_id)
    if actor.kind == "center":
        review.offer_make(item=found, actor=actor)
        messages.success(request, _("Offered. The national center decides."))
    else:
        take = request.POST.get("decision") == "take"
        seen = request.POST.get("edition", "")
        review.offer_decide(item=found, actor=actor, take=take, edition=int(seen) if seen.isdecimal() else None)
        messages.success(request, _("Taken for the whole country.") if take else _("Left with the center."))
        if not take:
            return redirect(f"{reverse('publishing:desk')}?tab=offers")
    return redirect("publishing:item", public_id=public_id)


def attachment(request: HttpRequest, public_id: UUID, attachment: UUID) -> HttpResponseBase:
    """Send a clean file to those who work on the item."""
    row = access.get_attachment(request.actor, public_id, attachment)  # type: ignore[attr-defined]
    if row.state != row.State.CLEAN:
        raise Http404
    return send(row.storage_key, row.name, row.media_type, inline=row.is_picture)
