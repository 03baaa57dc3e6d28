"""The search page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.reference.countries import country_name
from portal.site import nav
from portal.site.search import selectors
from portal.site.search.forms import SearchForm, choices_of, page_of
from portal.site.search.selectors import Found, Wanted

MOST_CHOICES = 12


@dataclass(frozen=True)
class Choice:
    """One choice of a facet: its words, how many hits it gives, and the address that makes or takes it back."""

    label: str
    count: int
    url: str
    chosen: bool


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Search everything that is published; without a question, say how to ask."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    context: dict[str, object] = {"form": form, "q": request.GET.get("q", ""), "kinds": nav.search_kinds()}
    if not form.is_valid():
        return render(request, "search/search.html", context)
    q, chosen, page = form.cleaned_data["q"], choices_of(request.GET), page_of(request.GET)
    if selectors.too_short(q):
        form.add_error("q", _("Type at least two characters."))
        return render(request, "search/search.html", context)
    found = selectors.find(
        Wanted(
            q,
            kind=chosen.get("kind", ""),
            country=chosen.get("country", ""),
            right=chosen.get("right", ""),
            year=int(chosen["year"]) if "year" in chosen else None,
            page=page,
        )
    )
    context |= {"found": found, "facets": _facets(found, q, chosen), "chosen": chosen, "without": _address(q, {})}
    return render(request, "search/search.html", context | _neighbours(found, q, chosen, page))


def _address(q: str, chosen: Mapping[str, str], page: int = 1) -> str:
    return "?" + urlencode({"q": q, **chosen} | ({"page": page} if page > 1 else {}))


def _neighbours(found: Found, q: str, chosen: Mapping[str, str], page: int) -> dict[str, str]:
    return {
        "previous_url": _address(q, chosen, min(page, found.last_page + 1) - 1) if page > 1 else "",
        "next_url": _address(q, chosen, page + 1) if page < found.last_page else "",
    }


def _facets(found: Found, q: str, chosen: Mapping[str, str]) -> list[tuple[str, list[Choice]]]:
    kinds, rights = nav.search_kinds(), nav.search_rights()
    names: Mapping[str, tuple[str, Callable[[str], str]]] = {
        "kind": (_("Kind of page"), lambda code: str(kinds.get(code, code))),
        "country": (_("Country (region)"), country_name),
        "right": (_("Right"), lambda code: str(rights.get(code, code))),
        "year": (_("Year"), str),
    }
    facets = []
    for name, (title, label) in names.items():
        others = {key: value for key, value in chosen.items() if key != name}
        counts = dict(list(found.counts.get(name, {}).items())[:MOST_CHOICES])
        if (now := chosen.get(name)) and now not in counts:
            counts[now] = found.counts.get(name, {}).get(now, 0)
        choices = [
            Choice(label(code), count, _address(q, others if code == now else {**others, name: code}), code == now)
            for code, count in counts.items()
        ]
        if choices:
            facets.append((title, choices))
    return facets
