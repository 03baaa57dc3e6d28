"""Make a crowd of subscribers and publish one alert to it. Prints the number of subscribers.

Runs as a process of its own with the workers' log-in, because Django knows one database for its whole life.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import connection  # noqa: E402

from alerts.publishing.services.publication import item_publish  # noqa: E402
from portal.tenancy import scope as scopes  # noqa: E402
from tests.made_public import CROWD, publishable  # noqa: E402

if __name__ == "__main__":
    with scopes.enter(scopes.system()), connection.cursor() as cursor:
        cursor.execute(CROWD, {"people": int(sys.argv[1])})
    item = publishable("crowd")
    with scopes.enter(scopes.system()):
        assert item_publish(item_id=item) is not None
    print(sys.argv[1], flush=True)
