"""What stands in the top bar and on the doorstep. The kernel knows no entry itself: each app lists its own in `<app>/nav.py`.

An app's `nav.py` may define, each optional:

- `NAV: list[NavItem]`: entries of the bar;
- `START: dict[str, str]`: seat kind → route of the page a person lands on (`{"center": "cases:worklist"}`);
- `DOORS: list[Door]`: big entries of the public home;
- `BELL: Bell`: the page behind the bell and how many notices are unread;
- `MENU: list[NavItem]`: entries of the person's own menu (settings, sessions);
- `SHELVES: list[NavItem]`: what the public reads, tabs of `information.html`;
- `DESKS: list[NavItem]`: where that is written and kept, tabs of `editorial.html`;
- `WAITS: list[Wait]`: work of the desks that waits for a person, shown where they begin;
- `HOME_PARTS: list[Part]`: sections of the public home, `SITE_PARTS: list[Part]`: sections of the page of a center;
- `BOARD_PARTS: list[Part]`: sections above the figures of the board (called with the actor);
- `SEARCH_KINDS: dict[str, str]`: words for the kinds of pages it makes findable (portal.site.search);
- `SEARCH_RIGHTS: dict[str, str]`: words for the kinds of rights that these pages carry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.policy import table
from portal.policy.personas import ANONYMOUS
from portal.site.marks import icon

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class NavItem:
    """One link: a lazily translated `label`, a route without arguments, an icon of static/icons.txt.

    It shows to the personas whom the policy table lets through; `personas` narrows that further. Lower `order` stands
    further left.
    """

    label: str | _StrPromise
    route: str
    icon: str
    personas: frozenset[str] | None = None
    order: int = 100


@dataclass(frozen=True)
class Door:
    """One of the big entries of the public home: what a visitor can do, in a few words."""

    label: str | _StrPromise
    text: str | _StrPromise
    route: str
    icon: str
    order: int = 100
    primary: bool = False

    @property
    def path(self) -> str:
        """The path behind the door."""
        return address(self.route)


@dataclass(frozen=True)
class Bell:
    """The page behind the bell; `unread` counts for an actor with one cheap query."""

    route: str
    unread: Callable[[Actor], int]


@dataclass(frozen=True)
class Part:
    """A section that an app puts on a page of the kernel or of the board: the public home, the page of a center.

    `context` gives what `template` shows, or None when there is nothing to show; it is called with what the page is about (the
    center; the actor on the board; nothing on the home). `tags` name what it depends on (portal.site.pagecache). Keep to few queries.
    """

    template: str
    context: Callable[..., Mapping[str, Any] | None]
    order: int = 100
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wait:
    """Work on a desk that waits for whoever has one of `personas`: its words, the page where it is done, and how much it is.

    `count` asks for an actor with one query; `query` goes behind the path of `route`.
    """

    label: str | _StrPromise
    route: str
    count: Callable[[Actor], int]
    personas: frozenset[str]
    query: str = ""
    order: int = 100


def fill(parts: Sequence[Part], *about: object) -> list[tuple[str, Mapping[str, Any]]]:
    """Give (template, context) of the parts that have something to show."""
    filled = [(part.template, part.context(*about)) for part in parts]
    return [(template, context) for template, context in filled if context is not None]


def tags_of(parts: Sequence[Part]) -> list[str]:
    """Name what the parts depend on."""
    return [tag for part in parts for tag in part.tags]


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(
        import_module(f"{config.name}.nav")
        for config in apps.get_app_configs()
        if config.name != "portal.site" and find_spec(f"{config.name}.nav") is not None
    )


def _gather(name: str) -> list[NavItem]:
    found = [item for module in _modules() for item in getattr(module, name, [])]
    return sorted(found, key=lambda item: item.order)


@cache
def items() -> Sequence[NavItem]:
    """List every entry of the bar, leftmost first: the apps' own, and for visitors the way through the public pages."""
    visitors = [
        NavItem(_("Home"), "site:home", "home", ANONYMOUS, order=0),
        *(NavItem(door.label, door.route, door.icon, ANONYMOUS, order=1) for door in doors()),
        NavItem(_("Guidance centers"), "site:centers", "map-pin", ANONYMOUS, order=900),
        NavItem(_("About"), "site:about", "info-circle", ANONYMOUS, order=910),
    ]
    return sorted([*_gather("NAV"), *visitors], key=lambda item: item.order)


