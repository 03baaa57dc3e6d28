"""Why a file was not taken, in words with what to do."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# These speak of the checker, not of the file: it is held back and checked again.
FAILURES = ("checker_failed", "scanner_unavailable", "unreadable")

REASONS: dict[str, str | Promise] = {
    "kind_not_taken": _("Files of this kind are not taken. Send PDF, pictures, Office documents (docx, xlsx, pptx), OFD, text, e-mail (eml) or ZIP."),
    "not_what_it_says": _("The content does not match the file's extension. Save it again in the right format."),
    "damaged": _("The file is damaged or not complete. Save it again and upload it once more."),
    "encrypted": _("The file is protected by a password. Remove the password and upload it once more."),
    "active_content": _("The file contains scripts, forms that send data, or embedded files. Print it to a new PDF and upload that."),
    "macros": _("The document contains macros. Save it without macros (docx, xlsx, pptx)."),
    "program": _("The archive contains programs. Remove them and upload it once more."),
    "nested_archive": _("The archive contains other archives. Unpack them first."),
    "archive_bomb": _("The archive unpacks to far too much."),
    "archive_path": _("The archive contains unsafe file names. Pack it again."),
    "too_many_pixels": _("The picture has too many pixels. Make it smaller."),
    "too_many_pages": _("The document has too many pages. Split it."),
    "no_picture": _("This is not a picture that can be shown. Send PNG, JPEG or WebP."),
    "malware": _("The virus scanner found malware. The file was not opened for anyone."),
    "checker_failed": _("The file could not be checked. It is held back until a check succeeds."),
    "scanner_unavailable": _("The virus scanner is not available. The file is held back and will be checked again."),
    "unreadable": _("The stored bytes cannot be read. The operators have been told."),
}  # fmt: skip


def explain(reason: str) -> str:
    """Give the sentence for a reason's code."""
    return str(REASONS.get(reason, REASONS["checker_failed"]))
