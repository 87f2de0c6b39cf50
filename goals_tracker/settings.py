"""Everything an install can choose, read from the environment.

All variables are read first and checked together, so that one start reports every
wrong one. What is not set is safe for production: no key, no host and no plain HTTP
is taken for granted. Only DEMO=1, for a loopback trial, chooses those itself.
"""

import logging
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from environs import Env, EnvValidationError, ValidationError, validate

from goals_tracker.machine import files

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
FEWEST_CHARACTERS = 5
CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://\S+|tel:\+?[0-9().-]+)")
LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
SENDER = re.compile(r"[^<>\r\n]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+")
# The class of a directory's groups, and what of django-auth-ldap reads them.
LDAP_GROUP_TYPES = {
    "groupOfNames": ("groupOfNames", "GroupOfNamesType"),
    "groupOfUniqueNames": ("groupOfUniqueNames", "GroupOfUniqueNamesType"),
    "posixGroup": ("posixGroup", "PosixGroupType"),
    "activeDirectory": ("group", "NestedActiveDirectoryGroupType"),
}
LDAP_SECONDS = 5
PROVIDER = re.compile(r"[a-z][a-z0-9]{0,30}")
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")

env = Env(eager=False)


def required_unless_demo(demo_value):
    """The keyword that lets a reader fall back in the demo and fail elsewhere."""
    return {"default": demo_value} if DEMO else {}


def check_time_zone(name):
    try:
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValidationError("Not a known time zone.") from None


def check_hosts(entries):
    """Refuse what is not a host, or a host with a port."""
    for entry in entries:
        try:
            place = urlsplit(f"//{entry}")
            port = place.port
        except ValueError:
            port = 0
        bare = entry.removesuffix(f":{port}") if port else entry
        if port == 0 or not HOST.fullmatch(bare):
            raise ValidationError(f"Not a host, or host:port: {entry}.")


def check_private_hosts(entries):
    """Refuse hosts that are not in METRIC_HOSTS as well."""
    check_hosts(entries)
    for entry in entries:
        if entry not in (METRIC_HOSTS or ()):
            raise ValidationError(f"Not in METRIC_HOSTS: {entry}.")


def check_contacts(entries):
    """Refuse what security.txt does not take for a contact: plain addresses, say."""
    for entry in entries:
        if not CONTACT.fullmatch(entry):
            raise ValidationError(f"Not a mailto:, https: or tel: address: {entry}.")


def check_languages(entries):
    for entry in entries:
        if not LANGUAGE.fullmatch(entry):
            raise ValidationError(f"Not a language, such as en: {entry}.")


def check_site(url):
    """Refuse what is not the address of a site, or has more than that."""
    place = urlsplit(url)
    is_site = place.scheme in ("http", "https") and place.hostname
    if url and (not is_site or place.path.strip("/") or place.query or place.username):
        raise ValidationError("Not like https://goals.example.org.")


def check_has_site(host):
    """Refuse to send mail without links that lead here."""
    if host and not SITE_URL:
        raise ValidationError("Set SITE_URL as well: mails have links.")


def check_provider(url):
    """Refuse what anybody on the way could answer for."""
    place = urlsplit(url)
    is_here = place.hostname in ("127.0.0.1", "localhost", "::1")
    if not place.hostname or place.scheme != "https" and not is_here:
        raise ValidationError("Not an https:// address.")


def check_names(names):
    """Refuse what is no part of an address, or of a variable's name."""
    for name in names:
        if not PROVIDER.fullmatch(name) or names.count(name) > 1:
            raise ValidationError(f"Not a short name in small letters: {name}.")


def oidc_provider(name):
    """A provider of OpenID Connect, from variables that begin with its name."""
    start = f"OIDC_{name.upper()}"
    return {
        "id": name,
        "name": env.str(f"{start}_NAME", default=name.capitalize()),
        "url": env.str(f"{start}_URL", validate=check_provider),
        "client": env.str(f"{start}_CLIENT"),
        "secret": env.str(f"{start}_SECRET"),
    }