@cache
def menu_items() -> Sequence[NavItem]:
    """List every entry of the person's own menu."""
    return _gather("MENU")


@cache
def shelves() -> Sequence[NavItem]:
    """List what the public reads, as tabs."""
    return _gather("SHELVES")


@cache
def desks() -> Sequence[NavItem]:
    """List where what the public reads is written and kept, as tabs."""
    return _gather("DESKS")


@cache
def _waits() -> Sequence[Wait]:
    return sorted((wait for module in _modules() for wait in getattr(module, "WAITS", [])), key=lambda wait: wait.order)


def waits(actor: Actor) -> list[tuple[str, str, int]]:
    """List what waits for an actor on the desks: (words, address, how many). One query for each kind that may be theirs."""
    mine = [wait for wait in _waits() if actor.has(*wait.personas)]
    counted = [(str(wait.label), address(wait.route) + wait.query, wait.count(actor)) for wait in mine]
    return [row for row in counted if row[2]]


@cache
def home_parts() -> Sequence[Part]:
    """List the sections of the public home, uppermost first."""
    found = [part for module in _modules() for part in getattr(module, "HOME_PARTS", [])]
    return sorted(found, key=lambda part: part.order)


@cache
def site_parts() -> Sequence[Part]:
    """List the sections of the page of a center, uppermost first."""
    found = [part for module in _modules() for part in getattr(module, "SITE_PARTS", [])]
    return sorted(found, key=lambda part: part.order)


@cache
def board_parts() -> Sequence[Part]:
    """List the sections of the board above its figures, uppermost first."""
    found = [part for module in _modules() for part in getattr(module, "BOARD_PARTS", [])]
    return sorted(found, key=lambda part: part.order)


@cache
def search_kinds() -> Mapping[str, str | _StrPromise]:
    """Map the kinds of findable pages to their words."""
    return {code: words for module in _modules() for code, words in getattr(module, "SEARCH_KINDS", {}).items()}


@cache
def search_rights() -> Mapping[str, str | _StrPromise]:
    """Map the kinds of rights that findable pages carry to their words."""
    return {code: words for module in _modules() for code, words in getattr(module, "SEARCH_RIGHTS", {}).items()}


@cache
def doors() -> Sequence[Door]:
    """List the doors of the public home that lead somewhere."""
    found = [door for module in _modules() for door in getattr(module, "DOORS", []) if door.path]
    return sorted(found, key=lambda door: door.order)


@cache
def bell() -> Bell | None:
    """Return the bell, when an app hangs one up."""
    return next((module.BELL for module in _modules() if hasattr(module, "BELL")), None)


@cache
def starts() -> Mapping[str, str]:
    """Map seat kinds to the route of their first page."""
    return {kind: route for module in _modules() for kind, route in getattr(module, "START", {}).items()}


