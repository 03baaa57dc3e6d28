"""Addresses of this room."""

from django.urls import path

from exhibitions.screening.views import boards, checklists, screenings

app_name = "screening"
_L = "screening/checklists/"
_S = "screening/<uuid:public_id>/"
_F = "screening/participants/<uuid:public_id>/"
urlpatterns = [
    path("screening/", boards.home, name="home"),
    path("screening/waiting/", boards.waiting, name="waiting"),
    path("screening/delegations/<uuid:public_id>/", boards.board, name="board"),
    path(_F, boards.firm, name="firm"),
    path(f"{_F}pack/", boards.order_pack, name="pack_order"),
    path("screening/packs/<uuid:public_id>.pdf", boards.pack, name="pack"),
    path(_L, checklists.listing, name="checklists"),
    path(f"{_L}add/", checklists.add, name="checklist_add"),
    path(f"{_L}<uuid:public_id>/", checklists.checklist, name="checklist"),
    path(f"{_L}<uuid:public_id>/change/", checklists.change, name="checklist_change"),
    path(f"{_L}<uuid:public_id>/copy/", checklists.copy, name="checklist_copy"),
    path(f"{_L}<uuid:public_id>/do/<slug:verb>/", checklists.act, name="checklist_act"),
    path(f"{_L}<uuid:public_id>/questions/add/", checklists.item, name="item_add"),
    path(f"{_L}<uuid:public_id>/questions/<int:item>/", checklists.item, name="item_change"),
    path(f"{_L}<uuid:public_id>/questions/<int:item>/remove/", checklists.item_drop, name="item_remove"),
    path("screening/exhibits/<uuid:public_id>/begin/", screenings.begin, name="begin"),
    path(_S, screenings.screening, name="screening"),
    path(f"{_S}answers/", screenings.answer, name="answer"),
    path(f"{_S}do/<slug:verb>/", screenings.act, name="act"),
    path(f"{_S}findings/add/<slug:kind>/", screenings.add_finding, name="finding_add"),
    path(f"{_S}findings/take/", screenings.take_page, name="finding_take"),
    path(f"{_S}findings/<uuid:finding>/remove/", screenings.drop_finding, name="finding_remove"),
]
