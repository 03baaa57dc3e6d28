"""Signing up with an address or an account, and the own page. Links are opened by GET and act by POST: scanners follow them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from exhibitions.events import access, links, workflow
from exhibitions.events.calendars import calendar_answer
from exhibitions.events.forms.public import AskForm, FeedbackForm, JoinForm, QuizForm
from exhibitions.events.models import Event
from exhibitions.events.selectors import people as reads
from exhibitions.events.services import people
from portal.accounts import limits
from portal.accounts.actors import Actor
from portal.accounts.models import Enterprise, User
from portal.accounts.views.entry import limited, posted
from portal.documents import download
from portal.site.leaflets import page_address, qr_data

SIGN_UP = limits.Limit(20, 3600)


@never_cache
def sign_up(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Sign up for an event: with the account of who is logged in, else with an address alone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    event = access.get_announced(actor, public_id)
    if actor.user_id is not None:
        if (key := reads.own_key(event.pk)) is not None:
            return _to_own(key)
        form: JoinForm = JoinForm(posted(request), initial=_known(request, actor))
    else:
        form = AskForm(posted(request))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        done = _join(request, actor, event, form) if actor.user_id is not None else _ask(request, event, form)
        if done is not None:
            return done
        status = 409
    context = {
        "form": form, "event": event, "takes": workflow.takes_signups(event), "full": workflow.is_full(event),
        "account": request.user if actor.user_id is not None else None,
    }  # fmt: skip
    return limited(request, render(request, "events/sign_up.html", context, status=status))


def _known(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    user = request.user
    assert isinstance(user, User)
    firm = Enterprise.objects.filter(pk=actor.enterprise_id).first() if actor.enterprise_id else None
    return {"name": user.name, "organisation": firm.name if firm else "", "province": firm.province if firm else ""}


def _ask(request: HttpRequest, event: Event, form: JoinForm) -> HttpResponse | None:
    given = form.cleaned_data
    if wait := limits.from_network(request, "event-sign-up", SIGN_UP):
        form.add_error(None, _("Too many attempts from your network. Please try again later."))
        request.login_wait = wait  # type: ignore[attr-defined]
        return None
    # Silent, as everything is that would tell whether somebody signed up with this address before.
    # Whoever signs up for several events gets a mail for each; nobody gets twenty in an hour.
    often = limits.for_address(given["email"], f"event-sign-up {event.pk}")
    if not often and not limits.for_address(given["email"], "event-sign-up", SIGN_UP):
        outcome = people.signup_ask(event=event.public_id, email=given["email"], given=form.given())
        if outcome != "asked":
            form.add_error(None, _outcome(outcome))
            return None
    return redirect("events:asked")


def _join(request: HttpRequest, actor: Actor, event: Event, form: JoinForm) -> HttpResponse | None:
    state, key = people.signup_join(event=event.public_id, given=form.given(), enterprise_id=actor.enterprise_id)
    if key is not None and state in ("confirmed", "waiting", "walkin"):
        messages.success(request, _outcome(state))
        return _to_own(key)
    form.add_error(None, _outcome(state))
    return None


def _outcome(state: str) -> str:
    return {
        "confirmed": _("You have a seat."),
        "walkin": _("You have a seat."),
        "waiting": _("All seats are taken; you are on the waiting list."),
        "full": _("All seats are taken, and there is no waiting list."),
        "unproved": _("The address of your account is not confirmed yet."),
    }.get(state, _("The event takes no sign-ups now."))


def _to_own(key: UUID) -> HttpResponseRedirectBase:
    return redirect("events:own", token=links.token(links.OWN, key))


def asked(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, whoever asked."""
    return render(request, "events/asked.html")


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is to be confirmed, and confirm it."""
    key = links.key_of(links.CONFIRM, token)
    seen = reads.seen(key) if key else None
    if key is None or seen is None:
        return render(request, "events/expired.html", {"confirming": True}, status=410)
    if request.method == "POST":
        done = people.signup_confirm(key=key)
        if done is None:
            return render(request, "events/expired.html", {"confirming": True}, status=410)
        state, own_key = done
        if state in ("confirmed", "waiting", "walkin"):
            messages.success(request, _outcome(state))
        else:
            messages.error(request, _outcome(state))
        return _to_own(own_key)
    return render(request, "events/confirm.html", {"seen": seen})


def _opened(token: str) -> tuple[UUID, reads.Seen] | None:
    key = links.key_of(links.OWN, token)
    seen = reads.seen(key) if key else None
    return (key, seen) if key and seen else None


def _expired(request: HttpRequest) -> HttpResponse:
    return render(request, "events/expired.html", status=410)


@never_cache
def own(request: HttpRequest, token: str) -> HttpResponse:
    """Show somebody's own place, and give it back."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    key, seen = opened
    if request.method == "POST":
        if request.POST.get("deed") == "certificate":
            if people.certificate_ask(key=key):
                messages.success(request, _("Your certificate is being made. A mail tells you when it is ready."))
        elif people.signup_leave(key=key):
            messages.success(request, _("Your place is given back. Thank you for telling us."))
        else:
            messages.error(request, _("There is no place to give back any more."))
        return redirect("events:own", token=token)
    ticket = page_address(reverse("events:ticket", args=[seen.ticket]))
    context = {"seen": seen, "event": seen.event, "token": token, "ticket": qr_data(ticket) if seen.has_seat else ""}
    return render(request, "events/own.html", context)


