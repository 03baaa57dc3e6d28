"""Put what was published where it is found, and take away what was retracted. Needs the system scope."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from alerts.library.models import Card, CaseOrigin
from alerts.library.terms import LONGEST, grams_of, terms_of, words_of
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition

# Sorted, so that two publications at one moment take their locks in one order.
_COUNT = """insert into library_term (term, count) select unnest(%s::text[]), 1 order by 1
 on conflict (term) do update set count = library_term.count + 1"""
_DISCOUNT = "update library_term set count = count - 1 where term = any(%s::text[]) and count > 0"


def card_put(edition: Edition) -> None:
    """Write the card of a published typical case in place of that of its earlier edition; twice is once."""
    if edition.kind != Kind.CASE:
        return
    before = Card.objects.filter(item_id=edition.item_id).first()
    if before is not None and before.edition_id == edition.pk:
        return
    if before is not None:
        _forget(before)
    origin = CaseOrigin.objects.filter(item_id=edition.item_id).first()
    texts = list(_texts(edition))
    words = words_of(*texts)
    terms = terms_of(*_alike(edition))
    Card.objects.create(
        item_id=edition.item_id,
        edition=edition,
        right=edition.right,
        countries=edition.countries,
        ip_kinds=edition.ip_kinds,
        year=edition.happened_on.year if edition.happened_on else origin.year if origin else None,
        outcome=origin.outcome if origin else "",
        words=words,
        grams=[gram[:LONGEST] for gram in grams_of(words)],
        terms=terms,
    )
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [terms])


def card_remove(edition: Edition) -> None:
    """Take the card of a retracted typical case away."""
    for card in Card.objects.filter(item_id=edition.item_id):
        _forget(card)


def _forget(card: Card) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_DISCOUNT, [card.terms])
    card.delete()


def _alike(edition: Edition) -> Iterable[str]:
    """What two cases are alike by: title, facts and question, in both languages."""
    yield edition.title_zh
    yield edition.title_en
    for code in ("facts", "issue"):
        for language in ("zh", "en"):
            yield edition.parts.get(code, {}).get(language, "")


def _texts(edition: Edition) -> Iterable[str]:
    """All that is looked through when somebody searches the library."""
    yield from (edition.title_zh, edition.title_en, edition.summary_zh, edition.summary_en)
    yield from (edition.instrument_zh, edition.instrument_en)
    for part in edition.parts.values():
        yield from part.values()
