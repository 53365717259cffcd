"""Makes the README's picture. Run from the root: python -m tests.picture."""

from tests.serving import ROOT, chromium, serve


def main() -> None:
    with serve(ROOT / "app.py") as address, chromium() as browser:
        page = browser.new_page(viewport={"width": 1440, "height": 830})
        page.goto(f"{address}/?preset=or-gate-2-2-1&phase=delta-1")
        page.wait_for_selector(".plot[data-place]")
        page.wait_for_selector("[data-formula] .katex")
        page.wait_for_timeout(1000)
        page.screenshot(path=ROOT / "docs" / "page.png")


if __name__ == "__main__":
    main()
