"""How texts and questions are made alike: one spelling, words apart, Chinese also by its sound.

A text becomes lower-case runs with one space around each: ``TRO申请`` → ``tro 申请``. Letters are then found from the
beginning of a word (``art`` does not find ``part``, ``trade`` finds ``trademark``), Chinese anywhere in its run. The sound of a
title is written once from each of its syllables on, so that ``shangbiao`` and ``sb`` are words of 美国商标 like any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from portal.reference.text import half_width

# Scripts written without spaces between words: Chinese, kana, Hangul.
UNSPACED = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_RUNS = re.compile(f"[{UNSPACED}]+|[^\\W_{UNSPACED}]+")
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
# A sound is written from each syllable on for so many syllables; who types more has found the title long before.
SYLLABLES = 8
LONGEST_TITLE = 120
LONGEST_TEXT = 20_000
LONGEST_WORD = 40
MOST_WORDS = 8


def runs(text: str) -> list[str]:
    """Cut a text into lower-case runs of letters and digits, and of scripts without spaces."""
    plain = unicodedata.normalize("NFD", half_width(text).lower())
    bare = "".join(mark for mark in plain if unicodedata.category(mark) != "Mn")
    return _RUNS.findall(unicodedata.normalize("NFC", bare))


def haystack(*texts: str) -> str:
    """Write texts as words to be searched, a space before and after each."""
    return f" {' '.join(run for text in texts for run in runs(text))} "


def sounds(title: str) -> str:
    """Write the sound of the Chinese in a title as words: from each syllable on, in full and by first letters.

    Readings follow the word a character stands in (重庆 chongqing, 重要 zhongyao; pypinyin's dictionary of phrases). ``ü`` is
    written ``v``, as it is typed.
    """
    words: dict[str, None] = {}
    for line in _lines(title[:LONGEST_TITLE]):
        for first in range(len(line)):
            part = line[first : first + SYLLABLES]
            words["".join(part)] = None
            words["".join(piece if piece.isdigit() else piece[0] for piece in part)] = None
    return " ".join(word for word in words if len(word) > 1)


def _lines(title: str) -> Iterator[list[str]]:
    """Give the syllables of a title; letters and digits between Chinese are one syllable each."""
    syllables: list[str] = []
    for run in runs(title):
        if _CHINESE.fullmatch(run):
            syllables += lazy_pinyin(run, errors="ignore")
        else:
            syllables.append(run)
    if _CHINESE.search(title):
        yield syllables


def terms(question: str) -> list[str]:
    """Cut a question into what must each be found: one term per word as typed, at most `MOST_WORDS`.

    ``337-TA-1386`` is one term of three runs. An English plural also asks for the singular.
    """
    found: dict[str, None] = {}
    for word in question.split():
        parts = runs(word)
        if parts:
            parts[-1] = _stem(parts[-1])
            found[" ".join(parts)[:LONGEST_WORD].strip()] = None
    return list(found)[:MOST_WORDS]


def _stem(run: str) -> str:
    if run.isascii() and run.isalpha() and len(run) > 4 and run.endswith("s") and not run.endswith("ss"):
        return run[:-3] if run.endswith("ies") else run[:-1]
    return run


def is_unspaced(text: str) -> bool:
    """Tell whether a term begins with a script without spaces, so may stand anywhere in a run."""
    return re.match(f"[{UNSPACED}]", text) is not None


def needle(term: str) -> str:
    """Give a term as it stands in a haystack: letters from the beginning of a word."""
    return term if is_unspaced(term) else f" {term}"


def grams(term: str) -> list[str]:
    """Give parts of a term that the index knows: of three characters, without overlap as far as they go; of two where it is
    no longer; none for a single character."""
    text = needle(term)
    if len(text) < 3:
        return [text] if len(text) == 2 else []
    places = {*range(0, len(text) - 2, 3), len(text) - 3}
    return [text[place : place + 3] for place in sorted(places)]


def mark_pattern(found: list[str]) -> re.Pattern[str]:
    """Give a pattern that finds the terms in a text as it was written, whatever stands between their runs."""
    parts = []
    for term in sorted(found, key=len, reverse=True):
        between = r"[\W_]{0,3}".join(re.escape(run) for run in term.split(" "))
        parts.append(between if is_unspaced(term) else rf"(?<![^\W_{UNSPACED}]){between}")
    return re.compile("|".join(parts), re.IGNORECASE)