@cache
def address(route: str) -> str:
    """Return the path of a route without arguments, or "" when this installation has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def start_path(actor: Actor) -> str:
    """Return the path of the page on which this actor begins, "" when their kind of seat has none.

    Who writes for the public and does nothing else begins at the first of the desks.
    """
    if actor.has("editor", "reviewer") and not actor.has("coordinator", "analyst"):
        desk = next((item for item in desks() if open_to(item, actor.personas)), None)
        if desk is not None:
            return address(desk.route)
    route = starts().get(actor.kind, "")
    return address(route) if route else ""


def open_to(item: NavItem, personas: frozenset[str]) -> bool:
    """Say whether an entry leads these personas anywhere: the page exists and the policy table lets them in."""
    rule = table.find(item.route, "GET")
    if rule is None or rule.personas.isdisjoint(personas) or not address(item.route):
        return False
    return item.personas is None or not item.personas.isdisjoint(personas)


@lru_cache(maxsize=256)
def _bar(language: str, personas: frozenset[str]) -> SafeString:
    """Draw the bar's links once per language and set of personas; a process keeps them all."""
    return format_html_join(
        "",
        '<li class="nav-item"><a class="nav-link" href="{}">{}<span>{}</span></a></li>',
        ((address(item.route), icon(item.icon), item.label) for item in items() if open_to(item, personas)),
    )


@lru_cache(maxsize=256)
def _menu(language: str, personas: frozenset[str]) -> SafeString:
    return format_html_join(
        "",
        '<a class="menu-item" href="{}">{}<span>{}</span></a>',
        (
            (address(item.route), icon(item.icon, "", "menu-icon"), item.label)
            for item in menu_items()
            if open_to(item, personas)
        ),
    )


@cache
def _paths() -> Sequence[str]:
    """All paths of the bar and the desks, longest first, so that the nearest one is marked."""
    return sorted({address(item.route) for item in (*items(), *desks())} - {""}, key=len, reverse=True)


def bar(actor: Actor, path: str) -> SafeString:
    """Draw the bar for an actor, with the entry that leads to `path` (or a page under it) marked as the present one.

    A desk that is no entry itself is marked by the entry that leads to the first of the desks.
    """
    drawn = _bar(get_language() or "", actor.personas)
    tabs_open = {address(item.route) for item in desks() if open_to(item, actor.personas)}
    for candidate in _paths():
        near = path == candidate or (candidate != "/" and path.startswith(candidate))
        for entry in (candidate, address(desks()[0].route) if candidate in tabs_open else candidate):
            if near and (link := f'href="{entry}"') in drawn:
                return SafeString(drawn.replace(link, f'{link} aria-current="page"', 1))
    return drawn


@lru_cache(maxsize=256)
def _tabs(language: str, items: tuple[NavItem, ...], personas: frozenset[str]) -> SafeString:
    return format_html_join(
        "",
        '<li><a href="{}">{}<span>{}</span></a></li>',
        ((address(item.route), icon(item.icon), item.label) for item in items if open_to(item, personas)),
    )


def tabs(items: Sequence[NavItem], actor: Actor, path: str) -> SafeString:
    """Draw `items` as tabs for an actor, with the one that `path` lies under marked as the present one."""
    drawn = _tabs(get_language() or "", tuple(items), actor.personas)
    for candidate in sorted((address(item.route) for item in items), key=len, reverse=True):
        if candidate and path.startswith(candidate) and (link := f'href="{candidate}"') in drawn:
            return SafeString(drawn.replace(link, f'{link} aria-current="page"', 1))
    return drawn


def has_bar(personas: frozenset[str]) -> bool:
    """Say whether these personas have any entry in the bar."""
    return any(open_to(item, personas) for item in items())


def menu(personas: frozenset[str]) -> SafeString:
    """Draw the links of the person's own menu."""
    return _menu(get_language() or "", personas)


def role_words(roles: frozenset[str]) -> str:
    """Write the roles of a seat in the reader's language, joined as a list."""
    return _role_words(get_language() or "", roles)


@lru_cache(maxsize=256)
def _role_words(language: str, roles: frozenset[str]) -> str:
    from portal.accounts.models import EnterpriseMember
    from portal.tenancy.models import StaffRole

    labels: dict[str, object] = {**dict(StaffRole.choices), **dict(EnterpriseMember.Role.choices)}
    words = [str(label) for code, label in labels.items() if code in roles]
    return ("、" if language.startswith("zh") else ", ").join(words)
