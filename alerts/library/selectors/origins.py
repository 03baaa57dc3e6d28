"""What the desk shows of a draft: the case behind it, the consent, the texts side by side, what still stands in them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from alerts.library import access
from alerts.library.anonymise.apply import Language, Piece, Swap, applied, pieces
from alerts.library.anonymise.check import Leak, leaks
from alerts.library.anonymise.identity import Identity, Named, What
from alerts.library.choices import LIVE, PARTS, SOURCES, TEXT_NAMES, WHAT_LABELS, Decision, Source, State
from alerts.library.models import CaseOrigin, Consent, FalseAlarm, Replacement
from alerts.publishing.choices import PARTS as ALL_PARTS
from alerts.publishing.choices import Kind
from alerts.publishing.models import Revision
from cases.models import Case, CaseParty, CaseProduct, CaseRight, Closing, Deadline, Opinion, ServedDocument
from experts.models import Assignment
from portal.accounts.actors import Actor
from portal.keyset import Order, Page, page
from portal.prepared import prepared
from portal.reference import regions
from portal.reference.countries import country_names
from portal.reference.phones import display_phone

ORDER = Order("updated_at", descending=True)
# Fewer firms of a province than this in the center's files: its name would give the firm away.
FEW = 20
_LATIN_NAME = re.compile(r"[A-Za-z]{3,}")


@dataclass(frozen=True)
class Standing:
    """A consent that stands: its text's version, when and how it was declared."""

    version: str
    at: datetime.datetime
    manner: str


def standing_consent(case: Case) -> Standing | None:
    """Give the consent that stands, None when none was given or it was withdrawn. One query."""
    for latest in _latest_consent(case.pk):
        return Standing(latest.version, latest.at, latest.manner) if latest.given else None
    if not case.consent_library:
        return None
    moment = case.signed_at or case.submitted_at
    return Standing(case.consent_library, moment, "filed") if moment else None


def consents_of(case: Case) -> list[Consent]:
    """List what was declared after filing, newest first."""
    return list(Consent.objects.filter(case_id=case.pk).select_related("by").order_by("-id")[:20])


def live_origin_of(case: Case) -> CaseOrigin | None:
    """Give the draft or the published typical case made of a case. One query."""
    return next(iter(_live_origin(case.pk)), None)


# Both stand on every closed case's page.
@prepared
def _latest_consent(case_id: int) -> QuerySet[Consent]:
    return Consent.objects.filter(case_id=case_id).order_by("-id")[:1]


@prepared
def _live_origin(case_id: int) -> QuerySet[CaseOrigin]:
    return CaseOrigin.objects.filter(case_id=case_id, state__in=LIVE).select_related("item").order_by("id")[:1]


def desk_page(center_id: int, *, after: str, before: str) -> Page[CaseOrigin]:
    """Give one page of a center's drafts, last changed first. One query."""
    rows = CaseOrigin.objects.filter(center_id=center_id).select_related("case", "item").defer("texts")
    return page(rows, order=ORDER, after=after, before=before)


def source_texts(case: Case) -> list[tuple[Source, str]]:
    """List the texts of the file that may be chosen, those that have words."""
    opinion = Opinion.objects.filter(case_id=case.pk, state=Opinion.State.COUNTERSIGNED).order_by("-number").first()
    closing = Closing.objects.filter(case_id=case.pk).order_by("-id").first()
    found = {
        "summary": case.summary,
        "cause": case.cause,
        "history": case.history,
        "closing": closing.summary if closing else "",
        "opinion_facts": opinion.facts if opinion else "",
        "opinion_analysis": opinion.analysis if opinion else "",
        "opinion_recommendation": opinion.recommendation if opinion else "",
    }
    return [(source, found[source.code]) for source in SOURCES if found[source.code].strip()]


