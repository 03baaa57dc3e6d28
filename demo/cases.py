"""Three hundred demo cases over all states, written directly: what services did over months cannot be done in a minute."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from cases.choices import ENDED, State, Verb, WaitingFor
from cases.consents import CONSENT_VERSION
from cases.deadlines.engine import compute
from cases.models import (
    Case,
    CaseCountry,
    CaseParty,
    CaseProduct,
    CaseRight,
    Closing,
    Deadline,
    Message,
    Note,
    Opinion,
    ServedDocument,
    SupplementRequest,
    TimelineEntry,
    Transfer,
)
from cases.models.case import NO_DUE_DATE, of
from cases.procedure import add_working_days, due_after_entering
from cases.services import numbers, routing
from cases.services.opinions import opinion_hash
from demo.places import GOODS, MARK_EN
from demo.stories import ANALYSIS, FACTS, MESSAGES, NOTES, OPTIONS, OUTCOMES, RECOMMENDATION, RISKS, STORIES, Story
from experts.models import Assignment, Expert
from portal.accounts.models import Enterprise
from portal.reference import fx
from portal.reference.money import Money
from portal.tenancy.models import Center, Membership

CASES = 300
# State → how many of a hundred, roughly as a living system has them.
SHARES = {
    State.SUBMITTED: 8, State.UNDER_REVIEW: 8, State.NEEDS_SUPPLEMENT: 6, State.DECLINED: 3, State.DEEMED_WITHDRAWN: 2,
    State.ACCEPTED: 7, State.ASSIGNED: 6, State.IN_GUIDANCE: 14, State.OPINION_ISSUED: 8, State.TRACKING: 10,
    State.CLOSED: 15, State.ARCHIVED: 8, State.TERMINATED: 2, State.WITHDRAWN: 3,
}  # fmt: skip
# The way a case took to its state: (verb, state reached, days after the step before).
_PATH: tuple[tuple[Verb, State, int], ...] = (
    (Verb.SUBMIT, State.SUBMITTED, 0),
    (Verb.REVIEW, State.UNDER_REVIEW, 1),
    (Verb.ACCEPT, State.ACCEPTED, 3),
    (Verb.ASSIGN_EXPERT, State.ASSIGNED, 2),
    (Verb.START_GUIDANCE, State.IN_GUIDANCE, 2),
    (Verb.ISSUE_OPINION, State.OPINION_ISSUED, 12),
    (Verb.TRACK, State.TRACKING, 5),
    (Verb.CLOSE, State.CLOSED, 60),
    (Verb.ARCHIVE, State.ARCHIVED, 20),
)
_SIDE_EXITS = {
    State.NEEDS_SUPPLEMENT: (2, Verb.REQUEST_SUPPLEMENT), State.DECLINED: (2, Verb.DECLINE),
    State.DEEMED_WITHDRAWN: (2, Verb.DEEM_WITHDRAWN), State.TERMINATED: (5, Verb.TERMINATE),
    State.WITHDRAWN: (3, Verb.WITHDRAW),
}  # fmt: skip


@dataclass
class World:
    """What the cases are made of."""

    centers: dict[int, Center]
    candidates: list[routing.CenterFacts]
    handlers: dict[int, list[int]]
    supervisors: dict[int, int]
    owners: dict[int, int]
    experts: list[Expert]
    dice: random.Random
    cases: list[Case] = field(default_factory=list)


def make_world(centers: dict[str, Center], enterprises: list[Enterprise], experts: list[Expert]) -> World:
    """Gather who handles what."""
    handlers: dict[int, list[int]] = {}
    supervisors: dict[int, int] = {}
    for seat in Membership.objects.filter(role__in=["handler", "supervisor"]).order_by("pk"):
        if seat.role == "handler":
            handlers.setdefault(seat.center_id, []).append(seat.user_id)
        else:
            supervisors[seat.center_id] = seat.user_id
    facts = [
        routing.CenterFacts(
            center.pk, center.code, center.kind, center.province, center.city, tuple(center.industries),
            tuple(center.countries), center.name_zh, center.name_en, True, True,
        )
        for center in centers.values()
    ]  # fmt: skip
    owners = {each.pk: each.members.get(role="owner").user_id for each in enterprises}
    by_id = {center.pk: center for center in centers.values()}
    return World(by_id, facts, handlers, supervisors, owners, experts, random.Random(20261122))  # noqa: S311 - a repeatable story, no secret


def make_cases(world: World, enterprises: list[Enterprise]) -> list[Case]:
    """Make all cases with their children; the same every time but for the dates, which count back from today."""
    wanted = [state for state, share in SHARES.items() for _ in range(share * CASES // 100)]
    wanted += [State.IN_GUIDANCE] * (CASES - len(wanted))
    world.dice.shuffle(wanted)
    for n, state in enumerate(wanted):
        # The printed enterprise account has a case in every state.
        first = n < len(SHARES)
        enterprise = enterprises[0] if first else enterprises[n % len(enterprises)]
        world.cases.append(_make(world, enterprise, list(SHARES)[n] if first else state, n))
    return world.cases


def _path_to(state: State) -> list[tuple[Verb, State, int]]:
    if state in _SIDE_EXITS:
        steps, verb = _SIDE_EXITS[state]
        return [*_PATH[:steps], (verb, state, 4)]
    last = next(n for n, (_verb, reached, _days) in enumerate(_PATH) if reached == state)
    return list(_PATH[: last + 1])


def _make(world: World, enterprise: Enterprise, state: State, n: int) -> Case:
    dice, story = world.dice, STORIES[n % len(STORIES)]
    goods = GOODS[n % len(GOODS)]
    path = _path_to(state)
    # Ended cases lie further back; open ones so that some are due, a few overdue.
    age = sum(days for _verb, _state, days in path) + (dice.randint(10, 300) if state in ENDED else dice.randint(0, 4))
    filed = timezone.now() - datetime.timedelta(days=age, minutes=dice.randint(5, 500))
    facts = routing.Facts(enterprise.province, enterprise.city, enterprise.industry, story.country, (story.country,))
    routed = routing.choose(facts, world.candidates)
    center = world.centers[routed.center.id]
    handler = None if state == State.SUBMITTED else dice.choice(world.handlers[center.pk])
    entered = filed + datetime.timedelta(days=sum(days for _verb, _state, days in path))
    year = timezone.localdate(filed).year
    case = Case(
        center=center, enterprise=enterprise, state=state, waiting_for=_waiting(state),
        due_on=_due(state, timezone.localdate(entered)), level=dice.choices(["ordinary", "important", "major"], [70, 24, 6])[0],
        source=dice.choices(["web", "hotline", "walk_in", "service_account"], [70, 15, 10, 5])[0], handler_id=handler,
        created_by_id=world.owners[enterprise.pk], is_demo=True,
        number=numbers.case_number(center.code, year, numbers.next_serial(center.pk, year)),
        receipt_code=numbers.receipt_code(), applicant_kind=enterprise.kind, applicant_name=enterprise.name,
        applicant_uscc=enterprise.uscc, province=enterprise.province, city=enterprise.city, industry=enterprise.industry,
        is_specialised=enterprise.is_specialised, contact_name="演示联系人", contact_phone="+8613800000000",
        contact_email=f"contact{n:03d}@demo.zhinan.example", role=story.role, dispute_type=story.dispute_type,
        ip_kinds=list(story.ip), country=story.country, forum=story.forum, forum_name=story.forum_name, cause=story.cause,
        foreign_number=_foreign_number(story, n), stage=story.stage, summary=story.summary.format(product=goods[1]),
        first_known_on=timezone.localdate(filed) - datetime.timedelta(days=3), has_tro=story.tro,
        requests=["advice", "expert"] if n % 3 else ["infringement_analysis", "law_firm"], truth_stated=True,
        consent_processing=CONSENT_VERSION, consent_library=CONSENT_VERSION if n % 3 == 0 else "", signed_at=filed,
        submitted_at=filed, accepted_at=filed + datetime.timedelta(days=4) if len(path) >= 3 else None,
        closed_at=entered if state in ENDED else None, routing=routed.as_dict(), version=len(path),
        fair_name="演示国际贸易展览会" if story.dispute_type == "exhibition" else "",
        squatted_mark="演示商标" if story.dispute_type == "squatting" else "",
    )  # fmt: skip
    if story.amount is not None:
        case.amount, case.amount_currency = Decimal(story.amount[0] + 1_000 * n), story.amount[1]
        converted = fx.to_cny(Money(case.amount, case.amount_currency), timezone.localdate(filed))
        case.amount_cny = converted.money.amount if converted else None
        case.amount_rate_on = converted.rate.on if converted else None
    case.save()
    Case.objects.filter(pk=case.pk).update(created_at=filed, updated_at=entered)
    _children(case, story, goods, filed)
    _timeline(world, case, path, filed)
    _work(world, case, state, filed, entered)
    _talk(world, case, filed, n)
    return case


def _foreign_number(story: Story, n: int) -> str:
    return {"court": f"DEMO-{n:04d}", "itc": "337-TA-DEMO"}.get(story.forum, "")


def _waiting(state: State) -> str:
    if state in ENDED:
        return WaitingFor.NOBODY
    return {
        State.NEEDS_SUPPLEMENT: WaitingFor.APPLICANT, State.ASSIGNED: WaitingFor.EXPERT,
        State.IN_GUIDANCE: WaitingFor.EXPERT, State.OPINION_ISSUED: WaitingFor.APPLICANT,
    }.get(state, WaitingFor.CENTER)  # fmt: skip


def _due(state: State, entered: datetime.date) -> datetime.date:
    if state in ENDED:
        return NO_DUE_DATE
    if state == State.NEEDS_SUPPLEMENT:
        return entered + datetime.timedelta(days=15)
    return due_after_entering(state, entered)


def _children(case: Case, story: Story, goods: tuple[str, str, str, str, int, str], filed: datetime.datetime) -> None:
    keys, day = of(case), timezone.localdate(filed)
    CaseCountry.objects.create(**keys, country=case.country)
    opponent = f"Example Rights Holder {case.pk % 37 + 1}{MARK_EN}"
    CaseParty.objects.create(
        **keys, name=opponent, country=case.country, is_npe=case.pk % 9 == 0, counsel=f"Example Law Firm{MARK_EN}"
    )
    for kind in story.ip:
        side = CaseRight.Side.ASSERTED if story.role == "accused" else CaseRight.Side.OWN
        CaseRight.objects.create(
            **keys, side=side, kind=kind, number=f"DEMO{case.pk:06d}", title=goods[1], country=case.country,
            owner=opponent if side == CaseRight.Side.ASSERTED else case.applicant_name,
        )  # fmt: skip
    CaseProduct.objects.create(**keys, name=goods[1], hs_code=goods[3], nice_class=goods[4])
    if not story.served:
        return
    served = ServedDocument.objects.create(
        **keys,
        title=story.served,
        served_on=day - datetime.timedelta(days=2),
        served_how="平台转送",
        rule_id=story.rule_id,
    )
    if not story.rule_id:
        return
    result = compute(story.rule_id, served.served_on)
    ended = case.state in ENDED
    Deadline.objects.create(
        **keys, kind=Deadline.Kind.STATUTORY, title_zh=result.rule.label("zh-hans")[:200],
        title_en=result.rule.label("en")[:200], rule_id=result.rule.id, trigger_on=result.trigger, due_on=result.act_by,
        timezone=result.timezone, source=result.rule.legal_source("zh-hans")[:300], explanation=result.as_dict(),
        served_document=served, met_on=result.act_by if ended or result.act_by < timezone.localdate() else None,
    )  # fmt: skip


def _timeline(world: World, case: Case, path: list[tuple[Verb, State, int]], filed: datetime.datetime) -> None:
    at, before, rows = filed, State.DRAFT, []
    owner = world.owners[case.enterprise_id]
    for verb, reached, days in path:
        at = min(at + datetime.timedelta(days=days, hours=1), timezone.now())
        by_applicant = verb in {Verb.SUBMIT, Verb.WITHDRAW}
        by_chief = verb in {Verb.ISSUE_OPINION}
        actor = owner if by_applicant else world.supervisors[case.center_id] if by_chief else case.handler_id
        side = "applicant" if by_applicant else "system" if verb == Verb.DEEM_WITHDRAWN else "center"
        rows.append(
            TimelineEntry(
                **of(case),
                verb=verb,
                from_state=before,
                to_state=reached,
                at=at,
                actor_side=side,
                actor_id=None if side == "system" else actor,
                payload=_payload(case, verb, at),
            )
        )
        before = reached
    TimelineEntry.objects.bulk_create(rows)


def _outcome(case: Case) -> tuple[str, str]:
    """Give what a closed case came to and its summary, the same wherever it is told."""
    return OUTCOMES[case.pk % len(OUTCOMES)]


def _payload(case: Case, verb: Verb, at: datetime.datetime) -> dict[str, object]:
    later = (timezone.localdate(at) + datetime.timedelta(days=15)).isoformat()
    return {
        Verb.SUBMIT: {"number": case.number, "source": case.source},
        Verb.REQUEST_SUPPLEMENT: {"items": ["授权委托书", "被控产品照片"], "due_on": later},
        Verb.ACCEPT: {"level": case.level},
        Verb.DECLINE: {"reason": "not_party", "explanation": "申请人不是该纠纷的当事人。", "advice": "请由当事企业提出申请。"},
        Verb.TERMINATE: {"reason": "unreachable", "explanation": "多次联系未果。"},
        Verb.TRACK: {"next_on": later, "note": "跟踪答辩提交情况"},
        Verb.CLOSE: {"outcome": _outcome(case)[0]},
        Verb.WITHDRAW: {"reason": "双方已自行和解"},
    }.get(verb, {})  # fmt: skip


def _work(world: World, case: Case, state: State, filed: datetime.datetime, entered: datetime.datetime) -> None:
    """Write what the center did: supplement requests, assignments, opinions, closings, a few transfers."""
    keys, dice, now = of(case), world.dice, timezone.now()
    if state == State.NEEDS_SUPPLEMENT:
        SupplementRequest.objects.create(
            **keys, items=["授权委托书", "被控产品照片"], due_on=case.due_on, asked_by_id=case.handler_id
        )
    guided = state in {
        State.ASSIGNED, State.IN_GUIDANCE, State.OPINION_ISSUED, State.TRACKING, State.CLOSED, State.ARCHIVED,
    }  # fmt: skip
    if not guided:
        if state == State.UNDER_REVIEW and case.pk % 5 == 0:
            _transfer(world, case)
        return
    expert = world.experts[0] if case.center.code == "ZJ" and case.pk % 2 else dice.choice(world.experts)
    assert expert.user_id is not None
    active, over = state != State.ASSIGNED, state in {State.CLOSED, State.ARCHIVED}
    assigned = filed + datetime.timedelta(days=6)
    Assignment.objects.create(
        **keys, expert=expert, expert_user_id=expert.user_id,
        state="ended" if over else "active" if active else "proposed", ended_at=entered if over else None,
        disclosed={
            "applicant": case.applicant_name, "agent": "",
            "opponents": list(case.caseparty_set.values_list("name", flat=True)),
            "counsel": list(case.caseparty_set.values_list("counsel", flat=True)),
        },
        question="请判断是否侵权并提出应对建议（演示内容）。", assigned_by_id=case.handler_id,
        ends_at=now + datetime.timedelta(days=60), opinion_due_on=add_working_days(timezone.localdate(assigned), 15),
        declared_at=assigned if active else None,
        cross_border_basis="演示批准〔2026〕1号" if expert.is_foreign else "",
        cross_border_by_id=world.supervisors[case.center_id] if expert.is_foreign else None,
    )  # fmt: skip
    if state in {State.OPINION_ISSUED, State.TRACKING, State.CLOSED, State.ARCHIVED}:
        _opinion(world, case, expert.user_id, filed + datetime.timedelta(days=20))
    elif state == State.IN_GUIDANCE and case.pk % 3 == 0:
        opinion = Opinion(
            **keys, number=1, author_id=expert.user_id, facts=FACTS, analysis=ANALYSIS, options=list(OPTIONS)
        )
        opinion.risks, opinion.recommendation = RISKS, RECOMMENDATION
        opinion.state, opinion.submitted_at = Opinion.State.SUBMITTED, now
        opinion.save()
        Case.objects.filter(pk=case.pk).update(waiting_for=WaitingFor.CENTER)
    if state in {State.CLOSED, State.ARCHIVED}:
        recovered = (case.amount or Decimal(100_000)) * dice.randint(20, 90) / 100
        currency = case.amount_currency or "CNY"
        converted = fx.to_cny(Money.of(recovered, currency), timezone.localdate(entered))
        Closing.objects.create(
            **keys, outcome=_outcome(case)[0], summary=_outcome(case)[1],
            recovered=recovered.quantize(Decimal("0.01")), recovered_currency=currency,
            recovered_cny=converted.money.amount if converted else None,
            recovered_rate_on=converted.rate.on if converted else None, hours=Decimal(dice.randint(4, 60)),
            closed_by_id=case.handler_id,
        )  # fmt: skip


def _opinion(world: World, case: Case, author_id: int, at: datetime.datetime) -> None:
    opinion = Opinion(
        **of(case), number=1, author_id=author_id, facts=FACTS, analysis=ANALYSIS, options=list(OPTIONS), risks=RISKS,
        recommendation=RECOMMENDATION, submitted_at=at, countersigned_at=at + datetime.timedelta(days=1),
        countersigned_by_id=world.supervisors[case.center_id],
    )  # fmt: skip
    opinion.content_hash = opinion_hash(opinion)
    opinion.state = Opinion.State.COUNTERSIGNED
    opinion.save()


def _transfer(world: World, case: Case) -> None:
    other = next(
        center for center in world.centers.values() if center.pk != case.center_id and center.code in {"ZJ", "GJ"}
    )
    Transfer.objects.create(
        **of(case), from_center_id=case.center_id, to_center=other, reason="该产业由贵中心指导更合适（演示内容）。",
        synopsis={
            "number": case.number, "applicant": case.applicant_name, "dispute_type": case.dispute_type,
            "ip_kinds": case.ip_kinds, "country": case.country, "state": case.state, "level": case.level,
        },
        proposed_by_id=case.handler_id,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(waiting_for=WaitingFor.RECEIVER)


def _talk(world: World, case: Case, filed: datetime.datetime, n: int) -> None:
    if n % 2 == 0 and case.handler_id:
        owner = world.owners[case.enterprise_id]
        for step, (side, body) in enumerate(MESSAGES[: 2 + n % 3]):
            message = Message.objects.create(
                **of(case), side=side, body=body, author_id=owner if side == "applicant" else case.handler_id
            )
            at = min(filed + datetime.timedelta(days=2 + step, hours=step), timezone.now())
            Message.objects.filter(pk=message.pk).update(created_at=at)
    if n % 4 == 0 and case.handler_id:
        Note.objects.create(**of(case), author_id=case.handler_id, body=NOTES[n // 4 % 2])
