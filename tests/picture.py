"""Makes the README's pictures. Run from the root: python -m tests.picture."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Page

from tests.serving import ROOT, chromium, serve

DOCS = ROOT / "docs"
SIZE = {"width": 1440, "height": 900}
SMALL = (1080, 675)  # of the moving picture
PHASES = 11
SHOWN = 1600  # ms of each phase


def opened(browser: Browser, address: str, scheme: str = "light") -> Page:
    """The page at an address, when it stands still."""
    page = browser.new_page(viewport=SIZE, color_scheme=scheme)
    page.goto(address)
    page.wait_for_selector("#cursor[data-phase]", state="attached")
    page.wait_for_timeout(1500)
    return page


def mini_batch(page: Page) -> list[Image.Image]:
    """One picture of each phase of the mini-batch."""
    found = []
    for _ in range(PHASES):
        found.append(Image.open(BytesIO(page.screenshot())).convert("RGB").resize(SMALL, Image.Resampling.LANCZOS))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(1200)
    return found


def main() -> None:
    with serve(ROOT / "app.py") as address, chromium() as browser:
        for scheme in ("light", "dark"):
            opened(browser, f"{address}/?phase=delta-1", scheme).screenshot(path=DOCS / f"page-{scheme}.png")
        first, *others = mini_batch(opened(browser, f"{address}/?phase=batch"))
        first.save(
            DOCS / "mini-batch.webp", save_all=True, append_images=others, duration=SHOWN, loop=0, quality=70, method=6
        )


if __name__ == "__main__":
    main()
