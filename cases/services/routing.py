"""Routing (管辖): which center receives a request, by rules that can be read, kept with the case and explained.

The applicant's city, then province, then industry, then the country of the dispute, then the national center. A
center that is closed or has no staff is passed over, and the record says so. `choose` is pure; `candidates` asks the
database once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.reference.countries import country_names
from portal.reference.industry import section_name
from portal.reference.regions import division_name
from portal.reference.text import pick
from portal.tenancy.models import Center

RULES_VERSION = "2026-1"


class NoCenterError(Exception):
    """No center can take the request, not even the national one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at: GB/T 2260 codes, a GB/T 4754 section, ISO 3166 codes (`country` is the main one)."""

    province: str
    city: str
    industry: str
    country: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CenterFacts:
    """What the rules know of a center."""

    id: int
    code: str
    kind: str
    province: str
    city: str
    industries: tuple[str, ...]
    countries: tuple[str, ...]
    name_zh: str
    name_en: str
    is_active: bool
    has_staff: bool


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A center that a rule named but that could not take the case: `why` is "inactive" or "no_staff"."""

    rule: str
    why: str
    name_zh: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Routing:
    """The outcome: the first rule that found a center able to take the case."""

    rule: str
    center: CenterFacts
    facts: Facts
    passed_over: tuple[PassedOver, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give the record kept in Case.routing; words are made when it is read (`explain`)."""
        return {
            "rule": self.rule,
            "version": RULES_VERSION,
            "center": self.center.id,
            "code": self.center.code,
            "name_zh": self.center.name_zh,
            "name_en": self.center.name_en,
            "facts": asdict(self.facts),
            "passed_over": [asdict(each) for each in self.passed_over],
        }


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rules: which kind of center, when it fits, and the sentence that says so."""

    code: str
    fits: Callable[[Facts, CenterFacts], bool]
    words: str | Promise


# In order; the first that names a center able to work decides. The sentences speak to staff.
RULES: tuple[Rule, ...] = (
    Rule(
        "local_city",
        lambda facts, center: center.kind == "local" and bool(facts.city) and center.city == facts.city,
        gettext_lazy("The applicant is in %(place)s: the local sub-center of that city receives the request."),
    ),
    Rule(
        "local_province",
        lambda facts, center: center.kind == "local" and not center.city and center.province == facts.province != "",
        gettext_lazy("The applicant is in %(place)s: the sub-center of the province receives the request."),
    ),
    Rule(
        "industry",
        lambda facts, center: (
            center.kind == "industry" and bool(facts.industry) and facts.industry in center.industries
        ),
        gettext_lazy("The applicant works in “%(industry)s”: the sub-center of that industry receives the request."),
    ),
    Rule(
        "country_main",
        lambda facts, center: center.kind == "overseas" and facts.country in center.countries,
        gettext_lazy("The dispute is mainly in %(country)s: the overseas sub-center for it receives the request."),
    ),
    Rule(
        "country_other",
        lambda facts, center: center.kind == "overseas" and not set(facts.countries).isdisjoint(center.countries),
        gettext_lazy(
            "The dispute also touches %(countries)s: an overseas sub-center for one of them receives the request."
        ),
    ),
    Rule(
        "national",
        lambda facts, center: center.kind == "national",
        gettext_lazy("No sub-center is competent: the national center receives the request."),
    ),
)
# A request that a center's own desk took down stays there; the rules' answer is kept beside it.
FILED_BY_STAFF = "filed_by_staff"

_WORDS = {rule.code: rule.words for rule in RULES} | {
    FILED_BY_STAFF: gettext_lazy("The request was taken down by the center's own staff and stays with it."),
}


def choose(facts: Facts, centers: Iterable[CenterFacts]) -> Routing:
    """Apply the rules to `centers`; among several that fit one rule the oldest (lowest id) decides.

    The national center takes the case even without staff, because somebody must hold it; that is on record, too.
    Raises NoCenterError when it is absent or closed.
    """
    known = sorted(centers, key=lambda center: center.id)
    passed_over: list[PassedOver] = []
    for rule in RULES:
        for center in known:
            if not rule.fits(facts, center):
                continue
            why = "inactive" if not center.is_active else "" if center.has_staff else "no_staff"
            if why:
                passed_over.append(PassedOver(rule.code, why, center.name_zh, center.name_en))
            if not why or (why == "no_staff" and rule.code == "national"):
                return Routing(rule.code, center, facts, tuple(passed_over))
    raise NoCenterError


def candidates(facts: Facts) -> list[CenterFacts]:
    """Ask for every center that some rule could name. One query; sees past row-level security on memberships."""
    places = list(dict.fromkeys([facts.country, *facts.countries]))
    with connection.cursor() as cursor:
        cursor.execute("select * from routing_centers(%s, %s, %s::text[])", [facts.province, facts.industry, places])
        rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
    found = []
    for number, code, kind, province, city, industries, countries, name_zh, name_en, is_active, has_staff in rows:
        facts_of = (number, code, kind, province, city, tuple(industries), tuple(countries))
        found.append(CenterFacts(*facts_of, name_zh, name_en, is_active, has_staff))
    return found


def route(facts: Facts) -> Routing:
    """Find the center for a request. Raises NoCenterError."""
    return choose(facts, candidates(facts))


def explain(routing: Mapping[str, Any]) -> list[str]:
    """Put a stored record into sentences for staff, in the active language; empty for a case without one."""
    if not routing:
        return []
    facts = routing["facts"]
    params = {
        "place": division_name(facts["city"] or facts["province"]),
        "industry": section_name(facts["industry"]),
        "country": country_names([facts["country"]] if facts["country"] else []),
        "countries": country_names(facts["countries"]),
    }
    sentences = []
    for each in routing["passed_over"]:
        name = pick(each["name_zh"], each["name_en"])
        if each["why"] == "inactive":
            sentences.append(_("%(center)s was passed over: it is closed at present.") % {"center": name})
        else:
            sentences.append(_("%(center)s was passed over: it has no staff.") % {"center": name})
    sentences.append(str(_WORDS[routing["rule"]]) % params)
    if suggested := routing.get("suggested"):
        sentences.append(
            _("By the rules it would go to %(center)s; propose a transfer if that serves the applicant better.")
            % {"center": pick(suggested["name_zh"], suggested["name_en"])}
        )
    sentences.append(_("Routing rules version %(version)s.") % {"version": routing["version"]})
    return sentences


def kept_by_staff(facts: Facts, center: Center) -> dict[str, Any]:
    """Record that a request taken down at a desk stays there, and where the rules would have sent it. One query."""
    record: dict[str, Any] = {
        "rule": FILED_BY_STAFF,
        "version": RULES_VERSION,
        "center": center.pk,
        "code": center.code,
        "name_zh": center.name_zh,
        "name_en": center.name_en,
        "facts": asdict(facts),
        "passed_over": [],
    }
    try:
        by_rules = route(facts)
    except NoCenterError:
        return record
    if by_rules.center.id != center.pk:
        record["suggested"] = {
            "rule": by_rules.rule,
            "center": by_rules.center.id,
            "name_zh": by_rules.center.name_zh,
            "name_en": by_rules.center.name_en,
        }
    return record
