"""Bars of a report, as SVG for the PDF. The DOCX says the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

INK, BAR = "#1b2430", "#1d4f91"


def bars_svg(rows: Sequence[Sequence[Any]]) -> bytes:
    """Draw labelled bars of counts, the longest over the whole width."""
    row, left, width = 26, 220, 650
    height = row * len(rows) + 8
    most = max(1, *(count for _words, count in rows))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Noto Sans SC" font-size="12">'
    ]
    for at, (words, count) in enumerate(rows):
        y = 4 + at * row
        length = count * (width - left - 50) / most
        parts.append(f'<text x="{left - 10}" y="{y + 15}" text-anchor="end" fill="{INK}">{escape(str(words))}</text>')
        parts.append(f'<rect x="{left}" y="{y + 3}" width="{length:.1f}" height="{row - 10}" fill="{BAR}"/>')
        parts.append(f'<text x="{left + length + 6:.1f}" y="{y + 15}" fill="{INK}">{count}</text>')
    return "".join([*parts, "</svg>"]).encode()
