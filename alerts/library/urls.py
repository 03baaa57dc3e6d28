"""Addresses of the library: on the case, and on the editorial desk. Its public pages are publishing's."""

from django.urls import path

from alerts.library.views import cases, drafts

app_name = "library"
urlpatterns = [
    path("cases/<uuid:public_id>/library/", cases.case, name="case"),
    path("cases/<uuid:public_id>/library/begin/", cases.begin, name="begin"),
    path("cases/<uuid:public_id>/library/consent/", cases.consent, name="consent"),
    path("cases/<uuid:public_id>/library/similar/", cases.similar, name="similar"),
    path("editorial/library/", drafts.desk, name="desk"),
    path("editorial/library/<uuid:public_id>/", drafts.draft, name="draft"),
    path("editorial/library/<uuid:public_id>/texts/", drafts.texts, name="texts"),
    path("editorial/library/<uuid:public_id>/decide/", drafts.decide, name="decide"),
    path("editorial/library/<uuid:public_id>/add/", drafts.add, name="add"),
    path("editorial/library/<uuid:public_id>/pass/", drafts.pass_find, name="pass"),
    path("editorial/library/<uuid:public_id>/hand-over/", drafts.hand_over, name="hand_over"),
    path("editorial/library/<uuid:public_id>/drop/", drafts.drop, name="drop"),
]