def oidc_apps(providers):
    """The same as django-allauth has them."""
    apps = [
        {
            "provider_id": one["id"],
            "name": one["name"],
            "client_id": one["client"],
            "secret": one["secret"],
            # All that is needed is in the signed token.
            "settings": {"server_url": one["url"], "fetch_userinfo": False},
        }
        for one in providers
    ]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def check_directory(url):
    """Refuse what is no directory's address."""
    if url and urlsplit(url).scheme not in ("ldap", "ldaps"):
        raise ValidationError("Neither ldap:// nor ldaps://.")
    if url and not LDAP_PEOPLE:
        raise ValidationError("Set LDAP_PEOPLE as well: where people are found.")


def directory_settings():
    """How django-auth-ldap asks the directory; it is an extra."""
    try:
        import ldap  # noqa: PLC0415 -- only where there is a directory
        from django_auth_ldap import config  # noqa: PLC0415
    except ImportError:
        raise ImproperlyConfigured(
            "LDAP_URL is set, but django-auth-ldap is not installed: run pip install "
            "-r requirements-ldap.txt."
        ) from None

    def search(base, condition):
        return config.LDAPSearch(base, ldap.SCOPE_SUBTREE, condition)

    kind, reader = LDAP_GROUP_TYPES[LDAP_GROUP_KIND]
    groups = {
        "AUTH_LDAP_GROUP_SEARCH": search(LDAP_GROUPS, f"(objectClass={kind})"),
        "AUTH_LDAP_GROUP_TYPE": getattr(config, reader)(),
    }
    return {
        "AUTH_LDAP_SERVER_URI": LDAP_URL,
        "AUTH_LDAP_START_TLS": LDAP_START_TLS and LDAP_URL.startswith("ldap://"),
        "AUTH_LDAP_BIND_DN": LDAP_USER,
        "AUTH_LDAP_BIND_PASSWORD": LDAP_PASSWORD,
        "AUTH_LDAP_USER_SEARCH": search(LDAP_PEOPLE, LDAP_FILTER),
        "AUTH_LDAP_NO_NEW_USERS": not LDAP_CREATE_ACCOUNTS,
        "AUTH_LDAP_ALWAYS_UPDATE_USER": False,
        "AUTH_LDAP_CONNECTION_OPTIONS": {
            ldap.OPT_NETWORK_TIMEOUT: LDAP_SECONDS,
            ldap.OPT_TIMEOUT: LDAP_SECONDS,
            ldap.OPT_REFERRALS: 0,
        },
        **(groups if LDAP_GROUPS else {}),
    }


def check_sender(address):
    """Refuse what no mail can come from, alone or as Name <name@example.org>."""
    if address and not SENDER.fullmatch(address):
        raise ValidationError(f"Not an address to send mail from: {address}.")


def check_is_random(key):
    """Refuse a key of a letter or two, which is long and no secret."""
    if len(set(key)) < FEWEST_CHARACTERS:
        raise ValidationError(f"Fewer than {FEWEST_CHARACTERS} different characters.")


def check_is_for_demo(debug):
    """Refuse pages with settings and code in them where strangers may see them."""
    if debug and not DEMO:
        raise ValidationError("Only with DEMO=1.")


def demo_secret_key(path):
    """Return the demo's own key, made and saved at its first start."""
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


def with_options(database):
    """Add the options that keep concurrent writers apart."""
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            # A transaction that upgrades from reading to writing fails at once instead
            # of waiting; taking the write lock first makes the timeout count.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
            **database.get("OPTIONS", {}),
        }
    # Opening a connection costs more than serving a cached page, even on SQLite.
    return database | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


