"""The drill's page."""

from django.urls import path

from tests.drill.app import views

app_name = "drill"
urlpatterns = [path("submit/", views.submit, name="submit")]
