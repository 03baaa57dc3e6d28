"""Figures of the collection, each with the list it counts. They say what the collection holds, not what exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.trade import choices
from alerts.trade.filters import NONE, condition
from alerts.trade.models import Investigation, Party
from alerts.trade.selectors import counts
from portal.reference.countries import country_name
from portal.reference.industry import section_name
from portal.reference.regions import division_name
from portal.site.charts import Chart, Kind, Series


@dataclass(frozen=True)
class Line:
    """One value of a dimension: how many investigations have it, and of a second count beside it."""

    code: str
    label: str
    investigations: int
    second: int | None = None


@dataclass(frozen=True)
class Table:
    """One dimension. `name` is the filter behind each figure; `second` names the second count."""

    name: str
    title: str
    column: str
    kind: Kind
    lines: tuple[Line, ...]
    second: str = ""
    caption: str = ""

    def chart(self) -> Chart:
        """Draw it, each figure with the address of its list."""
        urls = tuple(list_url(self.name, line.code) for line in self.lines)
        series = [Series(_("Investigations"), tuple(line.investigations for line in self.lines), urls)]
        if self.second:
            both = self.name == "year"
            links = tuple(f"{url}&chinese=true" for url in urls) if both else urls
            series.append(Series(self.second, tuple(line.second for line in self.lines), links))
        return Chart(
            key=f"by-{self.name}",
            kind=self.kind,
            title=self.title,
            column=self.column,
            labels=tuple(line.label for line in self.lines),
            series=tuple(series),
            most=None if self.name == "year" else 15,
            newest_first=self.name == "year",
            caption=self.caption,
        )


@dataclass(frozen=True)
class Totals:
    """The big figures."""

    investigations: int
    with_chinese: int
    respondents: int
    complainants: int


def list_url(name: str, value: object) -> str:
    """Give the address of the list behind a figure."""
    return f"{reverse('trade:list')}?{urlencode({name: value})}"


def totals() -> Totals:
    """Count the collection. Three queries."""
    chinese = Party.objects.filter(country__in=choices.CHINESE)
    by_role = dict(
        chinese.values_list("role").annotate(number=Count("name_key", distinct=True)).values_list("role", "number")
    )
    rows = Investigation.objects.all()
    return Totals(
        rows.count(),
        rows.filter(condition("chinese", True)).count(),
        by_role.get(choices.Role.RESPONDENT, 0),
        by_role.get(choices.Role.COMPLAINANT, 0),
    )


def tables() -> list[Table]:
    """Count the collection by year, outcome, province, country, right and industry. Eleven queries whatever it holds."""
    return [_years(), _outcomes(), _provinces(), _countries(), _rights(), _industries()]


def _years() -> Table:
    rows = Investigation.objects.all()
    every = dict(counts("year", rows))
    chinese = dict(counts("year", rows.filter(condition("chinese", True))))
    # A year without any is a figure too.
    span = range(min(every), max(every) + 1) if every else range(0)
    return Table(
        "year", _("By year"), _("Year"), "columns",
        tuple(Line(str(year), str(year), every.get(year, 0), chinese.get(year, 0)) for year in span),
        second=_("With respondents in China"),
        caption=_("Year of institution, or of the complaint while there is no institution day."),
    )  # fmt: skip


def _outcomes() -> Table:
    return _plain("outcome", _("By outcome"), _("Outcome"), lambda code: str(choices.Outcome(code).label))


def _rights() -> Table:
    return _plain(
        "right", _("By right"), _("Kind of right"), lambda code: str(choices.RightKind(code).label), missing=True
    )


def _industries() -> Table:
    def label(code: str) -> str:
        return f"{code} {section_name(code)}"

    return _plain("industry", _("By industry"), _("Industry"), label, missing=True)


def _countries() -> Table:
    title = _("By country (region) of respondents")
    return _plain("country", title, _("Country (region)"), country_name, missing=True)


def _plain(name: str, title: str, column: str, label: Callable[[str], str], *, missing: bool = False) -> Table:
    rows = Investigation.objects.all()
    lines = [Line(code, label(code), number) for code, number in counts(name, rows)]
    if missing:
        unknown = rows.filter(condition(name, NONE)).count()
        lines += [Line(NONE, str(_NOT_KNOWN), unknown)] if unknown else []
    caption = _("An investigation with several counts under each.") if missing else ""
    return Table(name, title, column, "bars", tuple(lines), caption=caption)


_NOT_KNOWN = gettext_lazy("Not known")


def _provinces() -> Table:
    """Count investigations, and beside them the respondents that they name there."""
    respondents = Party.objects.filter(role=choices.Role.RESPONDENT, country__in=choices.CHINESE)
    found = (
        respondents.values_list("province")
        .annotate(cases=Count("investigation", distinct=True), firms=Count("id"))
        .values_list("province", "cases", "firms")
    )
    ranked = sorted(found, key=lambda row: (row[0] == "", -row[1], -row[2], row[0]))
    lines = [
        Line(code or NONE, division_name(code) if code else str(_NOT_KNOWN), cases, firms)
        for code, cases, firms in ranked
    ]
    return Table(
        "province", _("By province of respondents"), _("Province"), "bars", tuple(lines),
        second=_("Respondents named"),
        caption=_("Read from the address that the source prints; where it names no province or city we can tell, it is not known."),
    )  # fmt: skip
