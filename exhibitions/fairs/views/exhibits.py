"""Exhibits with pictures, rights with documents: written by the firm or by its center."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from exhibitions.fairs import access
from exhibitions.fairs.forms.participants import DocumentForm, ExhibitForm, PictureForm, RightForm
from exhibitions.fairs.models import Exhibit, OwnRight, Participant
from exhibitions.fairs.selectors.participants import is_picture
from exhibitions.fairs.services import exhibits as services
from exhibitions.fairs.views.participants import base_of, way_of
from exhibitions.fairs.views.shared import form_page
from portal.documents.download import send
from portal.documents.models import StoredFile
from portal.policy.conflict import Conflict
from portal.site.asking import actor_of, seen_version, take


def _editable(request: HttpRequest, public_id: UUID) -> Participant:
    actor = actor_of(request)
    row = access.get_own_participant(actor, public_id)
    if not access.may_edit(actor, row):
        raise Conflict(_("The delegation is closed, or the firm is not in it any more; nothing can be changed."))
    return row


def exhibit_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter a product."""
    return _exhibit_form(request, _editable(request, public_id), Exhibit(), _("Enter a product"))


def exhibit_change(request: HttpRequest, public_id: UUID, exhibit: UUID) -> HttpResponse:
    """Change a product."""
    row = _editable(request, public_id)
    return _exhibit_form(request, row, access.get_exhibit(row, exhibit), _("Change the product"))


def _exhibit_form(request: HttpRequest, row: Participant, exhibit: Exhibit, title: str) -> HttpResponse:
    actor = actor_of(request)
    version = exhibit.row_version
    form = ExhibitForm(request.POST if request.method == "POST" else None, instance=exhibit)
    if form.is_bound and form.is_valid():
        try:
            services.exhibit_keep(exhibit=form.instance, participant=row, actor=actor, seen=seen_version(request))
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("fairs:participant", public_id=row.public_id)
    return form_page(request, form, title, way_of(actor, row), version=version, base=base_of(actor))


def exhibit_act(request: HttpRequest, public_id: UUID, exhibit: UUID, verb: str) -> HttpResponse:
    """Take a product out of what is shown, or back in (POST)."""
    row = _editable(request, public_id)
    services.exhibit_move(
        exhibit=access.get_exhibit(row, exhibit), participant=row, out=verb == "out", actor=actor_of(request)
    )
    messages.success(request, _("Done."))
    return redirect("fairs:participant", public_id=public_id)


def picture_add(request: HttpRequest, public_id: UUID, exhibit: UUID) -> HttpResponse:
    """Add a picture to a product."""
    row = _editable(request, public_id)
    product = access.get_exhibit(row, exhibit)
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.picture_add(
                exhibit=product, participant=row, upload=form.cleaned_data["file"], alt=form.cleaned_data["alt"],
                actor=actor_of(request),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("file", error.messages[0])
        else:
            messages.success(request, _("Received. It shows as soon as it has been checked."))
            return redirect("fairs:participant", public_id=public_id)
    return _upload_page(request, row, form, _("Add a picture of “%(name)s”") % {"name": product.name})


def _upload_page(request: HttpRequest, row: Participant, form: PictureForm | DocumentForm, title: str) -> HttpResponse:
    actor = actor_of(request)
    context = {"form": form, "title": title, "crumbs": way_of(actor, row), "base": base_of(actor)}
    return render(request, "fairs/upload.html", context, status=422 if form.is_bound else 200)


def picture(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponseBase:
    """Send a clean picture."""
    row = access.get_picture(access.get_participant(actor_of(request), public_id), file)
    if not is_picture(row):
        raise Http404
    return send(row.storage_key, row.name, row.media_type, inline=True)


def picture_drop(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
    """Delete a picture (POST)."""
    row = _editable(request, public_id)
    services.file_remove(row=access.get_picture(row, file), participant=row, actor=actor_of(request))
    messages.success(request, _("Deleted."))
    return redirect("fairs:participant", public_id=public_id)


def right_add(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Enter a right of the firm."""
    row = _editable(request, public_id)
    return _right_form(request, row, OwnRight(owner=row.name), _("Enter a right"))


def right_change(request: HttpRequest, public_id: UUID, right: UUID) -> HttpResponse:
    """Change a right of the firm."""
    row = _editable(request, public_id)
    return _right_form(request, row, access.get_right(row, right), _("Change the right"))


def _right_form(request: HttpRequest, row: Participant, right: OwnRight, title: str) -> HttpResponse:
    actor = actor_of(request)
    version = right.row_version
    exhibits = list(row.exhibits.order_by("pk"))
    covered = [str(pk) for pk in right.covers.values_list("exhibit_id", flat=True)] if right.pk else []
    data = request.POST if request.method == "POST" else None
    form = RightForm(data, instance=right, exhibits=exhibits, initial={"covers": covered})
    if form.is_bound and form.is_valid():
        try:
            services.right_keep(
                right=form.instance, covers=form.covered, participant=row, actor=actor, seen=seen_version(request)
            )
        except ValidationError as error:
            take(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("fairs:participant", public_id=row.public_id)
    return form_page(request, form, title, way_of(actor, row), version=version, base=base_of(actor))


def right_drop(request: HttpRequest, public_id: UUID, right: UUID) -> HttpResponse:
    """Delete a right with its documents (POST)."""
    row = _editable(request, public_id)
    services.right_remove(right=access.get_right(row, right), participant=row, actor=actor_of(request))
    messages.success(request, _("Deleted."))
    return redirect("fairs:participant", public_id=public_id)


def document_add(request: HttpRequest, public_id: UUID, right: UUID) -> HttpResponse:
    """Add a document that proves a right."""
    row = _editable(request, public_id)
    found = access.get_right(row, right)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.document_add(
                right=found, participant=row, upload=form.cleaned_data["file"], title=form.cleaned_data["title"],
                actor=actor_of(request),
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("file", error.messages[0])
        else:
            messages.success(request, _("Received. It opens as soon as it has been checked."))
            return redirect("fairs:participant", public_id=public_id)
    return _upload_page(request, row, form, _("Add a document to “%(name)s”") % {"name": found.title})


def document(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponseBase:
    """Send a clean document."""
    row = access.get_document(access.get_participant(actor_of(request), public_id), file)
    if row.state != StoredFile.State.CLEAN:
        raise Http404
    return send(row.storage_key, row.name, row.media_type, inline=False)


def document_drop(request: HttpRequest, public_id: UUID, file: UUID) -> HttpResponse:
    """Delete a document (POST)."""
    row = _editable(request, public_id)
    services.file_remove(row=access.get_document(row, file), participant=row, actor=actor_of(request))
    messages.success(request, _("Deleted."))
    return redirect("fairs:participant", public_id=public_id)
