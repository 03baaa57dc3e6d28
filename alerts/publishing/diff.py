"""What changed between two texts, word by word: a Chinese character is a word, and so is a run of Latin letters or digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_TOKEN = re.compile(r"[A-Za-z0-9]+(?:[.,'’-][A-Za-z0-9]+)*|\s+|.", re.DOTALL)
# Comparing costs the square of the length at worst; beyond this, whole lines are compared, then whole texts.
MOST_TOKENS = 4_000


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, came or went."""

    how: Literal["same", "added", "removed"]
    text: str


def words(text: str) -> list[str]:
    """Cut a text into words, white space and marks; joined they are the text."""
    return _TOKEN.findall(text)


def compare(before: str, after: str) -> list[Piece]:
    """Give the pieces from which both texts can be read: same and removed make `before`, same and added `after`."""
    old, new = words(before), words(after)
    if len(old) + len(new) > MOST_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if len(old) + len(new) > MOST_TOKENS:
        # So many lines are no text: whoever wrote them would have a server compare them for minutes.
        old, new = [before], [after]
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(old[a:b]))
            continue
        if b > a:
            yield Piece("removed", "".join(old[a:b]))
        if d > c:
            yield Piece("added", "".join(new[c:d]))
