"""What the desk lists."""

from __future__ import annotations

from collections import defaultdict

from alerts.environment.models import Edition, Index


def desk_indices() -> list[tuple[Index, list[Edition]]]:
    """List every index with its editions, newest first. Two statements."""
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.order_by("-year", "version", "-revision"):
        editions[edition.index_id].append(edition)
    return [(index, editions[index.pk]) for index in Index.objects.order_by("origin", "code")]
