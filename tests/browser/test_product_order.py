"""The factors of a product, moved by hand: what is said of their order needs no server."""

from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page

from backprop_explorer.figures.exhibits import EXHIBITS, Exhibited
from backprop_explorer.front import source
from backprop_explorer.scenario import preset

START = "exhibits({ listen: (type, act, how) => window.addEventListener(type, act, how) });"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 900, "height": 500})
    of = preset("mazur-2-2-2")
    picture = EXHIBITS["product-order"](Exhibited(of.start().seek(0), of))
    page.set_content(f"<style>{source('base.css', 'exhibits.css')}</style><div class=bx>{picture}</div>")
    page.add_script_tag(type="module", content=source("exhibits.js") + START)
    yield page
    page.close()


def names(page: Page) -> list[str]:
    return page.locator(".movable").evaluate_all("(tiles) => tiles.map((tile) => tile.dataset.name)")


def tile(page: Page, name: str) -> Locator:
    return page.locator(f'.movable[data-name="{name}"]')


def said(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def red(page: Page) -> list[str]:
    """The factors whose facing sides are marked."""
    found = page.locator(".movable.ends, .movable.begins")
    return found.evaluate_all("(tiles) => tiles.map((tile) => tile.dataset.name)")


def test_a_chain_is_put_in_order_with_the_keyboard_until_it_gives_the_gradient(page: Page) -> None:
    assert names(page) == ["δ²", "(w²)ᵀ", "diag σ′(z¹)", "xᵀ"]
    assert red(page) == ["δ²", "(w²)ᵀ"]
    assert said(page).startswith("Columns of δ²: 1. Rows of (w²)ᵀ: 2.")
    assert page.locator(".wanted").is_hidden()
    right = tile(page, "δ²").get_by_role("button", name="move δ² to the right")
    right.focus()
    page.keyboard.press("Enter")
    assert names(page) == ["(w²)ᵀ", "δ²", "diag σ′(z¹)", "xᵀ"]
    assert red(page) == ["δ²", "diag σ′(z¹)"]  # it is the first pair that does not fit
    page.keyboard.press("Space")  # the button that was pressed has the focus still
    # All sides fit, since both layers have two neurons; but σ′ belongs to the left of the weights.
    assert names(page) == ["(w²)ᵀ", "diag σ′(z¹)", "δ²", "xᵀ"]
    assert (red(page), page.locator(".wanted").is_hidden()) == ([], True)
    assert said(page).startswith(
        "All inner sides are equal, so NumPy multiplies. But the product, 2 × 2, is not ∂C₁/∂w¹"
    )
    tile(page, "diag σ′(z¹)").get_by_role("button", name="to the left").click()
    assert names(page) == ["diag σ′(z¹)", "(w²)ᵀ", "δ²", "xᵀ"]
    assert said(page) == "All inner sides are equal, and the product, 2 × 2, is ∂C₁/∂w¹: one number per edge."
    cells = page.locator(".wanted td").evaluate_all("(cells) => cells.map((cell) => Number(cell.dataset.value))")
    # Mazur's example: ∂C/∂w¹.
    np.testing.assert_allclose(cells, [0.000438567734, 0.000877135469, 0.000497712735, 0.000995425471], rtol=1e-8)
    page.keyboard.press("ArrowRight")  # an arrow key moves the tile, too
    assert names(page)[:2] == ["(w²)ᵀ", "diag σ′(z¹)"]
    page.keyboard.press("ArrowLeft")
    tile(page, "xᵀ").get_by_role("button", name="to the right").click()  # at the end already: nothing moves
    assert names(page) == ["diag σ′(z¹)", "(w²)ᵀ", "δ²", "xᵀ"]


def test_a_factor_is_dragged_to_another_place(page: Page) -> None:
    tile(page, "xᵀ").drag_to(tile(page, "δ²"), target_position={"x": 3, "y": 20})
    assert names(page) == ["xᵀ", "δ²", "(w²)ᵀ", "diag σ′(z¹)"]
    assert red(page) == ["δ²", "(w²)ᵀ"]  # (1 × 2)(2 × 1) fits, (2 × 1)(2 × 2) does not
