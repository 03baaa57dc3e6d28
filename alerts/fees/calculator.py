"""What a plan costs: which published rows count, how often, and what is not in the sum.

Pure: it gets the rows that hold on the day and gives lines; amounts are Decimal throughout.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from alerts.fees.choices import TIERS_IN_ORDER, Charge, Counted, Unit
from alerts.fees.models import Fee, Office
from alerts.fees.rates import CnyRates
from portal.reference.money import Money

Size = Literal["standard", "reduced"]
RENEWAL = "renewal"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to do: acts, entity size, how many units of each kind, and the rows chosen in addition.

    `counts` has no entry for `case` (always one) and `goods_class` (the classes that are none of services). `years` are
    the annuities (or renewals) from and to; 0 means the first that an office asks for. `chosen` are ids of
    `Counted.CHOICE` rows as `choice_id` gives them.
    """

    acts: Sequence[str]
    size: Size = "standard"
    counts: Mapping[str, int] = field(default_factory=dict)
    years: tuple[int, int] = (0, 0)
    chosen: frozenset[str] = frozenset()

    def count(self, unit: str) -> int:
        """How many units of a kind are wanted."""
        if unit == Unit.CASE:
            return 1
        if unit == Unit.GOODS_CLASS:
            return max(self.counts.get(Unit.CLASS, 1) - self.counts.get(Unit.SERVICE_CLASS, 0), 0)
        return self.counts.get(unit, DEFAULT_COUNTS[unit])


# What a plain application has, where nothing was said.
DEFAULT_COUNTS: Mapping[str, int] = {
    Unit.CLASS: 1, Unit.SERVICE_CLASS: 0, Unit.EXTRA_GOODS: 0, Unit.EXTRA_RETAIL: 0, Unit.EXTRA_TEXT: 0, Unit.CLAIM: 10,
    Unit.PAGE: 30, Unit.DESIGN: 1, Unit.VIEW_BW: 0, Unit.VIEW_COLOUR: 1,
}  # fmt: skip


class Counting(NamedTuple):
    """One row that was added up: the amount `units` times, that again `times` (renewals)."""

    fee: Fee
    units: int
    times: int
    total: Money
    cny: Money | None

    @property
    def how(self) -> str:
        """The multiplication, empty where there is none."""
        factors = [str(n) for n in (self.units, self.times) if n != 1]
        return " × ".join([str(self.fee.money), *factors]) if factors else ""


class Gap(NamedTuple):
    """Something wanted that no row covers: `kind` names the sentence, the rest fills it."""

    kind: Literal["act", "units", "years", "choose"]
    act: str
    unit: str = ""
    first: int = 0
    last: int = 0


@dataclass
class OfficeSum:
    """The result for one office: lines added up, what could be added, what is missing, the sum by currency."""

    office: Office
    lines: list[Counting] = field(default_factory=list)
    options: list[Fee] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    sums: list[Money] = field(default_factory=list)
    cny: Money | None = None

    @property
    def sources(self) -> list[tuple[str, str, object]]:
        """Title, address and reading day of every source behind the lines, each once."""
        return list(dict.fromkeys((c.fee.source_title, c.fee.source_url, c.fee.read_on) for c in self.lines))


def choice_id(fee: Fee) -> str:
    """Name a row that may be chosen, so that the address of a result keeps its meaning when amounts change."""
    return f"{fee.office.code}:{fee.code}"


def calculate(wish: Wish, offices: Sequence[Office], fees: Iterable[Fee], rates: CnyRates) -> list[OfficeSum]:
    """Work out one result per office; `fees` are the rows of one right that hold on the day, with their office."""
    by_office: dict[int, list[Fee]] = defaultdict(list)
    for fee in fees:
        by_office[fee.office_id].append(fee)
    return [_office(wish, office, _payable(wish.size, by_office[office.pk]), rates) for office in offices]


def _payable(size: Size, fees: Sequence[Fee]) -> list[Fee]:
    """Keep of each fee the one tier that this applicant pays."""
    tiers: dict[tuple[str, int], dict[str, Fee]] = defaultdict(dict)
    for fee in fees:
        tiers[fee.code, fee.year][fee.tier] = fee
    chosen = (next((found[tier] for tier in TIERS_IN_ORDER[size] if tier in found), None) for found in tiers.values())
    return [fee for fee in chosen if fee is not None]


