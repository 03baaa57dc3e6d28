"""Find pages: one statement for the page and all its counts, a second for the texts of what is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.reference.countries import country_names
from portal.reference.text import is_chinese, pick
from portal.site import nav
from portal.site.search.models import SearchEntry
from portal.site.search.words import LONGEST_TEXT, grams, mark_pattern, needle, terms

PAGE_SIZE = 20
LAST_PAGE = 50
# Of more hits than this, nobody reads the rest: the newest are looked at, and counts say "and more".
MOST_HITS = 5_000
SNIPPET = 120
MOST_COUNTRIES = 4
_TAGS = {"zh": "zh-CN", "en": "en"}

# A word that one page in twenty has is looked for page by page, the newest first, until enough are found: its list in the index is
# nearly everything, and cutting a text into its parts costs a hundred times a look at it. A sample of a hundredth says so; of fewer
# than 5,000 pages all are looked at (docs/site.md).
# Where every term stands in the title, then where it stands there or sounds so, then anywhere. Counts of a facet leave its own
# choice out, so that one sees what another choice would give.
_FIND = """
with sampled as (
  select count(*) as looked_at, count(*) filter (where words like all (%(patterns)s)) as hit
  from search_searchentry tablesample system (1)
), word as (
  select looked_at < 50 or hit * 20 >= looked_at as is_common from sampled
), hits as materialized (
  (select id, kind, countries, ip_kinds, day, title_words, sounds from search_searchentry
   where (select is_common from word) and words like all (%(patterns)s)
     and (%(center)s::bigint is null or center_id = %(center)s)
   order by day desc nulls last, id desc limit %(most)s + 1)
  union all
  (select id, kind, countries, ip_kinds, day, title_words, sounds from search_searchentry
   where (select not is_common from word) and text_grams(words) @> %(grams)s and words like all (%(patterns)s)
     and (%(center)s::bigint is null or center_id = %(center)s)
   order by day desc nulls last, id desc limit %(most)s + 1)
), judged as (
  select id, kind, countries, ip_kinds, day, extract(year from day)::int as year,
    case when title_words like all (%(patterns)s) then 3
         when title_words || sounds like all (%(patterns)s) then 2 else 1 end as rank,
    (%(kind)s = '' or kind = %(kind)s) as k, (%(country)s = '' or %(country)s = any(countries)) as c,
    (%(right)s = '' or %(right)s = any(ip_kinds)) as r, (%(year)s::int is null or extract(year from day)::int = %(year)s) as y from hits
), chosen as (
  select id from judged where k and c and r and y
  order by rank desc, day desc nulls last, id desc offset %(skip)s limit %(size)s
)
select 'page', '', id::text::bigint from chosen
union all select 'total', '', count(*) from judged where k and c and r and y
union all select 'hits', '', count(*) from hits
union all select 'kind', kind, count(*) from judged where c and r and y group by kind
union all select 'country', code, count(*) from judged, unnest(countries) code where k and r and y group by code
union all select 'right', code, count(*) from judged, unnest(ip_kinds) code where k and c and y group by code
union all select 'year', year::text, count(*) from judged where k and c and r and year is not null group by year
"""


@dataclass(frozen=True)
class Wanted:
    """A question with its choices; "" and None choose nothing."""

    q: str
    kind: str = ""
    country: str = ""
    right: str = ""
    year: int | None = None
    center_id: int | None = None
    page: int = 1


@dataclass(frozen=True)
class Hit:
    """One page found: its title and a piece of its text with what was looked for marked.

    Kind, countries and center are in words; a language is named where it is not the page's.
    """

    url: str
    kind: str
    title: SafeString
    title_lang: str
    snippet: SafeString
    snippet_lang: str
    day: date | None
    countries: str
    center: str


@dataclass(frozen=True)
class Found:
    """One page of hits, and the counts by facet: facet → code → count. `more` says that there are hits beyond the counts."""

    hits: Sequence[Hit] = ()
    total: int = 0
    more: bool = False
    last_page: int = 1
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def too_short(q: str) -> bool:
    """Say whether a question has nothing that the index knows: no term of two characters."""
    return not any(grams(term) for term in terms(q))


def find(wanted: Wanted) -> Found:
    """Find what `wanted` asks for, best first, then newest. Two statements, whatever is found."""
    asked = terms(wanted.q)
    parts = sorted({part for term in asked for part in grams(term)})
    if not parts:
        return Found()
    parameters: dict[str, Any] = {
        "patterns": [f"%{needle(term)}%" for term in asked],
        "grams": parts,
        "most": MOST_HITS,
        "kind": wanted.kind,
        "country": wanted.country,
        "right": wanted.right,
        "year": wanted.year,
        "center": wanted.center_id,
        "skip": (min(wanted.page, LAST_PAGE) - 1) * PAGE_SIZE,
        "size": PAGE_SIZE,
    }
    counts: dict[str, dict[str, int]] = {"kind": {}, "country": {}, "right": {}, "year": {}}
    single: dict[str, int] = {}
    ids: list[int] = []
    with connection.cursor() as cursor:
        cursor.execute(_FIND, parameters)
        for what, code, number in cursor.fetchall():
            if what == "page":
                ids.append(number)
            elif what in counts:
                counts[what][code] = number
            else:
                single[what] = number
    pages = -(-single["total"] // PAGE_SIZE)
    return Found(
        hits=_hits(ids, asked),
        total=single["total"],
        more=single["hits"] > MOST_HITS,
        last_page=max(1, min(pages, LAST_PAGE)),
        counts={name: dict(sorted(each.items(), key=_order(name))) for name, each in counts.items()},
    )


def title_of(name: str) -> str:
    """Give the title of the page that `kind:key` names; "" when nothing of that name is published. At most one statement."""
    if not re.fullmatch(r"[a-z_]{1,24}:[A-Za-z0-9-]{1,120}", name, re.ASCII):
        return ""
    kind, _colon, key = name.partition(":")
    found = SearchEntry.objects.filter(kind=kind, key=key).only("title_zh", "title_en").first()
    return found.title if found else ""


def _order(facet: str) -> Any:
    # Years newest first; everything else by how much it gives.
    return (lambda item: (-int(item[0]),)) if facet == "year" else (lambda item: (-item[1], item[0]))


def _hits(ids: Sequence[int], asked: list[str]) -> list[Hit]:
    found = {row.pk: row for row in SearchEntry.objects.filter(pk__in=ids).select_related("center")}
    pattern = mark_pattern(asked)
    return [_hit(found[pk], pattern) for pk in ids if pk in found]


def _hit(row: SearchEntry, pattern: re.Pattern[str]) -> Hit:
    languages = ("zh", "en") if is_chinese() else ("en", "zh")
    texts = {"zh": (row.title_zh, row.text_zh[:LONGEST_TEXT]), "en": (row.title_en, row.text_en[:LONGEST_TEXT])}
    shown = next(code for code in languages if texts[code][0])
    spoken = next((code for code in languages if pattern.search(texts[code][1])), "") or next(
        (code for code in languages if texts[code][1]), shown
    )
    return Hit(
        url=row.url,
        kind=str(nav.search_kinds().get(row.kind, row.kind)),
        title=_marked(texts[shown][0], pattern),
        title_lang="" if shown == languages[0] else _TAGS[shown],
        snippet=_snippet(texts[spoken][1], pattern),
        snippet_lang="" if spoken == languages[0] else _TAGS[spoken],
        day=row.day,
        countries=country_names(row.countries[:MOST_COUNTRIES]) + ("…" if row.countries[MOST_COUNTRIES:] else ""),
        center=pick(row.center.name_zh, row.center.name_en) if row.center is not None else "",
    )


def _marked(text: str, pattern: re.Pattern[str]) -> SafeString:
    """Escape a text and mark what was looked for."""
    out, end = SafeString(""), 0
    for match in pattern.finditer(text):
        out += format_html("{}<mark>{}</mark>", text[end : match.start()], match[0])
        end = match.end()
    return mark_safe(out + format_html("{}", text[end:]))  # noqa: S308 - every piece was escaped


def _snippet(text: str, pattern: re.Pattern[str]) -> SafeString:
    """Cut out a piece around the first place of what was looked for, or the beginning."""
    match = pattern.search(text)
    room = SNIPPET if is_chinese() else 2 * SNIPPET
    begin = max(0, match.start() - room // 4) if match else 0
    if begin and text[begin - 1].isascii() and (space := text.find(" ", begin, begin + 15)) != -1:
        begin = space + 1
    piece = " ".join(text[begin : begin + room].split())
    drawn = _marked(piece, pattern)
    before, after = "…" if begin else "", "…" if begin + room < len(text) else ""
    return mark_safe(f"{before}{drawn}{after}")  # noqa: S308 - `drawn` was escaped
