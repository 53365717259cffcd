"""Makes the README's pictures. Run from the root: python -m tests.picture."""

from playwright.sync_api import Browser

from tests.serving import ROOT, chromium, serve


def take(browser: Browser, address: str, name: str, height: int, panel: str = "") -> None:
    """One picture of the page at `address`, with a panel beside the network."""
    page = browser.new_page(viewport={"width": 1440, "height": height})
    page.goto(address)
    page.wait_for_selector(".loop[data-place]")
    page.wait_for_selector("[data-formula] .katex")
    if panel:
        page.click(f'[data-pick="panel:{panel}"]')
    page.wait_for_timeout(1000)
    page.screenshot(path=ROOT / "docs" / name)
    page.close()


def main() -> None:
    with serve(ROOT / "app.py") as address, chromium() as browser:
        take(browser, f"{address}/?preset=or-gate-2-2-1&phase=delta-1", "page.png", 800)
        take(browser, f"{address}/?question=delta-is-not-w", "per-example.png", 660, "batch")


if __name__ == "__main__":
    main()
