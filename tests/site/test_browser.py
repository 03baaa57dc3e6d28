"""The frame and the public pages in a real browser, at a desk and on a phone, with scripts and without."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from playwright.sync_api import FilePayload, expect

from portal import urls as portal_urls
from portal.policy import personas, table
from tests import people
from tests.site.windows import DESK, PHONE, visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
# English on a phone: the longest words in the least room.
SEEN = pytest.mark.parametrize(("size", "language"), [(DESK, "zh-hans"), (PHONE, "en")], ids=["desk", "phone"])

PAGES = {
    "home": "/",
    "centers": "/centers/",
    "centers-none": "/centers/?kind=overseas&province=",
    "about": "/about/",
    "privacy": "/privacy/",
    "terms": "/terms/",
    "accessibility": "/accessibility/",
}


class Sample(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="甲", help_text="USCC")
    served = forms.DateField(label="乙")
    role = forms.ChoiceField(label="丙", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(label="丁", choices=[("p", "P"), ("t", "T")], widget=forms.CheckboxSelectMultiple)
    place = forms.ChoiceField(label="戊", choices=[("", "—"), ("us", "US")])
    markets = forms.MultipleChoiceField(
        label="辛", choices=[("DE", "Deutschland"), ("VN", "Viet Nam"), ("US", "USA")], required=False
    )
    story = forms.CharField(label="己", widget=forms.Textarea, required=False)
    truth = forms.BooleanField(label="OK")
    paper = forms.FileField(label="庚", required=False)


FORM = """{% extends "components/form_page.html" %}{% block title %}1{% endblock %}{% block heading %}1{% endblock %}"""


def sample(request: HttpRequest) -> HttpResponse:
    """Draw every kind of field; count what arrives."""
    form = Sample(request.POST or None, request.FILES or None)
    if request.method == "POST":
        cache.set("arrived", (cache.get("arrived") or 0) + 1)
    if form.is_valid():
        messages.success(request, "✓")
    return HttpResponse(engines["django"].from_string(FORM).render({"form": form}, request))


ROWS = """{% extends "base.html" %}{% block title %}1{% endblock %}{% block heading %}1{% endblock %}
{% block content %}<div class="list-frame"><table class="list" data-list><thead><tr><th>#</th></tr></thead><tbody>
{% for n in "123" %}<tr data-row><td><a href="/row/{{ n }}/">{{ n }}</a></td></tr>{% endfor %}
</tbody></table></div><p>{{ soon|due }}</p><input id="box" aria-label="x">{% endblock %}"""


def rows(request: HttpRequest) -> HttpResponse:
    """Draw a list of three rows."""
    context = {"soon": timezone.now() + dt.timedelta(minutes=90)}
    return HttpResponse(engines["django"].from_string(ROWS).render(context, request))


UPLOAD = """{% extends "base.html" %}{% block title %}1{% endblock %}{% block heading %}1{% endblock %}
{% block scripts %}<script src="{% static "js/upload.js" %}" defer nonce="{{ request.csp_nonce }}"></script>{% endblock %}
{% block content %}<form method="post" enctype="multipart/form-data" data-upload data-max-bytes="1000000">{% csrf_token %}
<input type="file" name="papers" multiple aria-label="1">{% include "components/upload_status.html" %}
<button type="submit" class="btn btn-primary">{% icon "upload" %}1</button></form><ul id="got">{% for name in got %}<li>{{ name }}</li>{% endfor %}</ul>{% endblock %}"""


def upload(request: HttpRequest) -> HttpResponse:
    """Take several files and name them."""
    if "break" in request.GET and request.method == "POST":
        raise RuntimeError("the disk is full")
    got = [f"{file.name} {file.size}" for file in request.FILES.getlist("papers")]
    return HttpResponse(engines["django"].from_string(UPLOAD).render({"got": got}, request))


urlpatterns = [
    *portal_urls.urlpatterns,
    path("sample/", sample, name="sample"),
    path("rows/", rows, name="rows"),
    path("row/<int:number>/", rows, name="row"),
    path("upload/", upload, name="upload"),
]
handler404, handler500 = portal_urls.handler404, portal_urls.handler500


@pytest.fixture(autouse=True)
def _pages_of_our_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    find = table.find
    ours = {
        name: table.rule(name, "GET POST", personas.ALL, scope="login", second_factor=False)
        for name in ("sample", "rows", "row", "upload")
    }
    monkeypatch.setattr(table, "find", lambda route, method: ours.get(route) or find(route, method))
    with override_settings(ROOT_URLCONF=__name__):
        yield


@SEEN
def test_public_pages(live_server: Any, size: dict[str, int], language: str) -> None:
    people.national_center()
    people.make_center(name_zh="浙江分中心", name_en="Zhejiang Sub-center", province="330000", phone="0571-88000000")
    window = visit(live_server, size=size, language=language)
    for label, address in PAGES.items():
        window.go(address)
        window.check(label)


@SEEN
def test_the_header_of_a_signed_in_person(live_server: Any, size: dict[str, int], language: str) -> None:
    center = people.make_center(name_zh="浙江分中心", name_en="Zhejiang Sub-center")
    handler = people.person("handler", center=center)
    owner = people.person("owner", enterprise=people.make_enterprise(name_en="Tools Ltd"), user=handler.user)
    window = visit(live_server, handler, size=size, language=language)
    window.go("/about/")
    if size is PHONE and window.page.locator(".strip-fold summary").count():
        window.page.locator(".strip-fold summary").click()
        expect(window.page.locator(".strip nav")).to_be_visible()
    window.page.locator(".seat summary").click()
    window.check("header-open")
    window.page.keyboard.press("Escape")
    expect(window.page.locator(".seat-menu")).not_to_be_visible()
    window.page.locator(".seat summary").click()
    window.page.locator(f"button[value='{owner.seat_key}']").click()
    window.go("/about/")
    place = "Tools Ltd" if language == "en" else str(owner.enterprise)
    assert place in (window.page.locator(".seat-place").text_content() or "")


def test_the_header_works_without_scripts(live_server: Any) -> None:
    handler = people.person("handler")
    owner = people.person("owner", user=handler.user)
    window = visit(live_server, handler, size=PHONE, script=False)
    window.go("/about/")
    window.page.locator(".seat summary").click()
    window.page.locator(f"button[value='{owner.seat_key}']").click()
    window.go("/about/")
    window.page.locator(".language button").click()
    expect(window.page.locator("html")).to_have_attribute("lang", "en")
    assert window.page.url.endswith("/about/")


@SIZES
def test_a_form_and_its_errors(live_server: Any, size: dict[str, int]) -> None:
    window = visit(live_server, size=size)
    window.go("/sample/")
    window.page.locator("[name=name]").fill("kept")
    window.page.locator("button.btn-primary").click()
    summary = window.page.locator("#error-summary")
    expect(summary).to_be_focused()
    expect(window.page.locator("[name=name]")).to_have_value("kept")
    window.check("form-errors")
    summary.get_by_role("link").nth(1).click()
    expect(window.page.locator("#id_role_0")).to_be_focused()


def test_a_double_click_sends_once(live_server: Any) -> None:
    cache.delete("arrived")
    window = visit(live_server)
    window.go("/sample/")
    window.page.evaluate(
        "() => { const b = document.querySelector('button.btn-primary'); b.click(); b.click(); b.click(); }"
    )
    window.page.wait_for_selector("#error-summary")
    assert cache.get("arrived") == 1


def test_a_long_list_is_found_by_typing_and_kept(live_server: Any) -> None:
    window = visit(live_server)
    window.go("/sample/")
    find, chosen = window.page.locator("#id_markets"), window.page.locator(".pick-chosen button")
    find.fill("viet")
    find.press("Enter")
    window.page.get_by_role("checkbox", name="USA").check()
    expect(chosen).to_have_count(2)
    expect(find).to_have_value("")
    window.page.locator("button.btn-primary").click()
    window.page.wait_for_selector("#error-summary")
    expect(chosen).to_have_text(["Viet Nam ×", "USA ×"])
    chosen.first.click()
    expect(chosen).to_have_text(["USA ×"])
    assert window.page.locator("select[name=markets]").evaluate("s => [...s.selectedOptions].map(o => o.value)") == [
        "US"
    ]


def test_lists_by_keyboard(live_server: Any) -> None:
    window = visit(live_server)
    window.go("/rows/")
    for key in "jjk":
        window.page.keyboard.press(key)
    expect(window.page.locator(".row-now a")).to_have_text("1")
    for _ in range(5):
        window.page.keyboard.press("j")
    expect(window.page.locator(".row-now a")).to_have_text("3")
    window.check("list")
    # letters typed into a field are letters
    window.page.locator("#box").fill("")
    window.page.locator("#box").press("k")
    expect(window.page.locator(".row-now a")).to_have_text("3")
    window.page.locator("#box").blur()
    window.page.keyboard.press("k")
    window.page.keyboard.press("Enter")
    window.page.wait_for_url("**/row/2/")


def test_the_last_hours_of_a_deadline_count_down(live_server: Any) -> None:
    window = visit(live_server)
    window.page.clock.install()
    window.go("/rows/")
    badge = window.page.locator(".due")
    expect(badge).to_have_text("剩 1 小时")
    window.page.clock.fast_forward("01:20:00")
    expect(badge).to_contain_text("分钟")
    window.page.clock.fast_forward("00:30:00")
    expect(badge).to_have_text("今天已逾期")
    expect(badge).to_have_class("due due-over")


def test_files_show_how_far_they_are(live_server: Any) -> None:
    window = visit(live_server)
    window.go("/upload/")
    papers: list[FilePayload] = [
        {"name": "信.pdf", "mimeType": "application/pdf", "buffer": b"a" * 300_000},
        {"name": "b.txt", "mimeType": "text/plain", "buffer": b"b" * 10},
    ]
    window.page.locator("input[type=file]").set_input_files(papers)
    window.page.locator("button.btn-primary").click()
    expect(window.page.locator("#got li")).to_have_text(["信.pdf 300000", "b.txt 10"])
    window.check("upload")


def test_an_upload_that_breaks_off_says_so_and_can_be_sent_again(live_server: Any) -> None:
    window = visit(live_server)
    window.go("/upload/?break")
    paper: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"a" * 1000}
    window.page.locator("input[type=file]").set_input_files([paper])
    window.page.route("**/upload/?break", lambda route: route.abort() if route.request.method == "POST" else None)
    window.page.locator("button.btn-primary").click()
    status = window.page.locator("[data-upload-status]")
    expect(status).to_contain_text("连接中断，内容没有丢失，请重新上传。")
    expect(status.locator("progress")).to_have_count(1)
    window.page.unroute_all()
    window.page.evaluate("() => history.replaceState(null, '', '/upload/')")
    window.page.locator("form[data-upload]").evaluate("form => { form.action = '/upload/'; }")
    window.page.locator("button.btn-primary").click()
    expect(window.page.locator("#got li")).to_have_text(["a.pdf 1000"])


def test_a_file_that_is_too_large_is_not_sent(live_server: Any) -> None:
    window = visit(live_server)
    window.go("/upload/")
    big: FilePayload = {"name": "big.pdf", "mimeType": "application/pdf", "buffer": b"a" * 1_000_001}
    window.page.locator("input[type=file]").set_input_files([big])
    posts: list[str] = []
    window.page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    window.page.locator("button.btn-primary").click()
    expect(window.page.locator("[data-upload-status]")).to_contain_text("有文件超过大小限制")
    assert posts == []


def test_files_go_through_without_scripts(live_server: Any) -> None:
    window = visit(live_server, script=False)
    window.go("/upload/")
    paper: FilePayload = {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"a" * 1000}
    window.page.locator("input[type=file]").set_input_files([paper])
    window.page.locator("button.btn-primary").click()
    expect(window.page.locator("#got li")).to_have_text(["a.pdf 1000"])
