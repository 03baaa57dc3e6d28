"""The desk of the guides: the matrix, begin, hand out, date, ask and answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.guides import access
from alerts.guides.choices import Answer, Code
from alerts.guides.forms import AnswerForm, BeginForm, CheckForm, HandForm, SettleForm
from alerts.guides.models import Chapter
from alerts.guides.policy import WRITERS
from alerts.guides.selectors import desk as reads
from alerts.guides.services import chapters, checks
from alerts.publishing.addresses import address_of
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.reference.countries import country_name


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def desk(request: HttpRequest) -> HttpResponse:
    """Show every guide with the state, owner and days of its chapters."""
    actor = _actor(request)
    mine = request.GET.get("list") == "mine"
    shown = reads.matrix(actor, mine=mine)
    context = {
        "shown": shown,
        "codes": list(Code),
        "mine": mine,
        "tabs": [
            {"label": _("All guides"), "url": "?", "active": not mine, "count": None},
            {"label": _("Mine"), "url": "?list=mine", "active": mine, "count": None},
        ],
        "may_begin": actor.has(*WRITERS),
        "may_hand": actor.has(*WRITERS, "coordinator"),
        "may_answer": actor.has("reviewer"),
    }
    return render(request, "guides/desk.html", context)


def begin(request: HttpRequest) -> HttpResponse:
    """Begin a country's guide with nine drafts."""
    actor = _actor(request)
    form = BeginForm(request.POST or None, initial={"country": request.GET.get("country", "")})
    if request.method == "POST" and form.is_valid():
        country = form.cleaned_data["country"]
        try:
            begun = chapters.guide_begin(country=country, actor=actor)
        except Conflict as refusal:
            form.add_error("country", str(refusal))
        except ValidationError as error:
            _add_errors(form, error)
        else:
            text = ngettext("%(count)d draft was begun.", "%(count)d drafts were begun.", len(begun))
            messages.success(request, text % {"count": len(begun)})
            return redirect("guides:hand", country=country.lower())
    return render(request, "guides/begin.html", {"form": form}, status=422 if form.is_bound else 200)


def hand(request: HttpRequest, country: str) -> HttpResponse:
    """Hand the chapters of a guide to owners."""
    actor = _actor(request)
    found = reads.guide_chapters(actor, country.upper()) if country.islower() else []
    if not found:
        raise Http404
    form = HandForm(request.POST or None, chapters=found, people=chapters.may_own(actor.own_center_id or 0))
    if request.method == "POST" and form.is_valid():
        try:
            chapters.chapters_hand(country=country.upper(), owners=form.owners(), actor=actor)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("Saved. New owners are told."))
            return redirect("guides:desk")
    context = {"form": form, "name": country_name(country.upper())}
    return render(request, "guides/hand.html", context, status=422 if form.is_bound else 200)


def chapter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one chapter: its text, owner, days and checks."""
    actor = _actor(request)
    found = access.get_chapter(actor, public_id)
    shown = reads.chapter_page(found)
    waiting = shown.open_check
    context = {
        "chapter": found,
        "shown": shown,
        "label": Code(found.code).label,
        "public_url": address_of("guide", found.item.slug) if found.item.edition else "",
        "may_write": actor.has(*WRITERS),
        "may_ask": actor.has(*WRITERS) and checks.objection_to_ask(found, actor) is None,
        "may_answer": waiting is not None and checks.objection_to_answer(waiting, actor) is None,
        "may_hand": actor.has(*WRITERS, "coordinator"),
    }
    return render(request, "guides/chapter_desk.html", context)


def settle(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say how long a review is good for, and when the facts in hand were checked."""
    actor = _actor(request)
    found = access.get_chapter(actor, public_id)
    form = SettleForm(request.POST or None, initial={"months": found.months, "checked_on": found.checked_on})
    if request.method == "POST" and form.is_valid():
        try:
            chapters.chapter_settle(
                chapter=found,
                months=form.cleaned_data["months"],
                checked_on=form.cleaned_data["checked_on"],
                actor=actor,
            )
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("guides:chapter_desk", public_id=public_id)
    return _form_page(request, "guides/settle.html", found, form)


def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The owner says: reviewed, nothing to change."""
    actor = _actor(request)
    found = access.get_chapter(actor, public_id)
    form = CheckForm(request.POST or None)
    objection = checks.objection_to_ask(found, actor)
    if request.method == "POST" and form.is_valid():
        try:
            checks.check_ask(chapter=found, note=form.cleaned_data["note"], actor=actor)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            messages.success(request, _("A reviewer is asked to confirm it."))
            return redirect("guides:chapter_desk", public_id=public_id)
    return _form_page(request, "guides/check.html", found, form, objection=objection)


def answer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A reviewer confirms a check, or says why not."""
    actor = _actor(request)
    found = access.get_check(actor, public_id)
    form = AnswerForm(request.POST or None)
    objection = checks.objection_to_answer(found, actor)
    if request.method == "POST" and form.is_valid():
        confirm = form.cleaned_data["answer"] == Answer.CONFIRMED
        try:
            checks.check_answer(check=found, confirm=confirm, reason=form.cleaned_data["reason"], actor=actor)
        except ValidationError as error:
            _add_errors(form, error)
        else:
            done = _("Confirmed. Readers see the new day in a moment.") if confirm else _("The owner is told.")
            messages.success(request, done)
            return redirect("guides:chapter_desk", public_id=found.chapter.public_id)
    return _form_page(request, "guides/answer.html", found.chapter, form, objection=objection, check=found)


def _form_page(request: HttpRequest, template: str, chapter: Chapter, form: forms.Form, **more: Any) -> HttpResponse:
    context = {
        "chapter": chapter,
        "label": Code(chapter.code).label,
        "form": form,
        "public_url": address_of("guide", chapter.item.slug) if chapter.item.edition else "",
        **more,
    }
    return render(request, template, context, status=422 if form.is_bound else 200)


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put a service's refusals beside the fields they speak of, the others above the form."""
    for name, texts in (error.message_dict if hasattr(error, "error_dict") else {"": error.messages}).items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)
