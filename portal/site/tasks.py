"""Work of the public site that is done after the commit."""

from __future__ import annotations

from redis.exceptions import RedisError

from portal.notices.registry import Later, Work, handler
from portal.site import pagecache


@handler(pagecache.TOPIC, queue="feed")
def pages_touch(work: Work) -> None:
    """Exchange the generations of tags once more: the commit's own call may have met a cache that was away."""
    try:
        pagecache.bump([str(tag) for tag in work.payload["tags"]])
    except (RedisError, OSError) as error:
        raise Later("The page cache does not answer.") from error
