"""What the public and the desk read of the list of fairs."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from exhibitions.fairs import access
from exhibitions.fairs.choices import AmendmentState, ContactKind, DelegationState
from exhibitions.fairs.models import Amendment, Delegation, Fair, FairContact, FairEdition
from portal.reference.countries import country_name
from portal.reference.industry import section_name
from portal.reference.text import pick

AHEAD = datetime.timedelta(days=150)


def coming(*, q: str = "", country: str = "", month: str = "", industry: str = "") -> QuerySet[FairEdition]:
    """Give the confirmed editions that are not over, narrowed; `month` is 2026-11."""
    rows = access.public_editions().filter(ends_on__gte=timezone.localdate(), cancelled_on__isnull=True)
    if country:
        rows = rows.filter(fair__country=country)
    if industry:
        rows = rows.filter(fair__industries__contains=[industry])
    if month:
        first = datetime.date.fromisoformat(f"{month}-01")
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        rows = rows.filter(starts_on__lte=last, ends_on__gte=first)
    if q:
        rows = rows.filter(_words(q, "fair__"))
    return rows.select_related("fair").annotate(
        takes_firms=Exists(_joinable(timezone.localdate()).filter(edition_id=OuterRef("pk")))
    )


def _joinable(today: datetime.date) -> QuerySet[Delegation]:
    return Delegation.objects.filter(takes_sign_ups=True, state=DelegationState.OPEN).filter(
        Q(sign_up_until__isnull=True) | Q(sign_up_until__gte=today)
    )


def _words(text: str, prefix: str = "") -> Q:
    found = Q()
    for name in ("name_zh", "name_en", "short_name", "city_zh", "city_en", "organiser_zh", "organiser_en"):
        found |= Q(**{f"{prefix}{name}__icontains": text})
    return found


@dataclass(frozen=True)
class PublicFair:
    """The public page of an edition."""

    edition: FairEdition
    contacts: Sequence[FairContact]
    delegations: Sequence[Delegation]
    others: Sequence[FairEdition]
    industries: str
    country: str


def public_fair(edition: FairEdition) -> PublicFair:
    """Gather the public page of an edition. Three queries."""
    today = timezone.localdate()
    fair = edition.fair
    contacts = FairContact.objects.filter(fair=fair, is_public=True).filter(
        Q(edition__isnull=True) | Q(edition=edition)
    )
    over = edition.ends_on < today or edition.cancelled_on is not None
    open_now = [] if over else list(_joinable(today).filter(edition=edition).select_related("center").order_by("pk"))
    return PublicFair(
        edition=edition,
        contacts=by_kind(contacts),
        delegations=open_now,
        others=list(access.public_editions().filter(fair=fair).exclude(pk=edition.pk).order_by("-starts_on")[:6]),
        industries=pick("、", ", ").join(map(section_name, fair.industries)),
        country=country_name(fair.country),
    )


def by_kind(contacts: QuerySet[FairContact]) -> list[FairContact]:
    """List contacts in the order of their kinds, as `ContactKind` has them."""
    order = {kind: at for at, kind in enumerate(ContactKind.values)}
    return sorted(contacts.select_related("edition", "center"), key=lambda row: (order[row.kind], row.pk))


def home_part() -> Mapping[str, Any] | None:
    """Give what the public home shows: the next fairs; None when there are none. One query."""
    rows = list(coming().filter(starts_on__lte=timezone.localdate() + AHEAD).order_by("starts_on", "pk")[:4])
    return {"editions": rows} if rows else None


def on_desk(fairs: QuerySet[Fair], *, q: str = "", country: str = "", state: str = "") -> QuerySet[Fair]:
    """Narrow the fairs of the desk; `waiting` are also those of which an edition or a change waits."""
    if country:
        fairs = fairs.filter(country=country)
    if q:
        fairs = fairs.filter(_words(q))
    waits = Q(confirmed_at__isnull=True) | Exists(
        FairEdition.objects.filter(fair_id=OuterRef("pk"), confirmed_at__isnull=True)
    )
    if state == "waiting":
        fairs = fairs.filter(waits)
    elif state == "confirmed":
        fairs = fairs.filter(confirmed_at__isnull=False)
    return fairs.annotate(held=Count("editions"))


@dataclass(frozen=True)
class Change:
    """A change that waits, column by column in words."""

    amendment: Amendment
    lines: Sequence[tuple[str, str, str]]
    by: str
    own: bool


def changes_of(fair: Fair, user_id: int | None) -> list[Change]:
    """List the changes of a fair and its editions that wait. One query, for the nation."""
    rows = Amendment.objects.filter(Q(fair=fair) | Q(edition__fair=fair), state=AmendmentState.PREPARED)
    found = []
    for row in rows.select_related("fair", "edition__fair", "made_by").order_by("pk"):
        entry = row.fair or row.edition
        assert entry is not None
        lines = [
            (str(entry._meta.get_field(name).verbose_name), _plain(getattr(entry, name)), _plain(value))  # type: ignore[union-attr]
            for name, value in row.words.items()
        ]
        found.append(Change(row, lines, row.made_by.name if row.made_by else "", row.made_by_id == user_id))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return pick("、", ", ").join(map(str, value))
    return "" if value is None else str(value)


def waiting(user_id: int) -> int:
    """Count what waits on the list for somebody else than `user_id`. One query."""
    fairs = Fair.objects.filter(confirmed_at__isnull=True).exclude(created_by_id=user_id).order_by().values("pk")
    editions = (
        FairEdition.objects.filter(confirmed_at__isnull=True).exclude(created_by_id=user_id).order_by().values("pk")
    )
    changes = (
        Amendment.objects.filter(state=AmendmentState.PREPARED).exclude(made_by_id=user_id).order_by().values("pk")
    )
    return fairs.union(editions, changes, all=True).count()
