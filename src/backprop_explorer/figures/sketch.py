"""A small drawing that has a size of its own."""

from __future__ import annotations

from .html import Html, h


def sketch(label: str, *marks: str, kind: str, size: tuple[float, float]) -> Html:
    """An SVG of `size` (width, height) in px; `label` says to those who hear the page what is drawn."""
    width, height = size
    return h(
        "svg",
        h("title", label),
        *marks,
        class_=kind,
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        aria_label=label,
    )
