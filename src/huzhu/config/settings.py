"""Settings of the Django project. Only `config` reads them; rooms get what they need passed in."""

from __future__ import annotations

from pathlib import Path

from environs import Env

from huzhu.config import embedded

env = Env()
CHECKOUT = Path(__file__).resolve().parents[3]
HOME = embedded.default_home()
HOME.mkdir(parents=True, exist_ok=True)

DEMO = env.bool("HUZHU_DEMO", False)
DEBUG = env.bool("HUZHU_DEBUG", False)
ALLOWED_HOSTS = env.list("HUZHU_HOSTS", ["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("HUZHU_ORIGINS", [])


def _secret_key() -> str:
    """From the environment, else a file of mode 0600 under the data folder."""
    import secrets

    if given := env.str("HUZHU_SECRET_KEY", ""):
        return given
    path = HOME / "secret.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = _secret_key()
MASTER_KEY_FILE = HOME / "master.key"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "pgtrigger",
    "procrastinate.contrib.django",
    "huzhu.vault",
    "huzhu.requests",
    "huzhu.audit",
    "huzhu.accounts",
    "huzhu.attachments",
    "huzhu.notices",
    "huzhu.organisations",
    "huzhu.ledger",
    "huzhu.members",
    "huzhu.plans",
    "huzhu.treasury",
    "huzhu.enrolment",
    "huzhu.claims",
    "huzhu.analytics",
    "huzhu.ui",
    "huzhu.console",
    "huzhu.public_site",
    "huzhu.api",
    "huzhu.cli",
    "huzhu.demo",
    "huzhu.config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huzhu.config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huzhu.config.middleware.PasswordMustChangeMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "huzhu.config.urls"
CONSOLE = Path(__file__).resolve().parents[1] / "console"
WSGI_APPLICATION = "huzhu.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CONSOLE / "templates", *sorted(CONSOLE.glob("*/templates"))],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "huzhu.console.shell.shell",
            ],
        },
    }
]


def _databases() -> dict[str, dict]:
    """`default` connects as the application's role, `owner` as the schema's (migrations only)."""
    common = {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "ATOMIC_REQUESTS": False,
    }
    if url := env.str("DATABASE_URL", ""):
        app = env.dj_db_url("DATABASE_URL", url)
        owner = env.dj_db_url("DATABASE_OWNER_URL", url)
        return {"default": {**common, **app}, "owner": {**common, **owner}}
    place = {
        **common,
        "NAME": env.str("HUZHU_DATABASE", embedded.DATABASE),
        "HOST": str(embedded.socket_folder(HOME)),
        "OPTIONS": {"application_name": "huzhu"},
    }
    return {"default": {**place, "USER": "huzhu_app"}, "owner": {**place, "USER": "huzhu_owner"}}


DATABASES = _databases()
EMBEDDED = not env.str("DATABASE_URL", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_IMPORT_PATHS = ["huzhu.config.jobs"]

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "console:todo"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "huzhu.config.login.LoginAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login_failed": "30/m/ip,5/900s/key", "login": "60/m/ip"}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_cache",
    }
}

SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("HUZHU_HTTPS", False)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_THOUSAND_SEPARATOR = False

NODE_MODULES = env.path("HUZHU_NODE_MODULES", CHECKOUT / "node_modules")
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [
    ("vendor/tabler", NODE_MODULES / "@tabler/core/dist"),
    ("vendor/icons", NODE_MODULES / "@tabler/icons-webfont/dist"),
    ("vendor/htmx", NODE_MODULES / "htmx.org/dist"),
    ("vendor/echarts", NODE_MODULES / "echarts/dist"),
    ("vendor/ace/css", NODE_MODULES / "ace-builds/css"),
    ("vendor/ace", NODE_MODULES / "ace-builds/src-min-noconflict"),
]
STATICFILES_DIRS = [(prefix, path) for prefix, path in STATICFILES_DIRS if Path(path).is_dir()]
STATICFILES_DIRS += sorted(CONSOLE.glob("*/static"))
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = HOME / "attachments"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ATTACHMENT_LIMIT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
