"""Addresses of the centers' pages."""

from django.urls import path

from portal.site.centers import views

app_name = "centers"
urlpatterns = [
    path("centers/<slug:code>/", views.center_page, name="page"),
    path("centers/<slug:code>/logo/", views.logo, name="logo"),
    path("centers/<slug:code>/leaflet/", views.leaflet, name="leaflet"),
    path("editorial/site/", views.edit, name="edit"),
]
