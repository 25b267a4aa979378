"""Settings of the portal, in one file: env, apps, middleware, db, i18n, static, DRF, logging."""

from pathlib import Path

import pgtrigger

from bengkalis import env, signing_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.text("PORTAL_VAR", str(BASE_DIR / "var")))

# --- environment -----------------------------------------------------------------------------
DEBUG = env.boolean("DEBUG")
OWN_DATABASE = env.database("DATABASE_URL")
DATABASE_SCHEMA = env.text("DATABASE_SCHEMA", None if OWN_DATABASE else "bengkalis")
BUNDLED_DATABASE = OWN_DATABASE is None
_keep = VAR / "secrets" if BUNDLED_DATABASE else None
SECRET_KEY = env.secret("SECRET_KEY", _keep)
PERSONAL_DATA_KEY = env.secret("PERSONAL_DATA_KEY", _keep)
PERSONAL_DATA_KEY_PREVIOUS = env.optional_secret("PERSONAL_DATA_KEY_PREVIOUS")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", [])
BEHIND_TLS = env.boolean("BEHIND_TLS")
PUBLIC_URL = signing_settings.public_url("PUBLIC_URL", "http://127.0.0.1:8000")
# What seals the PDF of a signed paper; without it the demonstration makes its own, CONTOH.
SEAL_PAIR = signing_settings.seal_pair("SIGNING_CERTIFICATE", "SIGNING_KEY")
QR_KEY = signing_settings.qr_key("QR_KEY")
SIGNING_FOLDER = VAR / "signing"

# --- apps ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "bengkalis",
    "registry",
    "programs",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "pgtrigger",
    "pghistory",
    "axes",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
]
MIDDLEWARE = [
    "bengkalis.middleware.RequestIdMiddleware",
    "bengkalis.middleware.BodyLimitMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "bengkalis.middleware.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bengkalis.middleware.PageCompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bengkalis.middleware.ConflictMiddleware",
    "bengkalis.middleware.ButtonOnlyMiddleware",
    "bengkalis.middleware.PasswordChangeMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "bengkalis.middleware.AuditContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "registry.views.returning.ReturnMiddleware",
    "registry.views.moved.MovedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "bengkalis.urls"
WSGI_APPLICATION = "bengkalis.wsgi.application"
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
                "bengkalis.navigation.navigation",
                "registry.views.returning.back",
            ],
            "builtins": ["django.templatetags.static", "bengkalis.templatetags.ui"],
        },
    }
]

# --- database --------------------------------------------------------------------------------
if BUNDLED_DATABASE:
    from bengkalis import embedded

    OWN_DATABASE = embedded.django_database(VAR, durable=env.boolean("PORTAL_DURABLE", True))
DATABASES = {
    "default": {
        **OWN_DATABASE,
        # Dates such as "not in the future" are judged by the office's clock, also by constraints.
        "TIME_ZONE": "Asia/Jakarta",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PGHISTORY_BASE_MODEL = "bengkalis.audit.AuditEvent"
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_APPEND_ONLY = True
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"

# --- people ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home-staff"
LOGOUT_REDIRECT_URL = "home"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "registry.views.accounts.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "bengkalis.middleware.client_address"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "password"]
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_FAILURE_VIEW = "bengkalis.views.csrf_failure"

# --- security --------------------------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_HSTS_SECONDS = 31536000 if BEHIND_TLS else 0
X_FRAME_OPTIONS = "DENY"
# Django 6 reads this name itself; until then bengkalis.middleware does.
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the monthly report of a UPT with every list full
LARGEST_BODY = 24 * 1024 * 1024  # the largest workbook is 20 MB

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
TIME_ZONE = "Asia/Jakarta"
USE_I18N = USE_TZ = True

# --- static files ----------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MEDIA_ROOT = VAR / "files"
DOCUMENTS = VAR / "documents"  # outside the web root; served by registry.views.documents alone
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- REST ------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["registry.api.tokens.TokenAuthentication"],
    # bengkalis.api.ApiView sets its own; a view that forgets to derive from it stays shut.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "bengkalis.api_schema.Schema",
    "EXCEPTION_HANDLER": "bengkalis.api_errors.problem_handler",
    "DEFAULT_THROTTLE_CLASSES": [
        "bengkalis.throttles.StrangerThrottle",
        "bengkalis.throttles.TokenThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.text("API_RATE_ANON", "300/min"),
        "user": env.text("API_RATE_USER", "1200/min"),
        "px": env.rate("API_RATE_PX", "30/10s"),
        "px_save": env.rate("API_RATE_PX_SAVE", "60/h"),
    },
    # Whom a limit counts: the address of the connection, or what the one proxy in front says.
    "NUM_PROXIES": 1 if BEHIND_TLS else 0,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "URL_FORMAT_OVERRIDE": None,
}
# Counts of the limits above, per server process: no query and no table for each request.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 10000},
    }
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Portal Koperasi dan UMKM Kabupaten Bengkalis",
    "DESCRIPTION": "Register koperasi, kecamatan, desa/kelurahan dan kantor.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "PREPROCESSING_HOOKS": ["bengkalis.api_schema.canonical_paths"],
    "ENUM_NAME_OVERRIDES": {
        "CooperativeStatus": "registry.enums.Status",
        "CooperativeKind": "registry.enums.CooperativeKind",
        "VillageKind": "registry.enums.VillageKind",
        "OfficeKind": "registry.enums.OfficeKind",
        "CaseState": "registry.enums.CaseState",
        "CoachingKind": "registry.enums.CoachingKind",
        "PairState": "registry.enums.PairState",
        "Sex": "registry.enums.Sex",
        "SizeClass": "registry.enums.SizeClass",
        "PaperState": "programs.enums.PaperState",
        "BudgetState": "programs.enums.VersionState",
        "BudgetKind": "programs.enums.VersionKind",
        "SignatureKind": "programs.enums.SignatureKind",
        "NomenclatureBasis": "programs.enums.Basis",
    },
}

# --- statistics ------------------------------------------------------------------------------
# How often a process asks which edition is in force, and whether tables are computed in a thread
# beside the request (an edition that stands is shown meanwhile).
STATISTICS_CHECK_SECONDS = 1.0
STATISTICS_BESIDE = True

# --- mail and logs ---------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = "portal@diskopukm.bengkaliskab.go.id"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "bengkalis.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"axes": {"level": "WARNING"}},
}
