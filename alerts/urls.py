"""Addresses of the information services; each room lists its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("alerts.publishing.urls")),
    path("", include("alerts.guides.urls")),
    path("", include("alerts.fees.urls")),
    path("", include("alerts.trade.urls")),
    path("", include("alerts.environment.urls")),
    path("", include("alerts.subscriptions.urls")),
    path("", include("alerts.library.urls")),
    path("", include("alerts.outreach.urls")),
]
