"""Addresses of this room: what the public and firms see below /fairs/, the desk below /editorial/fairs/."""

from django.urls import path

from exhibitions.fairs.views import delegations, duties, exhibits, listed, participants, public, rosters, training

app_name = "fairs"
_L = "editorial/fairs/list/"
_D = "editorial/fairs/delegations/<uuid:public_id>/"
_P = "fairs/participants/<uuid:public_id>/"
urlpatterns = [
    path("fairs/", public.index, name="list"),
    path("fairs/<uuid:public_id>/", public.fair, name="fair"),
    path("fairs/mine/", participants.mine, name="mine"),
    path("fairs/delegations/<uuid:public_id>/sign-up/", participants.sign_up_form, name="sign_up"),
    path("fairs/duties/", duties.listing, name="duties"),
    path("fairs/duties/<uuid:public_id>/", duties.duty, name="duty"),
    path("fairs/duties/<uuid:public_id>/leave/", duties.leave, name="duty_leave"),
    path(_P, participants.participant, name="participant"),
    path(f"{_P}change/", participants.change, name="participant_change"),
    path(f"{_P}do/<slug:verb>/", participants.act, name="participant_act"),
    path(f"{_P}exhibits/add/", exhibits.exhibit_add, name="exhibit_add"),
    path(f"{_P}exhibits/<uuid:exhibit>/", exhibits.exhibit_change, name="exhibit_change"),
    path(f"{_P}exhibits/<uuid:exhibit>/do/<slug:verb>/", exhibits.exhibit_act, name="exhibit_act"),
    path(f"{_P}exhibits/<uuid:exhibit>/pictures/", exhibits.picture_add, name="picture_add"),
    path(f"{_P}pictures/<uuid:file>/", exhibits.picture, name="picture"),
    path(f"{_P}pictures/<uuid:file>/remove/", exhibits.picture_drop, name="picture_remove"),
    path(f"{_P}rights/add/", exhibits.right_add, name="right_add"),
    path(f"{_P}rights/<uuid:right>/", exhibits.right_change, name="right_change"),
    path(f"{_P}rights/<uuid:right>/remove/", exhibits.right_drop, name="right_remove"),
    path(f"{_P}rights/<uuid:right>/documents/", exhibits.document_add, name="document_add"),
    path(f"{_P}documents/<uuid:file>/", exhibits.document, name="document"),
    path(f"{_P}documents/<uuid:file>/remove/", exhibits.document_drop, name="document_remove"),
    path("editorial/fairs/", delegations.listing, name="delegations"),
    path("editorial/fairs/roster.xlsx", rosters.template, name="roster_template"),
    path(_L, listed.listing, name="listed"),
    path(f"{_L}add/", listed.fair_add, name="fair_add"),
    path(f"{_L}<uuid:public_id>/", listed.entry, name="entry"),
    path(f"{_L}<uuid:public_id>/change/", listed.fair_change, name="fair_change"),
    path(f"{_L}<uuid:public_id>/confirm/", listed.fair_confirm, name="fair_confirm"),
    path(f"{_L}<uuid:public_id>/editions/add/", listed.edition_add, name="edition_add"),
    path(f"{_L}<uuid:public_id>/contacts/add/", listed.contact_add, name="contact_add"),
    path("editorial/fairs/editions/<uuid:public_id>/change/", listed.edition_change, name="edition_change"),
    path("editorial/fairs/editions/<uuid:public_id>/confirm/", listed.edition_confirm, name="edition_confirm"),
    path("editorial/fairs/editions/<uuid:public_id>/delegation/", delegations.add, name="delegation_add"),
    path("editorial/fairs/changes/<uuid:public_id>/<slug:verb>/", listed.amendment_act, name="amendment_act"),
    path("editorial/fairs/contacts/<uuid:public_id>/change/", listed.contact_change, name="contact_change"),
    path("editorial/fairs/contacts/<uuid:public_id>/remove/", listed.contact_drop, name="contact_remove"),
    path("editorial/fairs/contacts/<uuid:public_id>/do/<slug:verb>/", listed.contact_act, name="contact_act"),
    path(_D, delegations.delegation, name="delegation"),
    path(f"{_D}change/", delegations.change, name="delegation_change"),
    path(f"{_D}do/<slug:verb>/", delegations.act, name="delegation_act"),
    path(f"{_D}firms/add/", delegations.participant_enter, name="participant_add"),
    path(f"{_D}firms.csv", delegations.as_csv, name="participants_csv"),
    path(f"{_D}firms.xlsx", delegations.as_workbook, name="participants_xlsx"),
    path(f"{_D}roster/", rosters.roster, name="roster"),
    path(f"{_D}training/", training.training, name="training"),
    path(f"{_D}duty/staff/", delegations.staff_add, name="post_staff"),
    path(f"{_D}duty/expert/", delegations.expert_add, name="post_expert"),
    path(f"{_D}duty/<uuid:post>/end/", delegations.duty_end, name="post_end"),
]
