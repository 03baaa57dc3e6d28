"""Make the files of a guide in a worker: gather inside the scope, write outside any transaction, store, settle."""

from __future__ import annotations

from collections.abc import Callable

from django.core.files.storage import default_storage
from django.utils import timezone

from alerts.guides.books.epub import write_epub
from alerts.guides.books.gather import Book, book_of
from alerts.guides.books.pdf import render_pdf
from alerts.guides.choices import Form, Language
from alerts.guides.models import GuideFile
from alerts.guides.services.standing import TAG
from portal.documents.intake.keep import new_key, store
from portal.documents.pdf import PdfLimitExceeded, content_hash
from portal.documents.pdf.pictures import draw_all
from portal.notices.registry import Hopeless
from portal.site import pagecache
from portal.tenancy import scope as scopes


def files_make(*, country: str, lost: Callable[[], bool] = lambda: False, last: bool = False) -> int:
    """Make what is not current; give the number of files written. Running again after a crash makes what is missing.

    `lost` says that another worker has taken over. `last`: nobody tries again, so a failure is noted for readers. Raises Hopeless
    when a guide is too large for a document.
    """
    made = 0
    for language in Language:
        with scopes.enter(scopes.system()):
            now = timezone.now()
            book = book_of(country, language)
        if book is None:
            _withdraw(country)
            return made
        digest = content_hash(book)
        for form in Form:
            if lost():
                return made
            try:
                made += _make(book, digest, form, now)
            except PdfLimitExceeded as error:
                _fail(book, form)
                raise Hopeless(f"the guide is too large: {error}") from error
            except Exception:
                if last:
                    _fail(book, form)
                raise
    return made


def _row(country: str, form: str, language: str) -> GuideFile | None:
    return GuideFile.objects.filter(country=country, form=form, language=language).first()


def _make(book: Book, digest: str, form: Form, asked_at: object) -> bool:
    with scopes.enter(scopes.system()):
        row = _row(book.country, form, book.language)
        if row is None:
            return False
        if row.made_at is not None and row.digest == digest:
            # Something changed that this file does not show.
            GuideFile.objects.filter(pk=row.pk).update(made_at=asked_at, failed_at=None)
            pagecache.touch(TAG)
            return False
        key = new_key(f"guides/{book.country.lower()}")
        # Named before any bytes lie there: what a dying worker leaves behind is found and erased by the next.
        GuideFile.objects.filter(pk=row.pk).update(left_key=key)
    if row.left_key:
        default_storage.delete(row.left_key)
    body, pages = _write(book, digest, form)
    _key, size, (sha256, _sm3) = store([body], key)
    with scopes.enter(scopes.system()):
        settled = GuideFile.objects.filter(pk=row.pk, left_key=key).update(
            storage_key=key,
            left_key="",
            digest=digest,
            sha256=sha256,
            size=size,
            pages=pages,
            made_at=asked_at,
            failed_at=None,
        )
        pagecache.touch(TAG)
    old = row.storage_key if settled else key
    if old:
        default_storage.delete(old)
    return bool(settled)


def _write(book: Book, digest: str, form: Form) -> tuple[bytes, int]:
    drawn = draw_all({name: key for chapter in book.chapters for name, key in chapter.pictures.items()})
    if form == Form.EPUB:
        return write_epub(book, drawn), 0
    rendered = render_pdf(book, digest, drawn)
    return rendered.body, rendered.pages


def _fail(book: Book, form: Form) -> None:
    with scopes.enter(scopes.system()):
        GuideFile.objects.filter(country=book.country, form=form, language=book.language).update(
            failed_at=timezone.now()
        )
        pagecache.touch(TAG)


def _withdraw(country: str) -> None:
    """Nothing of the guide can be read any more: its files go, too."""
    with scopes.enter(scopes.system()):
        rows = list(GuideFile.objects.filter(country=country))
        GuideFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
        pagecache.touch(TAG)
    for row in rows:
        for key in (row.storage_key, row.left_key):
            if key:
                default_storage.delete(key)
