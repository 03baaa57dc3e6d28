"""The portal with one more app, whose work misbehaves on purpose, and one page that puts work into the outbox."""

from portal.settings.test import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.drill.app"]  # noqa: F405
ROOT_URLCONF = "tests.drill.urls"
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
