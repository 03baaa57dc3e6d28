"""Events of the three centers with one of everything, and a sign-up that links open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from exhibitions.events import links
from exhibitions.events.models import (
    Certificate,
    Event,
    Joining,
    Material,
    Question,
    Series,
    SignUp,
    SignUpKey,
    Speaker,
)
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.policy.rooms.cases import upload
from tests.policy.targets import NOTHING, Body, Kwargs, target

if TYPE_CHECKING:
    from tests.policy.world import World

ABSENT = 2_000_000_000
# Of one whose own page the links open; nothing in it is anybody's secret.
KEY = UUID("00000000-0000-4000-8000-00000000000e")


def made(world: World) -> dict[int, dict[str, Any]]:
    """Make the objects once for a world: by the center's id."""
    if "events" not in world.extras:
        from tests.policy.world import AT_HERE, AT_NATION, AT_THERE

        marks = ((world.here, AT_HERE), (world.there, AT_THERE), (world.national, AT_NATION))
        with scopes.enter(scopes.system(world.people["editor"].pk)):
            world.extras["events"] = {center.pk: _make(center, mark) for center, mark in marks}
            _make(world.national, "-of-the-link", KEY)
    found: dict[int, dict[str, Any]] = world.extras["events"]
    return found


def _make(center: Center, mark: str, key: UUID | None = None) -> dict[str, Any]:
    now = timezone.now()
    series = Series.objects.create(center=center, name_zh=f"系列{mark}", is_shown=False)
    values: dict[str, Any] = {
        "center": center, "kind": "salon", "mode": "both", "title_zh": "公开的沙龙", "summary_zh": "一句话", "venue": "一号厅",
        "starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=2), "pass_mark": 60,
    }  # fmt: skip
    event = Event.objects.create(**values, series=series, signup_until=now + timedelta(hours=1))
    draft = Event.objects.create(**values | {"title_zh": f"草稿{mark}", "gives_certificate": True})
    Event.objects.filter(pk=event.pk).update(state="open")
    Joining.objects.create(event=event, center=center, url=f"https://meet.example.com/{mark}")
    Speaker.objects.create(event=draft, center=center, name=f"讲者{mark}")
    person = SignUp.objects.create(
        event=event, center=center, name=f"来宾{mark}", email=f"{mark}@example.com", via="staff", created_at=now,
        state="walkin", checked_in_at=now, check_in_by="list", language="zh-hans",
    )  # fmt: skip
    if key is not None:
        SignUpKey.objects.create(key=key, signup=person, center=center)
    body = mark.encode()
    certificate = Certificate.objects.create(
        signup=person, event=event, center=center, year=2026, serial=len(mark), number=f"{center.code}-PX-2026-{len(mark):05}",
        name=f"来宾{mark}", state="ready", ordered_at=now, ready_at=now, sha256="0" * 64, content_hash="0" * 64, pages=1,
        storage_key=default_storage.save(f"certificates/world/{center.pk}-{len(mark)}.pdf", ContentFile(b"%PDF-1.7")),
    )  # fmt: skip
    files = {
        reader: Material.objects.create(
            event=event, center=center, title="资料", name=f"{reader}.txt", reader=reader, size=len(body), state="clean",
            media_type="text/plain", sm3="0" * 64, sha256=hashlib.sha256(body).hexdigest(),
            storage_key=default_storage.save(
                f"events/world/{center.pk}-{len(mark)}-{reader}.txt", ContentFile(body if reader == "signed" else b"open")
            ),
        )
        for reader in ("signed", "everyone")
    }  # fmt: skip
    question = Question.objects.create(
        event=event, center=center, text=f"问题{mark}", options=["甲", "乙"], right=0, position=1
    )
    return {
        "event": event, "draft": draft, "series": series, "person": person, "certificate": certificate,
        "question": question, **files,
    }  # fmt: skip


def _own(world: World, persona: str, relation: Relation) -> dict[str, Any]:
    national = persona in people.NATIONAL_PERSONAS
    if relation == "other_center":
        center = world.here if national else world.there
    else:
        center = world.national if national else world.here
    return made(world)[center.pk]


