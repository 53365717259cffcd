"""A lesson in the two other engines: Firefox, and WebKit, which Safari is made of.

Run from the root: python -m tests.handout.others [--stills FOLDER] [firefox] [webkit]

The file is opened from disk. In each engine a person steps a whole mini-batch by the button and on by a key, turns the
matrices, and opens the calculation of a number. The numbers of the ledger are compared with the engine's. At the end
nothing may have gone wrong in a script, and nothing may have been asked for. Where the command may be without a network
(unshare -n), it needs none.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from backprop_explorer.scenario import preset
from tests.browser.others import ENGINES, KEY, LISTEN, PRESS, WRONGS, Driven, arrive, compare

from .files import write

NAME = "or-gate-2-2-1"
PICK = """(() => { document.querySelector('[data-pick="%s"]').dispatchEvent(new MouseEvent("click", { bubbles: true }));
  return ""; })()"""
SHAPE = """(() => document.querySelector('[data-matrix="delta-1"]').dataset.shape)()"""
CHAIN = """(() => document.querySelector("[data-chain]")?.dataset.chain ?? "")()"""
ASKED = "JSON.stringify(performance.getEntriesByType('resource').map(({ name }) => name))"


def walk(browser: Driven, path: Path, save: Any) -> None:
    """All that a person does with the lesson."""
    phases = preset(NAME).phase_ids
    browser.open(path.as_uri())
    browser.run(LISTEN)
    arrive(browser, f"0/{phases[0]}")
    seen = [compare(browser, NAME, 0)]
    for phase in phases[1:]:
        browser.run(PRESS)
        arrive(browser, f"0/{phase}")
        seen.append(compare(browser, NAME, 0))
    assert seen == sorted(seen) and seen[-1] > seen[0], f"The ledger has to fill up: {seen}"
    save("update", browser.still())
    browser.run(KEY)
    arrive(browser, f"1/{phases[0]}")
    browser.run(PICK % "phase:grad-1")
    arrive(browser, "1/grad-1")
    compare(browser, NAME, 1)
    before = browser.run(SHAPE)
    browser.run(PICK % "view:rows")
    _until(browser, SHAPE, "x".join(reversed(before.split("x"))))
    browser.run(PICK % "cell:w-1-0-1")
    _until(browser, CHAIN, "grad_w-1-0-1")
    save("number", browser.still())
    wrongs = [*browser.wrongs(), *json.loads(browser.run(WRONGS)), *json.loads(browser.run(ASKED))]
    assert wrongs == [], wrongs
    print(f"  {len(phases)} phases, {seen[-1]} numbers at the end, all the engine's; no script error, no request")


def _until(browser: Driven, script: str, wanted: str) -> None:
    """Wait until an expression gives this."""
    for _ in range(400):
        if (now := browser.run(script)) == wanted:
            return
    raise AssertionError(f"{script} gives {now!r}, not {wanted!r}.")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engines", nargs="*", default=list(ENGINES))
    parser.add_argument("--stills", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), NAME, (0, 1), orientations=("columns", "rows"))
        for engine in options.engines:
            print(engine)

            def save(name: str, picture: bytes, engine: str = engine) -> None:
                if options.stills:
                    options.stills.mkdir(parents=True, exist_ok=True)
                    (options.stills / f"lesson-{engine}-{name}.png").write_bytes(picture)

            with ENGINES[engine]() as browser:
                walk(browser, path, save)


if __name__ == "__main__":
    main()
