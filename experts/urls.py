"""Addresses of the experts app."""

from django.urls import path

from experts.views import assignments, bank, desk

app_name = "experts"
urlpatterns = [
    path("experts/", bank.bank, name="bank"),
    path("experts/add/", bank.add, name="add"),
    path("experts/<uuid:public_id>/", bank.detail, name="detail"),
    path("experts/<uuid:public_id>/change/", bank.change, name="change"),
    path("cases/<uuid:public_id>/experts/assign/", assignments.assign, name="assign"),
    path("cases/<uuid:public_id>/experts/<uuid:assignment_id>/revoke/", assignments.revoke, name="revoke"),
    path("desk/", desk.home, name="home"),
    path("desk/profile/<uuid:public_id>/", desk.profile, name="profile"),
    path("desk/<uuid:public_id>/", desk.declare, name="declare"),
    path("desk/<uuid:public_id>/leave/", desk.leave, name="leave"),
]
