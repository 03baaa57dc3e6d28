"""What a file would do to the fees that stand: worked out twice, for the preview and at the release."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.fees.choices import Change
from alerts.fees.lines import Key, Line
from portal.tabular import Fault

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """A published row that is not void."""

    pk: int
    line: Line


@dataclass(frozen=True)
class Deed:
    """What one line does. `before` is the published row it follows, corrects or ends."""

    number: int
    change: Change
    line: Line
    before: Standing | None = None


@dataclass
class _Span:
    """Days that a key is taken, by a published row or by an earlier line of the file."""

    line: Line
    row: Standing | None
    number: int = 0


def plan(
    lines: Sequence[tuple[int, Line]], standing: Iterable[Standing], *, whole_from: dt.date | None = None
) -> tuple[list[Deed], list[Fault]]:
    """Compare numbered lines with the published rows of their offices.

    A line with a later first day than the row that stands ends that row the day before (`changed`). One with the same
    first day and other values says that the published row was wrong (`corrected`). One that only adds a last day ends it
    (`closed`). With `whole_from`, rows of the same offices and rights that the file leaves out end the day before.
    Lines are worked through in the order of their first day, so a file may hold a whole history.
    """
    taken: dict[Key, list[_Span]] = defaultdict(list)
    for row in standing:
        taken[row.line.key].append(_Span(row.line, row))
    deeds: list[Deed] = []
    faults: list[Fault] = []
    for number, line in sorted(lines, key=lambda pair: (pair[1].first, pair[0])):
        found = _place(number, line, taken[line.key])
        if isinstance(found, Fault):
            faults.append(found)
        else:
            deeds.append(found)
    if whole_from is not None:
        deeds += _left_out([line for _number, line in lines], taken, whole_from, after=max(n for n, _line in lines))
    return sorted(deeds, key=lambda deed: deed.number), sorted(faults)


def _place(number: int, line: Line, spans: list[_Span]) -> Deed | Fault:
    for span in spans:
        if span.line.valid_from == line.valid_from:
            return _same_day(number, line, span, spans)
    follows = None
    for span in sorted(spans, key=lambda each: each.line.first):
        if span.line.last < line.first or line.last < span.line.first:
            continue
        if line.first < span.line.first:
            message = _("A row with the first day %(day)s stands already: give this one a last day before it.")
            return Fault(number, "valid_to", message % {"day": span.line.first})
        if span.row is None:
            message = _("Line %(line)d holds on the same days. Give the earlier one a last day.")
            return Fault(number, "valid_from", message % {"line": span.number})
        # The row that stands ends the day before; its other days stay as they are.
        span.line = span.line.ended(line.first - ONE_DAY)
        follows = span.row
    follows = follows or _ends_before(line, spans)
    spans.append(_Span(line, None, number))
    return Deed(number, Change.CHANGED if follows else Change.NEW, line, follows)


def _same_day(number: int, line: Line, span: _Span, spans: list[_Span]) -> Deed | Fault:
    if span.row is None:
        message = _("Line %(line)d has the same key and the same first day.")
        return Fault(number, "valid_from", message % {"line": span.number})
    stands = span.row.line
    if stands.same_but_days(line):
        # An older file does not know yet that the row has ended since.
        if line.valid_to is None or line.valid_to == stands.valid_to:
            return Deed(number, Change.UNCHANGED, stands, span.row)
        if stands.valid_to is not None and line.valid_to > stands.valid_to:
            message = _("The row that stands ended on %(day)s already; a row ends earlier, never later.")
            return Fault(number, "valid_to", message % {"day": stands.valid_to})
        span.line = line
        return Deed(number, Change.CLOSED, line, span.row)
    last = line.valid_to if line.valid_to is not None else stands.valid_to
    corrected = line if last is None else line.ended(last)
    others = [each for each in spans if each is not span]
    if any(each.line.first <= corrected.last and corrected.first <= each.line.last for each in others):
        return Fault(number, "valid_to", _("The corrected row would hold on the days of another one."))
    row, span.row, span.line, span.number = span.row, None, corrected, number
    return Deed(number, Change.CORRECTED, corrected, row)


def _ends_before(line: Line, spans: Sequence[_Span]) -> Standing | None:
    """The published row that ends the day before this line begins."""
    if line.valid_from is None:
        return None
    day = line.valid_from - ONE_DAY
    return next((span.row for span in spans if span.row and span.line.valid_to == day), None)


def _left_out(lines: Sequence[Line], taken: Mapping[Key, list[_Span]], day: dt.date, *, after: int) -> list[Deed]:
    """End what the file does not name; numbered behind its last line."""
    named = {line.key for line in lines}
    schedules = {(line.office, line.right) for line in lines}
    deeds = []
    for key, spans in sorted(taken.items()):
        if key in named or (key.office, key.right) not in schedules:
            continue
        for span in spans:
            if span.row is not None and span.line.first < day <= span.line.last:
                after += 1
                deeds.append(Deed(after, Change.CLOSED, span.line.ended(day - ONE_DAY), span.row))
    return deeds
