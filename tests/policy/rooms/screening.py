"""Objects of the screening room: a firm's exhibit and its checks at each of the three centers, checklists of the nation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from exhibitions.screening.models import BoothPack, Checklist, ChecklistItem, Finding, Screening
from portal.accounts.models import Enterprise
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.policy.targets import NOTHING, Body, Kwargs, target
from tests.screening import made

if TYPE_CHECKING:
    from tests.policy.world import World

ABSENT = 2_000_000_000
NATION = ("coordinator", "editor")


def things(world: World) -> dict[str, Any]:
    """Make the objects once for a world."""
    if "screening" not in world.extras:
        world.extras["screening"] = _make(world)
    found: dict[str, Any] = world.extras["screening"]
    return found


def _make(world: World) -> dict[str, Any]:
    writer, releaser = world.colleagues["coordinator"], world.people["reviewer"]
    released = made.released(writer, releaser, "world")
    waiting = made.checklist(writer, "waiting")
    drafts = {code: made.checklist(world.people[code], f"draft-{code}", propose=False) for code in NATION}
    # A draft of somebody else's: nobody but its writer finds it.
    other = made.checklist(writer, "draft-other", propose=False)
    with scopes.enter(scopes.system()):
        items = {draft.pk: ChecklistItem.objects.filter(checklist=draft).first() for draft in [*drafts.values(), other]}
        edition = made.edition(world.national)
        # The second of the firms at `here` is the neighbours'; an expert is on duty for the first delegation alone.
        firms = {
            ("here", "ours"): _firm(world, edition, world.here, world.ours),
            ("there", "theirs"): _firm(world, edition, world.there, world.theirs),
            ("nation", "next"): _firm(world, edition, world.national, world.neighbours),
        }
        second = made.edition(world.national, "另一个展会")
        firms["here", "next"] = _firm(world, second, world.here, world.neighbours)
        made.on_duty(firms["here", "ours"]["delegation"], world.people["expert"])
    return {
        "firms": firms, "released": released, "waiting": waiting, "drafts": drafts, "other": other, "items": items,
    }  # fmt: skip


def _firm(world: World, edition: Any, center: Center, enterprise: Enterprise) -> dict[str, Any]:
    from tests.policy.world import marks

    mark = marks(world, center.pk, enterprise)
    delegation = made.delegation(edition, center, f"参展团{mark}")
    participant = made.participant(delegation, enterprise, f"企业{mark}")
    found: dict[str, Any] = {"delegation": delegation, "participant": participant}
    maker = world.colleagues["handler"].pk
    with scopes.enter(scopes.system(maker)):
        for name in ("fresh", "open", "waiting", "signed"):
            exhibit = made.exhibit(participant, f"{name}{mark}")
            found[f"exhibit_{name}"] = exhibit
            if name != "fresh":
                found[name] = _screening(exhibit, mark, maker)
        found["finding"] = Finding.objects.create(
            screening=found["open"], participant=participant, center=center, kind="note", title=f"提示{mark}",
            meaning="注意", level="low", added_by_id=maker,
        )  # fmt: skip
        for name in ("waiting", "signed"):
            row = found[name]
            row.state, row.level, row.handed_in_by_id, row.handed_in_at = "handed_in", "low", maker, timezone.now()
            row.save()
    with scopes.enter(scopes.system(world.guest.pk)):
        row = found["signed"]
        row.refresh_from_db()
        row.state, row.signed_by_id, row.signed_as, row.signed_at = "signed", world.guest.pk, "expert", timezone.now()
        row.save()
    found["pack"] = BoothPack.objects.create(
        participant=participant, center=center, language="en", state="ready", sha256="0" * 64, ordered_at=timezone.now(),
        ready_at=timezone.now(), storage_key=default_storage.save(f"packs/world-{participant.pk}.pdf", ContentFile(b"%PDF")),
    )  # fmt: skip
    return found


def _screening(exhibit: Any, mark: str, maker: int) -> Screening:
    item = {name: made.ITEM[name] for name in made.ITEM} | {
        "key": "world:mark", "list_zh": "清单", "list_en": "List", "version": 1,
    }  # fmt: skip
    return Screening.objects.create(
        participant_id=exhibit.participant_id, exhibit=exhibit, center_id=exhibit.center_id, number=1, items=[item],
        answers={"world:mark": {"answer": "no", "note": f"备注{mark}"}}, advice="carry", conclusion=f"结论{mark}",
        begun_by_id=maker,
    )  # fmt: skip


def _place(persona: str, relation: Relation) -> tuple[str, str]:
    """Which firm stands in a relation."""
    if persona in people.NATIONAL_PERSONAS:
        return ("here", "ours") if relation == "other_center" else ("nation", "next")
    if relation == "other_center":
        return "there", "theirs"
    if persona in people.ENTERPRISE_PERSONAS or persona == "expert":
        return ("here", "ours") if relation in {"mine", "same_org"} else ("here", "next")
    return ("here", "next") if relation == "same_center" else ("here", "ours")


def _of_firm(kind: str, name: str, extra: Callable[[dict[str, Any]], Kwargs] = lambda found: {}) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            nearest = things(world)["firms"][_place(persona, "mine")]
            return {**extra(nearest), "public_id": NOTHING}
        # What an expert has is by duty, not by bank.
        if persona == "expert" and relation == "same_org":
            return None
        found = things(world)["firms"][_place(persona, relation)]
        return {"public_id": found[name].public_id, **extra(found)}

    target(kind)(provide)


_of_firm("scr_delegation", "delegation")
_of_firm("scr_participant", "participant")
_of_firm("scr_exhibit", "exhibit_fresh")
_of_firm("scr_open", "open")
_of_firm("scr_open_kind", "open", lambda found: {"kind": "note"})
_of_firm("scr_waiting", "waiting")
_of_firm("scr_signed", "signed")
_of_firm("scr_pack", "pack")


@target("scr_finding")
def finding(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        near = things(world)["firms"][_place(persona, "mine")]
        return {"public_id": near["open"].public_id, "finding": NOTHING}
    found = things(world)["firms"][_place(persona, relation)]
    return {"public_id": found["open"].public_id, "finding": found["finding"].public_id}


def _of_the_nation(kind: str, name: str) -> None:
    def provide(world: World, persona: str, relation: Relation) -> Kwargs | None:
        if relation == "nonexistent":
            return {"public_id": NOTHING}
        return {"public_id": things(world)[name].public_id} if relation == "other_center" else None

    target(kind)(provide)


_of_the_nation("scr_list", "released")
_of_the_nation("scr_waiting_list", "waiting")


def _draft(world: World, persona: str, relation: Relation) -> Checklist | None:
    if relation == "mine":
        found: Checklist | None = things(world)["drafts"].get(persona)
        return found
    other: Checklist = things(world)["other"]
    return other if relation == "same_org" else None


@target("scr_draft")
def draft(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        return {"public_id": NOTHING}
    found = _draft(world, persona, relation)
    return {"public_id": found.public_id} if found else None


@target("scr_draft_item")
def draft_item(world: World, persona: str, relation: Relation) -> Kwargs | None:
    if relation == "nonexistent":
        own = _draft(world, persona, "mine") or things(world)["other"]
        return {"public_id": own.public_id, "item": ABSENT}
    found = _draft(world, persona, relation)
    return {"public_id": found.public_id, "item": things(world)["items"][found.pk].pk} if found else None


def _answers(world: World, persona: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    with scopes.enter(scopes.system()):
        row = Screening.objects.filter(public_id=arguments["public_id"]).first()
    version = row.row_version if row else 1
    return {
        "version": version,
        "answer_0": "no",
        "note_0": "",
        "advice": "carry",
        "conclusion": "可以展出。",
        "reason": "一个理由",
    }


BODIES: dict[str, Body] = {
    "screening:answer": _answers,
    "screening:act": _answers,
    "screening:finding_add": {"title": "提示", "level": "low", "meaning": "注意这一点。"},
    "screening:finding_take": {"entry": "alert:none", "level": "low"},
    "screening:pack_order": {"language": "de"},
    "screening:checklist_add": {"code": "another", "title_zh": "另一份", "title_en": "Another"},
    "screening:checklist_change": {"title_zh": "另一份", "title_en": "Another"},
    "screening:checklist_act": {"reason": "一个理由"},
    "screening:item_add": {**made.ITEM, "code": "one-more"},
    "screening:item_change": {**made.ITEM, "code": "changed"},
}

VARIANTS: dict[str, Sequence[Mapping[str, Any]]] = {
    "screening:act": [{"verb": verb} for verb in ("take_back", "sign", "send_back")],
    "screening:checklist_act": [{"verb": verb} for verb in ("release", "return", "take_back")],
}
