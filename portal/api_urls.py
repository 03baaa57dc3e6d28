"""Addresses of the API, all below `/api/v1/`. Each app lists its own in `<app>/api/urls.py`."""

from django.urls import include, path

from portal.accounts.api import TokenView
from portal.api import docs
from portal.api.me import Me

app_name = "api"
urlpatterns = [
    path("me", Me.as_view(), name="me"),
    path("token", TokenView.as_view(), name="token"),
    path("", include("cases.api.urls")),
    path("", include("experts.api.urls")),
    path("schema/", docs.Schema.as_view(), name="schema"),
    path("docs/", docs.page, name="docs"),
]
