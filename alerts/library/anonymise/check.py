"""The last look before a text goes on: does anything of the case still stand in it?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from alerts.library.anonymise import figures
from alerts.library.anonymise.fold import fold, loose, squeeze
from alerts.library.anonymise.identity import Identity, What, known
from alerts.library.anonymise.propose import hard, key_of


@dataclass(frozen=True)
class Leak:
    """Something of the case that still stands in a text: what it is, as it stands there, in which text."""

    what: What
    words: str
    place: str

    @property
    def key(self) -> str:
        """What two spellings of it share."""
        return key_of(self.what, self.words)


def leaks(texts: Mapping[str, str], identity: Identity, *, passed: Iterable[str] = ()) -> list[Leak]:
    """Name what of the case stands in `texts` (place → text), each thing once a place.

    Asks no database and knows no proposals, so that nothing that went wrong before is believed. `passed` are the keys of
    what a reviewer has found to be a false alarm.
    """
    ways = known(identity)
    ours = {squeeze(way.zh) for way in ways} | {squeeze(way.en) for way in ways}
    ways = [way for way in ways if squeeze(way.words) not in ours]
    known_keys = frozenset(passed)
    found: dict[tuple[str, str], Leak] = {}
    for place, text in texts.items():
        folded = fold(text)
        for way in ways:
            pattern = loose(way.words)
            for start, end in folded.spans(pattern) if pattern else ():
                _add(found, Leak(way.what, text[start:end], place), known_keys)
        for figure in figures.dates(folded, coarse=False):
            if figure.value in identity.dates:
                _add(found, Leak(What.DATE, text[figure.start : figure.end], place), known_keys)
        for figure in figures.amounts(folded):
            if figure.value in identity.amounts:
                _add(found, Leak(What.AMOUNT, text[figure.start : figure.end], place), known_keys)
        for what, words in hard(text):
            _add(found, Leak(what, words, place), known_keys)
    return list(found.values())


def _add(found: dict[tuple[str, str], Leak], leak: Leak, passed: frozenset[str]) -> None:
    if leak.key not in passed:
        found.setdefault((leak.key, leak.place), leak)
