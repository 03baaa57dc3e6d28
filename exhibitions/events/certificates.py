"""What a certificate says, drawn as a PDF of one page in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from exhibitions.events.models import Certificate
from exhibitions.events.timing import when
from portal.documents.pdf.hashing import SHORT_HEX, content_hash
from portal.documents.pdf.qr import qr_svg, verification_url
from portal.documents.pdf.reports import Report, report_render

TEMPLATE = "training_certificate.jinja"


@dataclass(frozen=True, slots=True)
class CertificateData:
    """The words of a certificate; `texts` stand in both languages."""

    language: str
    publisher: str
    publisher_en: str
    number: str
    name: str
    title_zh: str
    title_en: str
    kind_zh: str
    kind_en: str
    when_zh: str
    when_en: str
    place: str
    hours: str
    passed: bool
    issued_on: dt.date
    is_demo: bool
    texts: Mapping[str, str] = field(default_factory=dict)


def certificate_build(certificate: Certificate) -> Callable[[], Report]:
    """Gather what a certificate says and give a function that draws it. Needs the system scope."""
    event = certificate.event
    kinds, times = {}, {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            kinds[language] = str(event.get_kind_display())
            times[language] = when(event.starts_at, event.ends_at, event.zone)
    hours = round((event.ends_at - event.starts_at).total_seconds() / 3600, 1)
    data = CertificateData(
        language="zh-hans", publisher=event.center.name_zh, publisher_en=event.center.name_en, number=certificate.number,
        name=certificate.name, title_zh=event.title_zh, title_en=event.title_en or event.title_zh, kind_zh=kinds["zh-hans"],
        kind_en=kinds["en"], when_zh=times["zh-hans"], when_en=times["en"], place=event.venue,
        hours=f"{hours:g}", passed=certificate.signup.passed_at is not None,
        issued_on=timezone.localtime(certificate.ordered_at).date(), is_demo=event.is_demo,
        texts={"title": "培训证书"},
    )  # fmt: skip
    digest = content_hash(data)
    page = settings.PUBLIC_URL + reverse("events:verify")
    images = {"verify.svg": qr_svg(verification_url(page, number=data.number, digest=digest))}
    texts = {**data.texts, "code": digest[:SHORT_HEX]}
    created = certificate.ordered_at
    return lambda: _drawn(data, texts, images, created)


def _drawn(
    data: CertificateData, texts: Mapping[str, str], images: Mapping[str, bytes], created: dt.datetime
) -> Report:
    report = report_render(
        TEMPLATE, _Shown(data, texts), images, title=f"{texts['title']} {data.number}", created=created
    )
    # What is verified is what the paper says, not the code that is printed of it.
    return Report(report.body, report.pages, content_hash(data))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A certificate with its code, which cannot be part of what the code is made of."""

    said: CertificateData
    texts: Mapping[str, str]

    @property
    def language(self) -> str:
        return self.said.language

    @property
    def publisher(self) -> str:
        return self.said.publisher
