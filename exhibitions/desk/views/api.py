"""What the app of the desk talks to: JSON, by the session of the person, with the device named in a header."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from exhibitions.desk import access
from exhibitions.desk.choices import MOST_CHANGES
from exhibitions.desk.models import Device
from exhibitions.desk.selectors.pack import delegations_wire, pack
from exhibitions.desk.services.devices import device_key, device_open, device_seen, device_word
from exhibitions.desk.services.files import BROKEN, file_add
from exhibitions.desk.services.stamps import measure, stamp
from exhibitions.desk.services.sync import changes_take, moment_of
from exhibitions.desk.wire import moment
from exhibitions.fairs.models import Delegation
from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.policy.conflict import Conflict
from portal.policy.problems import problem
from portal.site.kept import keep_for

P = ParamSpec("P")
DEVICE_HEADER = "X-Desk-Device"


def for_device(
    view: Callable[Concatenate[HttpRequest, Device, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Give a view the acting person's own device: 409 for one that is not theirs, 410 for one that is to wipe itself."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        device = _named(request.headers.get(DEVICE_HEADER, ""), actor)
        if device is None:
            return problem(
                request, 409, code="other_device", detail=_("This device holds the entries of somebody else.")
            )
        if device.is_revoked:
            return problem(
                request, 410, code="revoked", detail=_("This device has been revoked. It erases what it holds.")
            )
        return view(request, device, *args, **kwargs)

    return answer


def _named(header: str, actor: Actor) -> Device | None:
    try:
        return Device.objects.filter(public_id=UUID(header), user_id=actor.own_user_id).first()
    except ValueError:
        return None


def _body(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def session(request: HttpRequest) -> HttpResponse:
    """Tell who is logged in, what time it is, and the secret with which forms are sent."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    name = User.objects.filter(pk=actor.own_user_id).values_list("name", flat=True).first()
    return JsonResponse(
        {
            "user": salted_hmac("exhibitions.desk", str(actor.own_user_id)).hexdigest(), "name": name or "",
            "writes": actor.is_staff, "csrf": get_token(request), "now": moment(timezone.now()),
            "delegations": delegations_wire(actor),
        }
    )  # fmt: skip


def open_device(request: HttpRequest) -> HttpResponse:
    """Make this browser known for a delegation and give it its key (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = _body(request)
    try:
        wanted = UUID(str(told.get("delegation", "")))
    except ValueError:
        return problem(request, 400)
    delegation = access.get_delegation(actor, wanted)
    try:
        device = device_open(name=str(told.get("name", "")).strip(), delegation=delegation, actor=actor)
    except ValidationError as error:
        return problem(request, 422, errors=error.message_dict)
    answer = JsonResponse({"device": str(device.public_id), "key": device_key(device.public_id)}, status=201)
    keep_for(answer, actor.own_user_id)
    return answer


@for_device
def key(request: HttpRequest, device: Device) -> HttpResponse:
    """Give the key of the own device again, after a log-in."""
    return JsonResponse({"device": str(device.public_id), "key": device_key(device.public_id)})


@csrf_exempt  # from a device whose person is logged out; nothing of a session is used, and only the revoked can be noted
def word(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Tell a device whether to erase or to seal itself (GET); note that it erased (POST). Asked by nobody in particular."""
    told = device_word(public_id, wiped=request.method == "POST")
    return JsonResponse({"revoked": told == "erase", "sealed": told == "seal", "now": moment(timezone.now())})


def package(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give what is new of a delegation."""
    # Before the device is asked: the same answer for a foreign delegation and for none.
    return _package(request, access.get_delegation(request.actor, public_id))  # type: ignore[attr-defined]


@for_device
def _package(request: HttpRequest, device: Device, delegation: Delegation) -> HttpResponse:
    since = moment_of(request.GET.get("since", ""))
    return JsonResponse(pack(delegation, since=since, have=request.GET.get("have", "")))


@for_device
def sync(request: HttpRequest, device: Device) -> HttpResponse:
    """Take up to 100 changes and answer each (POST)."""
    told = _body(request)
    sent, sent_at = told.get("changes"), moment_of(told.get("sent_at"))
    if not isinstance(sent, list) or sent_at is None:
        return problem(request, 400)
    if len(sent) > MOST_CHANGES:
        return problem(request, 413, detail=_("At most %(most)d changes in one call.") % {"most": MOST_CHANGES})
    measured = measure(sent_at)
    answers = changes_take(device=device, sent=sent, measured=measured, actor=request.actor)  # type: ignore[attr-defined]
    device_seen(device=device, clock_offset=measured)
    return JsonResponse({"now": moment(timezone.now()), "answers": answers})


@for_device
def file(request: HttpRequest, device: Device, public_id: UUID) -> HttpResponse:
    """Take one file of an incident (POST)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told, upload = request.POST, request.FILES.get("file")
    made_at, sent_at = moment_of(told.get("made_at")), moment_of(told.get("sent_at"))
    try:
        incident = access.get_incident(actor, UUID(told.get("incident", "")))
        offset = int(told.get("clock_offset", "0"))
    except ValueError:
        return problem(request, 400)
    if actor.kind == "national" and not access.works_for(actor, incident.center_id):
        raise Http404
    if not isinstance(upload, UploadedFile) or made_at is None or sent_at is None:
        return problem(request, 400)
    try:
        row, new = file_add(
            incident=incident, public_id=public_id, kind=told.get("kind", ""), caption=told.get("caption", ""),
            sha256=told.get("sha256", ""), upload=upload, at=stamp(made_at, offset, measured=measure(sent_at)), actor=actor,
        )  # fmt: skip
    except ValidationError as error:
        code = next(lines[0].code for lines in error.error_dict.values())
        return problem(request, 422, code=BROKEN if code == BROKEN else "", detail=error.messages[0])
    except (ValueError, OverflowError):
        return problem(request, 400)
    except Conflict as error:
        return problem(request, 409, detail=str(error))
    return JsonResponse({"result": "accepted" if new else "already", "state": row.state}, status=201 if new else 200)
