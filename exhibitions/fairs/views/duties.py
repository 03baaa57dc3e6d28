"""An expert's duties at fairs: the declaration first, then the firms."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions.fairs import access
from exhibitions.fairs.choices import PostState
from exhibitions.fairs.forms.delegations import DeclarationForm, ReasonForm
from exhibitions.fairs.models import Post
from exhibitions.fairs.selectors import delegations as found
from exhibitions.fairs.services.posts import digest_of, post_declare, post_leave
from portal.site.asking import actor_of


def listing(request: HttpRequest) -> HttpResponse:
    """List an expert's duties, the latest first."""
    rows = access.visible_posts(actor_of(request)).select_related("delegation__edition__fair", "center")
    context = {"rows": list(rows.order_by("-starts_on", "-pk")[:200]), "today": timezone.localdate()}
    return render(request, "fairs/duties.html", context)


def duty(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show a duty: the names to declare on, or the firms once it is open; take the declaration (POST)."""
    actor = actor_of(request)
    post = access.get_duty(actor, public_id)
    waits = post.state == PostState.PROPOSED and post.ends_on >= timezone.localdate()
    form = DeclarationForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        post_declare(
            post=post, actor=actor, takes=form.cleaned_data["answer"] == "none", words=form.cleaned_data["reason"],
            seen=request.POST.get("seen", ""),
        )  # fmt: skip
        messages.success(request, _("Thank you. The center is told."))
        return redirect("fairs:duty", public_id=public_id)
    return _page(request, post, form, ReasonForm(), waits=waits, status=422 if form.is_bound else 200)


def leave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Leave a duty because of a conflict that showed up later (POST)."""
    actor = actor_of(request)
    post = access.get_duty(actor, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, post, DeclarationForm(), form, waits=False, status=422)
    post_leave(post=post, actor=actor, words=form.cleaned_data["reason"])
    messages.success(request, _("You have left the duty. The firms are closed to you from now on."))
    return redirect("fairs:duty", public_id=public_id)


def _page(
    request: HttpRequest, post: Post, form: DeclarationForm, reason: ReasonForm, *, waits: bool, status: int
) -> HttpResponse:
    actor = actor_of(request)
    is_open = post.state == PostState.ACTIVE
    rows = access.visible_participants(actor).filter(delegation_id=post.delegation_id) if is_open else None
    context = {
        "post": post, "delegation": post.delegation, "edition": post.delegation.edition, "form": form, "reason": reason,
        "waits": waits, "is_open": is_open, "seen": digest_of(post.disclosed),
        "firms": list(rows.order_by("hall", "booth", "pk")[:1000]) if rows is not None else [],
        "newcomers": found.newcomers(post) if is_open else [],
        "crumbs": [(_("Duties at fairs"), reverse("fairs:duties"))],
    }  # fmt: skip
    return render(request, "fairs/duty.html", context, status=status)
