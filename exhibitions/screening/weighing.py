"""How great the risk of an exhibit is, and what makes it so.

The rule, as the page shows it: an answer that is a risk weighs what its question weighs; "not sure" weighs one step less, a
question of low weight stays low; a finding weighs what whoever added it says. The heaviest decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from exhibitions.screening.choices import RANK, Answer, Level
from exhibitions.screening.models import Finding
from portal.reference.text import pick


@dataclass(frozen=True)
class Asked:
    """A question of a screening as it stood when it was begun, in the reader's language, with its answer ("" is none yet)."""

    key: str
    checklist: str
    question: str
    why: str
    do: str
    level: Level
    risk_answer: str
    source_title: str
    source_url: str
    read_on: str
    answer: str = ""
    note: str = ""

    @property
    def weight(self) -> Level:
        """What the answer given weighs."""
        if self.answer == self.risk_answer:
            return self.level
        if self.answer == Answer.UNKNOWN:
            return Level.MEDIUM if self.level == Level.HIGH else Level.LOW
        return Level.NONE


@dataclass(frozen=True)
class Reason:
    """One thing that weighs: its level, the words, and what to do about it."""

    level: Level
    words: str
    do: str
    is_unknown: bool = False


def asked_of(items: Iterable[Mapping[str, Any]], answers: Mapping[str, Mapping[str, str]]) -> list[Asked]:
    """Read the frozen questions of a screening together with its answers."""
    return [
        Asked(
            key=item["key"],
            checklist=pick(item["list_zh"], item["list_en"]),
            question=pick(item["question_zh"], item["question_en"]),
            why=pick(item["why_zh"], item["why_en"]),
            do=pick(item["do_zh"], item["do_en"]),
            level=Level(item["level"]),
            risk_answer=item["risk_answer"],
            source_title=item["source_title"],
            source_url=item["source_url"],
            read_on=str(item["read_on"]),
            answer=answers.get(item["key"], {}).get("answer", ""),
            note=answers.get(item["key"], {}).get("note", ""),
        )
        for item in items
    ]


def reasons_of(asked: Iterable[Asked], findings: Iterable[Finding]) -> list[Reason]:
    """List what weighs anything, the heaviest first."""
    found = [
        Reason(each.weight, each.question, each.do, each.answer == Answer.UNKNOWN)
        for each in asked
        if each.weight != Level.NONE
    ]
    found += [
        Reason(Level(finding.level), finding.shown_title, finding.meaning)
        for finding in findings
        if finding.level != Level.NONE
    ]
    return sorted(found, key=lambda reason: -RANK[reason.level])


def level_of(reasons: Iterable[Reason]) -> Level:
    """Give the greatest weight among reasons; none without any."""
    return max((reason.level for reason in reasons), key=RANK.__getitem__, default=Level.NONE)
