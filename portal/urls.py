"""Addresses of the pages. `/api/v1/` is in portal.api_urls."""

from django.urls import include, path

urlpatterns = [
    path("", include("portal.site.urls")),
]
