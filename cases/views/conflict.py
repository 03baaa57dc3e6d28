"""Two people at one case: the page that says what happened, and keeps what the slower one had typed."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cases.choices import Verb
from cases.models import Case, TimelineEntry
from cases.selectors import case_page
from cases.views.story import story
from portal.accounts.actors import Actor
from portal.policy.conflict import Conflict
from portal.site.asking import seen_version

LONG = 40


def conflict(
    request: HttpRequest, case: Case, error: Conflict | Exception, form: forms.Form | None = None, *, back: str = ""
) -> HttpResponse:
    """Answer 409: why, what happened to the case last, and the long texts of `form` for copying.

    `back` is where the person goes on (the case page unless given).
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    case.refresh_from_db()
    context = {
        "case": case,
        "why": str(error),
        "story": story(case_page.timeline_of(case, actor)[:3], case, actor),
        "typed": _typed(form),
        "back": back or reverse("cases:detail", args=[case.public_id]),
    }
    return render(request, "cases/conflict.html", context, status=409)


def done_already(request: HttpRequest, case: Case, verb: Verb, actor: Actor) -> bool:
    """Say whether the same person did the same thing just before from the same page: a double click."""
    seen = seen_version(request)
    if seen is None:
        return False
    case.refresh_from_db(fields=["version", "state"])
    last = TimelineEntry.objects.filter(case_id=case.pk).exclude(from_state="").order_by("-id").first()
    return case.version == seen + 1 and last is not None and last.verb == verb and last.actor_id == actor.user_id


def _typed(form: forms.Form | None) -> list[tuple[str, str]]:
    """List label and text of what would be a pity to type again."""
    if form is None or not form.is_bound:
        return []
    found = []
    for bound in form.visible_fields():
        text = bound.value()
        if isinstance(text, str) and (len(text) > LONG or isinstance(bound.field.widget, forms.Textarea)) and text:
            found.append((str(bound.label), text))
    return found
