"""The frame of every page: who is acting, where, and the way to act elsewhere."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.accounts.actors import ANONYMOUS, SEAT_SESSION_KEY, Actor, Seat
from portal.policy import personas
from portal.site import context_processors, nav
from tests import people
from tests.site.pages import visible_words


def words_of(client: Client) -> list[str]:
    return visible_words(client.get(reverse("site:about")).content.decode())


@pytest.fixture
def two_seats(db: None) -> tuple[Client, people.Person, people.Person]:
    """One person who is a handler in Zhejiang and owner at a firm; logged in as the handler."""
    center = people.make_center(code="ZJ", name_zh="浙江分中心", name_en="Zhejiang Sub-center")
    handler = people.person("handler", center=center)
    firm = people.make_enterprise("浙江永康工具有限公司", name_en="Yongkang Tools")
    owner = people.person("owner", enterprise=firm, user=handler.user)
    return people.login(Client(), handler), handler, owner


def test_person_place_and_role_are_openly_shown(two_seats: tuple[Client, people.Person, people.Person]) -> None:
    client, handler, _owner = two_seats
    words = words_of(client)
    assert str(handler.user) in words
    assert "浙江分中心" in words
    assert "浙江永康工具有限公司" in words  # the seat to switch to
    client.cookies["django_language"] = "en"
    assert "Zhejiang Sub-center" in words_of(client)


def test_switching_seats_changes_who_acts(two_seats: tuple[Client, people.Person, people.Person]) -> None:
    client, handler, owner = two_seats
    answer = client.post(reverse("site:switch_seat"), {"seat": owner.seat_key})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("site:home")
    assert client.session[SEAT_SESSION_KEY] == owner.seat_key
    request = client.get(reverse("site:about")).wsgi_request
    assert request.actor.seat.key == owner.seat_key  # type: ignore[attr-defined]
    assert request.actor.personas == {"owner"}  # type: ignore[attr-defined]
    client.post(reverse("site:switch_seat"), {"seat": handler.seat_key})
    assert client.session[SEAT_SESSION_KEY] == handler.seat_key


@pytest.mark.parametrize("wanted", ["", "center:999999", "national:1", "center:1'--", "\x00", "admin:1"])
def test_a_seat_one_does_not_hold_changes_nothing(
    two_seats: tuple[Client, people.Person, people.Person], wanted: str
) -> None:
    client, handler, _owner = two_seats
    answer = client.post(reverse("site:switch_seat"), {"seat": wanted})
    assert answer.status_code == 302
    assert client.session[SEAT_SESSION_KEY] == handler.seat_key


def test_switching_needs_a_post_and_a_person(db: None) -> None:
    stranger = Client()
    refused = stranger.post(reverse("site:switch_seat"), {"seat": "center:1"})
    assert refused.status_code == 302
    assert refused["Location"].startswith(reverse("account_login"))
    handler = people.login(Client(), people.person("handler"))
    assert handler.get(reverse("site:switch_seat")).status_code == 405


def test_switching_needs_the_token(two_seats: tuple[Client, people.Person, people.Person]) -> None:
    client, handler, owner = two_seats
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    answer = strict.post(reverse("site:switch_seat"), {"seat": owner.seat_key})
    assert answer.status_code == 403
    assert "Cookie" in answer.content.decode()
    assert client.session[SEAT_SESSION_KEY] == handler.seat_key


def test_one_reader_never_gets_the_header_of_another(db: None) -> None:
    """The header is drawn once per seat and process: nothing of a request may stay in it."""
    center = people.make_center()
    one, two = (people.person("handler", center=center) for _ in range(2))
    pages = [people.login(Client(), who).get(f"/about/?only={who.pk}") for who in (one, two)]
    bodies = [page.content.decode() for page in pages]
    assert str(one.user) in bodies[0]
    assert str(one.user) not in bodies[1]
    assert f"only={one.pk}" not in bodies[1]
    tokens = [page.context["csrf_token"] for page in pages]
    assert str(tokens[0]) not in bodies[1]
    assert "\x01" not in bodies[0] + bodies[1]


def test_the_address_in_the_header_is_escaped(db: None) -> None:
    body = Client().get('/about/?x="><script>alert(1)</script>').content.decode()
    assert "<script>alert" not in body


def test_a_start_page_takes_signed_in_people_from_the_doorstep(db: None) -> None:
    for kind, route in nav.starts().items():
        persona = {"center": "handler", "national": "coordinator", "enterprise": "owner", "admin": "sysadmin"}.get(
            kind, kind
        )
        answer = people.login(Client(), people.person(persona)).get(reverse("site:home"))
        assert (answer.status_code, answer["Location"]) == (302, reverse(route))


@pytest.mark.parametrize(
    ("roles", "begins"),
    [
        ({"editor"}, "site:terms"),
        ({"reviewer"}, "site:privacy"),
        ({"editor", "reviewer"}, "site:terms"),
        ({"editor", "coordinator"}, "cases:board"),
        ({"analyst"}, "cases:board"),
    ],
)
def test_who_only_writes_for_the_public_begins_at_a_desk(
    monkeypatch: pytest.MonkeyPatch, roles: set[str], begins: str
) -> None:
    desks = [
        nav.NavItem("Gone", "nowhere:at_all", "x"),
        nav.NavItem("Texts", "site:terms", "x", personas=frozenset({"editor", "coordinator"})),
        nav.NavItem("Rules", "site:privacy", "x"),
    ]
    monkeypatch.setattr(nav, "desks", lambda: desks)
    actor = Actor(7, Seat("national:1", "national", frozenset(roles), 1))
    assert nav.start_path(actor) == reverse(begins)
    monkeypatch.setattr(nav, "desks", list)
    assert nav.start_path(actor) == reverse("cases:board")


@pytest.fixture
def entries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bar of our own, and none of its drawings left behind."""
    caches = (nav.items, nav._paths, nav._bar)
    bar = [
        nav.NavItem("Rules", "site:privacy", "info-circle", order=2),
        nav.NavItem("Texts", "site:terms", "map-pin", order=1),
        nav.NavItem("Staff", "site:accessibility", "users", personas=personas.CENTER, order=3),
        nav.NavItem("Gone", "nowhere:at_all", "x", order=4),
        nav.NavItem("Writers", "site:switch_seat", "x", order=5),
    ]
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(nav, "_gather", lambda name: sorted(bar, key=lambda item: item.order))
    yield
    for cached in caches:
        cached.cache_clear()