# Environment

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False, validate=check_is_for_demo)
VAR_DIR = env.path("VAR_DIR", default=BASE_DIR / "var").absolute()
SECRET_KEY = env.str(
    "SECRET_KEY",
    validate=[validate.Length(min=50), check_is_random],
    **required_unless_demo(None),
)
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", validate=validate.Length(min=1), **required_unless_demo(LOOPBACK)
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not DEMO)
HSTS_SECONDS = env.int(
    "HSTS_SECONDS", default=30 * 24 * 60 * 60, validate=validate.Range(min=0)
)
TRUST_PROXY = env.bool("TRUST_PROXY", default=False)
TIME_ZONE = env.str("TIME_ZONE", default="UTC", validate=check_time_zone)
# Hosts from which metrics are fetched, at addresses that leads of teams choose.
METRIC_HOSTS: list[str] = env.list("METRIC_HOSTS", default=[], validate=check_hosts)
METRIC_PRIVATE_HOSTS: list[str] = env.list(
    "METRIC_PRIVATE_HOSTS", default=[], validate=check_private_hosts
)
# Whom to tell about a vulnerability, in security.txt.
SECURITY_CONTACT: list[str] = env.list(
    "SECURITY_CONTACT", default=[], validate=check_contacts
)
SECURITY_LANGUAGES: list[str] = env.list(
    "SECURITY_LANGUAGES", default=["en"], validate=check_languages
)
# A text as long as may be takes some 50, and twice that beside a picture.
SLIDES_A_TEXT = env.int("SLIDES_A_TEXT", default=100, validate=validate.Range(min=1))
SLIDES_A_DECK = env.int("SLIDES_A_DECK", default=400, validate=validate.Range(min=10))
# Decks that a process keeps in memory.
PAGE_CACHE_MB = env.int("PAGE_CACHE_MB", default=32, validate=validate.Range(min=1))
# Of computing for one PDF, in however many parts it is printed.
PDF_CPU_SECONDS = env.int("PDF_CPU_SECONDS", default=60, validate=validate.Range(min=1))
# PDFs that one account, or one address without an account, has under way at once.
PRINTS_AT_ONCE = env.int("PRINTS_AT_ONCE", default=3, validate=validate.Range(min=1))
WORK_IN_WEB = env.bool("WORK_IN_WEB", default=True)
RUN_SCHEDULES = env.bool("RUN_SCHEDULES", default=True)
# Where people open it, for links in mails.
SITE_URL: str = env.str(
    "SITE_URL",
    default="http://127.0.0.1:8000" if DEMO else "",
    validate=check_site,
)
MAIL_HOST: str = env.str("MAIL_HOST", default="", validate=check_has_site)
MAIL_PORT: int = env.int(
    "MAIL_PORT", default=587, validate=validate.Range(min=1, max=65535)
)
MAIL_USER: str = env.str("MAIL_USER", default="")
MAIL_PASSWORD: str = env.str("MAIL_PASSWORD", default="")
MAIL_SECURITY: str = env.str(
    "MAIL_SECURITY",
    default="starttls",
    validate=validate.OneOf(["starttls", "tls", "none"]),
)
MAIL_FROM: str = env.str("MAIL_FROM", default="", validate=check_sender)
# Whom to ask who cannot sign in, in words of one's own.
SIGN_IN_HELP: str = env.str("SIGN_IN_HELP", default="")
# Who signs people in by OpenID Connect, each with OIDC_<NAME>_URL and so on.
OIDC_NAMES: list[str] = env.list("OIDC_PROVIDERS", default=[], validate=check_names)
OIDC_PROVIDERS = [oidc_provider(name) for name in OIDC_NAMES or ()]
OIDC_CREATE_ACCOUNTS = env.bool("OIDC_CREATE_ACCOUNTS", default=False)
# A directory whose passwords count here, and the teams that its groups stand for.
LDAP_PEOPLE: str = env.str("LDAP_PEOPLE", default="")
LDAP_URL: str = env.str("LDAP_URL", default="", validate=check_directory)
LDAP_START_TLS = env.bool("LDAP_START_TLS", default=True)
LDAP_USER: str = env.str("LDAP_USER", default="")
LDAP_PASSWORD: str = env.str("LDAP_PASSWORD", default="")
LDAP_FILTER: str = env.str("LDAP_FILTER", default="(uid=%(user)s)")
LDAP_NAME: list[str] = env.list("LDAP_NAME", default=["displayName", "cn"])
LDAP_GROUPS: str = env.str("LDAP_GROUPS", default="")
LDAP_GROUP_KIND: str = env.str(
    "LDAP_GROUP_KIND",
    default="groupOfNames",
    validate=validate.OneOf(list(LDAP_GROUP_TYPES)),
)
LDAP_TEAMS: dict[str, str] = env.dict("LDAP_TEAMS", default={})
LDAP_LEADS: dict[str, str] = env.dict("LDAP_LEADS", default={})
LDAP_CREATE_ACCOUNTS = env.bool("LDAP_CREATE_ACCOUNTS", default=False)
BACKUP_DIR: Any = env.path("BACKUP_DIR", default=None)
BACKUP_KEEP = env.int("BACKUP_KEEP", default=7, validate=validate.Range(min=1))
LOG_LEVEL = env.str(
    "LOG_LEVEL",
    default="INFO",
    validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"]),
)
DATABASE_URL = env.str(
    "DATABASE_URL",
    default=f"sqlite:///{quote(str(VAR_DIR))}/goals.sqlite3",
    validate=validate.Regexp(
        r"(sqlite|postgres|postgresql)://", error="Neither sqlite:// nor postgres://."
    ),
)
database = env.dj_db_url("DATABASE_URL", default=DATABASE_URL)

