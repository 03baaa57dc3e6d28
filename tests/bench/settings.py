"""Production's settings as they are; only the static files are hashed without being compressed, which nobody fetches here."""

from portal.settings.prod import *  # noqa: F403

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}  # noqa: F405
# The bench measures the portal, not a mail server.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
