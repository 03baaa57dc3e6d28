"""One publication and a crowd of subscribers, for drills and benches: committed, without a test's transaction."""

from __future__ import annotations

from typing import Any

from alerts.publishing.choices import Kind
from alerts.publishing.services import drafts, review
from portal.tenancy import scope as scopes
from tests import people
from tests.publishing.made import actor_of, words

# Every third person keeps two filters that match: still one mail.
CROWD = """with made as (
   insert into subscriptions_subscriber (key, address, language, time_zone, quiet_from, quiet_to, digest_hour, digest_weekday,
     confirmed_at, end_reason, hard_bounces, created_at)
   select gen_random_uuid(), 'crowd-' || n || '@example.com', case when n %% 4 = 0 then 'en' else 'zh-hans' end,
     'Asia/Shanghai', 0, 0, 9, 1, now(), '', 0, now() from generate_series(1, %(people)s) n returning id)
 insert into subscriptions_wish (key, subscriber_id, frequency, kinds, countries, industries, ip_kinds, tags, rights, level, created_at, confirmed_at)
 select gen_random_uuid(), id, 'once', '{alert,law}', case when copy = 1 then '{US,DE}'::text[] else '{}' end, '{}', '{trademark}', '{}', '{}', '',
   now(), now() from made, generate_series(1, case when id %% 3 = 0 then 2 else 1 end) copy"""


def publishable(slug: str, **more: Any) -> int:
    """Have an alert written and approved by two people; return the item's id, which a worker may publish."""
    editor, reviewer = (people.person(role, email=f"{role}-of-{slug}@example.com") for role in ("editor", "reviewer"))
    with scopes.enter(editor.scope()):
        item = drafts.item_begin(kind=Kind.ALERT, actor=actor_of(editor), slug=slug, words=words(Kind.ALERT, **more))
    with scopes.enter(editor.scope()):
        review.item_submit(item=item, actor=actor_of(editor))
    with scopes.enter(reviewer.scope()):
        review.item_approve(item=item, actor=actor_of(reviewer))
    return item.pk