def identity_of(case: Case) -> Identity:
    """Gather the identifying fields of a case and what hangs on it. A constant number of queries."""
    firm = case.enterprise
    parties = list(CaseParty.objects.filter(case_id=case.pk).order_by("id"))
    rights = list(CaseRight.objects.filter(case_id=case.pk).order_by("id"))
    experts = list(Assignment.objects.filter(case_id=case.pk).values_list("expert__name", flat=True).order_by("id"))
    own = What.PERSON if case.applicant_kind == "natural" else What.FIRM
    named = [Named(own, _names(case.applicant_name, firm.name, firm.name_en))]
    named += [Named(What.FIRM, (party.name,)) for party in parties]
    named += [Named(What.FIRM, (right.owner,)) for right in rights if right.owner]
    named.append(Named(What.FIRM, (case.squatter_name,)))
    named += [Named(What.LAW_FIRM, (name,)) for name in _names(*(party.counsel for party in parties), case.agent_firm)]
    handler = case.handler.name if case.handler else ""
    named += [Named(What.PERSON, (name,)) for name in _names(case.contact_name, case.agent_name, handler, *experts)]
    named += [Named(What.MARK, (mark,)) for mark in _marks(case, rights)]
    named.append(Named(What.SHOP, (case.platform_shop,)))
    city, province = regions.get(case.city or firm.city), regions.get(case.province or firm.province)
    return Identity(
        named=tuple(_first(named)),
        numbers=tuple(_numbers(case, rights)),
        addresses=_names(firm.address, *case.platform_links.split()),
        city_zh=city.zh if city else "",
        city_en=city.en if city else "",
        province_zh=province.zh if province else "某省",
        province_en=province.en if province else "a province",
        few=_few(case),
        dates=_dates(case),
        amounts=_amounts(case),
    )


def _names(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in names if name and name.strip()))


def _first(named: Sequence[Named]) -> list[Named]:
    """Leave out whom the list has already: an opponent who also owns the right keeps one letter."""
    found: list[Named] = []
    seen: set[str] = set()
    for each in named:
        names = tuple(name for name in each.names if name.strip() and name not in seen)
        if names:
            seen.update(names)
            found.append(Named(each.what, names))
    return found


def _marks(case: Case, rights: Sequence[CaseRight]) -> tuple[str, ...]:
    marks = [right.title for right in rights if right.kind == "trademark"]
    products = CaseProduct.objects.filter(case_id=case.pk).values_list("name", flat=True)
    # What a product is called names the firm where it carries a brand; what kind of goods it is does not.
    branded = [name for product in products for name in _LATIN_NAME.findall(product) if name.isupper()]
    return _names(*marks, case.squatted_mark, *branded)


def _numbers(case: Case, rights: Sequence[CaseRight]) -> list[tuple[What, str]]:
    firm = case.enterprise
    found = [
        (What.CASE_NUMBER, number) for number in (case.number, case.foreign_number, case.itc_number, case.receipt_code)
    ]
    found += [
        (What.RIGHT_NUMBER, number) for number in _names(*(right.number for right in rights), case.squatted_number)
    ]
    found += [(What.CODE, number) for number in _names(case.applicant_uscc, firm.uscc)]
    for phone in _names(case.contact_phone, case.agent_phone):
        bare = phone.split(";")[0]
        found += [(What.PHONE, each) for each in _names(display_phone(bare), bare, bare.removeprefix("+86"))]
    if case.contact_email:
        found += [(What.EMAIL, case.contact_email), (What.EMAIL, case.contact_email.split("@")[0])]
    return [(what, number) for what, number in found if number]


def _few(case: Case) -> bool:
    """Say whether the center knows few firms of the province: as far as it can see, its own."""
    firms = Case.objects.filter(center_id=case.custodian_id, province=case.province).values("enterprise_id").distinct()
    return firms[:FEW].count() < FEW


def _dates(case: Case) -> frozenset[datetime.date]:
    days: set[datetime.date | None] = {
        case.first_known_on, case.fair_starts_on, case.fair_ends_on, case.squatted_published_on,
    }  # fmt: skip
    days |= set(ServedDocument.objects.filter(case_id=case.pk).values_list("served_on", flat=True))
    days |= set(Deadline.objects.filter(case_id=case.pk).values_list("due_on", flat=True))
    return frozenset(day for day in days if day is not None)


def _amounts(case: Case) -> frozenset[Decimal]:
    sums = {case.amount, case.amount_cny, case.frozen_amount, case.customs_value}
    sums |= set(Closing.objects.filter(case_id=case.pk).values_list("recovered", flat=True))
    return frozenset(each for each in sums if each is not None and each > 0)


