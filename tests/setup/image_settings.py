"""Production, but for the compression of static files, which takes longest and changes nothing about what is there."""

from portal.settings.prod import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}  # noqa: F405
