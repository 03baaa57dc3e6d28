"""Write scores of a draft: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from alerts.environment.models import Edition, Indicator, Score
from alerts.environment.services.editions import draft_lock
from portal.accounts.actors import Actor
from portal.audit import trail


@dataclass(frozen=True, slots=True)
class Entry:
    """One score to write: value in the leaf's unit, country by code."""

    indicator_id: int
    country: str
    value: Decimal
    source: str
    source_url: str = ""
    note: str = ""


def scores_write(
    *,
    edition: Edition,
    entries: Sequence[Entry],
    actor: Actor,
    removed: Iterable[tuple[int, str]] = (),
    how: str = "entry",
) -> int:
    """Write `entries` and take `removed` (indicator id, country) away; give how many rows changed.

    What already stands as given is left alone. Values were checked by the caller (`selectors.checks.out_of_scale`, forms).
    Raises Conflict when the edition is no draft.
    """
    draft_lock(edition)
    standing = {(score.indicator_id, score.country): score for score in Score.objects.filter(edition_id=edition.pk)}
    added, changed = [], []
    now = timezone.now()
    for entry in entries:
        wanted = {"value": entry.value, "source": entry.source, "source_url": entry.source_url, "note": entry.note}
        score = standing.get((entry.indicator_id, entry.country))
        if score is None:
            score = Score(edition_id=edition.pk, indicator_id=entry.indicator_id, country=entry.country)
            added.append(score)
        elif all(getattr(score, name) == value for name, value in wanted.items()):
            continue
        else:
            changed.append(score)
        for name, value in wanted.items():
            setattr(score, name, value)
        score.entered_by_id, score.entered_at = actor.user_id, now
    gone = [score.pk for place in removed if (score := standing.get(place)) is not None]
    Score.objects.bulk_create(added)
    Score.objects.bulk_update(changed, ["value", "source", "source_url", "note", "entered_by", "entered_at"])
    Score.objects.filter(pk__in=gone).delete()
    count = len(added) + len(changed) + len(gone)
    if count:
        trail.record(
            "env_scores.imported" if how == "import" else "env_scores.entered", object_type="env_edition",
            object_id=edition.public_id, payload={"added": len(added), "changed": len(changed), "removed": len(gone)},
        )  # fmt: skip
    return count


def leaf_entries(leaf: Indicator, rows: Iterable[tuple[str, Decimal, str, str, str]]) -> list[Entry]:
    """Put rows (country, value, source, address, note) of one leaf into entries."""
    return [Entry(leaf.pk, *row) for row in rows]
