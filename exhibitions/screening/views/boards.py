"""Where one begins, the readiness board, the firm's page, what waits for a signature."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from exhibitions.fairs import access as fair_access
from exhibitions.fairs.models import Participant
from exhibitions.fairs.selectors.delegations import BY_DAYS
from exhibitions.screening import access
from exhibitions.screening.choices import Language
from exhibitions.screening.forms.screenings import BoardForm, PackForm
from exhibitions.screening.models import BoothPack
from exhibitions.screening.selectors import board as found_board
from exhibitions.screening.selectors.waiting import to_sign
from exhibitions.screening.services.packs import pack_fetched, pack_order
from exhibitions.screening.views.shared import Way, house, tabs
from portal.documents import download
from portal.keyset import NEWEST, Order
from portal.site.asking import actor_of, page_at

BY_BOOTH = Order("id")
LONGEST_WAIT = Order("handed_in_at")


def home(request: HttpRequest) -> HttpResponse:
    """List the delegations; for a firm, the fairs it takes part in."""
    actor = actor_of(request)
    context: dict[str, Any] = {"house": house(actor), "tabs": tabs(request, "home"), "kind": actor.kind}
    if actor.kind == "enterprise":
        mine = fair_access.visible_participants(actor).select_related("delegation__edition__fair")
        context["page"] = page_at(request, mine, NEWEST)
    else:
        rows = fair_access.visible_delegations(actor).select_related("edition__fair", "center")
        context["page"] = page_at(request, rows, BY_DAYS)
    return render(request, "screening/home.html", context)


def board(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show how ready a delegation is, firm by firm."""
    actor = actor_of(request)
    found = fair_access.get_delegation(actor, public_id)
    form = BoardForm(request.GET or None)
    shown = page_at(request, found_board.firms_of(found, **form.asked()), BY_BOOTH)
    context = {
        "house": house(actor), "delegation": found, "form": form, "page": shown,
        "rows": found_board.board_rows(list(shown.rows)), "sums": found_board.sums_of(found),
        "crumbs": [(_("Checks of exhibits"), reverse("screening:home"))],
    }  # fmt: skip
    return render(request, "screening/board.html", context)


def firm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a firm's exhibits with their results, what to do, and its booth pack."""
    found = fair_access.get_participant(actor_of(request), public_id)
    spoken = found.delegation.edition.fair.language
    language = spoken if spoken in Language.values else Language.EN
    return _firm_page(request, found, PackForm(initial={"language": language}))


def _firm_page(request: HttpRequest, found: Participant, form: PackForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "house": house(actor), "participant": found, "rows": found_board.exhibits_of(found), "form": form,
        "packs": [] if actor.kind == "expert" else found_board.newest_packs([found]),
        "may_check": access.may_check(actor, found.center_id), "may_order": access.may_order_pack(actor, found),
        "crumbs": _way(request, found), "is_firm": actor.kind == "enterprise", "reads_packs": actor.kind != "expert",
    }  # fmt: skip
    return render(request, "screening/firm.html", context, status=status)


def _way(request: HttpRequest, participant: Participant) -> Way:
    way = [(_("Checks of exhibits"), reverse("screening:home"))]
    if actor_of(request).kind != "enterprise":
        delegation = participant.delegation
        way.append((delegation.name, reverse("screening:board", args=[delegation.public_id])))
    return way


def order_pack(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Have a firm's booth pack made (POST)."""
    actor = actor_of(request)
    found = fair_access.get_own_participant(actor, public_id)
    form = PackForm(request.POST)
    if not form.is_valid():
        return _firm_page(request, found, form, status=422)
    if pack_order(participant=found, language=form.cleaned_data["language"], actor=actor):
        messages.success(request, _("The booth pack is being made. It stands here in a moment: load the page again."))
    else:
        messages.info(request, _("It is being made already."))
    return redirect("screening:firm", public_id=public_id)


def pack(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Give a booth pack."""
    found = access.get_pack(actor_of(request), public_id)
    pack_fetched(pack=found)
    return download.send(found.storage_key, _pack_name(found), "application/pdf")


def _pack_name(pack: BoothPack) -> str:
    with translation.override("zh-hans"):
        return f"{_('Booth pack')}-{pack.participant.name}-{pack.language}-{pack.ordered_at:%Y%m%d}.pdf"


def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits for the actor's signature, the longest wait first."""
    actor = actor_of(request)
    rows = to_sign(actor).select_related("exhibit", "participant__delegation", "handed_in_by")
    context = {
        "house": house(actor), "page": page_at(request, rows, LONGEST_WAIT), "tabs": tabs(request, "waiting"),
    }  # fmt: skip
    return render(request, "screening/waiting.html", context)
