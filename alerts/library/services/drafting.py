"""Make a typical case of a case: take its texts, decide about each piece, hand it over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.library.anonymise.apply import Swap, applied
from alerts.library.anonymise.identity import What
from alerts.library.anonymise.propose import key_of, propose
from alerts.library.choices import PARTS, TEXT_NAMES, WHAT_LABELS, Decision, End, State
from alerts.library.models import CaseOrigin, FalseAlarm, Replacement
from alerts.library.selectors import origins
from alerts.library.selectors.similar import right_of
from alerts.publishing.choices import Kind
from alerts.publishing.models import Item
from alerts.publishing.services import drafts, review
from cases.choices import State as CaseState
from cases.models import Case, CaseCountry, Closing
from cases.models.case import of
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

LONGEST = {"title": 120, "summary": 400}


def draft_begin(*, case: Case, actor: Actor, sources: Collection[str]) -> CaseOrigin:
    """Begin a draft of a closed case with the chosen texts of its file, and propose what is to be replaced.

    Raises Conflict without the applicant's consent, for a case that is not closed, and when there is a draft already.
    """
    now = Case.objects.select_for_update(of=("self",)).select_related("enterprise", "handler").get(pk=case.pk)
    if now.state not in {CaseState.CLOSED, CaseState.ARCHIVED}:
        raise Conflict(_("A typical case is made when the case is closed."))
    consent = origins.standing_consent(now)
    if consent is None:
        raise Conflict(_("The applicant has not consented to anonymised use. Ask first; this page says whom."))
    closing = Closing.objects.filter(case_id=now.pk).order_by("-id").first()
    origin = CaseOrigin(
        **of(now),
        consent_version=consent.version,
        consent_at=consent.at,
        right=right_of(now.dispute_type, now.ip_kinds),
        outcome=closing.outcome if closing else "",
        year=timezone.localdate(now.closed_at).year if now.closed_at else None,
        texts=_texts(now, sources),
        started_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            origin.save()
    except IntegrityError as error:
        if "caseorigin_one_live" not in str(error):
            raise
        raise Conflict(_("There is a typical case of this case already.")) from error
    pieces_propose(origin=origin)
    trail.record(
        "library.begin", object_type="origin", object_id=origin.public_id, center_id=origin.center_id,
        payload={"number": now.number},
    )  # fmt: skip
    return origin


def _texts(case: Case, sources: Collection[str]) -> dict[str, str]:
    texts = dict.fromkeys(TEXT_NAMES, "")
    for source, text in origins.source_texts(case):
        if source.code in sources:
            name = f"{source.part}_zh"
            texts[name] = f"{texts[name]}\n\n{text}".strip()
    return texts


def lock(origin: CaseOrigin, *, seen: int | None = None) -> CaseOrigin:
    """Lock a draft that is being prepared and return it as it is now; raise Conflict when it moved on or is not what was seen."""
    now = (
        CaseOrigin.objects.select_for_update(of=("self",))
        .select_related("case", "case__enterprise", "case__handler")
        .get(pk=origin.pk)
    )
    if now.state != State.PREPARING:
        raise Conflict(_("This draft is closed: it was handed over or given up."))
    if seen is not None and now.row_version != seen:
        raise Conflict(_("Somebody changed this draft meanwhile. Look at it again before you go on."))
    return now


def pieces_propose(*, origin: CaseOrigin) -> int:
    """Go through the texts again and add what is found new; decisions that were taken stay. Return how many are new."""
    texts = [origin.texts.get(name, "") for name in TEXT_NAMES]
    known = set(Replacement.objects.filter(origin=origin).values_list("key", flat=True))
    fresh = [
        Replacement(
            origin=origin, center_id=origin.center_id, what=found.what, words=found.words[:300], key=found.key[:300],
            zh=found.zh[:100], en=found.en[:100], sure=found.sure,
        )
        for found in propose(texts, origins.identity_of(origin.case))
        if found.key[:300] not in known
    ]  # fmt: skip
    Replacement.objects.bulk_create(fresh)
    return len(fresh)


def texts_write(*, origin: CaseOrigin, actor: Actor, values: Mapping[str, Any], seen: int | None = None) -> CaseOrigin:
    """Write the texts (names of TEXT_NAMES), right, outcome and year; new pieces are proposed at once."""
    now = lock(origin, seen=seen)
    now.texts = {
        name: str(values.get(name, now.texts.get(name, ""))).replace("\r\n", "\n").strip() for name in TEXT_NAMES
    }
    for name in ("right", "outcome", "year"):
        if name in values:
            setattr(now, name, values[name])
    now.row_version += 1
    now.full_clean(
        exclude=["case", "center", "enterprise", "item", "started_by", "cleared_by"],
        validate_unique=False,
        validate_constraints=False,
    )
    now.save(update_fields=["texts", "right", "outcome", "year", "row_version", "updated_at"])
    pieces_propose(origin=now)
    return now


def pieces_decide(
    *, origin: CaseOrigin, actor: Actor, decisions: Mapping[int, tuple[Decision, str, str]], seen: int | None = None
) -> CaseOrigin:
    """Take the decisions about pieces (id → decision, Chinese and English words in its place)."""
    now = lock(origin, seen=seen)
    for row in Replacement.objects.filter(origin=now, pk__in=list(decisions)):
        decision, zh, en = decisions[row.pk]
        if (row.decision, row.zh, row.en) != (decision, zh, en):
            row.decision, row.zh, row.en = decision, zh, en
            row.full_clean(exclude=["origin", "center"], validate_unique=False, validate_constraints=False)
            row.save(update_fields=["decision", "zh", "en"])
    now.refresh_from_db(fields=["row_version", "writers"])
    return now


def pieces_accept_all(*, origin: CaseOrigin, actor: Actor, seen: int | None = None) -> int:
    """Accept every proposal that nobody has decided about; return how many."""
    now = lock(origin, seen=seen)
    return Replacement.objects.filter(origin=now, decision=Decision.PROPOSED).update(decision=Decision.ACCEPTED)


def piece_add(*, origin: CaseOrigin, actor: Actor, what: What, words: str, zh: str, en: str) -> Replacement:
    """Replace something that was not proposed, wherever it stands. Raises ValidationError when it stands nowhere."""
    now = lock(origin)
    key = key_of(what, words)
    probe = [Swap(what, words, zh, en)]
    if len(key) < 2 or all(
        applied(text, probe, "zh" if name.endswith("_zh") else "en") == text for name, text in now.texts.items()
    ):
        raise ValidationError({"words": _("This stands in none of the texts.")})
    row, _new = Replacement.objects.update_or_create(
        origin=now,
        key=key[:300],
        defaults={
            "center_id": now.center_id, "what": what, "words": words, "zh": zh, "en": en, "own": True, "sure": True,
            "decision": Decision.ACCEPTED,
        },
    )  # fmt: skip
    return row


def find_pass(*, origin: CaseOrigin, actor: Actor, key: str, words: str, reason: str) -> FalseAlarm:
    """Record that a find is a false alarm, with the reason; for a supervisor who did not work on the draft.

    Raises Conflict for anybody else (the database refuses them too).
    """
    now = CaseOrigin.objects.select_for_update(of=("self",)).get(pk=origin.pk)
    if not actor.has("supervisor") or actor.user_id in now.writers:
        raise Conflict(_("Only a supervisor who did not work on the draft can pass a find."))
    if now.state not in {State.PREPARING, State.HANDED_IN, State.PUBLISHED}:
        raise Conflict(_("This draft is closed: it was handed over or given up."))
    row, _new = FalseAlarm.objects.get_or_create(
        origin=now,
        key=key[:300],
        defaults={"center_id": now.center_id, "words": words[:300], "reason": reason, "by_id": actor.user_id},
    )
    trail.record(
        "library.find_passed", object_type="origin", object_id=now.public_id, center_id=now.center_id,
        payload={"reason": reason},
    )  # fmt: skip
    return row


def shortcomings(origin: CaseOrigin, replacements: Sequence[Replacement]) -> list[str]:
    """List what is left to do before a draft can be handed over."""
    found = [
        _("Write “%(part)s”.") % {"part": origins.label_of(f"{name}_zh")}
        for name in ("title", "summary", *PARTS)
        if not origin.texts.get(f"{name}_zh", "").strip()
    ]
    texts = origins.texts_out(origin, replacements)
    for name, most in LONGEST.items():
        if len(texts[f"{name}_zh"]) > most:
            found.append(
                _("“%(part)s” may have %(most)d characters at most.")
                % {"part": origins.label_of(f"{name}_zh"), "most": most}
            )
    if not origin.right:
        found.append(_("Choose what the case is about."))
    open_ones = sum(row.decision == Decision.PROPOSED for row in replacements)
    if open_ones:
        found.append(_("Decide about %(count)d more pieces.") % {"count": open_ones})
    return found


def draft_hand_over(*, origin: CaseOrigin, actor: Actor, slug: str, seen: int | None = None) -> Item:
    """Hand the anonymised text over: it becomes an item of the center in review, where a second person releases it.

    Only the texts that go out leave the draft, and only when the last look finds nothing of the case in them. Raises
    ValidationError with what is left to do or with what still stands where, Conflict when the consent no longer stands.
    """
    now = lock(origin, seen=seen)
    if origins.standing_consent(now.case) is None:
        raise Conflict(_("The applicant's consent no longer stands. The text cannot go out."))
    replacements = list(Replacement.objects.filter(origin=now).order_by("pk"))
    missing = shortcomings(now, replacements)
    if missing:
        raise ValidationError(missing)
    texts = origins.texts_out(now, replacements)
    found = origins.leaks_in(now, texts)
    if found:
        raise ValidationError(
            [
                _("“%(words)s” still stands in “%(place)s”: %(what)s of the case.")
                % {"words": leak.words, "place": leak.place, "what": WHAT_LABELS[leak.what]}
                for leak in found
            ]
        )
    item = drafts.item_begin(kind=Kind.CASE, actor=actor, slug=slug, words=_words(now, texts))
    now.item = item
    now.state = State.HANDED_IN
    now.replaced = origins.kinds_replaced(replacements)
    now.save(update_fields=["item", "state", "replaced", "updated_at"])
    trail.record(
        "library.handed_over", object_type="origin", object_id=now.public_id, center_id=now.center_id,
        payload={"replaced": now.replaced, "consent": now.consent_version},
    )  # fmt: skip
    return review.item_submit(item=item, actor=actor)


def _words(origin: CaseOrigin, texts: Mapping[str, str]) -> dict[str, Any]:
    case = origin.case
    countries = CaseCountry.objects.filter(case_id=case.pk).values_list("country", flat=True)
    return {
        **{name: texts[name] for name in ("title_zh", "title_en", "summary_zh", "summary_en")},
        "parts": {part: {"zh": texts[f"{part}_zh"], "en": texts[f"{part}_en"]} for part in PARTS},
        "sources": [
            {
                "title": "本案由海外知识产权纠纷应对指导中心办理，经申请人同意匿名编写 / "
                "Handled by a guidance center; written up anonymously with the applicant's consent",
                "url": "",
                "seen_on": "",
            }
        ],
        "right": origin.right,
        "countries": sorted(dict.fromkeys(countries)),
        "ip_kinds": case.ip_kinds,
        "industries": [case.industry] if case.industry else [],
    }


def draft_drop(*, origin: CaseOrigin, actor: Actor) -> None:
    """Give a draft up before it is handed over; its texts and pieces are erased at once."""
    now = lock(origin)
    Replacement.objects.filter(origin=now).delete()
    now.refresh_from_db()
    now.state, now.end, now.texts, now.erased_at = State.ENDED, End.DROPPED, {}, timezone.now()
    now.save(update_fields=["state", "end", "texts", "erased_at", "updated_at"])
    trail.record("library.dropped", object_type="origin", object_id=now.public_id, center_id=now.center_id)
