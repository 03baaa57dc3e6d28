"""From a filed case to the data of the 申请书."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone, translation

from cases import choices
from cases.consents import consent_text
from cases.models import Case, CaseCountry, CaseFile, CaseParty, CaseProduct, CaseRight, ServedDocument
from cases.papers.application import (
    Applicant,
    Application,
    Consent,
    Dispute,
    Opponent,
    ProductLine,
    RightLine,
    ServedLine,
)
from cases.papers.build import deadline_lines, file_line, letterhead
from cases.papers.parts import Money
from portal.accounts.models import Enterprise
from portal.reference.countries import country_name
from portal.reference.industry import section_name
from portal.reference.phones import display_phone
from portal.reference.regions import division_name
from portal.reference.regions import get as region
from portal.reference.trade_codes import format_hs_code

ZH = "zh-hans"


def build_application(case: Case) -> Application:
    """Build the request as the applicant sent it; what they filed does not change afterwards."""
    assert case.submitted_at is not None
    files = list(CaseFile.objects.filter(case_id=case.pk, created_at__lte=case.submitted_at).order_by("id"))
    with translation.override(ZH):
        return Application(
            letterhead=letterhead(case.center),
            case_number=case.number,
            submitted_at=timezone.localtime(case.submitted_at),
            source=str(choices.Source(case.source).label),
            applicant=_applicant(case, files),
            dispute=_dispute(case),
            requests=tuple(str(choices.RequestKind(code).label) for code in case.requests),
            files=tuple(file_line(row) for row in files),
            consents=_consents(case),
            deadlines=deadline_lines(case),
            demo=case.is_demo,
        )


def _applicant(case: Case, files: list[CaseFile]) -> Applicant:
    has_agent = bool(case.agent_name or case.agent_firm)
    natural = case.applicant_kind == Enterprise.Kind.NATURAL
    return Applicant(
        kind=case.applicant_kind or "legal",  # type: ignore[arg-type]
        kind_label=str(Enterprise.Kind(case.applicant_kind or "legal").label),
        name=case.applicant_name,
        id_label="证件种类" if natural else "统一社会信用代码",
        id_number=case.applicant_id_kind if natural else case.applicant_uscc,
        province=division_name(case.province, ZH) if case.province else "",
        city=_city(case),
        industry=section_name(case.industry, ZH) if case.industry else "",
        specialised=case.is_specialised,
        contact=case.contact_name,
        phone=display_phone(case.contact_phone),
        email=case.contact_email,
        agent="　".join(part for part in (case.agent_name, case.agent_firm, display_phone(case.agent_phone)) if part),
        power_of_attorney=any(row.purpose == CaseFile.Purpose.POWER_OF_ATTORNEY for row in files)
        if has_agent
        else None,
    )


def _city(case: Case) -> str:
    # A city's full name begins with its province, which the form prints before it.
    row = region(case.city) if case.city else None
    return row.name(ZH) if row else case.city


def _money(amount: Decimal | None, currency: str, cny: Decimal | None = None, case: Case | None = None) -> Money | None:
    if amount is None:
        return None
    return Money(amount=amount, currency=currency, cny=cny, rate_date=case.amount_rate_on if case and cny else None)


def _right(row: CaseRight) -> RightLine:
    return RightLine(
        kind=str(choices.IPKind(row.kind).label),
        number=row.number,
        title=row.title,
        owner=row.owner,
        country=country_name(row.country, ZH) if row.country else "",
        expires_on=row.expires_on,
    )


def _dispute(case: Case) -> Dispute:
    rights = list(CaseRight.objects.filter(case_id=case.pk).order_by("id"))
    countries = CaseCountry.objects.filter(case_id=case.pk).order_by("id").values_list("country", flat=True)
    fair = "　".join(part for part in (case.fair_name, case.fair_booth) if part)
    return Dispute(
        role=str(choices.PartyRole(case.role).label),
        kind=str(choices.DisputeType(case.dispute_type).label),
        ip_kinds=tuple(str(choices.IPKind(code).label) for code in case.ip_kinds),
        countries=tuple(country_name(code, ZH) for code in countries),
        forum_kind=str(choices.Forum(case.forum).label) if case.forum else "",
        forum=case.forum_name,
        foreign_case_number=case.foreign_number or case.itc_number,
        cause=case.cause,
        stage=str(choices.Stage(case.stage).label) if case.stage else "",
        exhibition=fair,
        first_known_on=case.first_known_on,
        amount=_money(case.amount, case.amount_currency, case.amount_cny, case),
        tro=case.has_tro,
        frozen=_money(case.frozen_amount, case.frozen_currency),
        opponents=tuple(
            Opponent(
                name=row.name,
                country=country_name(row.country, ZH) if row.country else "",
                npe=row.is_npe,
                counsel=row.counsel,
            )
            for row in CaseParty.objects.filter(case_id=case.pk).order_by("id")
        ),
        asserted_rights=tuple(_right(row) for row in rights if row.side == CaseRight.Side.ASSERTED),
        own_rights=tuple(_right(row) for row in rights if row.side == CaseRight.Side.OWN),
        products=tuple(
            ProductLine(name=row.name, hs_code=format_hs_code(row.hs_code), nice_class=str(row.nice_class or ""))
            for row in CaseProduct.objects.filter(case_id=case.pk).order_by("id")
        ),
        served=tuple(
            ServedLine(title=row.title, served_on=row.served_on, manner=row.served_how)
            for row in ServedDocument.objects.filter(case_id=case.pk).order_by("served_on", "id")
        ),
        history="\n".join(part for part in (case.summary, case.history) if part),
    )


def _consents(case: Case) -> tuple[Consent, ...]:
    at = timezone.localtime(case.signed_at) if case.signed_at else None
    rows = (
        ("truth", case.truth_stated, case.consent_processing),
        ("processing", bool(case.consent_processing), case.consent_processing),
        ("library", bool(case.consent_library), case.consent_library),
    )
    found = []
    for key, given, version in rows:
        text = consent_text(key, version)
        found.append(
            Consent(
                title=text.title_zh,
                text=text.body_zh,
                version=text.version,
                given=given,
                given_at=at if given else None,
            )
        )
    return tuple(found)
