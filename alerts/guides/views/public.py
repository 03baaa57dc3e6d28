"""Pages that everybody reads."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from alerts.guides import access
from alerts.guides.choices import MEDIA_TYPE, NUMBERS, Code, Form, Language
from alerts.guides.forms import FinderForm
from alerts.guides.models import GuideFile
from alerts.guides.own import own_markets
from alerts.guides.selectors import reading
from alerts.guides.services.standing import TAG as GUIDES
from alerts.publishing.addresses import address_of
from alerts.publishing.choices import Kind
from alerts.publishing.models import Edition
from alerts.publishing.selectors.reading import reading as edition_reading
from alerts.publishing.services.shelves import TAG
from portal.accounts.actors import Actor
from portal.documents.download import send
from portal.reference.countries import country_code, country_name, country_names
from portal.reference.text import is_chinese
from portal.site.nav import address
from portal.site.pagecache import public_page


@public_page(TAG, GUIDES, params=("q",))
def finder(request: HttpRequest) -> HttpResponse:
    """Find a guide by region of the world, or by name in Chinese, pinyin or English."""
    form = FinderForm(request.GET or None)
    typed = form.cleaned_data["q"].strip() if form.is_bound and form.is_valid() else ""
    cards = reading.cards()
    found = [card for card in cards if reading.matches(card.country, typed)] if typed else cards
    other = country_code(typed) if typed and not found else None
    # Only somebody with a session has markets, and their page is never kept.
    actor: Actor = request.actor  # type: ignore[attr-defined]
    markets = frozenset() if typed else own_markets(actor.user_id)
    context = {
        "form": form,
        "typed": typed,
        "own": [card for card in found if card.country in markets],
        "without_guide": country_names(sorted(markets - {card.country for card in found})),
        "may_name": actor.user_id is not None and not markets and not typed,
        "subscription": address("subscriptions:mine") if actor.user_id is not None else "",
        "regions": reading.by_region([card for card in found if card.country not in markets]),
        "total": len(cards),
        # No guide is no dead end: what else is known of the country is one click away.
        "other": country_name(other) if other else "",
        "elsewhere": _elsewhere(other) if other else [],
    }
    return render(request, "guides/list.html", context)


def _elsewhere(country: str) -> list[tuple[str, str]]:
    rooms = (
        (_("Alerts"), address("publishing:alerts")),
        (_("Law changes"), address("publishing:laws")),
        (_("Official fees"), address("fees:list")),
    )
    return [(str(label), f"{path}?country={country}") for label, path in rooms if path]


@public_page(TAG, GUIDES)
def guide(request: HttpRequest, country: str) -> HttpResponse:
    """Show a whole guide: contents, chapters, response periods, what is new, the files."""
    found = reading.guide_of(country.upper()) if country.islower() else None
    if found is None:
        raise Http404
    context = {
        "guide": found,
        "periods": reading.periods_of(found.country),
        "files": reading.files_of(found.country),
        "laws": _addressed(reading.news_of(found.country, Kind.LAW)),
        "alerts": _addressed(reading.news_of(found.country, Kind.ALERT)),
        "fees_url": _fees(found.country),
        "help_query": f"country={found.country}",
    }
    return render(request, "guides/guide.html", context)


def _fees(country: str) -> str:
    path = address("fees:list")
    return f"{path}?country={country}" if path else ""


def _addressed(editions: list[Edition]) -> list[tuple[Edition, str]]:
    return [(edition, address_of(edition.kind, edition.slug)) for edition in editions]


@public_page(TAG, GUIDES)
def chapter(request: HttpRequest, country: str, chapter: str) -> HttpResponse:
    """Show one chapter; what was retracted says so at its old address (410)."""
    edition = access.get_chapter_edition(country, chapter)
    if edition.retracted_at is not None:
        context = {"edition": edition, "heading": _("Country guides"), "list_route": "guides:list"}
        return render(request, "publishing/retracted.html", context, status=410)
    return _chapter_page(request, edition, edition, country, chapter)


@public_page(TAG, GUIDES)
def version(request: HttpRequest, country: str, chapter: str, number: int) -> HttpResponse:
    """Show an earlier edition of a chapter, marked as such; none of a retracted one."""
    current = access.get_chapter_edition(country, chapter)
    earlier = Edition.objects.select_related("center").filter(item_id=current.item_id, number=number).first()
    # What was retracted stays away, also once a later edition stands.
    if earlier is None or current.retracted_at is not None or earlier.retracted_at is not None:
        raise Http404
    return _chapter_page(request, earlier, current, country, chapter)


def _chapter_page(request: HttpRequest, edition: Edition, current: Edition, country: str, chapter: str) -> HttpResponse:
    shown = edition_reading(edition)
    found = reading.guide_of(country.upper())
    codes = [each.code for each in found.chapters] if found else []
    if found is None or chapter not in codes:
        raise Http404
    place = codes.index(chapter)
    context = {
        "edition": edition,
        "reading": shown,
        "related": _addressed(_read_also(found, shown.related)),
        "current": None if edition.is_current else current,
        "address": reverse("guides:chapter", args=[country, chapter]),
        "public": found.chapters[place].public,
        "guide": found,
        "guide_url": reverse("guides:guide", args=[country]),
        "number": NUMBERS[chapter],
        "label": Code(chapter).label,
        "previous": found.chapters[place - 1] if place else None,
        "next": found.chapters[place + 1] if place + 1 < len(codes) else None,
        "help_query": f"country={found.country}",
        "periods": reading.periods_of(found.country) if chapter in {Code.COURTS, Code.ENFORCEMENT} else [],
        "fees_url": _fees(found.country) if chapter in {Code.COSTS, Code.FILING, Code.TRADEMARKS} else "",
    }
    return render(request, "guides/chapter.html", context)


def _read_also(guide: reading.Guide, related: Sequence[Edition]) -> list[Edition]:
    """List what the editor named outside this guide, else the newest rules and alerts of the country."""
    chapters = {chapter.edition.item_id for chapter in guide.chapters}
    named = [edition for edition in related if edition.item_id not in chapters]
    return named or [*reading.news_of(guide.country, Kind.LAW)[:3], *reading.news_of(guide.country, Kind.ALERT)[:3]]


def file(request: HttpRequest, country: str, form: str) -> HttpResponseBase:
    """Send the whole guide as a file, in the language asked for (`lang`) or the reader's; while there is none, the guide says so."""
    mine = Language.CHINESE if is_chinese() else Language.ENGLISH
    asked = request.GET.get("lang", "")
    language = Language(asked) if asked in Language.values else mine
    row = GuideFile.objects.filter(country=country.upper(), form=form, language=language).first()
    if row is None or not country.islower():
        raise Http404
    # A file that still holds a chapter retracted since is not handed out until it has been made anew.
    if (
        row.made_at is None
        or Edition.objects.filter(
            kind=Kind.GUIDE, countries__contains=[row.country], retracted_at__gt=row.made_at
        ).exists()
    ):
        return redirect(f"{reverse('guides:guide', args=[country])}#files")
    name = f"guide-{country}-{language}-{row.made_at:%Y%m%d}.{form}"
    return send(row.storage_key, name, MEDIA_TYPE[Form(form)])
