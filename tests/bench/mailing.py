"""The bench's settings with the mail server that EMAIL_URL names."""

from tests.bench.settings import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
