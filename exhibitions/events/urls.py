"""Addresses of events: for everybody, behind links, and of the desk."""

from django.urls import path

from exhibitions.events.views import desk, learning, people, reading, taking_part

app_name = "events"
_OWN = "events/own/<str:token>/"
_D = "editorial/events/"
_E = f"{_D}<uuid:public_id>/"
urlpatterns = [
    path("events/", reading.listing, name="list"),
    path("events/calendar.ics", reading.feed, name="feed"),
    path("events/certificates/", reading.verify, name="verify"),
    path("events/asked/", taking_part.asked, name="asked"),
    path("events/mine/", taking_part.mine, name="mine"),
    path("events/confirm/<str:token>/", taking_part.confirm, name="confirm"),
    path(_OWN, taking_part.own, name="own"),
    path(f"{_OWN}join/", taking_part.enter, name="enter"),
    path(f"{_OWN}calendar.ics", taking_part.own_calendar, name="own_calendar"),
    path(f"{_OWN}files/<uuid:file>/", taking_part.own_file, name="own_file"),
    path(f"{_OWN}certificate.pdf", taking_part.own_certificate, name="own_certificate"),
    path(f"{_OWN}quiz/", taking_part.quiz, name="quiz"),
    path(f"{_OWN}feedback/", taking_part.feedback, name="feedback"),
    path("events/<uuid:public_id>/", reading.event, name="event"),
    path("events/<uuid:public_id>/sign-up/", taking_part.sign_up, name="sign_up"),
    path("events/<uuid:public_id>/calendar.ics", reading.calendar, name="calendar"),
    path("events/<uuid:public_id>/files/<uuid:file>/", reading.file, name="file"),
    path(_D, desk.listing, name="desk"),
    path(f"{_D}add/", desk.add, name="add"),
    path(f"{_D}series/", desk.series, name="series"),
    path(f"{_D}series/add/", desk.series_add, name="series_add"),
    path(f"{_D}series/<uuid:public_id>/change/", desk.series_change, name="series_change"),
    path(f"{_D}figures/", learning.figures, name="figures"),
    path(f"{_D}figures.csv", learning.figures_file, name="figures_csv"),
    path(f"{_D}check-in/<uuid:ticket>/", people.ticket, name="ticket"),
    path(_E, desk.manage, name="manage"),
    path(f"{_E}change/", desk.change, name="change"),
    path(f"{_E}speakers/", desk.speakers, name="speakers"),
    path(f"{_E}cancel/", desk.cancel, name="cancel"),
    path(f"{_E}discard/", desk.discard, name="discard"),
    path(f"{_E}do/<slug:verb>/", desk.act, name="act"),
    path(f"{_E}people/", people.listing, name="people"),
    path(f"{_E}people.csv", people.as_file, name="people_csv"),
    path(f"{_E}people/enter/", people.enter, name="person_enter"),
    path(f"{_E}people/<int:signup>/drop/", people.drop, name="person_drop"),
    path(f"{_E}people/<int:signup>/check-in/", people.come, name="person_come"),
    path(f"{_E}check-in/", people.door, name="door"),
    path(f"{_E}materials/", learning.materials, name="materials"),
    path(f"{_E}materials/<uuid:file>/", learning.material, name="material"),
    path(f"{_E}materials/<uuid:file>/remove/", learning.material_remove, name="material_remove"),
    path(f"{_E}quiz/", learning.quiz, name="quiz_desk"),
    path(f"{_E}quiz/<int:question>/", learning.question, name="question"),
    path(f"{_E}quiz/<int:question>/remove/", learning.question_remove, name="question_remove"),
    path(f"{_E}results/", learning.results, name="results"),
    path(f"{_E}certificates/", learning.certify, name="certify"),
    path(f"{_E}certificates/<int:certificate>/", learning.certificate, name="certificate"),
]