def _kept(kind: str, find: Callable[[dict[str, Any]], Kwargs], nothing: Callable[[dict[str, Any]], Kwargs]) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return nothing(_own(world, persona, "mine"))
        # Nothing of an event is one person's: what the own center keeps stands for all that is near.
        return None if relation in ("same_org", "same_center") else find(_own(world, persona, relation))

    target(kind)(provide)


def _of(name: str) -> Callable[[dict[str, Any]], Kwargs]:
    return lambda found: {"public_id": found[name].public_id}


def _nothing(found: dict[str, Any]) -> Kwargs:
    return {"public_id": NOTHING}


def _for_everybody(kind: str, find: Callable[[dict[str, Any]], Kwargs], nothing: Kwargs) -> None:
    """What every relation finds alike: the farthest stands for all."""

    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {**find(_own(world, persona, "mine")), **nothing}
        return find(_own(world, persona, relation)) if relation == "other_center" else None

    target(kind)(provide)


_for_everybody("event", _of("event"), {"public_id": NOTHING})
_for_everybody(
    "event_file",
    lambda found: {"public_id": found["event"].public_id, "file": found["everyone"].public_id},
    {"file": NOTHING},
)
_kept("own_event", _of("event"), _nothing)
_kept("event_series", _of("series"), _nothing)
_kept("event_ticket", lambda found: {"ticket": found["person"].ticket}, lambda found: {"ticket": NOTHING})
_kept(
    "event_material",
    lambda found: {"public_id": found["event"].public_id, "file": found["signed"].public_id},
    lambda found: {"public_id": found["event"].public_id, "file": NOTHING},
)
for _kind, _name, _word in (
    ("event_person", "person", "signup"),
    ("event_question", "question", "question"),
    ("event_certificate", "certificate", "certificate"),
):
    _kept(
        _kind,
        lambda found, name=_name, word=_word: {"public_id": found["event"].public_id, word: found[name].pk},  # type: ignore[misc]
        lambda found, word=_word: {"public_id": found["event"].public_id, word: ABSENT},  # type: ignore[misc]
    )

_EVENT = {
    "kind": "salon", "mode": "onsite", "title_zh": "另一场", "summary_zh": "一句话", "venue": "一号厅", "zone": "Asia/Shanghai",
    "audience": "public", "starts_at": "2099-01-01T09:00", "ends_at": "2099-01-01T11:00", "attempts": "3", "has_queue": "on",
}  # fmt: skip
_FORMSET = {
    "s-TOTAL_FORMS": "1",
    "s-INITIAL_FORMS": "0",
    "s-MIN_NUM_FORMS": "0",
    "s-MAX_NUM_FORMS": "20",
    "s-0-name": "讲者",
}
_QUESTION = {"text": "问题", "options": "甲\n乙", "right": "1"}
BODIES: dict[str, Body] = {
    "events:sign_up": {"name": "王小明", "email": "new@example.com", "language": "zh-hans"},
    "events:add": _EVENT,
    "events:change": _EVENT,
    "events:series_add": {"name_zh": "新系列", "is_shown": "on"},
    "events:series_change": {"name_zh": "新名字", "is_shown": "on"},
    "events:speakers": _FORMSET,
    "events:cancel": {"reason": "场地停电"},
    "events:person_enter": {"name": "李四", "walkin": "on", "language": "zh-hans"},
    "events:materials": upload,
    "events:quiz_desk": _QUESTION,
    "events:question": _QUESTION,
}
VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {"events:act": [{"verb": "open"}]}
_OWN_LINK = {"token": links.token(links.OWN, KEY)}
PLAIN: dict[str, Mapping[str, Any]] = {
    "events:confirm": {"token": links.token(links.CONFIRM, KEY)},
    **dict.fromkeys(
        (
            "events:own",
            "events:quiz",
            "events:feedback",
            "events:own_calendar",
            "events:own_certificate",
            "events:enter",
        ),
        _OWN_LINK,
    ),
    "events:own_file": {**_OWN_LINK, "file": NOTHING},
}
# No such file is nobody's to open.
ANSWERS: dict[tuple[str, str], str] = {("events:own_file", "*"): "absent"}
