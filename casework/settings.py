"""How the site is run: every setting, read from the environment. No rules of the procedure live here."""

import os
import secrets
import tempfile
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

from casework.providers import origins, providers
from investigations.procedure.sign_in import ABSOLUTE, CONFIRMED

BASE_DIR = Path(__file__).resolve().parent.parent
#: Stands in the manifest of every document.  The same as in pyproject.toml.
VERSION = "0.1.0"
env = environ.Env()

DEBUG = env.bool("DEBUG", default=False)

# Everything the site writes ------------------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).expanduser().resolve()
VAULT_DIR = DATA_DIR / "vault"
# The keys of the evidence. Better on another disk than the evidence itself.
KEYSTORE_DIR = Path(env.str("KEYSTORE_DIR", default=str(DATA_DIR / "keystore"))).expanduser().resolve()
# disk: in VAULT_DIR. s3: on S3-compatible storage, sealed before it is sent; the keystore stays on a disk all the same.
VAULT_STORAGE = env.str("VAULT_STORAGE", default="disk")
if VAULT_STORAGE == "s3":
    from casework.s3 import storage_of_the_vault

    STORAGES = global_settings.STORAGES | {"vault": storage_of_the_vault(env)}
elif VAULT_STORAGE != "disk":
    raise ImproperlyConfigured("VAULT_STORAGE is either disk or s3.")
TEMP_DIR = DATA_DIR / "tmp"
TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# Whatever a killed upload or a killed PDF child leaves behind must not lie in the machine's shared temporary folder.
os.environ["TMPDIR"] = tempfile.tempdir = str(TEMP_DIR)


def secret_key() -> str:
    """The key given in SECRET_KEY, or one made once and kept in the data folder."""
    given = env.str("SECRET_KEY", default="")
    if given:
        return given
    kept = DATA_DIR / "secret-key"
    if not kept.exists():
        # Web, worker and beat may start together: each writes its own, the first link stands for all.
        handle, mine = tempfile.mkstemp(dir=DATA_DIR)  # mode 0600
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(mine, kept)
        except FileExistsError:
            pass
        finally:
            os.unlink(mine)
    return kept.read_text().strip()


SECRET_KEY = secret_key()

# The application -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "guardian",
    "investigations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "investigations.views.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "investigations.views.sessions.SessionEndsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "investigations.views.person.PersonMiddleware",
    "investigations.views.second_step.SecondStepMiddleware",
    "investigations.views.errors.VaultMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "casework.urls"
WSGI_APPLICATION = "casework.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "investigations.views.person.page_context",
            ],
        },
    }
]
# Forms are drawn by templates/django/forms, so that a plain field looks like the rest of the house.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CSRF_FAILURE_VIEW = "investigations.views.errors.csrf_refused"

# The database --------------------------------------------------------------------------------------------------

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if env.str("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
else:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / "casework.sqlite3"}}

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Django's defaults lost 1,119 of 1,600 transactions of eight writers to "database is locked"; these lose none.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # secure_delete overwrites what is deleted, so that disposed evidence cannot be read out of free pages.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": DATABASES["default"].get("OPTIONS", {}) | {"connect_timeout": 5},
    }

# Who signs in, and how long it lasts ---------------------------------------------------------------------------

AUTH_USER_MODEL = "investigations.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "guardian.backends.ObjectPermissionBackend"]
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "my_work"
LOGOUT_REDIRECT_URL = "sign_in"

# allauth keeps passkeys, codes and the list of sessions, and speaks with Google and Microsoft. Pages, texts, limits and
# mails are ours: of its own pages none is reachable, and nobody registers themselves.
ACCOUNT_ADAPTER = "investigations.views.allauth_rules.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # who invites vouches for the address, and the link goes there
ACCOUNT_RATE_LIMITS = False  # counted in the database, see actions/tries.py: a cache forgets, and a Redis may be away
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(CONFIRMED.total_seconds())
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0
MFA_ADAPTER = "investigations.views.allauth_rules.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Casework"
MFA_TOTP_TOLERANCE = 1
# Browsers give passkeys to https alone, and to localhost for trying.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.bool("HTTPS", default=False)
PASSWORD_RESET_TIMEOUT = 3600  # for who forgot theirs; an invitation is good for a week

# Sign-in by a provider that the school has already. Only who has an account here comes in, by an address that the
# provider calls verified; and gives a second step of ours, unless the provider's own is trusted.
SOCIALACCOUNT_ADAPTER = "investigations.views.allauth_rules.Providers"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": providers(env)}}
#: Of "google" and "microsoft" those whose own second step is enough.
SECOND_STEP_TRUSTED = frozenset(env.list("SECOND_STEP_TRUSTED", default=[]))

SESSION_COOKIE_AGE = int(ABSOLUTE.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# What the browser is told --------------------------------------------------------------------------------------

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the design system's style sheet carries its small marks as data:
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *origins(env)],  # a form that leads on to Google is followed there
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# HTTPS=true says that people reach the site by https, as they must anywhere but on one's own machine.
HTTPS = env.bool("HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
if env.bool("BEHIND_PROXY", default=False):
    # Only where a proxy of ours sets this header on every request: otherwise anybody could claim https.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What people send ----------------------------------------------------------------------------------------------

FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "investigations.vault.uploads.SealedUploads",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 100
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # all the words of one form; files are not counted in it
FILE_UPLOAD_TEMP_DIR = TEMP_DIR
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Pages' own files ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATICFILES_DIRS = [
    (name, folder)
    for name, folder in [
        ("govuk", BASE_DIR / "node_modules/govuk-frontend/dist/govuk"),
        ("moj", BASE_DIR / "node_modules/@ministryofjustice/frontend/moj"),
        ("tus", BASE_DIR / "node_modules/tus-js-client/dist"),
        ("public-sans", BASE_DIR / "node_modules/@fontsource/public-sans"),
    ]
    if folder.exists()
]
# Found where they lie, so that a start needs no collecting and nothing is copied.
WHITENOISE_USE_FINDERS = True

# Redis, and the work done behind the pages ---------------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", default="")
# A dead Redis may cost a page a fifth of a second, never more. What was to be told to it is a row in our own
# database, and the sweep finds that row.
REDIS_PATIENCE = {"socket_connect_timeout": 0.15, "socket_timeout": 0.15}

if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "casework",
            "OPTIONS": REDIS_PATIENCE,
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CELERY_BROKER_URL = REDIS_URL or "memory://localhost"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_PATIENCE | {"max_retries": 0} if REDIS_URL else {}
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its Redis however long it takes
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")

# Seconds. A killed worker's job is taken up again when its lease has run out and the sweep (casework/celery.py)
# comes round: within a minute.
JOB_LEASE = env.int("JOB_LEASE", default=45)

# The virus scanner: clamd's socket (/run/clamav/clamd.ctl) or host:port. Without it files are kept as "not scanned".
CLAMD = env.str("CLAMD", default="")

# Every kept file is read whole and compared with its fingerprint once in so many days.
FIXITY_DAYS = env.int("FIXITY_DAYS", default=30)

# Mail ----------------------------------------------------------------------------------------------------------

if env.str("EMAIL_URL", default=""):
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
# Where people reach the site. Mails lead there, never to the name that some request was sent to.
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="casework@localhost")

# What is written to the log ------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "casework.logs.Discreet"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        # The default would also mail errors, with the request in them.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        # An address that is not there may name a case, and every wrong turn would be a line.
        "django.request": {"level": "ERROR"},
        "gunicorn.http.wsgi": {"level": "ERROR"},
        "investigations": {"level": "INFO"},
    },
}
