"""Import a roster: the template, the preview, the import."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from exhibitions.fairs import access, exports
from exhibitions.fairs.forms.participants import RosterForm
from exhibitions.fairs.models import Delegation
from exhibitions.fairs.roster.planning import Plan, plan
from exhibitions.fairs.roster.reading import HEADINGS, LABELS, REQUIRED, Sheet, read_cells, read_file
from exhibitions.fairs.services.rosters import roster_import
from portal.policy.conflict import Conflict
from portal.reference.text import is_chinese
from portal.site.asking import actor_of
from portal.tabular import Fault

SALT = "fairs.roster"
# What was looked at in the morning is imported by the evening.
SECONDS = 12 * 3600
SHOWN = 200
# The preview comes back in a form (DATA_UPLOAD_MAX_MEMORY_SIZE).
MOST_PACKED = 1_800_000


def template(request: HttpRequest) -> HttpResponse:
    """Give the empty roster."""
    return exports.roster_template()


def roster(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look at a roster row by row, then import it whole."""
    actor = actor_of(request)
    delegation = access.get_own_delegation(actor, public_id)
    if delegation.state != "open":
        raise Conflict(_("This delegation is not open any more."))
    if request.method != "POST":
        return _page(request, delegation, RosterForm())
    if "packed" in request.POST:
        return _import(request, delegation)
    form = RosterForm(request.POST, request.FILES)
    if form.is_valid():
        raw = form.cleaned_data["file"].read()
        try:
            sheet = read_file(raw)
        except ValidationError as error:
            form.add_error("file", error.messages[0])
        else:
            sha256 = hashlib.sha256(raw).hexdigest()
            return _page(request, delegation, RosterForm(), sheet=sheet, sha256=sha256)
    return _page(request, delegation, form, status=422)


def _import(request: HttpRequest, delegation: Delegation) -> HttpResponse:
    actor = actor_of(request)
    try:
        kept = signing.loads(request.POST["packed"], salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        kept = {}
    if kept.get("of") != [delegation.pk, actor.user_id]:
        form = RosterForm()
        messages.error(request, _("The preview is too old. Choose the file again."))
        return _page(request, delegation, form, status=422)
    sheet = read_cells([(line, cells) for line, cells in kept["cells"]])
    done = roster_import(
        delegation=delegation, sheet=sheet, seen=kept["plan"], sha256=kept["sha256"], actor=actor
    )  # fmt: skip
    if done is None:
        messages.warning(
            request, _("The delegation changed meanwhile. Look at the preview again; nothing was imported.")
        )
        return _page(request, delegation, RosterForm(), sheet=sheet, sha256=kept["sha256"], status=409)
    messages.success(
        request,
        _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were.")
        % {"new": done.new, "changed": done.changed, "same": done.same},
    )
    return redirect("fairs:delegation", public_id=delegation.public_id)


def _page(
    request: HttpRequest, delegation: Delegation, form: RosterForm, *, sheet: Sheet | None = None, sha256: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    faults: list[Any] = []
    found: Plan | None = None
    packed = ""
    if sheet is not None:
        found = plan(delegation=delegation, rows=sheet.rows, actor=actor)
        faults = sorted([*sheet.faults, *found.faults])
        if not faults and (found.new or found.changed):
            kept = {"of": [delegation.pk, actor.user_id], "cells": sheet.cells, "plan": found.digest, "sha256": sha256}
            packed = signing.dumps(kept, salt=SALT, compress=True)
            if len(packed) > MOST_PACKED:
                faults = [Fault(1, "", _("The file holds too much text for one import. Split it."))]
                packed, status = "", 422
        elif faults and status == 200:
            status = 422
    # What would happen first, what stays as it is last.
    order = {"new": 0, "changed": 0, "same": 1}
    rows = sorted(found.rows, key=lambda row: (order[row.verdict], row.row.line)) if found else []
    context = {
        "delegation": delegation, "form": form, "plan": found, "packed": packed,
        "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN),
        "faults": [(fault.line, _label(fault.column), fault.message) for fault in faults],
        "columns": [
            (words[0] if is_chinese() else str(LABELS[name]), name in REQUIRED)
            for name, words in HEADINGS.items()
            if name not in {"state", "source"}
        ],
        "crumbs": [
            (_("Delegations"), reverse("fairs:delegations")),
            (delegation.name, reverse("fairs:delegation", args=[delegation.public_id])),
        ],
    }  # fmt: skip
    return render(request, "fairs/roster.html", context, status=status)


def _label(column: str) -> str:
    return str(LABELS.get(column, column))
