"""Addresses of the auditor's pages."""

from django.urls import path

from portal.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entry_list, name="list"),
    path("<int:entry_id>/", views.entry_detail, name="entry"),
    path("export/", views.entry_export, name="export"),
    path("chain/", views.chain, name="chain"),
    path("chain/verify/", views.verify, name="verify"),
]
