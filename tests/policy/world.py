"""One small nation for the matrix: every persona, and for each relation an object that stands in it.

Two sub-centers: `here`, where the personas work or are looked after, and `there`, which is a stranger's. Three
enterprises: `ours`, `neighbours` (looked after by the same center) and `theirs`. Every text carries canaries that say where
it is kept and whose it is; `FORBIDDEN` says which of them a persona may never meet.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from cases.models import (
    Case,
    CaseFile,
    CaseTask,
    Closing,
    Deadline,
    Message,
    Note,
    Opinion,
    Paper,
    SupplementRequest,
    TimelineEntry,
    Transfer,
)
from cases.models.case import of
from experts.models import Assignment, Expert
from portal.accounts.models import Enterprise
from portal.policy.table import Relation
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center
from tests import people
from tests.cases_made import filed_case
from tests.people import Person
from tests.policy.rooms import guides, library, publishing, subscriptions

AT_HERE, AT_THERE, AT_NATION, AT_DRAWER = "canary-at-here", "canary-at-there", "canary-at-nation", "canary-at-drawer"
OF_OURS, OF_NEXT, OF_THEIRS = "canary-of-ours", "canary-of-next", "canary-of-theirs"
# What is being written for the public, before it goes out.
ON_DESK = "canary-on-desk"
ANY = "canary-"
FORBIDDEN: Mapping[str, tuple[str, ...]] = (
    dict.fromkeys(people.ENTERPRISE_PERSONAS, (OF_NEXT, OF_THEIRS, AT_THERE, AT_NATION, ON_DESK))
    | dict.fromkeys(people.CENTER_PERSONAS, (AT_THERE, AT_NATION, AT_DRAWER, OF_THEIRS))
    | dict.fromkeys(people.NATIONAL_PERSONAS, (AT_DRAWER,))
    | {"expert": (OF_NEXT, OF_THEIRS, AT_THERE, AT_NATION, AT_DRAWER, ON_DESK)}
    | dict.fromkeys((*people.ADMIN_PERSONAS, "unaffiliated", "anonymous"), (ANY,))
)


@dataclass
class World:
    """Personas by code, and the cases each of them stands in a relation to."""

    here: Center
    there: Center
    national: Center
    ours: Enterprise
    neighbours: Enterprise
    theirs: Enterprise
    # An expert of a bank elsewhere who was rightly asked for cases here: their name is no secret to those cases.
    guest: Person
    people: dict[str, Person] = field(default_factory=dict)
    colleagues: dict[str, Person] = field(default_factory=dict)
    strangers: dict[str, Person] = field(default_factory=dict)
    cases: dict[tuple[str, Relation], Case] = field(default_factory=dict)
    drafts: dict[tuple[str, Relation], Case] = field(default_factory=dict)
    # What hangs on a case, by the case's id and the kind of thing.
    things: dict[tuple[int, str], Any] = field(default_factory=dict)
    # Drafts on the desks of the three centers, and what is published (tests/policy/rooms/publishing.py).
    desks: dict[int, Any] = field(default_factory=dict)
    # What the rooms' providers answered.
    arguments: dict[tuple[str, str, Relation], Mapping[str, Any] | None] = field(default_factory=dict)
    # What rooms of alerts/ made at first use, by a name of theirs.
    extras: dict[str, Any] = field(default_factory=dict)

    def case(self, persona: str, relation: Relation) -> Case | None:
        """The filed case in this relation; None where the relation cannot exist."""
        return self.cases.get((persona, relation)) or self.cases.get(("*", relation))

    def draft(self, persona: str, relation: Relation) -> Case | None:
        """The draft in this relation: an enterprise's in the drawer, a center's own for a caller."""
        return self.drafts.get((persona, relation)) or self.drafts.get(("*", relation))

    def thing(self, case: Case | None, kind: str) -> Any:
        """Something of `kind` that hangs on a case."""
        return self.things.get((case.pk, kind)) if case else None


def build() -> World:
    """Make the world in the running transaction."""
    here = people.make_center("HERE", name_zh="本地中心", name_en="Here center", is_active=True)
    there = people.make_center("THERE", name_zh="彼处中心", name_en="There center", is_active=True)
    ours = people.make_enterprise(f"本企业{OF_OURS}", registered_center=here)
    neighbours = people.make_enterprise(f"邻居企业{OF_NEXT}")
    theirs = people.make_enterprise(f"彼企业{OF_THEIRS}", registered_center=there)
    guest = people.person("expert", center=people.make_center(), user=people.make_user("guest@away.test"))
    world = World(here, there, people.national_center(), ours, neighbours, theirs, guest)
    world.people = {code: person(code, here, ours) for code in people.PERSONAS}
    world.colleagues = {code: person(code, here, ours) for code in ("member", "handler", "coordinator", "expert")}
    world.strangers = {
        "handler": people.person(
            "handler", center=there, user=people.make_user("h@there.test", name=f"陌生人{AT_THERE}")
        ),
        "owner": people.person(
            "owner", enterprise=theirs, user=people.make_user("o@there.test", name=f"陌生主{AT_THERE}")
        ),
        # Works on the neighbours' case, where the name is no secret; the other one stays in the bank `there`.
        "expert": people.person("expert", center=there, user=people.make_user("e@there.test", name="陌生专家")),
        "banked": people.person(
            "expert", center=there, user=people.make_user("b@there.test", name=f"库中专家{AT_THERE}")
        ),
    }
    for someone in world.people.values():
        if someone.user is not None:
            people.enrol_totp(someone.user)
            with scopes.enter(scopes.login(someone.pk)):
                RecoveryCodes.activate(someone.user)
    with scopes.enter(scopes.system()):
        _cases(world)
        _drafts(world)
        for case in {case.pk: case for case in [*world.cases.values(), *world.drafts.values()]}.values():
            _furnish(world, case)
    publishing.build(world)
    guides.build(world)
    library.build(world)
    subscriptions.build(world)
    return world


def person(code: str, center: Center, enterprise: Enterprise) -> Person:
    """Make a person of a persona with a name of its own."""
    return people.person(code, center=center, enterprise=enterprise)


def marks(world: World, center_id: int, enterprise: Enterprise) -> str:
    """Give the canaries of what is kept at a center for an enterprise."""
    places = {world.here.pk: AT_HERE, world.there.pk: AT_THERE, 0: AT_DRAWER}
    firms = {world.ours.pk: OF_OURS, world.neighbours.pk: OF_NEXT, world.theirs.pk: OF_THEIRS}
    return f"{places.get(center_id, AT_NATION)} {firms[enterprise.pk]}"


def _cases(world: World) -> None:
    def case(center: Center, enterprise: Enterprise, **fields: Any) -> Case:
        mark = marks(world, center.pk, enterprise)
        texts = {
            "summary": f"案情{mark}",
            "cause": f"案由{mark}",
            "foreign_number": f"{mark}-1",
            "contact_name": f"联系{mark}",
        }
        return filed_case(center, enterprise, state=fields.pop("state", "in_guidance"), **texts | fields)

    elsewhere = case(world.there, world.theirs, handler=world.strangers["handler"].user)
    neighbour = case(world.here, world.neighbours, handler=world.colleagues["handler"].user)
    world.cases["*", "other_center"] = elsewhere
    world.cases["*", "same_center"] = neighbour
    colleague = case(world.here, world.ours, created_by=world.colleagues["member"].user)
    for code in people.ENTERPRISE_PERSONAS:
        world.cases[code, "mine"] = case(world.here, world.ours, created_by=world.people[code].user)
        world.cases[code, "same_org"] = colleague
    for code in people.CENTER_PERSONAS:
        world.cases[code, "mine"] = case(world.here, world.ours, handler=world.people[code].user)
    other_national = case(world.national, world.neighbours, handler=world.colleagues["coordinator"].user)
    for code in people.NATIONAL_PERSONAS:
        world.cases[code, "mine"] = case(world.national, world.neighbours, handler=world.people[code].user)
        world.cases[code, "same_org"] = other_national
    for relation, who in (("mine", world.people["expert"]), ("same_org", world.colleagues["expert"])):
        assigned = case(world.here, world.ours if relation == "mine" else world.neighbours)
        world.cases["expert", relation] = assigned  # type: ignore[index]
        world.things[assigned.pk, "assignment"] = assign(assigned, who)
    for at, who in ((elsewhere, world.strangers["expert"]), (neighbour, world.guest)):
        world.things[at.pk, "assignment"] = assign(at, who)


def assign(case: Case, who: Person, state: str = "active") -> Assignment:
    """Put an expert on a case."""
    return Assignment.objects.create(
        **of(case),
        expert=Expert.objects.get(user=who.user),
        expert_user_id=who.pk,
        state=state,
        disclosed={"parties": [case.applicant_name]},
        opinion_due_on=timezone.localdate() + datetime.timedelta(days=15),
        ends_at=timezone.now() + datetime.timedelta(days=30),
        declared_at=timezone.now() if state == "active" else None,
    )


def _drafts(world: World) -> None:
    def draft(enterprise: Enterprise, center_id: int, **fields: Any) -> Case:
        mark = marks(world, center_id, enterprise)
        return Case.objects.create(
            enterprise=enterprise, center_id=center_id, state="draft", applicant_name=enterprise.name, summary=f"草稿{mark}",
            role="accused", dispute_type="infringement", country="US", **fields,
        )  # fmt: skip

    world.drafts["*", "other_center"] = draft(world.theirs, 0)
    world.drafts["*", "same_center"] = draft(world.neighbours, 0)
    colleague = draft(world.ours, 0, created_by=world.colleagues["member"].user)
    for code in people.ENTERPRISE_PERSONAS:
        world.drafts[code, "mine"] = draft(world.ours, 0, created_by=world.people[code].user)
        world.drafts[code, "same_org"] = colleague
    for code in people.CENTER_PERSONAS:
        world.drafts[code, "mine"] = draft(
            world.ours, world.here.pk, created_by=world.people[code].user, source="hotline"
        )
        world.drafts[code, "same_center"] = draft(world.neighbours, world.here.pk, source="hotline")
        world.drafts[code, "other_center"] = draft(world.theirs, world.there.pk, source="hotline")
        world.drafts[code, "same_org"] = draft(world.neighbours, 0)


def _furnish(world: World, case: Case) -> None:
    """Hang one of everything on a case."""
    mark = marks(world, case.custodian_id, case.enterprise)
    now = timezone.now()
    keys: dict[str, Any] = of(case)
    author = case.handler or case.created_by or world.people["handler"].user
    body = f"evidence of {mark}".encode()
    storage_key = default_storage.save(f"cases/world/{case.pk}.txt", ContentFile(body))
    paper_key = default_storage.save(f"papers/world/{case.pk}.txt", ContentFile(body))
    things: dict[str, Any] = {
        "file": CaseFile.objects.create(
            **keys, name=f"{mark}.txt", storage_key=storage_key, size=len(body), media_type="text/plain",
            sha256=hashlib.sha256(body).hexdigest(), sm3="0" * 64, state="clean", description=f"说明{mark}",
            uploaded_by=author,
        ),
        "message": Message.objects.create(**keys, author=author, side="center", body=f"留言{mark}"),
        "note": Note.objects.create(**keys, author=author, body=f"内部{mark}"),
        "task": CaseTask.objects.create(**keys, title=f"任务{mark}", created_by=author),
        "deadline": Deadline.objects.create(
            **keys, kind="agreed", title_zh=f"期限{mark}", title_en=f"Date {mark}",
            due_on=timezone.localdate() + datetime.timedelta(days=9),
        ),
        "supplement": SupplementRequest.objects.create(
            **keys, items=[f"补件{mark}"], due_on=timezone.localdate() + datetime.timedelta(days=9), asked_by=author
        ),
        "timeline": TimelineEntry.objects.create(**keys, verb="message", at=now, payload={"note": mark}, audience="all"),
    }  # fmt: skip
    if case.state != "draft":
        things["issued_opinion"] = Opinion.objects.create(
            **keys, number=1, author=world.guest.user, facts=f"事实{mark}", analysis=f"分析{mark}",
            options=[], risks=f"风险{mark}", recommendation=f"建议{mark}", state="countersigned", content_hash="0" * 64,
            countersigned_by=world.people["supervisor"].user, countersigned_at=now, submitted_at=now,
        )  # fmt: skip
        opinion = Opinion.objects.create(
            **keys, number=2, author=_opinion_author(world, case), facts=f"事实{mark}", analysis=f"分析{mark}",
            options=[{"title": f"选项{mark}", "cost": "", "currency": "", "duration": "", "comment": ""}],
            risks=f"风险{mark}", recommendation=f"建议{mark}", state="submitted", submitted_at=now,
        )  # fmt: skip
        things["opinion"] = opinion
        things["paper"] = Paper.objects.create(
            **keys, kind="acceptance_notice", number=f"{mark}〔2026〕{case.pk}号", state="ready", progress=100,
            snapshot={"mark": mark}, content_hash=hashlib.sha256(mark.encode()).hexdigest(), storage_key=paper_key,
            sha256=hashlib.sha256(body).hexdigest(), size=len(body), pages=1, ready_at=now,
        )  # fmt: skip
        things["closing"] = Closing.objects.create(**keys, outcome="settled", summary=f"结果{mark}", closed_by=author)
        things["transfer"] = Transfer.objects.create(
            **keys, from_center_id=case.custodian_id, to_center=_elsewhere(world, case), reason=f"理由{mark}",
            synopsis={"applicant": case.applicant_name, "number": case.number, "country": "US", "level": "ordinary",
                      "dispute_type": case.dispute_type, "ip_kinds": ["patent"], "state": case.state},
        )  # fmt: skip
    world.things |= {(case.pk, kind): thing for kind, thing in things.items()}


def _opinion_author(world: World, case: Case) -> Any:
    if case == world.cases.get(("expert", "mine")):
        return world.people["expert"].user
    return world.colleagues["handler"].user


def _elsewhere(world: World, case: Case) -> Center:
    """A receiver that is neither `here` nor `there`, so that a transfer opens nothing to either."""
    return world.national if case.center_id != world.national.pk else people.make_center()


assert settings.configured