@dataclass(frozen=True)
class SideBySide:
    """One text before and after, cut into the same pieces."""

    name: str
    label: str
    language: Language
    pieces: Sequence[Piece]

    @property
    def after(self) -> str:
        """The text that goes out."""
        return "".join(piece.after for piece in self.pieces)


def label_of(name: str) -> str:
    """Name a text of a draft: “Facts · English”."""
    code, _, language = name.rpartition("_")
    return f"{_part_label(code)} · {'中文' if language == 'zh' else 'English'}"


def _part_label(code: str) -> str:
    part = next((part for part in ALL_PARTS[Kind.CASE] if part.code == code), None)
    if part is not None:
        return str(part.label)
    return {"title": gettext("Title"), "summary": gettext("Summary")}[code]


def swaps_of(replacements: Sequence[Replacement]) -> list[Swap]:
    """Turn the decisions into what is put into the texts."""
    return [
        Swap(What(row.what), row.words, row.zh, row.en, row.decision == Decision.ACCEPTED, row.pk, not row.sure)
        for row in replacements
    ]


def side_by_side(origin: CaseOrigin, replacements: Sequence[Replacement]) -> list[SideBySide]:
    """Cut every text of a draft into what stays and what is replaced."""
    swaps = swaps_of(replacements)
    found = []
    for name in TEXT_NAMES:
        text = origin.texts.get(name, "")
        if text.strip():
            language: Language = "zh" if name.endswith("_zh") else "en"
            found.append(SideBySide(name, label_of(name), language, pieces(text, swaps, language)))
    return found


def texts_out(origin: CaseOrigin, replacements: Sequence[Replacement]) -> dict[str, str]:
    """Give every text of a draft as it goes out."""
    swaps = swaps_of(replacements)
    return {
        name: applied(origin.texts.get(name, ""), swaps, "zh" if name.endswith("_zh") else "en") for name in TEXT_NAMES
    }


def passed_of(origin: CaseOrigin) -> list[str]:
    """List the keys of what a reviewer found to be a false alarm."""
    return list(FalseAlarm.objects.filter(origin=origin).values_list("key", flat=True))


def leaks_in(origin: CaseOrigin, texts: Mapping[str, str], identity: Identity | None = None) -> list[Leak]:
    """Name what of the case still stands in texts (name → text), false alarms left out."""
    labelled = {label_of(name): text for name, text in texts.items() if text}
    return leaks(labelled, identity or identity_of(origin.case), passed=passed_of(origin))


def leaks_in_revision(origin: CaseOrigin, revision: Revision) -> list[Leak]:
    """Name what of the case stands in a revision of its item, whoever wrote it there."""
    texts = {
        str(revision._meta.get_field(name).verbose_name): getattr(revision, name)  # type: ignore[union-attr]
        for name in (
            *("title_zh", "title_en", "summary_zh", "summary_en", "instrument_zh", "instrument_en"),
            *("correction_zh", "correction_en"),
        )
    }
    for code in revision.parts:
        for language in ("zh", "en"):
            texts[f"{_part_label(code) if code in PARTS else code} · {language}"] = revision.parts[code].get(
                language, ""
            )
    texts[gettext("Sources")] = "\n".join(" ".join(str(value) for value in row.values()) for row in revision.sources)
    return leaks(texts, identity_of(origin.case), passed=passed_of(origin))


def facts_of(origin: CaseOrigin) -> dict[str, Any]:
    """Give what is known of the case and names nobody: for the head of the draft's page."""
    case = origin.case
    return {"countries": country_names([case.country] if case.country else []), "ip_kinds": case.ip_kinds}


def kinds_replaced(replacements: Sequence[Replacement]) -> dict[str, int]:
    """Count by kind what is replaced: all that is kept of it."""
    counts: dict[str, int] = {}
    for row in replacements:
        if row.decision == Decision.ACCEPTED:
            counts[row.what] = counts.get(row.what, 0) + 1
    return dict(sorted(counts.items()))


def replaced_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Name the kinds of what was replaced."""
    return [(str(WHAT_LABELS[What(code)]), count) for code, count in counts.items()]


def being_anonymised(actor: Actor) -> int:
    """Count the drafts of the actor's center that were not handed over. One query."""
    return access.visible_origins(actor).filter(state=State.PREPARING).count()
