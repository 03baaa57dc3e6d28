"""Checks of exhibits in the demo: the portal's checklists, and at the home center's delegations checks in every state.

Exhibits, rights of others and conclusions are made up and say so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from demo.people import DOMAIN, HOME
from demo.texts import desk_actor
from exhibitions.fairs.models import Delegation, Exhibit, Participant, Post
from exhibitions.screening.choices import Answer, FindingKind, Level, Verb
from exhibitions.screening.models import Finding, Screening
from exhibitions.screening.selectors.checking import suggestions
from exhibitions.screening.services import findings
from exhibitions.screening.services.loading import checklists_load
from exhibitions.screening.services.packs import pack_order
from exhibitions.screening.services.screenings import screening_answer, screening_begin, screening_move
from portal.accounts.actors import Actor, Seat
from portal.accounts.models import User
from portal.tenancy import scope as scopes
from portal.tenancy.models import Center

# How far the checks of a delegation are, exhibit by exhibit: (answers that are a risk, weight of the right found, advice, conclusion, how far).
PLANS: tuple[tuple[int, Level, str, str, str], ...] = (
    (0, Level.LOW, "carry", "演示结论：未见明显风险。请随身携带外观设计注册证副本，海关询问时出示。", "signed"),
    (
        2,
        Level.HIGH,
        "withdraw",
        "演示结论：展品商标与他人在先注册近似，且曾收到警告函。请勿携带参展，改用备选款。",
        "signed",
    ),
    (0, Level.MEDIUM, "redesign", "演示结论：面板图案与他人外观设计接近，请改用新面板并提供图纸。", "handed_in"),
    (1, Level.LOW, "", "", "open"),
)


def make_screening(centers: dict[str, Center]) -> int:
    """Release the checklists and check exhibits of the home center's open delegations; return how many checks."""
    national = next(center for center in centers.values() if center.kind == Center.Kind.NATIONAL)
    editor, reviewer = desk_actor("editor", "editor", national), desk_actor("reviewer", "reviewer", national)
    checklists_load(editor=editor, reviewer=reviewer)
    handler = desk_actor("handler", "handler", centers[HOME])
    supervisor = desk_actor("supervisor", "supervisor", centers[HOME])
    with scopes.enter(handler.scope()):
        delegations = list(Delegation.objects.filter(center=centers[HOME], state="open").order_by("edition__starts_on"))
    count = 0
    for delegation in delegations:
        signer = _expert(delegation) or supervisor
        with scopes.enter(handler.scope()):
            exhibits = list(
                Exhibit.objects.filter(
                    participant__delegation=delegation, participant__state="confirmed", taken_out_at=None
                )
                .select_related("participant__delegation__edition__fair")
                .order_by("id")[: len(PLANS)]
            )
        for exhibit, plan in zip(exhibits, PLANS, strict=False):
            _check(exhibit, plan, handler, signer)
            count += 1
        if exhibits:
            _pack(exhibits[0].participant, handler)
    return count


def _expert(delegation: Delegation) -> Actor | None:
    """Give the demo's expert where they are on duty for a delegation today."""
    today = timezone.localdate()
    with scopes.enter(scopes.system()):
        user = User.objects.get(email=f"expert@{DOMAIN}")
        posts = Post.objects.filter(delegation=delegation, user=user, kind="expert", state="active")
        on_duty = posts.filter(starts_on__lte=today, ends_on__gte=today).exists()
    if not on_duty:
        return None
    return Actor(user.pk, Seat("expert", "expert", frozenset({"expert"})), second_factor=True)


def _check(exhibit: Exhibit, plan: tuple[int, Level, str, str, str], handler: Actor, signer: Actor) -> None:
    risks, level, advice, conclusion, far = plan
    with scopes.enter(handler.scope()):
        screening = screening_begin(exhibit=exhibit, actor=handler)
        _found(screening, handler, level)
        screening.refresh_from_db()
        screening = screening_answer(
            screening=screening, answers=_answers(screening, risks, whole=far != "open"), advice=advice,
            conclusion=conclusion, version=screening.row_version,
        )  # fmt: skip
        if far == "open":
            return
        screening = screening_move(screening=screening, verb=Verb.HAND_IN, actor=handler)
    if far == "signed":
        with scopes.enter(signer.scope()):
            screening_move(screening=screening, verb=Verb.SIGN, actor=signer)


def _answers(screening: Screening, risks: int, *, whole: bool) -> Mapping[str, Mapping[str, str]]:
    """Answer all questions, or the first half; the first `risks` heavy ones with the answer that is a risk."""
    answers = {}
    items = screening.items if whole else screening.items[: len(screening.items) // 2]
    for item in items:
        risky = risks > 0 and item["level"] == Level.HIGH
        risks -= risky
        safe = Answer.NO if item["risk_answer"] == Answer.YES else Answer.YES
        note = "演示：见企业提供的材料。" if risky else ""
        answers[item["key"]] = {"answer": item["risk_answer"] if risky else safe.value, "note": note}
    return answers


def _found(screening: Screening, handler: Actor, level: Level) -> None:
    fair = screening.participant.delegation.edition.fair
    findings.finding_add(
        screening=screening,
        finding=Finding(
            kind=FindingKind.RIGHT, ip_kind="trademark", number=f"DEMO-{screening.exhibit_id:06d}", title="演示在先商标",
            owner="演示权利人（并不存在）", country=fair.country, source_title="演示检索", seen_on=timezone.localdate() - dt.timedelta(days=2),
            level=level, meaning="演示：同类商品上的近似标识。",
        ),
        actor=handler,
    )  # fmt: skip
    for entry in suggestions(screening, [])[:1]:
        findings.page_add(screening=screening, entry=entry, level=Level.LOW, actor=handler)


def _pack(participant: Participant, handler: Actor) -> None:
    with scopes.enter(handler.scope()):
        language = participant.delegation.edition.fair.language
        pack_order(participant=participant, language=language if language == "de" else "en", actor=handler)
