"""Typical cases that are like another one, or like a case in hand. Reads what is published and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from alerts.library.anonymise.fold import is_cjk
from alerts.library.models import Card
from alerts.library.terms import phrases, terms_of, words_of
from alerts.publishing.choices import Right
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import address_of
from cases.choices import DisputeType
from cases.models import Case
from portal.reference.countries import country_names
from portal.reference.text import is_chinese

# The rarest terms say most; the rest would only make every case a candidate.
MOST_ASKED = 48
# How much the words, the right, the market and the kinds of rights count, of one.
_WEIGHTS = {"words": 0.7, "right": 0.12, "country": 0.1, "ip": 0.08}
LEAST = 0.06
MOST_SHOWN = 5
# Fewer terms in common than this may be chance; each one less counts the words less.
ENOUGH = 8
_ALIKE = """
with asked as materialized (
  select t.term, ln(1 + (select count(*) from library_card)::float / t.count) weight from library_term t
   where t.term = any(%(terms)s::text[]) and t.count > %(least)s order by t.count, t.term limit %(asked)s
), shared as (
  select c.id, sum(a.weight) weight, array_agg(a.term order by a.weight desc, a.term) terms
    from asked a join library_card c on c.terms @> array[a.term]::varchar[] where c.item_id <> %(item)s
   group by c.id having count(*) > 1
)
select c.edition_id, s.terms, %(words)s * s.weight / (select sum(weight) from asked) * least(1, cardinality(s.terms) / %(enough)s::float)
     + case when %(right)s <> '' and c.right = %(right)s then %(by_right)s else 0 end
     + case when c.countries::text[] && %(countries)s::text[] then %(by_country)s else 0 end
     + case when c.ip_kinds::text[] && %(ip_kinds)s::text[] then %(by_ip)s else 0 end score
  from shared s join library_card c on c.id = s.id
  join publishing_edition e on e.id = c.edition_id and e.is_current and e.retracted_at is null
   and (e.nation_wide or e.center_id = %(center)s)
 order by score desc, c.edition_id desc limit %(most)s"""
_RIGHTS = {
    DisputeType.TRADE_SECRET: Right.TRADE_SECRET,
    DisputeType.GEOGRAPHICAL_INDICATION: Right.GI,
    DisputeType.UNFAIR_COMPETITION: Right.UNFAIR_COMPETITION,
    DisputeType.SQUATTING: Right.TRADEMARK,
}
_RIGHTS_BY_IP = {
    "patent": Right.PATENT,
    "design": Right.PATENT,
    "trademark": Right.TRADEMARK,
    "trade_secret": Right.TRADE_SECRET,
    "gi": Right.GI,
}


@dataclass(frozen=True)
class Likeness:
    """A typical case, where it is read, how alike it is (0 to 1) and by what: shared terms, markets, right."""

    edition: Edition
    url: str
    score: float
    terms: Sequence[str]
    countries: str
    right: str

    @property
    def percent(self) -> int:
        """How alike, of a hundred."""
        return round(100 * self.score)


@dataclass(frozen=True)
class Question:
    """What others are compared with. `item_id` 0 and `least` 0 for a case in hand; `center_id` of whoever asks, or 0."""

    words: str
    terms: Sequence[str]
    right: str
    countries: Sequence[str]
    ip_kinds: Sequence[str]
    item_id: int = 0
    least: int = 0
    center_id: int = 0


def right_of(dispute_type: str, ip_kinds: Sequence[str]) -> str:
    """Give what a typical case made of such a dispute is about, "" when the file does not say."""
    for kind, right in _RIGHTS.items():
        if dispute_type == kind:
            return right
    return next((_RIGHTS_BY_IP[kind].value for kind in ip_kinds if kind in _RIGHTS_BY_IP), "")


def like_edition(edition: Edition, *, most: int = 5) -> list[Likeness]:
    """List the typical cases most like a published one. Three queries."""
    card = Card.objects.filter(item_id=edition.item_id).first()
    if card is None:
        return []
    question = Question(
        # Terms that stand in this case alone bring nobody.
        card.words, card.terms, card.right, card.countries, card.ip_kinds, card.item_id, least=1
    )  # fmt: skip
    return _ask(question, most=most)


def like_case(case: Case, countries: Sequence[str], *, center_id: int | None, most: int = 8) -> list[Likeness]:
    """List the typical cases most like a case in hand. Two queries."""
    texts = (case.cause, case.summary, case.history)
    question = Question(
        words_of(*texts),
        terms_of(*texts),
        right_of(case.dispute_type, case.ip_kinds),
        countries,
        case.ip_kinds,
        center_id=center_id or 0,
    )
    return _ask(question, most=most)


def _ask(question: Question, *, most: int) -> list[Likeness]:
    if not question.terms:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, parameters(question, most=most))
        rows = [row for row in cursor.fetchall() if row[2] >= LEAST]
    ids = [row[0] for row in rows]
    editions = {row.pk: row for row in Edition.objects.filter(pk__in=ids).select_related("center")}
    return [_likeness(question, editions[pk], [str(term) for term in terms], float(score)) for pk, terms, score in rows]


def parameters(question: Question, *, most: int) -> dict[str, Any]:
    """Give the values of the one statement that compares."""
    return {
        "terms": list(question.terms), "least": question.least, "asked": MOST_ASKED, "item": question.item_id,
        "words": _WEIGHTS["words"], "enough": ENOUGH, "right": question.right, "by_right": _WEIGHTS["right"],
        "countries": list(question.countries), "by_country": _WEIGHTS["country"],
        "ip_kinds": list(question.ip_kinds), "by_ip": _WEIGHTS["ip"], "center": question.center_id, "most": most,
    }  # fmt: skip


def _readable(terms: list[str]) -> list[str]:
    """Leave the words of the reader's language, all of them where there are none: the texts say everything twice.

    A bare number ("2024") counts, but tells nobody what is alike; "35 U.S.C. 284" does.
    """
    chinese = is_chinese()
    terms = [term for term in terms if not term.isdigit()]
    own = [term for term in terms if is_cjk(term[0]) == chinese or any(each.isdigit() for each in term)]
    return own or terms


def _likeness(question: Question, edition: Edition, shared: list[str], score: float) -> Likeness:
    texts = (
        *(edition.title_zh, edition.title_en),
        *(edition.parts.get(code, {}).get(language, "") for code in ("facts", "issue") for language in ("zh", "en")),
    )
    return Likeness(
        edition=edition,
        url=address_of(edition.kind, edition.slug),
        score=score,
        terms=_readable(phrases(shared, question.words, words_of(*texts), most=20))[:MOST_SHOWN],
        countries=country_names([code for code in edition.countries if code in question.countries]),
        right=str(edition.get_right_display()) if question.right and edition.right == question.right else "",
    )
