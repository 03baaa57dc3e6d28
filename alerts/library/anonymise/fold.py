"""One form for all spellings of a text: width, case, accents and invisible marks make no difference."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e")
# Taken apart they would be letters: Acme™ is no Acmetm.
_SIGNS = frozenset("™®©℠")
_CJK = "\u3400-\u9fff"
_LATIN = f"[^\\W\\d_{_CJK}]"
# What may stand between two letters of a name that still is that name; commas and stops only where no Chinese does, or
# two sentences would make a name.
_GAP_LATIN = r"[.,&/\\+$€£¥#:@\s\-–—_·•'’\"“”*~`()\[\]<>]{0,5}"
# 华星（深圳） opens or closes one bracket; a closed and an opened one part two names.
_GAP_CJK = r"[\s\-–—_·•'’\"“”*~`<>]{0,4}[()\[\]]?[\s\-–—_·•'’\"“”*~`<>]{0,3}"


@dataclass(frozen=True)
class Folded:
    """A text in its one form; `places[i]` is where its character `i` stands in the text as written."""

    text: str
    places: tuple[int, ...]

    def spans(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
        """Give where `pattern` matches, as places in the text as written."""
        for match in pattern.finditer(self.text):
            end = match.end()
            # 华星公司（深圳） ends with its bracket, which is no letter of the name.
            if match[0].count("(") > match[0].count(")") and self.text[end : end + 1] == ")":
                end += 1
            if end > match.start():
                yield self.places[match.start()], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Put a text into its one form."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter in _SIGNS:
            continue
        for each in unicodedata.normalize("NFKD", letter).casefold():
            if each in _INVISIBLE or unicodedata.combining(each):
                continue
            letters.append(each)
            places.append(place)
    return Folded("".join(letters), tuple(places))


def squeeze(name: str) -> str:
    """Give the bare letters and digits of a name: two spellings of one name give the same."""
    return "".join(each for each in fold(name).text if each.isalnum())


def is_cjk(letter: str) -> bool:
    """Say whether a folded character is a Chinese one."""
    return "\u3400" <= letter <= "\u9fff"


@lru_cache(maxsize=4096)
def loose(name: str) -> re.Pattern[str] | None:
    """Give the pattern that finds a name in a folded text however it is spaced; None when it is too short to look for."""
    letters = squeeze(name)
    if len(letters) < 2:
        return None
    parts = [re.escape(letters[0])]
    for before, letter in itertools.pairwise(letters):
        parts.append(_GAP_CJK if is_cjk(before) or is_cjk(letter) else _GAP_LATIN)
        parts.append(re.escape(letter))
    return re.compile(_edge(letters[0], "(?<!{})") + "".join(parts) + _edge(letters[-1], "(?!{})"))


@lru_cache(maxsize=4096)
def strict(words: str) -> re.Pattern[str]:
    """Give the pattern that finds a figure (a date, an amount) as it is written, but for width, case and spaces."""
    folded = fold(words).text.strip()
    parts = [re.escape(part) for part in re.split(r"\s+", folded)]
    first, last = folded[:1], folded[-1:]
    return re.compile(_edge(first, "(?<!{})") + r"\s*".join(parts) + _edge(last, "(?!{})"))


def _edge(letter: str, form: str) -> str:
    """A word does not begin or end inside another word, nor a number inside another number; Chinese has no such edge."""
    if letter.isdigit():
        return form.format(r"\d")
    return form.format(_LATIN) if letter.isalpha() and not is_cjk(letter) else ""
