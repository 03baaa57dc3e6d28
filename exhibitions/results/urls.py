"""Addresses of what comes after a fair."""

from django.urls import path

from exhibitions.results.views import feedback, followup, home, outcomes, reports, years

app_name = "results"
_I = "fairs-results/incidents/<uuid:public_id>/"
_D = "fairs-results/delegations/<uuid:public_id>/"
urlpatterns = [
    path("fairs-results/", home.home, name="home"),
    path("fairs-results/follow-up/", followup.listing, name="followup"),
    path("fairs-results/years/", years.compared, name="years"),
    path("fairs-results/years.csv", years.as_csv, name="years_csv"),
    path("fairs-results/lessons/", home.lessons, name="lessons"),
    path(f"{_I}outcome/", outcomes.outcome, name="outcome"),
    path(f"{_I}next/", followup.step, name="step"),
    path(_D, reports.report, name="report"),
    path(f"{_D}write/", reports.write, name="write"),
    path(f"{_D}do/<slug:verb>/", reports.act, name="act"),
    path(f"{_D}report.<slug:ending>", reports.file, name="file"),
    path("fairs-results/participants/<uuid:public_id>/feedback/", feedback.feedback, name="feedback"),
]
