"""Addresses of this room."""

from django.urls import URLPattern

app_name = "environment"
urlpatterns: list[URLPattern] = []
