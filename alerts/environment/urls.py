"""Addresses of this room: what the public reads under /environment/, where it is written under /editorial/environment/."""

from django.urls import path

from alerts.environment.views import desk, entry, public, standing, survey_desk, surveys

app_name = "environment"
urlpatterns = [
    path("environment/", public.home, name="list"),
    path("environment/surveys/", surveys.listed, name="surveys"),
    path("environment/surveys/<uuid:public_id>/", surveys.shown, name="survey"),
    path("environment/surveys/<uuid:public_id>/answer/", surveys.answer, name="answer"),
    path("environment/<slug:code>/", public.ranking, name="ranking"),
    path("environment/<slug:code>/countries/<str:country>/", standing.profile, name="profile"),
    path("environment/<slug:code>/compare/", standing.compare, name="compare"),
    path("environment/<slug:code>/trend/", standing.trend, name="trend"),
    path("environment/<slug:code>/sensitivity/", standing.sensitivity, name="sensitivity"),
    path("environment/<slug:code>/scores.csv", public.scores_csv, name="csv"),
    path("environment/<slug:code>/report.pdf", public.report, name="report"),
    path("editorial/environment/", desk.home, name="desk"),
    path("editorial/environment/add/", desk.index_add, name="index_add"),
    path("editorial/environment/<uuid:public_id>/", desk.index_change, name="index_change"),
    path("editorial/environment/<uuid:public_id>/editions/add/", desk.edition_add, name="edition_add"),
    path("editorial/environment/editions/<uuid:public_id>/", desk.edition, name="edition"),
    path("editorial/environment/editions/<uuid:public_id>/change/", desk.edition_change, name="edition_change"),
    path("editorial/environment/editions/<uuid:public_id>/correct/", desk.correct, name="correct"),
    path("editorial/environment/editions/<uuid:public_id>/act/<str:verb>/", desk.act, name="act"),
    path("editorial/environment/editions/<uuid:public_id>/report/", desk.report_again, name="report_again"),
    path("editorial/environment/editions/<uuid:public_id>/indicators/add/", entry.indicator_add, name="indicator_add"),
    path(
        "editorial/environment/editions/<uuid:public_id>/indicators/<int:indicator>/", entry.indicator_change,
        name="indicator_change",
    ),
    path(
        "editorial/environment/editions/<uuid:public_id>/indicators/<int:indicator>/remove/", entry.indicator_remove,
        name="indicator_remove",
    ),
    path("editorial/environment/editions/<uuid:public_id>/scores/", entry.scores, name="scores"),
    path("editorial/environment/editions/<uuid:public_id>/import/", entry.import_scores, name="import"),
    path("editorial/environment/surveys/", survey_desk.listed, name="survey_desk"),
    path("editorial/environment/surveys/add/", survey_desk.add, name="survey_add"),
    path("editorial/environment/surveys/<uuid:public_id>/", survey_desk.survey, name="survey_page"),
    path("editorial/environment/surveys/<uuid:public_id>/change/", survey_desk.change, name="survey_change"),
    path("editorial/environment/surveys/<uuid:public_id>/questions/add/", survey_desk.question_add, name="question_add"),
    path(
        "editorial/environment/surveys/<uuid:public_id>/questions/<int:question>/", survey_desk.question_change,
        name="question_change",
    ),
    path(
        "editorial/environment/surveys/<uuid:public_id>/questions/<int:question>/remove/", survey_desk.question_remove,
        name="question_remove",
    ),
    path("editorial/environment/surveys/<uuid:public_id>/answers/", survey_desk.answers, name="survey_answers"),
    path("editorial/environment/surveys/<uuid:public_id>/act/<str:verb>/", survey_desk.act, name="survey_act"),
]  # fmt: skip
