"""Addresses of cases in the API, below `/api/v1/`. Their names are in the namespace `api`."""

from django.urls import path

from cases.api import actions, attachments, cases, conversation, documents, transfers

urlpatterns = [
    path("cases", cases.Cases.as_view(), name="cases"),
    path("cases/<uuid:public_id>", cases.OneCase.as_view(), name="case"),
    path("cases/<uuid:public_id>/form", cases.CaseForm.as_view(), name="form"),
    path("cases/<uuid:public_id>/submit", cases.Submit.as_view(), name="submit"),
    path("cases/<uuid:public_id>/actions", actions.Actions.as_view(), name="actions"),
    path("cases/<uuid:public_id>/actions/<slug:verb>", actions.OneAction.as_view(), name="action"),
    path("cases/<uuid:public_id>/attachments", attachments.Attachments.as_view(), name="attachments"),
    path("cases/<uuid:public_id>/messages", conversation.Messages.as_view(), name="messages"),
    path("cases/<uuid:public_id>/timeline", conversation.Timeline.as_view(), name="timeline"),
    path("cases/<uuid:public_id>/deadlines", conversation.Deadlines.as_view(), name="deadlines"),
    path(
        "cases/<uuid:public_id>/deadlines/<uuid:deadline_id>/met",
        conversation.DeadlineMet.as_view(),
        name="deadline_met",
    ),
    path("cases/<uuid:public_id>/opinions", conversation.Opinions.as_view(), name="opinions"),
    path("cases/<uuid:public_id>/documents", documents.Documents.as_view(), name="documents"),
    path("attachments/<uuid:public_id>", attachments.Attachment.as_view(), name="attachment"),
    path("attachments/<uuid:public_id>/content", attachments.AttachmentContent.as_view(), name="attachment_content"),
    path("documents/<uuid:public_id>", documents.Document.as_view(), name="document"),
    path("documents/<uuid:public_id>/content", documents.DocumentContent.as_view(), name="document_content"),
    path("transfers", transfers.Transfers.as_view(), name="transfers"),
    path("transfers/<uuid:public_id>", transfers.OneTransfer.as_view(), name="transfer"),
    path("transfers/<uuid:public_id>/decision", transfers.TransferDecision.as_view(), name="transfer_decision"),
]
