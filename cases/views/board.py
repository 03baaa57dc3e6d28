"""The board: figures of the nation, or of the supervisor's own center, each a link to its cases."""

from __future__ import annotations

import calendar
import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from cases.choices import OPEN, State
from cases.selectors.board import Board, CenterCount, Count, board_of, refreshed_at
from portal.accounts.actors import Actor
from portal.reference.countries import country_name
from portal.reference.text import is_chinese
from portal.site import nav
from portal.site.charts import Chart, Series

COUNTRIES_SHOWN = 15


def board(request: HttpRequest) -> HttpResponse:
    """Show the figures; they are counted at most every minute and say when."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = refreshed_at()
    body = _body(actor, at) if at is not None else ""
    parts = nav.fill(nav.board_parts(), actor)
    return render(
        request, "cases/board.html", {"body": body, "at": at, "nation": actor.kind == "national", "parts": parts}
    )


def _body(actor: Actor, at: datetime.datetime) -> SafeString:
    """Draw the figures once per scope, language, day and count; the key names everything they depend on."""
    scope = (actor.kind, actor.center_id if actor.kind == "center" else None)
    key = (scope, get_language() or "", timezone.localdate(), at)
    if key not in _drawn:
        if len(_drawn) >= _MOST:
            _drawn.clear()
        _drawn[key] = _draw(board_of(actor, at), nation=actor.kind == "national")
    return _drawn[key]


_MOST = 256
_drawn: dict[tuple[Any, ...], SafeString] = {}


def _draw(board: Board, *, nation: bool) -> SafeString:
    context = {
        "figures": _figures(board),
        "charts": [_states(board), _months(board), _countries(board)],
        "centers": [{"name": row.center.name, "cells": _center_cells(row)} for row in board.centers] if nation else [],
    }
    return render_to_string("cases/_board.html", context)


class Figure(NamedTuple):
    """A big number with its link; `over` marks what is overdue."""

    label: str
    number: str
    note: str
    url: str
    over: bool = False


class Line(NamedTuple):
    """One bar, which is also one row of the table beside it."""

    label: str
    cases: int
    overdue: int
    url: str
    overdue_url: str


def _list(**filters: str) -> str:
    return f"{reverse('cases:worklist')}?{urlencode({'view': 'all', **filters})}"


def _figures(board: Board) -> list[Figure]:
    today = timezone.localdate()
    month, before = f"{today:%Y-%m}", f"{today.replace(day=1) - datetime.timedelta(days=1):%Y-%m}"
    change = board.filed_in(month) - board.filed_in(before)
    recovered = _short_money(board.recovered)
    closed = f"{reverse('cases:worklist')}?{urlencode([('view', 'all'), ('state', State.CLOSED), ('state', State.ARCHIVED)])}"
    return [
        Figure(gettext("Open cases"), f"{board.open:,}", gettext("of %(total)s filed") % {"total": f"{board.total:,}"},
               f"{reverse('cases:worklist')}?{urlencode([('view', 'all'), *(('state', state) for state in State.values if state in OPEN)])}"),
        Figure(gettext("Overdue"), f"{board.overdue:,}", gettext("the date has passed, whoever must move"),
               f"{reverse('cases:worklist')}?view=overdue", over=board.overdue > 0),
        Figure(gettext("Filed this month"), f"{board.filed_in(month):,}",
               gettext("%(change)s against last month") % {"change": f"{change:+,}"}, _month_url(month)),
        Figure(gettext("Major cases"), f"{board.major:,}", gettext("of all filed"), _list(level="major")),
        Figure(gettext("Losses recovered"), recovered, gettext("in closed and archived cases"), closed),
    ]  # fmt: skip


def _short_money(amount: Decimal) -> str:
    """Write a sum of CNY short enough for a big figure: 2.02 亿元 / CNY 202.07 million."""
    if is_chinese():
        unit, word = (10**8, "亿元") if amount >= 10**8 else (10**4, "万元")
        return f"{amount / unit:,.2f} {word}"
    return f"CNY {amount / 10**6:,.2f} million"


def _month_url(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    last = calendar.monthrange(year, number)[1]
    return _list(submitted_from=f"{month}-01", submitted_to=f"{month}-{last:02d}")


def _states(board: Board) -> Chart:
    lines = [
        Line(
            str(State(row.code).label),
            row.cases,
            row.overdue,
            _list(state=row.code),
            _list(state=row.code, overdue="true"),
        )
        for row in board.states
    ]
    return _chart("board-states", gettext("By state"), gettext("State"), lines)


def _months(board: Board) -> Chart:
    def line(row: Count) -> Line:
        url = _month_url(row.code)
        return Line(row.code, row.cases, row.overdue, url, f"{url}&overdue=true")

    return _chart("board-months", gettext("Filed by month"), gettext("Month"), [line(row) for row in board.months])


def _countries(board: Board) -> Chart:
    def line(row: Count) -> Line:
        filters = {"main_country": row.code}
        return Line(country_name(row.code), row.cases, row.overdue, _list(**filters), _list(**filters, overdue="true"))

    lines = [line(row) for row in board.countries]
    return _chart("board-countries", gettext("By main country (region)"), gettext("Country (region)"), lines)


def _chart(key: str, title: str, column: str, lines: list[Line]) -> Chart:
    """Make one chart with its table; the picture shows at most the first COUNTRIES_SHOWN bars of a ranking."""
    months = key == "board-months"
    urls = tuple(line.url for line in lines)
    cases, overdue = tuple(line.cases for line in lines), tuple(line.overdue for line in lines)
    calm = tuple(every - late for every, late in zip(cases, overdue, strict=True))
    return Chart(
        key=key,
        kind="columns" if months else "stacked",
        title=title,
        column=column,
        labels=tuple(line.label for line in lines),
        series=(
            Series(gettext("Cases"), cases, urls, drawn=months),
            Series(gettext("Not overdue"), calm, urls, tone="brand", drawn=not months, listed=False),
            Series(
                gettext("Overdue"), overdue, tuple(line.overdue_url for line in lines), tone="red", drawn=not months
            ),
        ),
        most=None if months else COUNTRIES_SHOWN,
        # The newest month first: that is the one people look for.
        newest_first=months,
    )


def _center_cells(row: CenterCount) -> list[tuple[str, str, bool]]:
    """Give the figures of one center: as written, where each leads, whether it is overdue."""
    center = str(row.center.pk)
    opened = urlencode(
        [("view", "all"), ("center", center), *(("state", state) for state in State.values if state in OPEN)]
    )
    cells = [
        (row.open, f"{reverse('cases:worklist')}?{opened}", False),
        (row.overdue, _list(center=center, overdue="true"), True),
        (row.major, _list(center=center, level="major"), False),
        (row.cases, _list(center=center), False),
    ]
    return [(f"{number:,}", url if number else "", over) for number, url, over in cells]