@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Lead who has a seat to where one joins online, and note that they came (POST)."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    key, seen = opened
    address = people.signup_enter(key=key)
    if address is None:
        messages.error(request, _("One cannot join now."))
        return redirect("events:own", token=token)
    # A page with a link, because the security policy lets no form lead to another site.
    return render(request, "events/enter.html", {"seen": seen, "event": seen.event, "token": token, "address": address})


@never_cache
def own_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the event as a calendar file, with the joining address for who has a seat."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    seen = opened[1]
    joining = seen.joining["url"] if seen.joining else ""
    return calendar_answer([(seen.event, joining)], name=f"event-{seen.event.public_id}")


@never_cache
def own_file(request: HttpRequest, token: str, file: UUID) -> HttpResponseBase:
    """Send a material to who may open it."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    found = reads.material_of(opened[0], file)
    if found is None:
        raise Http404
    return download.send(found["key"], found["name"], found["type"])


@never_cache
def own_certificate(request: HttpRequest, token: str) -> HttpResponseBase:
    """Send somebody's own certificate."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    found = reads.certificate_of(opened[0])
    if found is None:
        raise Http404
    return download.send(found["key"], f"{found['number']}.pdf", "application/pdf")


@never_cache
def quiz(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the questions, and count the answers."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    key, seen = opened
    questions = reads.quiz_of(key)
    if not questions:
        messages.error(request, _("No attempt at the quiz is open to you."))
        return redirect("events:own", token=token)
    form = QuizForm(posted(request), questions=questions)
    if form.is_bound and form.is_valid():
        score = people.quiz_answer(key=key, answers=form.answers())
        if score is None:
            messages.error(request, _("No attempt at the quiz is open to you."))
        else:
            _tell(request, score)
        return redirect("events:own", token=token)
    context = {"form": form, "seen": seen, "event": seen.event, "token": token}
    return render(request, "events/quiz.html", context, status=422 if form.is_bound else 200)


def _tell(request: HttpRequest, score: people.Score) -> None:
    words = _("%(right)d of %(asked)d answers are right.") % {"right": score.right, "asked": score.asked}
    if score.passed:
        messages.success(request, words + " " + _("You passed."))
    elif score.left:
        messages.warning(request, words + " " + _("Not passed yet; attempts left: %(left)d.") % {"left": score.left})
    else:
        messages.error(request, words + " " + _("Not passed, and this was the last attempt."))


@never_cache
def feedback(request: HttpRequest, token: str) -> HttpResponse:
    """Ask what somebody who came thinks."""
    opened = _opened(token)
    if opened is None:
        return _expired(request)
    key, seen = opened
    if seen.feedback != "open":
        messages.error(request, _("Feedback is not open to you now, or you gave yours already."))
        return redirect("events:own", token=token)
    form = FeedbackForm(posted(request))
    if form.is_bound and form.is_valid():
        if people.feedback_give(key=key, ratings=form.ratings(), text=form.cleaned_data["text"]):
            messages.success(request, _("Thank you. Your words stand without your name."))
        return redirect("events:own", token=token)
    context = {"form": form, "seen": seen, "event": seen.event, "token": token}
    return render(request, "events/feedback.html", context, status=422 if form.is_bound else 200)


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """List the account's own sign-ups."""
    return render(request, "events/mine.html", {"places": reads.own_places()})
