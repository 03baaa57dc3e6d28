"""What a text is found and compared by: pairs of Chinese characters, and words of Latin letters and digits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from alerts.library.anonymise.fold import fold, is_cjk
from portal.site.markdown import plain

_RUN = re.compile(r"[\u3400-\u9fff]+|[^\W_\u3400-\u9fff]+")
# Characters that join words rather than make them: no term goes across them.
_JOINTS = re.compile(
    "[的了在是和与及或等对被将其以为于该并而也就由从向至之者则所已未不有个一二三各此这那我他她它们中上下年月日]"
)
_STOP = frozenset(
    [
        "the",
        "and",
        "for",
        "was",
        "were",
        "with",
        "that",
        "this",
        "from",
        "which",
        "not",
        "its",
        "had",
        "has",
        "have",
        "been",
        "are",
        "but",
        "who",
        "whom",
        "whose",
        "their",
        "they",
        "them",
        "his",
        "her",
        "into",
        "than",
        "then",
        "there",
        "these",
        "those",
        "when",
        "while",
        "would",
        "could",
        "should",
        "may",
        "might",
        "can",
        "will",
        "shall",
        "also",
        "other",
        "such",
        "any",
        "all",
    ]
)
MOST_TERMS = 600
LONGEST = 40
LONGEST_PHRASE = 12
_WHITE = re.compile(r"\s+")


def terms_of(*texts: str) -> list[str]:
    """List the distinct terms of texts in the order in which they come: 商标, 注册, injunction, 337."""
    found: dict[str, None] = {}
    for text in texts:
        for run in _RUN.findall(fold(plain(text)).text):
            if is_cjk(run[0]):
                for piece in _JOINTS.split(run):
                    found.update(dict.fromkeys(piece[at : at + 2] for at in range(len(piece) - 1)))
            elif len(run) > 2 and run not in _STOP:
                found[run[:LONGEST]] = None
    return list(found)[:MOST_TERMS]


def words_of(*texts: str) -> str:
    """Give all words of texts in one form, to look for a part of them."""
    return _WHITE.sub(" ", " ".join(fold(plain(text)).text for text in texts if text)).strip()


def grams_of(words: str) -> list[str]:
    """List the distinct pairs of characters that stand side by side in `words`."""
    return list(dict.fromkeys(words[at : at + 2] for at in range(len(words) - 1)))


def phrases(shared: Collection[str], first: str, second: str, *, most: int = 6) -> list[str]:
    """Put shared terms together to what people read: the longest runs of them that stand in both texts, rarest first.

    `shared` is in the order of their weight; `first` and `second` are texts as of `words_of`.
    """
    found: dict[str, int] = {}
    for rank, term in enumerate(shared):
        whole = _grown(term, first, second) if is_cjk(term[0]) else term
        found.setdefault(whole, rank)
    chosen: list[str] = []
    for each in sorted(found, key=lambda each: (found[each], -len(each))):
        if not any(_overlap(each, other) for other in chosen):
            chosen.append(each)
    return chosen[:most]


def _overlap(one: str, other: str) -> bool:
    """Say whether two runs are pieces of the same words."""
    return (
        one in other or other in one or any(one[at : at + 3] in other for at in range(len(one) - 2) if is_cjk(one[at]))
    )


def _grown(term: str, first: str, second: str) -> str:
    """Lengthen a pair of characters as far as both texts go on alike: a pair alone may be half of two words."""
    grown = term
    while len(grown) < LONGEST_PHRASE:
        longer = next((each for each in _longer(grown, second) if each in first), None)
        if longer is None:
            break
        grown = longer
    return grown


def _longer(run: str, text: str) -> Iterator[str]:
    at = text.find(run)
    while at >= 0:
        end = at + len(run)
        if _joins(text[end : end + 1]):
            yield text[at : end + 1]
        if at and _joins(text[at - 1]):
            yield text[at - 1 : end]
        at = text.find(run, at + 1)


def _joins(char: str) -> bool:
    return char != "" and is_cjk(char) and _JOINTS.match(char) is None
