"""Django's settings. Imported by the type checker too, so importing them touches no database and creates no file."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from amends import environment
from amends.rules.addresses import networks_of

HERE = Path(__file__).resolve().parent
# For the API's docs page. Not an installed app: that would load the API's framework into every command.
NINJA = Path(str(find_spec("ninja").origin)).parent  # type: ignore[union-attr] # it is among our requirements

DEBUG = environment.is_debugging()
SECRET_KEY = environment.read_secret_key()  # made by whoever serves, see amends/wsgi.py and amends/cli
PUBLIC_URL = environment.public_url()
DATA_FOLDER = environment.data_folder()
FILES_FOLDER = environment.files_folder()
PASSING_FOLDER = DATA_FOLDER / "passing"
PROXIES = networks_of(environment.proxies())
TELLS_AN_HOUR = environment.tells_an_hour()
TELLS_AN_HOUR_AT_A_PLACE = environment.tells_an_hour_at_a_place()
SINGLE_SIGN_ON = environment.single_sign_on()
MAIL_URL, MAIL_FROM = environment.mail()
IS_PUBLIC_OVER_HTTPS = PUBLIC_URL.startswith("https://")

ROOT_URLCONF = "amends.urls"
WSGI_APPLICATION = "amends.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "amends.apps.AmendsConfig",
    "amends.apps.SignInConfig",
    "amends.apps.TypesForSignInConfig",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]
MIGRATION_MODULES = {"auth": None, "contenttypes": None}

MIDDLEWARE = [
    "amends.web.security.SecurityHeaders",
    "amends.web.assets.Assets",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates", NINJA / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
            ],
            # Known to every page, so that no page begins with a list of what it loads.
            "builtins": [
                "amends.web.tags",
                "amends.web.brand_tags",
                "amends.web.fields",
                "amends.web.lists",
                "amends.web.surfaces",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
        },
    }
]


def sqlite_database() -> dict[str, Any]:
    """Return the embedded database: write-ahead log, one writer at a time, writers that wait instead of failing."""
    pragmas = {
        "journal_mode": "WAL",
        "synchronous": "FULL" if environment.survives_power_loss() else "NORMAL",
        "temp_store": "MEMORY",
        # Not mmap_size, and SQLite's own small cache: pages were as fast without, and memory is counted in tens of MB.
    }
    return {
        "ENGINE": "amends.database.sqlite",
        "NAME": str(environment.sqlite_file()),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Of Python's 128 a connection most would be INSERTs of so and so many rows, 15 MB of them in a storm.
            "cached_statements": 20,
            "init_command": "".join(f"PRAGMA {name}={value};" for name, value in pragmas.items()),
        },
        # A file, not memory: tests meet the same locking as everybody else.
        "TEST": {"NAME": str(environment.data_folder() / "test.sqlite3")},
    }


def postgres_database(url: str) -> dict[str, Any]:
    """Return the PostgreSQL database at ``url``, one lasting connection a thread."""
    settings: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        **environment.parse_postgres_url(url),
    }
    options: dict[str, Any] = {
        # Planned once a connection; only statements worded alike each time are meant, see database/rows.py.
        "prepare_threshold": 2,
        # Whatever the durability: off, the last answers would be lost with any one of PostgreSQL's own processes.
        "options": "-c synchronous_commit=on",
    }
    settings["OPTIONS"] = {**options, **settings["OPTIONS"]}
    return settings


DATABASES = {
    "default": postgres_database(environment.database_url()) if environment.database_url() else sqlite_database(),
}

AUTH_USER_MODEL = "amends.Staff"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "given_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

ALLOWED_HOSTS = environment.allowed_hosts()
CSRF_TRUSTED_ORIGINS = ["{0.scheme}://{0.netloc}".format(urlsplit(PUBLIC_URL))]
CSRF_FAILURE_VIEW = "amends.web.errors.stale_form"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "amends_session"
CSRF_COOKIE_NAME = "amends_csrf"
LANGUAGE_COOKIE_NAME = "amends_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_PUBLIC_OVER_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True

MEGABYTE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MEGABYTE  # form fields and JSON; files have their own bound below
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * MEGABYTE  # larger ones are spooled to disk
UPLOAD_MAX_FILE_BYTES = 20 * MEGABYTE
UPLOAD_MAX_REQUEST_BYTES = 25 * MEGABYTE

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LOCALE_PATHS = [HERE / "locale"]

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "web" / "static", NINJA / "static"]
WHITENOISE_USE_FINDERS = True  # straight from the package, see amends/web/assets.py
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "amends.web.assets.AssetStorage"},
}

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django would mail errors to administrators and colour its console; one handler is enough.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "_granian": {"level": "WARNING"},  # `amends serve` says itself what starts and stops
    },
}
