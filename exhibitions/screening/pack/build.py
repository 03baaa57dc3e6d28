"""A booth pack as plain data: a builder inside the scope, a renderer outside it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from exhibitions.fairs.choices import ContactKind, PostState
from exhibitions.fairs.models import FairContact, OwnRight, Participant, Post, RightDocument
from exhibitions.screening.choices import Language
from exhibitions.screening.models import BoothPack
from exhibitions.screening.pack.phrases import heads, kind_in, phrases
from exhibitions.screening.selectors.board import exhibits_of
from portal.documents.models import StoredFile
from portal.documents.pdf.hashing import content_hash
from portal.reference.countries import country_name
from portal.reference.phones import phone_abroad

TEMPLATE = "booth_pack.jinja"
# The region of no country (CLDR): no number is at home there.
# First whom one calls when it burns.
_ORDER = {
    kind: place
    for place, kind in enumerate(
        (
            ContactKind.LAW_FIRM, ContactKind.ORGANISER_IP, ContactKind.CONSULATE, ContactKind.EMERGENCY,
            ContactKind.INTERPRETER, ContactKind.ORGANISER, ContactKind.CUSTOMS, ContactKind.POLICE, ContactKind.COURT,
            ContactKind.AUTHORITY, ContactKind.CHAMBER,
        )
    )
}  # fmt: skip


@dataclass(frozen=True)
class Right:
    """A right of the firm: what the index says of it, kind and territory in both languages."""

    kind: str
    kind_local: str
    number: str
    title: str
    owner: str
    place: str
    place_local: str
    until: str
    covers: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """An exhibit with the newest advice that was signed; empty where none was."""

    name: str
    name_en: str
    level: str
    advice: str
    conclusion: str
    signed_on: str
    is_outdated: bool


@dataclass(frozen=True)
class Call:
    """Somebody to telephone."""

    what: str
    name: str
    phone: str
    more: str


@dataclass(frozen=True)
class PackData:
    """Everything a booth pack says. `texts` are its Chinese headings, `local` those in the language of the place."""

    language: str
    local_language: str
    local_name: str
    publisher: str
    is_demo: bool
    firm: str
    firm_en: str
    fair: str
    fair_local: str
    days: str
    booth: str
    as_of: str
    rights: tuple[Right, ...]
    exhibits: tuple[Shown, ...]
    situations: tuple[Mapping[str, Any], ...]
    first_hour: tuple[tuple[str, str], ...]
    calls: tuple[Call, ...]
    local: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def pack_build(pack: BoothPack) -> PackData:
    """Gather a booth pack in its language. Needs the system scope; nine queries, however much there is."""
    with translation.override("zh-hans"):
        participant = pack.participant
        delegation = participant.delegation
        edition = delegation.edition
        fair = edition.fair
        return PackData(
            language="zh-Hans", local_language=pack.language, local_name=str(Language(pack.language).label),
            publisher=delegation.center.name_zh, is_demo=participant.is_demo or delegation.is_demo,
            firm=participant.name, firm_en=participant.name_en, fair=f"{fair.name_zh} {edition.label}",
            fair_local=fair.name_en, days=f"{edition.starts_on:%Y-%m-%d} – {edition.ends_on:%Y-%m-%d}",
            booth=participant.place, as_of=f"{pack.ordered_at.astimezone():%Y-%m-%d %H:%M}",
            rights=_rights(participant, pack.language), exhibits=_exhibits(participant),
            situations=_situations(pack.language),
            first_hour=tuple((when, what) for when, what in phrases()["first_hour"]),
            calls=_calls(participant), local=heads(pack.language), texts=_texts(),
        )  # fmt: skip


def what_it_says(data: PackData) -> str:
    """Give the SHA-256 of what a pack says, whenever it was made."""
    return content_hash(dataclasses.replace(data, as_of=""))


def _rights(participant: Participant, language: str) -> tuple[Right, ...]:
    documents: dict[int, list[str]] = {}
    for document in RightDocument.objects.filter(participant=participant, state=StoredFile.State.CLEAN).order_by("id"):
        documents.setdefault(document.right_id, []).append(document.title)
    rows = OwnRight.objects.filter(participant=participant).prefetch_related("covers__exhibit").order_by("kind", "id")
    return tuple(
        Right(
            kind=row.get_kind_display(), kind_local=kind_in(row.kind, language), number=row.number, title=row.title,
            owner=row.owner, place=country_name(row.country), place_local=_place(row.country),
            until=row.expires_on.isoformat() if row.expires_on else "—",
            covers=tuple(cover.exhibit.name for cover in row.covers.all()),
            documents=tuple(documents.get(row.pk, ())),
        )
        for row in rows
    )  # fmt: skip


def _place(country: str) -> str:
    with translation.override("en"):
        return country_name(country)


def _exhibits(participant: Participant) -> tuple[Shown, ...]:
    return tuple(
        Shown(
            name=row.exhibit.name, name_en=row.exhibit.name_en,
            level=row.signed.get_level_display() if row.signed else "",
            advice=row.signed.get_advice_display() if row.signed else "",
            conclusion=row.signed.conclusion if row.signed else "",
            signed_on=f"{row.signed.signed_at.astimezone():%Y-%m-%d}" if row.signed and row.signed.signed_at else "",
            is_outdated=row.is_outdated,
        )
        for row in exhibits_of(participant)
    )  # fmt: skip


def _situations(language: str) -> tuple[Mapping[str, Any], ...]:
    spoken = phrases()["sentences"]
    return tuple(
        {
            "zh": each["zh"],
            "local": each["local"][language],
            "do": tuple(each["do"]),
            "say": tuple((spoken[key]["zh"], spoken[key][language]) for key in each["say"]),
        }
        for each in phrases()["situations"]
    )


def _calls(participant: Participant) -> tuple[Call, ...]:
    delegation = participant.delegation
    edition = delegation.edition
    calls = [
        Call(
            _("The delegation's desk"),
            delegation.contact_name,
            phone_abroad(delegation.contact_phone),
            delegation.desk_place,
        )
    ]
    posts = Post.objects.filter(delegation=delegation, state=PostState.ACTIVE, ends_on__gte=edition.starts_on)
    calls += [
        Call(
            str(post.get_role_display()), post.user.name, phone_abroad(post.phone),
            f"{post.starts_on:%m-%d} – {post.ends_on:%m-%d}",
        )
        for post in posts.exclude(phone="").select_related("user").order_by("starts_on", "id")
    ]  # fmt: skip
    contacts = FairContact.objects.filter(
        Q(edition__isnull=True) | Q(edition=edition),
        Q(is_public=True) | Q(center_id=participant.center_id),
        fair=edition.fair,
    )
    calls += [
        Call(
            str(row.get_kind_display()),
            " ".join(part for part in (row.name_zh, row.name_local, row.person) if part),
            phone_abroad(row.phone) if row.phone else row.email,
            "；".join(part for part in (row.hours, row.address, row.note) if part),
        )
        for row in sorted(contacts, key=lambda row: (_ORDER.get(ContactKind(row.kind), len(_ORDER)), row.pk))
    ]
    return tuple(calls)


def _texts() -> dict[str, str]:
    return {
        "title": _("Booth pack"), "fair": _("Fair"), "days": _("Days"), "booth": _("Booth"), "as_of": _("As of"),
        "language": _("Language beside Chinese"), "first_hour": _("The first hour"),
        "calls": _("Whom to call"), "rights": _("Own rights and documents"), "exhibits": _("Exhibits and advice"),
        "situations": _("When somebody comes"), "note": _("Incident note"),
        "internal": _("For our own people only: do not show these pages."),
        "show": _("These pages may be shown."),
        "no_rights": _("No right was entered. Enter the firm's rights and their documents, then have the pack made again."),
        "no_exhibits": _("No exhibit was entered."), "unsigned": _("No check was signed yet."),
        "outdated": _("The exhibit was changed after this check."), "signed_on": _("Signed on"),
        "no_documents": _("no document"), "all": _("all products"), "do": _("What to do"), "say": _("What to say"),
        "name_en": _("Name in English"), "who": _("Who"), "name": _("Name"), "kind": _("Kind"), "number": _("Number"), "right_title": _("Title or mark"),
        "owner": _("Holder"), "place": _("Where it holds"), "until": _("Runs until"), "covers": _("Exhibits covered"),
        "documents": _("Documents attached"), "phone": _("Telephone"), "remarks": _("Remarks"),
        "demo": _("Demonstration"),
        "lawyer": _("The sentences are for the first minutes and replace no lawyer. Call the desk before you sign anything."),
        "note_when": _("Date and time"), "note_where": _("Hall and booth"), "note_who": _("Who came (name, authority or firm, telephone)"),
        "note_papers": _("Papers served (number of pages, number, time limit)"), "note_right": _("Right relied on (kind, number, owner)"),
        "note_goods": _("Exhibits concerned; taken, sealed or covered"), "note_said": _("What was said and done"),
        "note_witness": _("Witnesses, photographs"), "note_told": _("Whom we called, and when"),
        "note_by": _("Written by (signature)"),
    }  # fmt: skip
