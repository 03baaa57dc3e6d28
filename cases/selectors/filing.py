"""Reads of filing: the draft with its children, the enterprise's start page, the confirmation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cases.models import Case, CaseCountry, CaseFile
from cases.models.case import CaseChild

PURPOSES_OF_FILING = frozenset(set(CaseFile.Purpose) - {CaseFile.Purpose.MESSAGE, CaseFile.Purpose.SUPPLEMENT})


class Draft:
    """A draft with its rows, each table read at most once and only when somebody looks."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._children: dict[type[CaseChild], list[Any]] = {}

    def children(self, model: type[CaseChild]) -> list[Any]:
        """Give the draft's rows of one table in the order in which they were entered. One query per table."""
        if model not in self._children:
            found = list(model._default_manager.filter(case_id=self.case.pk).order_by("id"))
            for child in found:
                child.case = self.case
            self._children[model] = found
        return self._children[model]

    def replace(self, model: type[CaseChild], rows: Iterable[CaseChild]) -> None:
        """Remember rows that were just written, so that they are not read again."""
        self._children[model] = list(rows)

    @property
    def countries(self) -> tuple[str, ...]:
        """All countries (regions) of the dispute, the main one first."""
        codes = [self.case.country, *(row.country for row in self.children(CaseCountry))]
        return tuple(dict.fromkeys(code for code in codes if code))

    @property
    def files(self) -> list[CaseFile]:
        """The files that were brought in with the request."""
        return [file for file in self.children(CaseFile) if file.purpose in PURPOSES_OF_FILING]
