"""Addresses of the API, all below `/api/v1/`."""

from django.urls import path

from portal.accounts.api import TokenView

app_name = "api"
urlpatterns = [
    path("token", TokenView.as_view(), name="token"),
]
