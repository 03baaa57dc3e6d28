"""Addresses of the official fees."""

from django.urls import path

from alerts.fees.views import desk, public

app_name = "fees"
urlpatterns = [
    path("fees/", public.finder, name="list"),
    path("fees/calculator/", public.calculator, name="calculator"),
    path("fees/rows.csv", public.download, name="download"),
    path("fees/rows/<uuid:public_id>/", public.history, name="history"),
    path("fees/offices/<slug:code>/", public.office, name="office"),
    path("editorial/fees/", desk.desk, name="desk"),
    path("editorial/fees/import/", desk.import_file, name="import"),
    path("editorial/fees/template.csv", desk.template, name="template"),
    path("editorial/fees/fee/", desk.enter_fee, name="enter_fee"),
    path("editorial/fees/office/", desk.enter_office, name="enter_office"),
    path("editorial/fees/rate/", desk.enter_rate, name="enter_rate"),
    path("editorial/fees/<uuid:public_id>/", desk.batch_page, name="batch"),
    path("editorial/fees/<uuid:public_id>/propose/", desk.propose, name="propose"),
    path("editorial/fees/<uuid:public_id>/withdraw/", desk.withdraw, name="withdraw"),
    path("editorial/fees/<uuid:public_id>/decide/", desk.decide, name="decide"),
]
