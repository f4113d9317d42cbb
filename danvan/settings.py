"""Settings of the whole site, read from the environment or an `.env` file beside manage.py.

Two ways to run. DANVAN_PRACTICE=1 is the practice ward: sample people, a secret key kept in var/, plain HTTP.
Anything else is production: the process refuses to start until SECRET_KEY and ALLOWED_HOSTS are given, and cookies
need HTTPS unless the operator writes DANVAN_HTTP_ONLY=1 (a closed office network; a band then says so).
"""

import os
import secrets
from pathlib import Path

import dj_database_url
from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(os.environ.get("DANVAN_ENV_FILE", BASE_DIR / ".env"))


def flag(name: str) -> bool:
    return os.environ.get(name, "") == "1"


def required(name: str) -> str:
    """A setting production cannot do without. Raises ImproperlyConfigured naming it."""
    value = os.environ.get(name, "").strip()
    if not value:
        raise ImproperlyConfigured(f"Thiếu {name}: hãy đặt trong môi trường hoặc tệp .env (xem .env.example).")
    return value


def number(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number of the environment. Raises ImproperlyConfigured naming it when it is none, or out of bounds."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
        raise ImproperlyConfigured(f"{name} phải là một số từ {least} đến {most}.")
    return int(text)


def practice_secret() -> str:
    """A key of this machine's own, made once, so that sessions survive a restart of the practice ward."""
    place = VAR_DIR / "practice-secret"
    if not place.exists():
        place.write_text(secrets.token_urlsafe(60))
        place.chmod(0o600)
    return place.read_text().strip()


PRACTICE = flag("DANVAN_PRACTICE")
HTTP_ONLY = PRACTICE or flag("DANVAN_HTTP_ONLY")
BEHIND_PROXY = flag("DANVAN_BEHIND_PROXY")
DEBUG = False

VAR_DIR = Path(os.environ.get("DANVAN_VAR", BASE_DIR / "var"))
VAR_DIR.mkdir(parents=True, exist_ok=True)
PRIVATE_ROOT = VAR_DIR / "files"  # uploads; never under a static route

if PRACTICE:
    SECRET_KEY = practice_secret()
    ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
else:
    SECRET_KEY = required("SECRET_KEY")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith(("django-insecure-", "change-me")):
        raise ImproperlyConfigured("SECRET_KEY còn là mẫu hoặc quá ngắn: hãy tạo khóa ngẫu nhiên từ 50 ký tự trở lên.")
    ALLOWED_HOSTS = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
    if "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS không được là dấu *: hãy ghi đúng tên máy chủ.")
CSRF_TRUSTED_ORIGINS = [o.strip() for o in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if o.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "lucide",
    "core",
    "organizations",
    "models_registry",
    "evaluation",
    "reports",
    "danvan",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.web.middleware.RequestIdMiddleware",
    "core.web.middleware.PrivatePagesMiddleware",
    "core.web.middleware.KnownMethodsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "organizations.access.middleware.SessionLimitsMiddleware",
    "organizations.access.middleware.HeldTextMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "organizations.access.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
]

ROOT_URLCONF = "danvan.urls"
WSGI_APPLICATION = "danvan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "organizations.access.context.layout",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

DATABASES = {
    "default": dj_database_url.config(
        default=f"sqlite:///{VAR_DIR / ('practice.sqlite3' if PRACTICE else 'danvan.sqlite3')}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON;"
        ),
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organizations.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # user names are unique by their folded form (uq_user_fold)
AUTHENTICATION_BACKENDS = ["organizations.access.backends.MembershipBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "organizations.access.passwords.LengthValidator"},
    # Django's list of common ones, and words of the place
    {"NAME": "organizations.access.passwords.GuessableValidator"},
]
TEMPORARY_PASSWORD_DAYS = number("DANVAN_TEMPORARY_PASSWORD_DAYS", 3, least=1, most=30)
THROTTLE_NAMES = number("DANVAN_THROTTLE_NAMES", 10, least=3, most=1000)  # failing from one address until it waits
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 3600  # absolute limit; idle limits per role stand in organizations.access.middleware
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "danvan.errors.csrf_failure"
if not HTTP_ONLY:
    SESSION_COOKIE_NAME = "__Host-phien"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = []
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir() / "css")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PRIVATE_ROOT}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
UPLOAD_MAX_PER_CASE = 100 * 1024 * 1024  # of one registration, whatever its files prove
UPLOAD_MAX_PER_UNIT = 1024 * 1024 * 1024
UPLOAD_FREE_FLOOR = (64 if PRACTICE else 2048) * 1024 * 1024  # bytes of the disk that files may not fill

CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Where outsiders reach the site, for the code printed on papers; without it, the address a publisher works under.
PUBLIC_URL = os.environ.get("DANVAN_PUBLIC_URL", "").strip()
HELP_PHONE = os.environ.get("DANVAN_HELP_PHONE", "máy lẻ 105")
HELP_TEL = os.environ.get("DANVAN_HELP_TEL", "105")

PRACTICE_PASSWORD = "tapsu-2026"  # noqa: S105 - printed on the sign-in page of the practice ward, and valid only there
PRACTICE_ACCOUNTS = (
    [
        ("bithu.tdp01", "Bí thư chi bộ, người đứng đầu đơn vị (mỗi đơn vị một tài khoản)"),
        ("chuyenvien1", "Chuyên viên Ban Xây dựng Đảng"),
        ("chuyenvien2", "Chuyên viên Ban Xây dựng Đảng"),
        ("chuyenvien3", "Chuyên viên, sinh hoạt tại một chi bộ được chấm"),
        ("truongban", "Trưởng ban Xây dựng Đảng"),
        ("thuongtruc", "Thường trực Đảng ủy"),
        ("banthuongvu", "Ban Thường vụ Đảng ủy"),
        ("quansat", "Cơ quan tham mưu, chỉ xem"),
        ("quantri", "Quản trị hệ thống"),
    ]
    if PRACTICE
    else []
)

UNIT_FOLLOWERS = ["models_registry.years.unit_changes"]  # floors above that follow a change of units, in this order
YEAR_END = "evaluation.decisions.year_end.with_year_end"  # how far the appraisal of models has come
# What of a year is not done, told by every floor when the year is to be closed, in the order of the year.
YEAR_WORK = ["models_registry.years.closing.registry_work", "evaluation.decisions.year_work.appraisal_work"]
# Tables frozen by triggers.
GUARD_MODULES = ["core.database.guarded", "models_registry.models.guards", "evaluation.models.guards"]

LOG_HEADS = Path(  # the ends of the logs, outside the database; only ever appended to
    os.environ.get("DANVAN_LOG_HEADS") or VAR_DIR / ("practice-so-doi-chieu.tsv" if PRACTICE else "so-doi-chieu.tsv")
)
VERIFICATIONS = [  # what `manage.py verify` and kiem-tra/ read, in this order
    "core.log.audit.LOG",
    "core.log.heads.HEADS",
    "evaluation.decisions.verification.decisions.DECISIONS",
    "evaluation.decisions.verification.lists.LISTS",
    "evaluation.decisions.verification.work.WORK",
    "evaluation.decisions.verification.files.FILES",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "pikepdf": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
