"""Settings shared by every way of running the portal. Values that differ come from the environment (portal.env)."""

from pathlib import Path

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent
SECRET_KEY = env.text("SECRET_KEY")
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [PUBLIC_URL])
DEMO = env.boolean("PORTAL_DEMO", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "portal.tenancy",
    "portal.accounts",
    "portal.policy",
    "portal.api",
    "portal.audit",
    "portal.documents",
    "portal.notices",
    "portal.reports",
    "portal.site",
    "portal.site.search",
    "portal.site.centers",
    "cases",
    "experts",
    "alerts.publishing",
    "alerts.guides",
    "alerts.fees",
    "alerts.trade",
    "alerts.environment",
    "alerts.subscriptions",
    "alerts.library",
    "alerts.outreach",
    "exhibitions.events",
    "exhibitions.fairs",
    "exhibitions.desk",
    "exhibitions.screening",
    "exhibitions.results",
]

# Order matters: the session and the login are read outside the scope (the login role may read only identity tables);
# from TenancyMiddleware inward one transaction holds the scope until the response is rendered.
MIDDLEWARE = [
    "portal.site.health.HealthMiddleware",
    "portal.site.centers.hosts.OwnHostMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.site.middleware.PrivatePagesMiddleware",
    "portal.site.pagecache.PageCacheMiddleware",
    "portal.site.bodies.BodySizeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the form's secret is looked for, which reads the whole body, files included.
    "portal.site.bodies.UploadsNeedLoginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.accounts.middleware.ApiTokenMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.accounts.middleware.SessionLimitsMiddleware",
    "portal.tenancy.middleware.TenancyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.policy.middleware.PolicyMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.context_processors.portal",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "portal.site.templatetags.portal",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
        },
    },
    {
        # Hot lists only (arch §5): the rows of a work list cost half as much here as in Django's own language.
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "templates" / "jinja2"],
        "OPTIONS": {"environment": "portal.site.jinja.environment"},
    },
]

# One look for every form; needs "django.forms" among the apps, behind our own templates.
FORM_RENDERER = "portal.site.forms.PortalRenderer"
CSRF_FAILURE_VIEW = "portal.site.errors.csrf_failure"

# Two logins, one database: `default` serves requests and tasks and owns nothing; `owner` runs migrations (arch §2).
DATABASES = {
    "default": (env.database("DATABASE_URL") or {"ENGINE": "django.db.backends.postgresql", "NAME": "portal"})
    | {
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.integer("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        # PgBouncer in transaction mode cannot keep a server-side cursor between transactions.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"application_name": "zhinan", "connect_timeout": 5},
    },
}
if (_owner := env.database("DATABASE_OWNER_URL")) is not None:
    DATABASES["owner"] = _owner
DATABASE_ROUTERS = ["portal.tenancy.router.OwnerRunsMigrations"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "zhinan",
        "OPTIONS": {
            # A cache that is down or hangs degrades a page, it never fails it.
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": 0.5,
            "SOCKET_TIMEOUT": 0.5,
        },
    },
}
DJANGO_REDIS_LOG_IGNORED_EXCEPTIONS = True
# How long a public page may be kept at most (portal.site.pagecache); 0 keeps none.
PAGE_CACHE_SECONDS = env.integer("PAGE_CACHE_SECONDS", 600)

CELERY_BROKER_URL = REDIS_URL
# A worker's child gets this long and this much for one piece of work; the soft limit lets it give up in good order.
CELERY_TASK_TIME_LIMIT = env.integer("WORKER_SECONDS", 120)
CELERY_TASK_SOFT_TIME_LIMIT = max(1, CELERY_TASK_TIME_LIMIT - 10)
WORKER_MEMORY_MIB = env.integer("WORKER_MEMORY_MIB", 1536)
# Above this a child is replaced after its work (kB): PDF rendering gives memory back to nobody.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 400_000

