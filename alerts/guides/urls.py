"""Addresses of the guides, and of their desk."""

from django.urls import path

from alerts.guides.choices import Form
from alerts.guides.views import desk, public

app_name = "guides"
urlpatterns = [
    path("guides/", public.finder, name="list"),
    path("guides/<slug:country>/", public.guide, name="guide"),
    *(path(f"guides/<slug:country>/guide.{form}", public.file, {"form": form}, name="file") for form in Form.values),
    path("guides/<slug:country>/<slug:chapter>/", public.chapter, name="chapter"),
    path("guides/<slug:country>/<slug:chapter>/<int:number>/", public.version, name="chapter_version"),
    path("editorial/guides/", desk.desk, name="desk"),
    path("editorial/guides/begin/", desk.begin, name="begin"),
    path("editorial/guides/owners/<slug:country>/", desk.hand, name="hand"),
    path("editorial/guides/chapters/<uuid:public_id>/", desk.chapter, name="chapter_desk"),
    path("editorial/guides/chapters/<uuid:public_id>/review/", desk.settle, name="settle"),
    path("editorial/guides/chapters/<uuid:public_id>/check/", desk.check, name="check"),
    path("editorial/guides/checks/<uuid:public_id>/", desk.answer, name="answer"),
]
