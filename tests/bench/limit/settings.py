"""A bare Django beside the portal: session log-in and templates, no scope, no policy, no headers, no translations."""

from portal.settings.base import *  # noqa: F403

ROOT_URLCONF = "tests.bench.limit.urls"
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # allauth refuses to start without it; it only looks at the status of the answer
    "allauth.account.middleware.AccountMiddleware",
]
_FOLDER = BASE_DIR / "tests" / "bench" / "limit" / "templates"  # noqa: F405
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [_FOLDER]}]
DATABASES["default"] |= {"ATOMIC_REQUESTS": False, "CONN_HEALTH_CHECKS": False}  # noqa: F405
