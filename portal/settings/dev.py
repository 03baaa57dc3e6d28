"""The demo and development: embedded servers, plain HTTP on the loopback address."""

import os

os.environ.setdefault("SECRET_KEY", "demo-only-not-a-secret")

from portal.settings.base import *  # noqa: E402, F403

DEMO = True
INSTALLED_APPS += ["demo"]  # noqa: F405
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
# files are served from where they are; nothing is collected
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
