"""Bar charts as SVG: no library draws them with less, and they print sharp on any paper."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 16, 16, 56, 56
GAP = 0.25
BAR, INK, FAINT = "#2f6f9f", "#1a1a1a", "#666666"
STYLE = f'font-family="sans-serif" font-size="12" fill="{INK}"'


def bar_chart(title: str, about: str, bars: Mapping[str, int]) -> str:
    """A bar for each name, with its number above it.

    Args:
        title: above the chart.
        about: below the title, in small print.
        bars: from left to right.
    """
    step = (WIDTH - LEFT - RIGHT) / max(1, len(bars))
    tallest = max(bars.values(), default=0) or 1
    parts = [_bar(n, name, value, step, tallest) for n, (name, value) in enumerate(bars.items())]
    base = HEIGHT - BOTTOM
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" {STYLE}>',
            f"<title>{escape(title)}</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            f'<text x="{LEFT}" y="24" font-size="16">{escape(title)}</text>',
            f'<text x="{LEFT}" y="42" fill="{FAINT}">{escape(about)}</text>',
            *parts,
            f'<line x1="{LEFT}" y1="{base}" x2="{WIDTH - RIGHT}" y2="{base}" stroke="{INK}"/>',
            "</svg>",
            "",
        ]
    )


def _bar(number: int, name: str, value: int, step: float, tallest: int) -> str:
    height = (HEIGHT - TOP - BOTTOM - 16) * value / tallest
    left = LEFT + step * (number + GAP / 2)
    width = step * (1 - GAP)
    middle, base = left + width / 2, HEIGHT - BOTTOM
    return (
        f'<rect x="{left:.1f}" y="{base - height:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{BAR}"/>'
        f'<text x="{middle:.1f}" y="{base - height - 4:.1f}" text-anchor="middle">{value}</text>'
        f'<text x="{middle:.1f}" y="{base + 16}" text-anchor="middle">{escape(name)}</text>'
    )
