"""Root addresses. Account pages have no ward in their path; everything else stands below the ward's slug."""

from importlib.util import find_spec

from django.urls import include, path

WARD_APPS = (
    ("organizations.urls", "organizations"),
    ("models_registry.urls", "registry"),
    ("evaluation.urls", "evaluation"),
    ("reports.urls", "reports"),
)

urlpatterns = []
if find_spec("organizations.urls_accounts"):
    urlpatterns.append(path("", include("organizations.urls_accounts")))
urlpatterns += [
    path("<slug:ward>/", include((module, namespace))) for module, namespace in WARD_APPS if find_spec(module)
]

handler400 = "danvan.errors.bad_request"
handler403 = "danvan.errors.permission_denied"
handler404 = "danvan.errors.not_found"
handler500 = "danvan.errors.server_error"
