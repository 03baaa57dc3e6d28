"""Fill the public half of a bench's database: published editions and what the search finds.

Runs as a process of its own: ``python -m tests.bench.fill_public ENTRIES`` with the superuser's login. Words are drawn from a
short list, the commoner the earlier, so a search meets many pages or few; `RARE` stands on `RARE_PAGES` pages whatever the
size. An edition here has no item behind it: nobody wrote it, and only the public's pages are measured.
"""

from __future__ import annotations

import datetime
import random
import sys
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from alerts.publishing.addresses import address_of  # noqa: E402
from alerts.publishing.choices import PARTS, Kind, Level  # noqa: E402
from alerts.publishing.models import Edition  # noqa: E402
from portal.site.search import Entry  # noqa: E402
from portal.site.search.models import SearchEntry  # noqa: E402
from portal.site.search.services import entries_put  # noqa: E402
from tests.bench.scenarios import COMMON, RARE  # noqa: E402

# Of five pages that are found, one is an alert, a law change or a news item.
EDITIONS = 0.2
RARE_PAGES = 40
_BATCH = 2_000
_KINDS = (Kind.ALERT, Kind.LAW, Kind.NEWS)
_COUNTRIES = ("US", "DE", "JP", "VN", "BR", "IN", "GB", "FR", "MX", "ID", "AE", "AR")
_RIGHTS = ("trademark", "patent", "design", "copyright")
_WORDS = (
    COMMON, "专利", "企业", "申请", "美国", "海关", "法院", "证据", "期限", "答辩", "展会", "许可", "授权", "查扣", "律师", "和解", "外观设计", "电商平台",
    "临时禁令", "抢注", "异议", "无效宣告", "商业秘密", "独占许可", "先用权", "平行进口", "地理标志", "惩罚性赔偿", "证据开示", "禁诉令",
)  # fmt: skip
_WEIGHTS = [1 / place for place in range(1, len(_WORDS) + 1)]


def text(draw: random.Random, words: int) -> str:
    """Draw a text of so many words, the frequent ones more often, four in a run."""
    drawn = draw.choices(_WORDS, _WEIGHTS, k=words)
    return "，".join("".join(drawn[place : place + 4]) for place in range(0, words, 4))


def main() -> None:
    """Take away what an earlier filling left, then write editions and entries."""
    count, draw = int(sys.argv[1]), random.Random(7)
    with connection.cursor() as cursor:
        # No item stands behind an edition here, and no second person approved it.
        cursor.execute("set session_replication_role = replica")
        cursor.execute("truncate publishing_edition cascade; truncate search_searchentry")
    now, day = timezone.now(), timezone.localdate()
    for first in range(0, count, _BATCH):
        editions, entries = [], []
        for number in range(first, min(first + _BATCH, count)):
            title, body = text(draw, 6), text(draw, 80)
            if number % (count // RARE_PAGES) == 0:
                title += RARE
            kind, slug = _KINDS[number % len(_KINDS)], f"page-{number}"
            countries, rights = draw.sample(_COUNTRIES, draw.choice((0, 1, 1, 2))), [draw.choice(_RIGHTS)]
            age = datetime.timedelta(minutes=number * 5)
            if number < count * EDITIONS:
                editions.append(
                    Edition(
                        item_id=number + 1, revision_id=number + 1, public_id=UUID(int=number + 1), center_id=1, kind=kind, slug=slug,
                        number=1, title_zh=title, summary_zh=body[:200], parts={part.code: {"zh": body} for part in PARTS[kind]}, ip_kinds=rights,
                        level=Level.WARNING if kind is Kind.ALERT else "", countries=countries, first_published_at=now - age,
                        published_at=now - age,
                    )
                )  # fmt: skip
            entries.append(
                Entry(
                    str(kind), str(number), address_of(kind, slug), title_zh=title, text_zh=body, countries=countries,
                    ip_kinds=rights, day=day - datetime.timedelta(days=age.days),
                )
            )  # fmt: skip
        Edition.objects.bulk_create(editions)
        entries_put(entries=entries)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze publishing_edition, search_searchentry")
    assert SearchEntry.objects.count() == count


if __name__ == "__main__":
    main()