# -- people -----------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["portal.accounts.backends.PortalBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "site:home"
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# allauth counts in the cache; the portal counts in the database (portal.accounts.limits), which works without it.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https") else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = False
# Nobody logs in before their address is verified, so an unverified new address beside it is only a pending change.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers offer security keys on https and on localhost; the demo's and the tests' loopback address is plain http.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PUBLIC_URL.startswith("https:")
MFA_TOTP_ISSUER = "智南门户"
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "portal.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
STAFF_IDLE_SECONDS = 30 * 60
STAFF_ABSOLUTE_SECONDS = 12 * 3600
# Proxies in front of the web process whose X-Forwarded-For entries can be believed (0: the connection's own address).
TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 0)

# -- words ------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").glob("*") if path.is_dir())
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["portal.site.formats"]
LANGUAGE_COOKIE_SAMESITE = "Lax"

# -- files ------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = env.path("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.path("MEDIA_ROOT", BASE_DIR / ".local" / "media")
S3_BUCKET = env.text("S3_BUCKET", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {  # type: ignore[dict-item]
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT_URL", ""),
            "querystring_auth": True,
            "querystring_expire": 60,
            "file_overwrite": False,
        },
    }
# The web server's internal location for X-Accel-Redirect; empty: the portal sends the bytes itself.
ACCEL_REDIRECT_PREFIX = env.text("ACCEL_REDIRECT_PREFIX", "")
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS", "")
UPLOAD_MAX_BYTES = env.integer("UPLOAD_MAX_BYTES", 50 * 1024 * 1024)
# The whole body of one request: any page, and (portal.site.bodies) those whose row of the policy table takes files.
BODY_MAX_BYTES = 2 * 1024 * 1024
UPLOAD_MAX_TOTAL_BYTES = env.integer("UPLOAD_MAX_TOTAL_BYTES", 4 * UPLOAD_MAX_BYTES)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 30
AUDIT_ANCHOR_FILE = env.path("AUDIT_ANCHOR_FILE", BASE_DIR / ".local" / "audit" / "anchor.jsonl")

# -- mail -------------------------------------------------------------------------------------------------------
_mail = env.mail_server("EMAIL_URL", "smtp://127.0.0.1:1025")
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.starttls, _mail.ssl
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "智南门户 <no-reply@zhinan.example>")
# What cannot be delivered comes back to a signed address of each mail's own, and is read there (portal.notices.bounces).
BOUNCE_ADDRESS = env.tagged_address("BOUNCE_ADDRESS")
BOUNCE_MAILBOX = env.mailbox("BOUNCE_MAILBOX_URL")
# Demo only: where the local mail sink keeps what it received, shown by the mailbox page.
MAILSINK_DIR = env.path("MAILSINK_DIR", BASE_DIR / ".local" / "mail")

# -- headers ----------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        # The page of a center under its own name has the portal's search and language button.
        "form-action": [SELF, PUBLIC_URL],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# -- API --------------------------------------------------------------------------------------------------------
# Calls a minute of one person, and of one network without a log-in (portal.api.throttles).
API_CALLS_A_MINUTE = env.integer("API_CALLS_A_MINUTE", 600)
API_ANONYMOUS_CALLS_A_MINUTE = env.integer("API_ANONYMOUS_CALLS_A_MINUTE", 60)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.accounts.api_auth.PortalTokenAuthentication",
        "portal.api.auth.PortalSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["portal.api.throttles.PersonThrottle", "portal.api.throttles.AddressThrottle"],
    "DEFAULT_PARSER_CLASSES": ["portal.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "portal.api.schema.PortalAutoSchema",
    "EXCEPTION_HANDLER": "portal.policy.api_errors.problem_handler",
    "DEFAULT_VERSIONING_CLASS": None,
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "智南门户 API",
    "VERSION": "1.0.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": ["portal.api.schema.add_problems"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # A line for every step of every PDF, and for every start of a library, drowns the rest.
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint.progress", "fontTools", "pikepdf")},
}
