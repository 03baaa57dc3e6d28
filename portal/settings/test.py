"""The test suite: real servers on the loopback address, quick password hashing, nothing else simplified."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-not-a-secret")

from portal.settings.base import *

ALLOWED_HOSTS = ["*"]
INSTALLED_APPS += ["demo"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
# files are served from where they are; nothing is collected
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
# Tests look at rows that are never committed; what the page cache does is tested with seconds of its own.
PAGE_CACHE_SECONDS = 0
# Tests call more often than people; what the limits do is tested with limits of its own.
API_CALLS_A_MINUTE = API_ANONYMOUS_CALLS_A_MINUTE = 1_000_000
