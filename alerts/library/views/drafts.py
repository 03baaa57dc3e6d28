"""A draft for the library: side by side, piece by piece, until it is handed over."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.library import access
from alerts.library.anonymise.identity import What
from alerts.library.choices import State
from alerts.library.forms.drafts import HandOverForm, OwnPieceForm, PassForm, PiecesForm, TextsForm
from alerts.library.models import CaseOrigin, Replacement
from alerts.library.selectors import origins
from alerts.library.services import drafting
from alerts.publishing.services.drafts import address_of
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict


def desk(request: HttpRequest) -> HttpResponse:
    """List the center's drafts and typical cases, last changed first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    shown = origins.desk_page(
        actor.own_center_id, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return render(request, "library/desk.html", {"page": shown})


def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a draft: the texts side by side, every piece with its decision, what is left to do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return _draft_page(request, access.get_origin(actor, public_id), actor)


def _draft_page(
    request: HttpRequest,
    origin: CaseOrigin,
    actor: Actor,
    *,
    pieces: PiecesForm | None = None,
    own: OwnPieceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = list(Replacement.objects.filter(origin=origin).order_by("pk"))
    sides = origins.side_by_side(origin, rows)
    counts = Counter(piece.swap.mark for side in sides for piece in side.pieces if piece.swap)
    preparing = origin.state == State.PREPARING
    context: dict[str, Any] = {
        "origin": origin,
        "case": origin.case,
        "sides": sides,
        "replaced": origins.replaced_words(origin.replaced),
        "preparing": preparing,
        "may_work": preparing and actor.has("handler", "supervisor"),
        "standing": origins.standing_consent(origin.case),
    }
    if preparing:
        context |= {
            "form": pieces or PiecesForm(origin=origin, rows=rows, counts=counts),
            "own_form": own or OwnPieceForm(),
            "missing": drafting.shortcomings(origin, rows),
            "leaks": origins.leaks_in(origin, {side.name: side.after for side in sides}),
            "may_pass": actor.has("supervisor") and actor.user_id not in origin.writers,
        }
        context["lines"] = context["form"].lines()
        context["undecided"] = sum(row.decision == "proposed" for row in rows)
    return render(request, "library/draft.html", context, status=status)


def _open(request: HttpRequest, public_id: UUID) -> tuple[CaseOrigin, Actor]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    origin = access.get_origin(actor, public_id)
    if origin.state != State.PREPARING:
        raise Conflict(_("This draft is closed: it was handed over or given up."))
    return origin, actor


def texts(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write the texts of a draft, Chinese and English side by side."""
    origin, actor = _open(request, public_id)
    form = TextsForm(request.POST if request.method == "POST" else None, origin=origin)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            drafting.texts_write(origin=origin, actor=actor, values=given, seen=given["seen"])
        except Conflict as refusal:
            form.add_error(None, str(refusal))
            return render(request, "library/texts.html", {"origin": origin, "form": form}, status=409)
        messages.success(request, _("Saved. What was found new is marked."))
        return redirect("library:draft", public_id=public_id)
    context = {"origin": origin, "form": form}
    return render(request, "library/texts.html", context, status=422 if form.is_bound else 200)


def decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Save the decisions about pieces, or accept every open proposal (POST)."""
    origin, actor = _open(request, public_id)
    rows = list(Replacement.objects.filter(origin=origin).order_by("pk"))
    if "all" in request.POST:
        count = drafting.pieces_accept_all(origin=origin, actor=actor)
        messages.success(request, _("%(count)d pieces are replaced. Read the texts once more.") % {"count": count})
        return redirect("library:draft", public_id=public_id)
    form = PiecesForm(request.POST, origin=origin, rows=rows)
    if not form.is_valid():
        return _draft_page(request, origin, actor, pieces=form, status=422)
    drafting.pieces_decide(origin=origin, actor=actor, decisions=form.decisions(), seen=form.cleaned_data["seen"])
    messages.success(request, _("Saved."))
    return redirect("library:draft", public_id=public_id)


def add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Replace something that was not proposed (POST)."""
    origin, actor = _open(request, public_id)
    form = OwnPieceForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            drafting.piece_add(
                origin=origin,
                actor=actor,
                what=What(given["what"]),
                words=given["words"],
                zh=given["zh"],
                en=given["en"],
            )
        except ValidationError as error:
            form.add_error("words", error.messages[0])
        else:
            messages.success(request, _("Replaced wherever it stands."))
            return redirect("library:draft", public_id=public_id)
    return _draft_page(request, origin, actor, own=form, status=422)


def pass_find(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Record that a find of the last look is a false alarm, with the reason (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    origin = access.get_origin(actor, public_id)
    form = PassForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why this names nobody."))
        return redirect("library:draft", public_id=public_id)
    drafting.find_pass(origin=origin, actor=actor, **form.cleaned_data)
    messages.success(request, _("Recorded with your reason."))
    return redirect("library:draft", public_id=public_id)


def hand_over(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for the address (GET), then hand the anonymised text over for review (POST)."""
    origin, actor = _open(request, public_id)
    rows = list(Replacement.objects.filter(origin=origin).order_by("pk"))
    form = HandOverForm(request.POST if request.method == "POST" else None, initial={"seen": origin.row_version})
    out = origins.texts_out(origin, rows)
    if request.method == "POST" and form.is_valid():
        fallback = f"case-{timezone.localdate():%Y%m%d}-{timezone.localtime():%H%M%S}"
        slug = form.cleaned_data["slug"].strip() or address_of(out["title_en"], fallback)
        try:
            item = drafting.draft_hand_over(origin=origin, actor=actor, slug=slug, seen=form.cleaned_data["seen"])
        except ValidationError as error:
            for name, words in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
                for text in words:
                    form.add_error(name if name in form.fields else None, text)
        else:
            messages.success(request, _("Handed over. A supervisor who did not work on it releases it."))
            return redirect("publishing:item", public_id=item.public_id)
    context = {"origin": origin, "form": form, "missing": drafting.shortcomings(origin, rows), "out": out}
    return render(request, "library/hand_over.html", context, status=422 if form.is_bound else 200)


def drop(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask, then give a draft up; its texts are erased."""
    origin, actor = _open(request, public_id)
    if request.method == "POST":
        drafting.draft_drop(origin=origin, actor=actor)
        messages.success(request, _("Given up. Its texts are erased."))
        return redirect("library:desk")
    return render(request, "library/drop.html", {"origin": origin, "destructive": True})
