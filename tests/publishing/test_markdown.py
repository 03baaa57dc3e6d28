"""Editors' Markdown becomes HTML that can do no harm."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from alerts.publishing.diff import compare
from portal.site.markdown import Picture, plain, render


def test_what_editors_write() -> None:
    html = render("# 标题\n\n见**第三条。**其后\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n[官网](https://example.org)")
    assert "<h3>标题</h3>" in html
    assert "<strong>第三条。</strong>其后" in html
    assert '<div class="table-frame" tabindex="0"><table>' in html
    assert "&lt;b&gt;" in render("<b>粗</b>"), "what looks like HTML stands as text"
    assert 'href="https://example.org" rel="noopener noreferrer"' in html


def test_pictures_are_the_items_own() -> None:
    pictures = {12: Picture("/published/x/", "海关 & “扣押”")}
    assert '<img src="/published/x/" alt="海关 &amp; “扣押”">' in render("![别的](pic:12)", pictures).replace(
        "&quot;", '"'
    )
    for foreign in ("![x](https://evil.example/p.png)", "![x](pic:13)", "![x](data:image/png;base64,AAAA)"):
        assert "<img" not in render(foreign, pictures)


@given(st.text(alphabet=st.sampled_from(list("<>\"'&/=:;()[]!`*_~#|\n aonerscriptjavhdl12pic")), max_size=120))
def test_nothing_runs(text: str) -> None:
    """Whatever is typed: no script, no handler, no address that runs, no foreign picture."""
    html = render(text, {1: Picture("/p/", "x")}).lower()
    assert "<script" not in html
    assert "javascript:" not in html.replace("&#58;", ":") or 'href="javascript:' not in html
    assert "<img" not in html or 'src="/p/"' in html
    assert "\u2060" not in html
    plain(text)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_can_be_read_both_ways(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.how != "added") == before
    assert "".join(piece.text for piece in pieces if piece.how != "removed") == after


def test_no_text_keeps_a_server_busy() -> None:
    """As long as a part may be: open marks without end, and two texts of nothing but line ends."""
    began = time.process_time()
    render("**字 ~~字 " * 6_000)
    assert (
        "".join(piece.text for piece in compare("\n" * 60_000, "\n" * 59_999 + "x") if piece.how != "added")
        == "\n" * 60_000
    )
    assert time.process_time() - began < 3
