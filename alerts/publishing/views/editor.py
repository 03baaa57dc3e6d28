"""The editor: begin an item, write it side by side in both languages, add pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.publishing import access
from alerts.publishing.choices import Kind, State
from alerts.publishing.forms.steps import AttachmentForm, BeginForm
from alerts.publishing.forms.words import SourceFormSet, WordsForm, initial_of, sources_of
from alerts.publishing.models import Edition, Item, Revision
from alerts.publishing.selectors import desk, reading
from alerts.publishing.services import attachments, drafts
from alerts.publishing.services.steps import latest
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.site.markdown import render as markdown


def begin(request: HttpRequest) -> HttpResponse:
    """Begin an item: its kind, its titles, its address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = BeginForm(
        request.POST or None,
        national=actor.kind == "national",
        initial={
            "kind": request.GET.get("kind", ""),
            "title_zh": request.GET.get("title", "")[:120],
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        fallback = f"{given['kind']}-{timezone.localdate():%Y%m%d}-{timezone.localtime():%H%M%S}"
        slug = given["slug"].strip() or drafts.address_of(given["title_en"], fallback)
        words = {"title_zh": given["title_zh"], "title_en": given["title_en"]}
        try:
            found = drafts.item_begin(kind=Kind(given["kind"]), actor=actor, slug=slug, words=words)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                for text in texts:
                    form.add_error(name if name in form.fields else None, text)
        else:
            return redirect("publishing:edit", public_id=found.public_id)
    return render(request, "publishing/begin.html", {"form": form}, status=422 if form.is_bound else 200)


def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write in the open version, Chinese and English side by side."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_item(actor, public_id)
    revision = latest(found)
    if found.state != State.DRAFT:
        raise Conflict(_("This text is closed. Take it back or begin a new version to change it."))
    form = _words_form(request, found, revision, actor)
    sources = SourceFormSet(request.POST or None, prefix="sources", initial=revision.sources)
    if request.method == "POST" and form.is_valid() and sources.is_valid():
        given = form.words(sources_of(sources))
        try:
            drafts.words_write(item=found, words=given, actor=actor, seen=form.cleaned_data["seen"])
        except Conflict as refusal:
            # What was typed stays on the screen; the other's version is one click away.
            form.add_error(None, str(refusal))
            return _editor(request, found, revision, form, sources, status=409)
        messages.success(request, _("Saved."))
        return redirect("publishing:edit" if "stay" in request.POST else "publishing:item", public_id=public_id)
    return _editor(request, found, revision, form, sources, status=422 if form.is_bound else 200)


def _words_form(request: HttpRequest, item: Item, revision: Revision, actor: Actor) -> WordsForm:
    rows = {row.public_id: row for row in Edition.objects.filter(public_id__in=revision.related, is_current=True)}
    addresses = [reading.address_of(rows[pk].kind, rows[pk].slug) for pk in revision.related if pk in rows]
    return WordsForm(
        request.POST or None,
        kind=Kind(item.kind),
        national=actor.kind == "national",
        published=item.edition is not None,
        initial=initial_of(revision, addresses) | {"seen": item.row_version},
    )


def _editor(
    request: HttpRequest, item: Item, revision: Revision, form: WordsForm, sources: Any, *, status: int
) -> HttpResponse:
    context = {
        "item": item,
        "revision": revision,
        "form": form,
        "sources": sources,
        "attachments": desk.attachments_of(revision),
        "returned": desk.returned(item),
    }
    return render(request, "publishing/edit.html", context, status=status)


def preview(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Draw one part as readers will see it, while it is written (POST `text`)."""
    found = access.get_own_item(request.actor, public_id)  # type: ignore[attr-defined]
    pictures = desk.pictures_of(found, desk.attachments_of(latest(found)))
    return HttpResponse(markdown(request.POST.get("text", "")[:60_000], pictures))


def attachment_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Add a picture or file to the open version."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_item(actor, public_id)
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            attachments.attachment_add(
                item=found, upload=given["file"], alt_zh=given["alt_zh"], alt_en=given["alt_en"], actor=actor
            )
        except ValidationError as error:
            form.add_error("file", error.messages[0])
        else:
            messages.success(request, _("Received. It can be used as soon as it has been checked."))
            return redirect("publishing:edit", public_id=public_id)
    context = {"item": found, "form": form}
    return render(request, "publishing/attachment.html", context, status=422 if form.is_bound else 200)


def attachment_remove(request: HttpRequest, public_id: UUID, attachment: UUID) -> HttpResponse:
    """Take a file out of the open version (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = access.get_own_item(actor, public_id)
    row = access.get_attachment(actor, public_id, attachment)
    attachments.attachment_remove(item=found, row=row, actor=actor)
    messages.success(request, _("Taken out of this version."))
    return redirect("publishing:edit", public_id=public_id)
