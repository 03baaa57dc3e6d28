"""Addresses of this room: all under the editorial desk, but for the link with which an office ends its mails."""

from django.urls import path

from alerts.outreach.views import campaigns, contacts, figures, offices, stopping

app_name = "outreach"
_O = "editorial/outreach/"
_C = f"{_O}campaigns/<uuid:public_id>/"
urlpatterns = [
    path("outreach/stop/<uuid:key>/", stopping.stop, name="stop"),
    path(_O, offices.listing, name="offices"),
    path(f"{_O}offices/add/", offices.add, name="office_add"),
    path(f"{_O}offices/<uuid:public_id>/", offices.office, name="office"),
    path(f"{_O}offices/<uuid:public_id>/change/", offices.change, name="office_change"),
    path(f"{_O}offices/<uuid:public_id>/recipient/", offices.recipient_add, name="recipient_add"),
    path(f"{_O}recipients/", offices.recipients, name="recipients"),
    path(f"{_O}recipients/<uuid:public_id>/", offices.recipient, name="recipient"),
    path(f"{_O}recipients/<uuid:public_id>/do/<slug:verb>/", offices.recipient_act, name="recipient_act"),
    path(f"{_O}mailings/", offices.mailings, name="mailings"),
    path(f"{_O}contacts/", contacts.listing, name="contacts"),
    path(f"{_O}contacts.csv", contacts.as_file, name="contacts_csv"),
    path(f"{_O}contacts/add/", contacts.add, name="contact_add"),
    path(f"{_O}contacts/<uuid:public_id>/", contacts.contact, name="contact"),
    path(f"{_O}contacts/<uuid:public_id>/change/", contacts.change, name="contact_change"),
    path(f"{_O}contacts/<uuid:public_id>/done/", contacts.done, name="contact_done"),
    path(f"{_O}contacts/<uuid:public_id>/files/", contacts.add_file, name="contact_file_add"),
    path(f"{_O}contacts/<uuid:public_id>/files/<uuid:file>/", contacts.file, name="contact_file"),
    path(f"{_O}campaigns/", campaigns.listing, name="campaigns"),
    path(f"{_O}campaigns/add/", campaigns.add, name="campaign_add"),
    path(_C, campaigns.campaign, name="campaign"),
    path(f"{_C}change/", campaigns.change, name="campaign_change"),
    path(f"{_C}do/<slug:verb>/", campaigns.act, name="campaign_act"),
    path(f"{_C}plan/add/", campaigns.item_add, name="item_add"),
    path(f"{_C}plan/<int:item>/", campaigns.item_change, name="item_change"),
    path(f"{_C}plan/<int:item>/remove/", campaigns.item_drop, name="item_remove"),
    path(f"{_C}figures/", figures.listing, name="figures"),
    path(f"{_C}figures/import/", figures.import_file, name="import"),
    path(f"{_C}figures/<int:figure>/remove/", figures.drop, name="figure_remove"),
    path(f"{_C}results/", figures.results, name="results"),
    path(f"{_C}results.csv", figures.results_file, name="results_csv"),
    path(f"{_C}results/report/", figures.report_order, name="report_order"),
    path(f"{_C}results/report-<slug:language>.pdf", figures.report, name="report"),
    path(f"{_C}showing/", campaigns.feature_add, name="feature_add"),
    path(f"{_O}showings/<uuid:public_id>/do/<slug:verb>/", campaigns.feature_act, name="feature_act"),
]