def _office(wish: Wish, office: Office, fees: Sequence[Fee], rates: CnyRates) -> OfficeSum:
    result = OfficeSum(office)
    wanted = [fee for fee in fees if fee.act in wish.acts]
    chosen = [fee for fee in wanted if fee.counted == Counted.CHOICE and choice_id(fee) in wish.chosen]
    replaced = {code for fee in chosen for code in fee.refers}
    roots = [fee for fee in wanted if fee.counted == Counted.ALWAYS and fee.code not in replaced] + chosen
    codes = {fee.code for fee in roots}
    followers = [fee for fee in fees if fee.counted == Counted.WITH and codes & set(fee.refers)]
    result.options = [fee for fee in wanted if fee.counted == Counted.CHOICE]
    for fee in sorted([*roots, *followers], key=lambda each: each.place):
        times = _times(wish, fee, roots)
        units = _units(wish, fee)
        if times and units:
            total = Money.of(fee.money.amount * units * times, fee.currency)
            result.lines.append(Counting(fee, units, times, total, rates.cny(total)))
    result.gaps = list(_gaps(wish, wanted, roots, followers))
    _add_up(result)
    return result


def _add_up(result: OfficeSum) -> None:
    sums: dict[str, Money] = {}
    for counting in result.lines:
        known = sums.get(counting.total.currency)
        sums[counting.total.currency] = known + counting.total if known else counting.total
    result.sums = list(sums.values())
    cny = [counting.cny for counting in result.lines]
    if cny and all(cny):
        result.cny = Money.of(sum((money.amount for money in cny if money), Money.of(0, "CNY").amount), "CNY")


def _units(wish: Wish, fee: Fee) -> int:
    """How many units of a row are asked for; a flat row counts once where the number lies in its range."""
    count = wish.count(fee.unit)
    last = count if fee.unit_to is None else min(count, fee.unit_to)
    if fee.charge == Charge.FLAT:
        return int(fee.unit_from <= count and last == count)
    return max(last - fee.unit_from + 1, 0)


def _years(wish: Wish, roots: Iterable[Fee]) -> range:
    """The annuities or renewals wanted; from the first that the office asks for where nothing was said."""
    first, last = wish.years
    if not first:
        first = min(
            (fee.year for fee in roots if fee.act == RENEWAL and fee.year and fee.counted == Counted.ALWAYS), default=1
        )
    return range(first, max(last, first) + 1)


def _times(wish: Wish, fee: Fee, roots: Sequence[Fee]) -> int:
    if fee.act != RENEWAL:
        return 1
    years = _years(wish, roots)
    if fee.year and fee.counted == Counted.ALWAYS:
        return int(fee.year in years)
    # A row for any renewal counts for each of them; one that was chosen with a year of its own counts once.
    return 1 if fee.year else len(years)


def _gaps(wish: Wish, wanted: Sequence[Fee], roots: Sequence[Fee], followers: Sequence[Fee]) -> Iterable[Gap]:
    for act in wish.acts:
        of_act = [fee for fee in wanted if fee.act == act]
        mine = [fee for fee in roots if fee.act == act]
        if not of_act:
            yield Gap("act", act)
        elif not mine:
            yield Gap("choose", act)
        else:
            yield from _unit_gaps(wish, act, mine, followers)
            if act == RENEWAL:
                yield from _year_gaps(wish, mine)


def _unit_gaps(wish: Wish, act: str, roots: Sequence[Fee], followers: Sequence[Fee]) -> Iterable[Gap]:
    """Find units beyond the last that a row and what goes with it speak of."""
    found: dict[str, int] = {}
    flat = [fee for fee in roots if fee.charge == Charge.FLAT]
    for fee in roots:
        family = [fee, *(each for each in followers if fee.code in each.refers and each.unit == fee.unit)]
        if fee in flat:
            family = [each for each in flat if each.unit == fee.unit]
        ends = [each.unit_to for each in family]
        count = wish.count(fee.unit)
        last = max((end for end in ends if end is not None), default=0)
        if None not in ends and last < count:
            # A flat row beyond whose range the number lies is not counted at all.
            covered = 0 if fee in flat else last
            found[fee.unit] = min(found.get(fee.unit, covered), covered)
    for unit, last in found.items():
        yield Gap("units", act, unit, last + 1, wish.count(unit))


def _year_gaps(wish: Wish, roots: Sequence[Fee]) -> Iterable[Gap]:
    known = {fee.year for fee in roots if fee.counted == Counted.ALWAYS}
    if 0 in known or not known - {0}:
        return
    missing = [year for year in _years(wish, roots) if year not in known]
    if missing:
        yield Gap("years", RENEWAL, first=missing[0], last=missing[-1])
