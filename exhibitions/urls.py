"""Addresses of fairs and events; each room lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("exhibitions.desk.urls")),
    path("", include("exhibitions.events.urls")),
    path("", include("exhibitions.fairs.urls")),
    path("", include("exhibitions.results.urls")),
    path("", include("exhibitions.screening.urls")),
]
