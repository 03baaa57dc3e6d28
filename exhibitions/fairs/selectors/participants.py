"""What the page of one firm shows: exhibits with pictures, rights with documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from exhibitions.fairs.choices import PICTURES
from exhibitions.fairs.models import Exhibit, ExhibitPicture, OwnRight, Participant, RightCover, RightDocument
from portal.documents.models import StoredFile
from portal.reference.countries import country_name, country_names
from portal.reference.text import pick
from portal.reference.trade_codes import format_hs_code


@dataclass(frozen=True)
class Shown:
    """An exhibit as the page shows it."""

    exhibit: Exhibit
    facts: Sequence[str]
    pictures: Sequence[ExhibitPicture]
    covers: Sequence[OwnRight]


@dataclass(frozen=True)
class Right:
    """A right as the page shows it."""

    right: OwnRight
    country: str
    documents: Sequence[RightDocument]
    covers: Sequence[str]


def exhibits_and_rights(participant: Participant) -> tuple[list[Shown], list[Right]]:
    """Gather what a firm shows and what rights it has, exhibits that are taken out last. Five queries."""
    exhibits = list(
        participant.exhibits.prefetch_related(
            Prefetch("pictures", ExhibitPicture.objects.order_by("pk"))
        ).order_by("taken_out_at", "pk")
    )  # fmt: skip
    exhibits.sort(key=lambda row: (row.taken_out_at is not None, row.pk))
    rights = list(
        participant.rights.prefetch_related(Prefetch("documents", RightDocument.objects.order_by("pk"))).order_by(
            "kind", "country", "pk"
        )
    )
    covers = list(RightCover.objects.filter(participant=participant).values_list("right_id", "exhibit_id"))
    by_right = {right.pk: right for right in rights}
    names = {exhibit.pk: exhibit.name for exhibit in exhibits}
    shown = [
        Shown(
            exhibit, facts_of(exhibit), list(exhibit.pictures.all()),
            [by_right[right] for right, pk in covers if pk == exhibit.pk and right in by_right],
        )
        for exhibit in exhibits
    ]  # fmt: skip
    listed = [
        Right(
            right, country_name(right.country), list(right.documents.all()),
            [names[pk] for key, pk in covers if key == right.pk and pk in names],
        )
        for right in rights
    ]  # fmt: skip
    return shown, listed


def facts_of(exhibit: Exhibit) -> list[str]:
    """Say in short lines what classes and markets an exhibit has."""
    comma = pick("、", ", ")
    found = [
        ("HS", comma.join(map(format_hs_code, exhibit.hs_codes))),
        (pick("尼斯", "Nice"), comma.join(map(str, exhibit.nice))),
        (pick("洛迦诺", "Locarno"), comma.join(exhibit.locarno)),
        (pick("市场", "Markets"), country_names(exhibit.markets)),
    ]
    return [f"{label} {words}" for label, words in found if words]


def is_picture(row: ExhibitPicture) -> bool:
    """Say whether a page may show the file as a picture."""
    return row.state == StoredFile.State.CLEAN and row.media_type in PICTURES
