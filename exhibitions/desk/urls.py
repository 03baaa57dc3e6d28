"""Addresses of the desk: the app and what it talks to, and the pages of staff."""

from django.urls import path

from exhibitions.desk.views import api, duty, incidents, shell, writing

app_name = "desk"
_API = "desk/api/"
_ONE = "staff/incidents/<uuid:public_id>/"
urlpatterns = [
    path("desk/app/", shell.app, name="app"),
    path("desk/sw.js", shell.worker, name="worker"),
    path("desk/app.webmanifest", shell.manifest, name="manifest"),
    path("staff/incidents/", incidents.listing, name="incidents"),
    path(_ONE, incidents.incident, name="incident"),
    path("staff/incidents/add/<uuid:public_id>/", writing.add, name="add"),
    path(f"{_ONE}change/", writing.change, name="change"),
    path(f"{_ONE}do/<slug:target>/", incidents.move, name="move"),
    path(f"{_ONE}log/", incidents.add_entry, name="entry"),
    path(f"{_ONE}request/", incidents.begin_request, name="request"),
    path(f"{_ONE}conflicts/<uuid:clash>/", incidents.settle, name="settle"),
    path(f"{_ONE}files/<uuid:file>/", incidents.file, name="file"),
    path("desk/devices/", duty.devices, name="devices"),
    path("desk/devices/<uuid:public_id>/revoke/", duty.revoke, name="revoke"),
    path("desk/duty/<uuid:public_id>/", duty.duty, name="duty"),
    path("desk/duty/<uuid:public_id>/remove/<uuid:shift>/", duty.duty_remove, name="duty_remove"),
    path(f"{_API}session/", api.session, name="api_session"),
    path(f"{_API}devices/", api.open_device, name="api_device"),
    path(f"{_API}key/", api.key, name="api_key"),
    path(f"{_API}devices/<uuid:public_id>/word/", api.word, name="api_word"),
    path(f"{_API}pack/<uuid:public_id>/", api.package, name="api_pack"),
    path(f"{_API}sync/", api.sync, name="api_sync"),
    path(f"{_API}files/<uuid:public_id>/", api.file, name="api_file"),
]