try:
    env.seal()
except EnvValidationError as refusal:
    by_name: Any = refusal.error_messages  # a mapping, since they are of several
    wrong = [f"\n  {name}: {' '.join(said)}" for name, said in by_name.items()]
    raise ImproperlyConfigured(
        f"Environment variables are not valid:{''.join(wrong)}"
    ) from None

# Here, since every process reads the settings before it writes a file.
is_sqlite = database["ENGINE"].endswith("sqlite3")
files.make_private(VAR_DIR, database["NAME"] if is_sqlite else "")

SITE_URL = SITE_URL.rstrip("/")

if SECRET_KEY is None:
    SECRET_KEY = demo_secret_key(VAR_DIR / "demo-secret-key")


# Application

INSTALLED_APPS = [
    # First, since goals_tracker.admin replaces its pages.
    "django_ox",
    "goals_tracker.apps.GoalsTrackerConfig",
    "objectives.apps.ObjectivesConfig",
    "reviews.apps.ReviewsConfig",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tables2",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "goals_tracker.middleware.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "goals_tracker.middleware.PrivatePages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "goals_tracker.middleware.BusyDatabase",
    "objectives.views.own_time.OwnTime",
    "objectives.views.second_factor.SecondFactorFirst",
    "objectives.views.former_addresses.FormerAddresses",
]

ROOT_URLCONF = "goals_tracker.urls"
WSGI_APPLICATION = "goals_tracker.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "goals_tracker.templatetags.once",
                "goals_tracker.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": with_options(database)}

# Nothing where no server is named: pages show links in place of mails.
MAILERS: dict[str, dict[str, Any]] = {}
SILENCED_SYSTEM_CHECKS = ["mail.W001"]
DEFAULT_FROM_EMAIL = MAIL_FROM or f"goals-tracker@{urlsplit(SITE_URL).hostname}"
if MAIL_HOST:
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": MAIL_HOST,
            "port": MAIL_PORT,
            "username": MAIL_USER,
            "password": MAIL_PASSWORD,
            "use_tls": MAIL_SECURITY == "starttls",
            "use_ssl": MAIL_SECURITY == "tls",
            "timeout": 20,
        },
    }
elif DEMO:
    MAILERS["default"] = {"BACKEND": "objectives.mail.outbox.EmailBackend"}


# Work in the background; see goals_tracker/tasks/engine.py.

SCHEDULES = {
    "remove old rows": {"task": "reviews.tasks.remove_old_rows", "cron": "40 3 * * *"},
}
if METRIC_HOSTS:
    SCHEDULES["fetch metrics"] = {
        "task": "reviews.tasks.fetch_metrics",
        "cron": "*/30 * * * *",
    }
if MAILERS:
    SCHEDULES["send weekly messages"] = {
        "task": "objectives.reminders.schedule.send_weekly_messages",
        # Hours begin at the half of ours in some zones.
        "cron": "1,31 * * * *",
    }
