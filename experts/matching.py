"""Match experts to a case and say why. Pure: plain values in, ranked scores with reasons out."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from cases.models import Case
from experts.choices import REASONS, listed
from experts.models import Expert

POINTS = {"ip": 40, "country": 30, "industry": 10, "language": 10, "local": 5}
PER_OPEN_CASE = -4
# The language of a country's proceedings, ISO 639-1, where it is not plain.
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "US": ("en",), "GB": ("en",), "AU": ("en",), "CA": ("en", "fr"), "IN": ("en",), "SG": ("en",), "DE": ("de", "en"),
    "AT": ("de",), "CH": ("de", "fr"), "FR": ("fr",), "IT": ("it",), "ES": ("es",), "MX": ("es",), "BR": ("pt",),
    "PT": ("pt",), "JP": ("ja",), "KR": ("ko",), "RU": ("ru",), "VN": ("vi",), "TH": ("th",), "ID": ("id",),
    "SA": ("ar",), "AE": ("ar", "en"), "TR": ("tr",), "NL": ("nl", "en"), "PL": ("pl",),
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """An expert with their score and the codes of the reasons (keys of POINTS, then `load`).

    `available` says that they can be asked; `seated`, that they hold the seat of an expert at their center.
    """

    expert: Expert
    score: int
    reasons: tuple[str, ...]
    load: int
    available: bool
    seated: bool

    @property
    def reason_labels(self) -> str:
        """The reasons in the reader's language."""
        return listed(str(REASONS[code]) for code in self.reasons)


def score(expert: Expert, case: Case, *, load: int, seated: bool, today: datetime.date) -> Match:
    """Score one expert for one case; `load` is the number of open assignments."""
    reasons = []
    if set(expert.ip_kinds) & set(case.ip_kinds):
        reasons.append("ip")
    if case.country in expert.countries:
        reasons.append("country")
    if case.industry and case.industry in expert.industries:
        reasons.append("industry")
    if set(LANGUAGES.get(case.country, ())) & set(expert.languages):
        reasons.append("language")
    if expert.center_id == case.center_id:
        reasons.append("local")
    points = sum(POINTS[reason] for reason in reasons) + PER_OPEN_CASE * load
    in_force = expert.is_active and expert.user_id is not None and expert.term_from <= today <= expert.term_to
    return Match(expert, points, tuple(reasons), load, in_force and seated, seated)


def rank(
    experts: Iterable[Expert], case: Case, *, loads: Mapping[int, int], seated: Collection[int], today: datetime.date
) -> list[Match]:
    """Rank experts for a case: available ones first, then by score, then by name."""
    found = [
        score(expert, case, load=loads.get(expert.pk, 0), seated=expert.pk in seated, today=today) for expert in experts
    ]
    return sorted(found, key=lambda match: (not match.available, -match.score, match.expert.name))
