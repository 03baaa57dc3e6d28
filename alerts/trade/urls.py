"""Addresses of the trade data."""

from django.urls import path

from alerts.trade.views import desk, public

app_name = "trade"
urlpatterns = [
    path("trade/", public.index, name="list"),
    path("trade/investigations.csv", public.index_csv, name="csv"),
    path("trade/statistics/", public.figures, name="statistics"),
    path("trade/statistics.csv", public.figures_csv, name="statistics_csv"),
    path("trade/<uuid:public_id>/", public.detail, name="detail"),
    path("editorial/trade/", desk.index, name="desk"),
    path("editorial/trade/import/", desk.upload, name="import"),
    path("editorial/trade/sample.json", desk.sample_file, name="sample"),
    path("editorial/trade/changes/<uuid:public_id>/", desk.change, name="change"),
    path("editorial/trade/changes/<uuid:public_id>/release/", desk.release, name="release"),
    path("editorial/trade/changes/<uuid:public_id>/drop/", desk.drop, name="drop"),
    path("editorial/trade/<uuid:public_id>/edit/", desk.edit, name="edit"),
]
