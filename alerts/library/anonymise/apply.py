"""Put the chosen words into a text, in one pass, and give the pieces to show it side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from alerts.library.anonymise.fold import fold, loose, strict
from alerts.library.anonymise.identity import What
from alerts.library.anonymise.propose import LITERAL

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Swap:
    """Every `words` in a text becomes `zh` or `en` where `on`; where not, it only shows as found. `mark` is the caller's."""

    what: What
    words: str
    zh: str
    en: str
    on: bool = True
    mark: int = 0
    unsure: bool = False


@dataclass(frozen=True)
class Piece:
    """A run of a text: as it was, as it becomes, and the swap that made it so."""

    before: str
    after: str
    swap: Swap | None = None


def pieces(text: str, swaps: Iterable[Swap], language: Language) -> list[Piece]:
    """Cut a text into runs; `before` joined is the text, `after` joined the text that goes out. Longer finds win."""
    folded = fold(text)
    hits: list[tuple[int, int, Swap]] = []
    for swap in swaps:
        pattern = strict(swap.words) if swap.what in LITERAL else loose(swap.words)
        if pattern is not None:
            hits += [(start, end, swap) for start, end in folded.spans(pattern)]
    # A name that is left standing must not shield another one inside it.
    hits.sort(key=lambda hit: (not hit[2].on, hit[0] - hit[1], hit[0]))
    taken: list[tuple[int, int, Swap]] = []
    for hit in hits:
        if all(hit[1] <= other[0] or hit[0] >= other[1] for other in taken):
            taken.append(hit)
    return _cut(text, sorted(taken, key=lambda hit: hit[0]), language)


def _cut(text: str, taken: Sequence[tuple[int, int, Swap]], language: Language) -> list[Piece]:
    found: list[Piece] = []
    at = 0
    for start, end, swap in taken:
        if start > at:
            found.append(Piece(text[at:start], text[at:start]))
        before = text[start:end]
        found.append(Piece(before, (swap.zh if language == "zh" else swap.en) if swap.on else before, swap))
        at = end
    if at < len(text):
        found.append(Piece(text[at:], text[at:]))
    return found


def applied(text: str, swaps: Iterable[Swap], language: Language) -> str:
    """Give the text that goes out."""
    return "".join(piece.after for piece in pieces(text, swaps, language))
