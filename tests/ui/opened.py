"""The page, opened as a browser would open it, and what it sends to the browser."""

import json
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from backprop_explorer.visit.picks import pick
from backprop_explorer.visit.session import Session

from ..figures.html_tree import Element, read

APP = Path(__file__).parents[2] / "app.py"


def open_page(parameters: Mapping[str, str] | None = None, session: Session | None = None) -> AppTest:
    """The page at an address, or in the middle of a session."""
    page = AppTest.from_file(str(APP), default_timeout=30)
    for name, value in (parameters or {}).items():
        page.query_params[name] = value
    if session is not None:
        page.session_state["session"] = session
    return run(page)


def run(page: AppTest) -> AppTest:
    """Run the script; a traceback fails the test, with its words."""
    page.run()
    assert not page.exception, page.exception
    return page


def press(page: AppTest, key: str) -> AppTest:
    """Press a button, as a person can: not while it is disabled."""
    button = page.button(key=key)
    assert not button.disabled, f"{key} is disabled"
    button.click()
    return run(page)


def set_up(page: AppTest) -> AppTest:
    """Open the setup: its fields are drawn only then."""
    if not session_of(page).sets_up:
        pick(session_of(page), "setup:")
        run(page)
    return page


def open_drawer(page: AppTest, key: str) -> AppTest:
    """Open a drawer of the setup: what is in it is drawn only then."""
    set_up(page)
    if not page.session_state[key]:
        page.session_state[key] = True
        run(page)
    return page


def session_of(page: AppTest) -> Session:
    return page.session_state["session"]


def place(page: AppTest) -> tuple[int, str]:
    """The step and the phase that the page is at."""
    scenario = session_of(page).cursor.scenario
    return scenario.step, scenario.phase


def sent(page: AppTest) -> dict[str, dict[str, Any]]:
    """What goes to each of the page's own components, by its key; to the stage, the pieces of its place."""
    return {
        element.key: json.loads(element.proto.json) if element.proto.json else unpacked(element.proto.bytes)
        for element in page.get("bidi_component")
    }


def unpacked(answer: bytes) -> dict[str, Any]:
    """The pieces of the place that the page is at, and under "header" what was said of it."""
    header, *decks = frame(answer)
    if not decks:
        return {"header": header}
    shown = decks[0]["at"][header["phase"]]
    assert decks[0]["step"] == header["step"]
    pieces = {slot: joined(runs, decks[0]["strings"]) for slot, runs in shown["slots"].items()}
    return {**pieces, "header": header, "told": {name: shown[name] for name in ("text", "epoch", "address")}}


def joined(runs: list[int], strings: list[str]) -> str:
    """A piece from its runs of strings: a first one and how many, again and again."""
    return "".join(string for at in range(0, len(runs), 2) for string in strings[runs[at] : runs[at] + runs[at + 1]])


def frame(answer: bytes) -> list[dict[str, Any]]:
    """A header and the decks after it."""
    start = 4 + int.from_bytes(answer[:4], "big")
    header = json.loads(answer[4:start])
    ends = [start + sum(header["parts"][: number + 1]) for number in range(len(header["parts"]))]
    return [header, *(json.loads(zlib.decompress(answer[a:b])) for a, b in zip([start, *ends], ends, strict=False))]


def stage(page: AppTest) -> dict[str, Any]:
    """The pieces of the stage."""
    return {name: piece for name, piece in sent(page)["stage"].items() if name not in ("header", "told")}


def header(page: AppTest) -> dict[str, Any]:
    return sent(page)["stage"]["header"]


def all_html(page: AppTest) -> Iterator[Element]:
    """Every piece of HTML on the page, read back."""
    for data in sent(page).values():
        for text in data.values():
            if isinstance(text, str) and text.startswith("<"):
                yield read(text)
    for element in page.get("html"):
        if not element.proto.body.startswith("<style>"):
            yield read(element.proto.body)


def notices(page: AppTest) -> list[str]:
    """What the page says before anything else."""
    pieces = [sent(page).get("notices", {}).get("html", ""), stage(page).get("said", "")]
    return [note.text for piece in pieces if piece for note in read(piece).find("div", "note")]


def field(page: AppTest, name: str) -> Any:
    """A box of the setup."""
    set_up(page)
    (found,) = (box for box in (*page.text_input, *page.selectbox) if box.key.startswith(f"setup_{name}_"))
    return found


def fill(page: AppTest, name: str, value: str) -> AppTest:
    """Type or choose something in the setup."""
    field(page, name).set_value(value)
    return run(page)