if BACKUP_DIR:
    SCHEDULES["back up"] = {
        "task": "goals_tracker.backups.schedule.back_up",
        "cron": "10 3 * * *",
    }

TASKS = {
    "default": {
        "BACKEND": "django_ox.backend.OxBackend",
        # Whoever waits for a PDF or a mail does not wait for a book.
        "QUEUES": ["default", "mail", "prints"],
        "OPTIONS": {
            # A worker that was killed is found out after these seconds and a look.
            "LOCK_TIMEOUT": 30,
            "MAX_ATTEMPTS": 3,
            "SCHEDULES": SCHEDULES if RUN_SCHEDULES else {},
            "WORKER_CLASS": "goals_tracker.tasks.engine.Worker",
        },
    }
}


# Signing in

LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

# See objectives/accounts/adapters.py.
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
if LDAP_URL:
    # After our own passwords, so that these work while the directory does not.
    AUTHENTICATION_BACKENDS += ["objectives.accounts.directory.DirectoryBackend"]
    globals().update(directory_settings())
ACCOUNT_ADAPTER = "objectives.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False
# A client that reaches the app past the proxy could set X-Forwarded-For itself.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0

# See objectives/accounts/providers.py.
SOCIALACCOUNT_ADAPTER = "objectives.accounts.providers.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = oidc_apps(OIDC_PROVIDERS)
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_QUERY_EMAIL = False

# See objectives/accounts/second_factors.py.
MFA_ADAPTER = "objectives.accounts.second_factors.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
# Not their mail says who somebody is, but their password.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A phone's clock may be half a minute late.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "objectives.forms.second_factor.AuthenticateForm",
    "reauthenticate": "objectives.forms.second_factor.ReauthenticateForm",
    "add_webauthn": "objectives.forms.second_factor.AddPasskeyForm",
    "authenticate_webauthn": "objectives.forms.second_factor.PasskeyForm",
    "login_webauthn": "objectives.forms.second_factor.SignInByPasskeyForm",
    "reauthenticate_webauthn": "objectives.forms.second_factor.ConfirmByPasskeyForm",
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]


# HTTPS and what a browser may load

SECURE_SSL_REDIRECT = HTTPS
# Probes come by plain HTTP from inside and do not follow a redirect.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = HSTS_SECONDS if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
# Browsers' preload lists only take domains with at least a year, so this has no effect
# until HSTS_SECONDS is raised.
SECURE_HSTS_PRELOAD = HTTPS
# A client that bypasses the proxy could set this header itself.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    # Previews of slides in their editors.
    "frame-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


# A million characters in a form get a refusal at the field instead of an error page,
# and forty rows of a plan are some hundreds of fields.

DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000


# Files

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Only photos: photos/x.jpg is served at /photos/x.jpg, by a view that checks who asks.
MEDIA_URL = "/"
MEDIA_ROOT = VAR_DIR / "media"
FILE_UPLOAD_HANDLERS = [
    "goals_tracker.serving.uploads.CutOff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Django's own default would override the umask.
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "goals_tracker.serving.static_files.Storage"},
}


# Words and time

LANGUAGE_CODE = "en-gb"
USE_TZ = True


# Logs go to stderr; the service manager stores them.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} [{request_id}] {name}: {message}",
            "style": "{",
        },
    },
    "filters": {
        "add request id": {"()": "goals_tracker.serving.logs.AddRequestId"},
        "keep links secret": {"()": "goals_tracker.serving.logs.KeepLinksSecret"},
        "keep short": {"()": "goals_tracker.serving.logs.KeepShort"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["add request id", "keep links secret"],
        },
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": LOG_LEVEL, "propagate": False},
        "django.request": {"filters": ["keep short"]},
        # Otherwise it logs a line for every task.
        "django_ox": {"level": max(logging.WARNING, logging.getLevelName(LOG_LEVEL))},
        # Otherwise it logs a line for every request that waits for a thread.
        "waitress.queue": {"level": "ERROR"},
        # Otherwise it logs a line for every page and style sheet.
        "weasyprint.progress": {"level": "WARNING"},
        # Otherwise it logs at every start that it can log.
        "pikepdf": {"level": "WARNING"},
    },
}
