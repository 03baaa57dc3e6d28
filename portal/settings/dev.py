"""The demo and development: embedded servers, plain HTTP on the loopback address."""

import os

os.environ.setdefault("SECRET_KEY", "demo-only-not-a-secret")

from portal.settings.base import *

DEMO = True
INSTALLED_APPS += ["demo"]
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
# files are served from where they are; nothing is collected
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
