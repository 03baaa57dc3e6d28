"""Write indices, editions and their trees; move an edition on."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.environment import workflow
from alerts.environment.choices import EditionState, EditionVerb
from alerts.environment.models import Edition, Index, Indicator, Score
from alerts.environment.services.reports import reports_order
from alerts.environment.services.shown import edition_shown
from portal.accounts.actors import Actor
from portal.audit import trail
from portal.policy.conflict import Conflict

NOT_COPIED = {"id", "edition", "parent"}


def index_keep(*, index: Index, actor: Actor) -> Index:
    """Save a new or changed index. Raises Conflict once an edition of it was handed in: readers know it by these words."""
    new = index.pk is None
    if not new and Edition.objects.filter(index=index).exclude(state=EditionState.DRAFT).exists():
        raise Conflict(_("What was published is not rewritten. Begin another index if its name or method changed."))
    if new:
        index.created_by_id = actor.user_id
    index.full_clean(exclude=["created_by"])
    index.save()
    trail.record("env_index.added" if new else "env_index.changed", object_type="env_index", object_id=index.public_id)
    return index


def edition_keep(*, edition: Edition, actor: Actor, copied_from: Edition | None = None) -> Edition:
    """Save a new or changed draft; a new one takes the tree of `copied_from`. Raises Conflict when it is no draft."""
    new = edition.pk is None
    if new:
        edition.created_by_id = actor.user_id
    else:
        draft_lock(edition)
    edition.full_clean(exclude=["created_by"])
    edition.save()
    if new and copied_from is not None:
        _copy_tree(copied_from, edition)
    trail.record(
        "env_edition.begun" if new else "env_edition.changed", object_type="env_edition", object_id=edition.public_id,
        payload={"label": edition.label},
    )  # fmt: skip
    return edition


def edition_correct(*, edition: Edition, note_zh: str, note_en: str, actor: Actor) -> Edition:
    """Begin a correction of a released edition: the next revision, a draft with its tree and scores.

    Raises Conflict when it is not released or its correction was begun already.
    """
    held = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    newest = Edition.objects.filter(index_id=held.index_id, year=held.year, version=held.version).order_by("-revision")[
        0
    ]
    if newest.state != EditionState.RELEASED or newest.pk != held.pk:
        raise Conflict(_("A correction begins from the newest released edition; another one is under way."))
    draft = Edition(
        **{
            field.attname: getattr(held, field.attname)
            for field in Edition._meta.concrete_fields
            if field.name in _KEPT
        }
    )
    draft.revision = held.revision + 1
    draft.correction_zh, draft.correction_en = note_zh, note_en
    edition_keep(edition=draft, actor=actor)
    places = _copy_tree(held, draft)
    Score.objects.bulk_create(
        Score(
            edition=draft, indicator_id=places[score.indicator_id], country=score.country, value=score.value,
            source=score.source, source_url=score.source_url, note=score.note, entered_by_id=actor.user_id,
        )
        for score in held.scores.all()
    )  # fmt: skip
    return draft


_KEPT = {
    "index", "year", "version", "basis", "minimum_coverage", "method_zh", "method_en", "facts_zh", "facts_en",
    "source_zh", "source_en", "source_url", "dated_on",
}  # fmt: skip


def _copy_tree(source: Edition, target: Edition) -> dict[int, int]:
    """Copy the indicators level by level; give the new id of each old one."""
    places: dict[int, int] = {}
    for indicator in source.indicators.order_by("level", "position", "pk"):
        values = {
            field.attname: getattr(indicator, field.attname)
            for field in Indicator._meta.concrete_fields
            if field.name not in NOT_COPIED
        }
        parent = None if indicator.parent_id is None else places[indicator.parent_id]
        places[indicator.pk] = Indicator.objects.create(edition=target, parent_id=parent, **values).pk
    return places


def indicator_keep(*, edition: Edition, indicator: Indicator, actor: Actor) -> Indicator:
    """Save a new or changed node of a draft's tree."""
    draft_lock(edition)
    new = indicator.pk is None
    indicator.edition = edition
    indicator.level = 1 if indicator.parent is None else indicator.parent.level + 1
    indicator.full_clean()
    indicator.save()
    trail.record(
        "env_indicator.added" if new else "env_indicator.changed", object_type="env_edition",
        object_id=edition.public_id, payload={"code": indicator.code},
    )  # fmt: skip
    return indicator


def indicator_remove(*, edition: Edition, indicator: Indicator, actor: Actor) -> None:
    """Take a node with everything below it, scores included, out of a draft."""
    draft_lock(edition)
    pks = _below(indicator)
    Score.objects.filter(indicator_id__in=pks).delete()
    for pk in reversed(pks):
        Indicator.objects.filter(pk=pk).delete()
    trail.record(
        "env_indicator.removed",
        object_type="env_edition",
        object_id=edition.public_id,
        payload={"code": indicator.code},
    )


def _below(indicator: Indicator) -> list[int]:
    """List the node and what stands below it, parents first."""
    children: Iterable[Indicator] = indicator.children.order_by("pk")
    return [indicator.pk, *(pk for child in children for pk in _below(child))]


def draft_lock(edition: Edition) -> Edition:
    """Lock the edition's row and raise Conflict when it is no draft any more."""
    held = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if not held.is_draft:
        raise Conflict(_("This edition was handed in and waits unchanged. Take it back into the draft first."))
    return held


def edition_move(*, edition: Edition, verb: str, actor: Actor, reason: str = "") -> Edition:
    """Take one step of the table; a release orders the reports. Locks the edition. Raises Conflict with the reason why not."""
    held = Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    step = workflow.edition_step(held, verb, actor)
    if step is None:
        raise Conflict(_("This step is not possible now. Look at the present state, then decide again."))
    if (objection := step.guard(held, actor)) is not None:
        raise Conflict(str(objection))
    now = timezone.now()
    held.state = step.target
    held.return_reason = reason if step.verb == EditionVerb.RETURN else ""
    if step.verb == EditionVerb.PROPOSE:
        held.proposed_by_id, held.proposed_at = actor.user_id, now
    elif step.verb == EditionVerb.RELEASE:
        held.released_by_id, held.released_at = actor.user_id, now
    held.save(update_fields=["state", "return_reason", "proposed_by", "proposed_at", "released_by", "released_at"])
    trail.record(
        f"env_edition.{step.verb}", object_type="env_edition", object_id=held.public_id,
        payload={"label": held.label, "reason": reason},
    )  # fmt: skip
    if step.verb == EditionVerb.RELEASE:
        reports_order(edition=held)
        edition_shown(held)
    return held
