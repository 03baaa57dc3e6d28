"""Addresses of the pages. `/api/v1/` is in portal.api_urls."""

from django.urls import include, path

from portal.accounts.urls import allauth_urlpatterns
from portal.site.views import set_language

urlpatterns = [
    path("", include("portal.site.urls")),
    path("", include("portal.site.search.urls")),
    path("", include("portal.site.centers.urls")),
    path("accounts/", include(allauth_urlpatterns)),
    path("", include("portal.accounts.urls")),
    path("notices/", include("portal.notices.urls")),
    path("audit/", include("portal.audit.urls")),
    path("api/v1/", include("portal.api_urls")),
    path("", include("cases.urls")),
    path("", include("experts.urls")),
    path("", include("alerts.urls")),
    path("", include("exhibitions.urls")),
    path("language/", set_language, name="set_language"),
]

handler400 = "portal.site.errors.bad_request"
handler403 = "portal.site.errors.permission_denied"
handler404 = "portal.site.errors.page_not_found"
handler500 = "portal.site.errors.server_error"
