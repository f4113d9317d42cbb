"""Root addresses. Account pages have no ward in their path; everything else stands below the ward's slug."""

from django.urls import include, path

urlpatterns = [
    path("", include("organizations.accounts.urls")),
    path("", include("evaluation.decisions.urls_public")),
    path("<slug:ward>/", include("organizations.urls")),
    path("<slug:ward>/", include("models_registry.urls")),
    path("<slug:ward>/", include("evaluation.urls")),
    path("<slug:ward>/", include("reports.urls")),
]

handler400 = "danvan.errors.bad_request"
handler403 = "danvan.errors.permission_denied"
handler404 = "danvan.errors.not_found"
handler500 = "danvan.errors.server_error"
