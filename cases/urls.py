"""Addresses of the cases app."""

from django.urls import path

from cases.views import actions, board, conversation, desk, detail, firms, opinions, transfers, worklist
from cases.views import files as file_views
from cases.views import papers as paper_views
from cases.views.filing import check as filing_check
from cases.views.filing import desk as filing_desk
from cases.views.filing import home as filing_home
from cases.views.filing import section as filing_section
from cases.views.filing import status as filing_status
from cases.views.filing import tasks as filing_tasks

app_name = "cases"

filing = [
    path("home/", filing_home.home, name="home"),
    path("status/", filing_status.status, name="status"),
    path("ask/", filing_tasks.begin, name="begin"),
    path("ask/<uuid:public_id>/", filing_tasks.tasks, name="filing"),
    path("ask/<uuid:public_id>/delete/", filing_tasks.delete, name="filing_delete"),
    path("ask/<uuid:public_id>/check/", filing_check.check, name="filing_check"),
    path("ask/<uuid:public_id>/done/", filing_check.done, name="filing_done"),
    path("ask/<uuid:public_id>/receipt/", filing_check.receipt, name="filing_receipt"),
    path("ask/<uuid:public_id>/clock/", filing_section.clock, name="filing_clock"),
    path("ask/<uuid:public_id>/<slug:key>/", filing_section.section, name="filing_section"),
    path("work/file/", filing_desk.begin, name="desk_begin"),
]

handling = [
    path("work/", worklist.worklist, name="worklist"),
    path("work/handler/", worklist.assign_many, name="assign_many"),
    path("work/views/", worklist.save_view, name="save_view"),
    path("work/views/<int:pk>/delete/", worklist.delete_view, name="delete_view"),
    path("work/transfers/", transfers.inbox, name="transfers"),
    path("work/transfers/<uuid:public_id>/", transfers.decide, name="transfer"),
    path("cases/<uuid:public_id>/", detail.detail, name="detail"),
    path("cases/<uuid:public_id>/do/<slug:verb>/", actions.act, name="act"),
    path("cases/<uuid:public_id>/messages/", conversation.send, name="message_send"),
    path("cases/<uuid:public_id>/notes/", desk.note, name="note_add"),
    path("cases/<uuid:public_id>/tasks/", desk.task, name="task_add"),
    path("cases/<uuid:public_id>/tasks/<int:task_id>/", desk.task_done, name="task_done"),
    path("cases/<uuid:public_id>/deadlines/", desk.deadline, name="deadline_add"),
    path("cases/<uuid:public_id>/deadlines/<uuid:deadline_id>/", desk.deadline_met, name="deadline_met"),
    path("cases/<uuid:public_id>/calendar.ics", desk.calendar, name="calendar"),
    path("cases/<uuid:public_id>/dossier/", desk.dossier, name="dossier"),
    path("cases/<uuid:public_id>/papers/", detail.papers, name="papers"),
    path("cases/<uuid:public_id>/opinions/", opinions.overview, name="opinions"),
    path("cases/<uuid:public_id>/opinions/write/", opinions.write, name="opinion_write"),
    path("cases/<uuid:public_id>/opinions/<uuid:opinion_id>/", opinions.read, name="opinion"),
    path("cases/<uuid:public_id>/opinions/<uuid:opinion_id>/decide/", opinions.decide, name="opinion_decide"),
    path("applicants/<int:pk>/", firms.firm, name="firm"),
    path("board/", board.board, name="board"),
]

files = [
    path("cases/<uuid:public_id>/files/", file_views.upload, name="files"),
    path("files/<uuid:public_id>/", file_views.download_file, name="file"),
    path("files/<uuid:public_id>/state/", file_views.state, name="file_state"),
    path("files/<uuid:public_id>/remove/", file_views.remove, name="file_remove"),
    path("papers/<uuid:public_id>/", paper_views.paper, name="paper"),
    path("papers/<uuid:public_id>/again/", paper_views.reissue, name="paper_reissue"),
    path("verify/", paper_views.verify, name="verify"),
]

urlpatterns = [*filing, *files, *handling]
