"""Addresses of the bell, the preferences, the quarantine and the demo's mailbox."""

from django.urls import path

from portal.notices.views import bell, mailbox, quarantine

app_name = "notices"
urlpatterns = [
    path("", bell.notice_list, name="list"),
    path("<uuid:notice_id>/open/", bell.notice_open, name="open"),
    path("<uuid:notice_id>/read/", bell.notice_read, name="read"),
    path("read/", bell.notice_read_all, name="read_all"),
    path("settings/", bell.preferences, name="preferences"),
    path("quarantine/", quarantine.quarantine_list, name="quarantine"),
    path("quarantine/<uuid:event_id>/", quarantine.quarantine_detail, name="quarantine_detail"),
    path("quarantine/<uuid:event_id>/requeue/", quarantine.requeue, name="requeue"),
    path("quarantine/<uuid:event_id>/discard/", quarantine.discard, name="discard"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox.mail, name="mail"),
    path("mailbox/<slug:name>/body/", mailbox.mail_body, name="mail_body"),
]