def test_the_bar_offers_what_the_policy_table_lets_through(entries: None) -> None:
    handler = Actor(7, Seat("center:1", "center", frozenset({"handler"}), 1))
    owner = Actor(8, Seat("enterprise:1", "enterprise", frozenset({"owner"}), None, 1))
    assert visible_words(nav.bar(handler, "/")) == ["Texts", "Rules", "Staff"]
    assert visible_words(nav.bar(owner, "/")) == ["Texts", "Rules"]


def test_only_people_of_enterprises_are_offered_another_one() -> None:
    for persona, offered in (("owner", True), ("unaffiliated", True), ("handler", False), ("auditor", False)):
        assert (reverse("accounts:enterprise_register") in nav.menu(frozenset({persona}))) is offered


def test_the_bar_leads_visitors_through_the_public_pages() -> None:
    words = visible_words(nav.bar(ANONYMOUS, "/"))
    assert words[0] == "首页"
    assert words[-2:] == ["指导中心名录", "关于本平台"]
    doors = [str(door.label) for door in nav.doors()]
    assert words[1 : 1 + len(doors)] == doors


@pytest.mark.parametrize(
    ("path", "marked"), [("/", "/"), ("/about/", "/about/"), ("/centers/x/", "/centers/"), ("/x/", "")]
)
def test_the_bar_marks_where_one_is(path: str, marked: str) -> None:
    drawn = nav.bar(ANONYMOUS, path)
    assert drawn.count("aria-current") == bool(marked)
    assert not marked or f'href="{marked}" aria-current="page"' in drawn


def test_a_desk_is_marked_by_the_entry_that_leads_to_the_desks() -> None:
    handler = Actor(user_id=1, seat=Seat(key="x", kind="center", roles=frozenset({"handler"})))
    for path in ("/staff/incidents/", "/screening/", "/fairs-results/years/"):
        assert [part.split('"')[-2] for part in nav.bar(handler, path).split(' aria-current="page"')[:-1]] == [
            "/editorial/"
        ]


def test_every_entry_of_the_apps_leads_somewhere() -> None:
    for item in (*nav.items(), *nav.menu_items()):
        assert nav.address(item.route), f"{item.route} is no page"
        assert any(nav.open_to(item, frozenset({persona})) for persona in personas.ALL), f"nobody may open {item.route}"
    for door in nav.doors():
        assert nav.open_to(nav.NavItem(door.label, door.route, door.icon), frozenset({"anonymous"}))
    for module in nav._modules():
        assert all(nav.address(door.route) for door in getattr(module, "DOORS", []))
    assert all(nav.address(route) for route in nav.starts().values())


def test_a_bare_request_still_gets_a_frame() -> None:
    """Error pages are drawn before anybody is known."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    frame = context_processors.Frame(request)
    assert not frame.signed_in
    assert "智南门户" in frame.header
