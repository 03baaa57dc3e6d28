"""Addresses of subscriptions: for everybody, behind links, of the account, and of the delivery figures."""

from django.urls import path

from alerts.subscriptions.views import account, figures, public

app_name = "subscriptions"
urlpatterns = [
    path("subscriptions/", public.start, name="start"),
    path("subscriptions/asked/", public.asked, name="asked"),
    path("subscriptions/link/", public.link, name="link"),
    path("subscriptions/confirm/<str:token>/", public.confirm, name="confirm"),
    path("subscriptions/leave/<str:token>/", public.leave, name="leave"),
    path("subscriptions/manage/<str:token>/", public.manage, name="manage"),
    path("subscriptions/manage/<str:token>/filter/", public.wish, name="wish"),
    path("subscriptions/manage/<str:token>/filter/<uuid:wish>/", public.wish, name="wish_edit"),
    path("subscriptions/mine/", account.mine, name="mine"),
    path("subscriptions/mine/filter/", account.wish, name="mine_wish"),
    path("subscriptions/mine/filter/<uuid:wish>/", account.wish, name="mine_wish_edit"),
    path("editorial/deliveries/", figures.dispatches, name="dispatches"),
    path("editorial/deliveries/returned/", figures.returned, name="returned"),
    path("editorial/deliveries/<uuid:public_id>/", figures.dispatch, name="dispatch"),
]
