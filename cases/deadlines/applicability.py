"""Which rules to propose for a dispute: by country, forum, kind of right, side and day."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from cases.deadlines.rules import SIDES, Rule, all_rules
from cases.deadlines.seats import seat_data
from portal.reference.countries import country_code

# The case form asks where the dispute is; a fair is no forum of its own: what follows there are letters,
# court orders and customs measures. "none" is a dispute without proceedings, where only a letter can run.
_FORUMS: dict[str, frozenset[str]] = {
    "fair": frozenset({"letter", "court", "customs"}),
    "none": frozenset({"letter"}),
}
_OFFICE_OF = {"EM": "EU", "WO": "WIPO"}
_SIDE_OF_ROLE = {"accused": "defending", "enforcing": "asserting"}
# A domain name dispute is a trade mark dispute to the person who files it.
_DOMAIN_LIKE = frozenset({"domain", "trademark"})


def jurisdictions_for(country: str) -> tuple[str, ...]:
    """Return the jurisdictions whose rules can matter in a country, the nearest first.

    Takes any spelling; a Member State brings the EU, the UPC, the European Patent Office and Benelux with it.
    """
    code = country_code(country)
    if code is None:
        return ()
    members = seat_data()
    found = [_OFFICE_OF.get(code, code)]
    if code in members["benelux_member"]:
        found.append("BX")
    if code in members["eu_member"]:
        found.append("EU")
    if code in members["upc_member"]:
        found.append("UPC")
    if code in members["epc_member"]:
        found.append("EP")
    if found == ["EU"]:
        found += ["UPC", "EP"]
    return tuple(found)


def applicable(
    countries: str | Iterable[str],
    *,
    forum: str = "",
    ip_kinds: Iterable[str] = (),
    role: str = "",
    on: dt.date | None = None,
) -> list[Rule]:
    """Return the rules to propose, the likeliest first.

    `countries`: one country or several, in any spelling. `forum`: court, itc, office, customs, fair, platform,
    arbitration, none, or "" for any. `ip_kinds`: empty for any. `role`: the applicant's role in the case (accused,
    enforcing); others filter nothing. `on`: the day of the event, which picks the version in force; today when None.
    """
    wanted = [countries] if isinstance(countries, str) else list(countries)
    places = list(dict.fromkeys(j for country in wanted for j in jurisdictions_for(country)))
    kinds = set(ip_kinds)
    places += [place for place in _worldwide(forum, kinds) if place not in places]
    forums = _FORUMS.get(forum, frozenset({forum})) if forum else None
    actors = SIDES.get(_SIDE_OF_ROLE.get(role, ""))
    day = on or timezone.localdate()
    found = [
        rule
        for rule in all_rules()
        if rule.jurisdiction in places
        and rule.in_force_for(day)
        and (forums is None or rule.forum_kind in forums)
        and _fits(rule, kinds)
        and (actors is None or rule.actor in actors)
    ]
    return sorted(found, key=lambda rule: (places.index(rule.jurisdiction), not rule.verified))


def _worldwide(forum: str, kinds: set[str]) -> tuple[str, ...]:
    """Return the jurisdictions that belong to no country: Madrid and domain names, platforms."""
    if forum == "platform":
        return ("PLATFORM",)
    return ("WIPO",) if forum in {"office", "arbitration"} or "domain" in kinds else ()


def _fits(rule: Rule, kinds: set[str]) -> bool:
    if not kinds:
        return True
    covered = set(rule.ip_kinds)
    return bool(covered & kinds) or ("domain" in covered and bool(_DOMAIN_LIKE & kinds))
