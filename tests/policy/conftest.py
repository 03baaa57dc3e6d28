"""One world for each module of policy tests, in one transaction that is never committed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings

from tests.policy.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Build the world; files go to a folder of its own, and nobody is slowed down for guessing."""
    logging.disable(logging.CRITICAL)  # thousands of refusals, each of them meant
    settings = override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"), ACCOUNT_RATE_LIMITS=False, ACCOUNT_REAUTHENTICATION_TIMEOUT=10**6
    )
    with django_db_blocker.unblock(), settings:
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            caches["default"].clear()
            logging.disable(logging.NOTSET)
