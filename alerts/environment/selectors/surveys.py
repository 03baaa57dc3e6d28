"""Read surveys, and count answers so that no figure can be read back to a firm."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import connection

from alerts.environment.choices import SCALE_POINTS, SMALLEST_CELL, QuestionKind, SurveyState
from alerts.environment.models import Question, Result, Survey

COUNT, MEAN = "n", "mean"


def shown_surveys() -> list[Survey]:
    """List what the public sees: open surveys and released results, newest first."""
    return list(
        Survey.objects.filter(state__in=[SurveyState.OPEN, SurveyState.RELEASED]).order_by("-closes_on", "-pk")[:200]
    )


def answers_of(survey: Survey) -> int:
    """Count the answers, which nobody reads while the survey is open. Needs the scope of the nation."""
    with connection.cursor() as cursor:
        cursor.execute("select survey_answer_count(%s)", [survey.pk])
        return int(cursor.fetchone()[0])


def questions_of(survey: Survey) -> list[Question]:
    """List a survey's questions in their order."""
    return list(Question.objects.filter(survey=survey).order_by("position"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `cell` is "n" (answers to the question), "mean", or a cell; `n` None means suppressed."""

    cell: str
    n: int | None
    mean: Decimal | None = None


def counted(question: Question, sheets: Iterable[Mapping[str, Any]]) -> list[Figure]:
    """Count a question's answers as they may be published.

    Cells with fewer than five answers are suppressed. Where exactly one is, the smallest other goes too: the total would
    give it away. A scale's points are published only when none is suppressed, else mean and points together could be solved
    for the hidden ones; its mean stands from five answers on. A text is never published.
    """
    given = [sheet[key] for sheet in sheets if (key := str(question.pk)) in sheet and sheet[key] not in (None, "")]
    if question.kind == QuestionKind.TEXT or len(given) < SMALLEST_CELL:
        return [Figure(COUNT, None)]
    tally = Counter(int(value) for value in given)
    found = [Figure(COUNT, len(given))]
    if question.kind == QuestionKind.SCALE:
        mean = Decimal(sum(point * times for point, times in tally.items())) / len(given)
        found.append(Figure(MEAN, len(given), mean.quantize(Decimal("0.01"), ROUND_HALF_UP)))
        cells = {point: tally[point] for point in SCALE_POINTS}
        if min(cells.values()) < SMALLEST_CELL:
            return found
        return found + [Figure(str(point), times) for point, times in cells.items()]
    cells = {place: tally[place] for place in range(len(question.options))}
    hidden = suppressed(cells)
    return found + [Figure(str(place), None if place in hidden else times) for place, times in cells.items()]


def suppressed(cells: Mapping[int, int]) -> set[int]:
    """Choose the cells that are not shown: the small ones, and one more where only one is small."""
    hidden = {place for place, times in cells.items() if times < SMALLEST_CELL}
    if len(hidden) == 1 and len(cells) > 1:
        hidden.add(min((place for place in cells if place not in hidden), key=lambda place: (cells[place], place)))
    return hidden


@dataclass(frozen=True, slots=True)
class Line:
    """One cell in words: its label, its count (None: suppressed) and its share of the answers in percent."""

    label: str
    n: int | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A question's results as they are shown. `n` None: too few answers."""

    question: Question
    n: int | None
    mean: Decimal | None
    lines: list[Line]


def outcomes(questions: Sequence[Question], figures: Mapping[int, Sequence[Figure]]) -> list[Outcome]:
    """Put figures into words, question by question; texts are left out."""
    found = []
    for question in questions:
        if question.kind == QuestionKind.TEXT:
            continue
        by_cell = {figure.cell: figure for figure in figures.get(question.pk, [])}
        total = by_cell[COUNT].n if COUNT in by_cell else None
        lines = [
            Line(question.label_of(cell), figure.n, _share(figure.n, total))
            for cell, figure in sorted(by_cell.items())
            if cell not in (COUNT, MEAN)
        ]
        found.append(Outcome(question, total, by_cell[MEAN].mean if MEAN in by_cell else None, lines))
    return found


def _share(n: int | None, total: int | None) -> Decimal | None:
    return None if n is None or not total else (Decimal(100 * n) / total).quantize(Decimal("0.1"), ROUND_HALF_UP)


def published(survey: Survey) -> list[Outcome]:
    """Read a survey's released results."""
    figures: dict[int, list[Figure]] = defaultdict(list)
    for result in Result.objects.filter(survey=survey):
        figures[result.question_id].append(Figure(result.cell, result.n, result.mean))
    return outcomes(questions_of(survey), figures)


def as_they_would_be(survey: Survey) -> list[Outcome]:
    """Count a closed survey for the desk, as its results would be published."""
    questions = questions_of(survey)
    sheets = list(survey.sheets.values_list("answers", flat=True))
    return outcomes(questions, {question.pk: counted(question, sheets) for question in questions})
