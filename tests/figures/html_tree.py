"""HTML read back as a tree, by the rules of html.parser; it refuses what is not closed in order."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import numpy as np

VOID = ("br", "hr", "img", "input")


class _Page:
    """All elements of a page in the order of the document, and where those of a tag, class or attribute are."""

    def __init__(self) -> None:
        self.elements: list[Element] = []
        self.places: defaultdict[str, list[int]] = defaultdict(list)


@dataclass(eq=False)
class Element:
    """One element: its attributes, and its children, which are elements and strings."""

    tag: str
    attributes: dict[str, str]
    page: _Page = field(repr=False)
    children: list["Element | str"] = field(default_factory=list)
    end: int = 0  # the number of the first element after those below this one

    def __post_init__(self) -> None:
        self.number = len(self.page.elements)
        self.page.elements.append(self)
        self.classes = set(self.attributes.get("class", "").split())
        for key in ("", f"<{self.tag}", *(f".{name}" for name in self.classes), *self.attributes):
            self.page.places[key].append(self.number)

    @property
    def text(self) -> str:
        """All text below, as it is read."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def find(self, tag: str = "", css_class: str = "", **attributes: str) -> Iterator["Element"]:
        """All elements below with this tag, class and attributes; data_x stands for data-x, "" for any value."""
        wanted = {name.replace("_", "-"): value for name, value in attributes.items()}
        keys = [f"<{tag}" if tag else "", f".{css_class}" if css_class else "", *wanted]
        places = min((self.page.places.get(key, []) for key in keys), key=len)
        for place in places[bisect_left(places, self.number + 1) : bisect_left(places, self.end)]:
            found = self.page.elements[place]
            fits = all(
                name in found.attributes and value in ("", found.attributes[name]) for name, value in wanted.items()
            )
            if fits and tag in ("", found.tag) and (not css_class or css_class in found.classes):
                yield found

    def one(self, tag: str = "", css_class: str = "", **attributes: str) -> "Element":
        """The one element that fits."""
        (found,) = self.find(tag, css_class, **attributes)
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = _Page()
        self.open = [Element("", {}, self.page)]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attributes}, self.page)
        element.end = element.number + 1
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> ends <{self.open[-1].tag}>"
        self.open.pop().end = len(self.page.elements)

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(html: str) -> Element:
    """The root, whose children are what stands in `html`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert len(reader.open) == 1, f"<{reader.open[-1].tag}> is not closed"
    root = reader.open[0]
    root.end = len(reader.page.elements)
    return root


def cells(table: Element) -> list[list[Element]]:
    """The cells of a table, row by row."""
    return [list(row.find("td")) for row in table.find("tr")]


def shape(table: Element) -> tuple[int, int]:
    """The shape that a table says it has."""
    rows, columns = table.attributes["data-shape"].split("x")
    return int(rows), int(columns)


def numbers(table: Element) -> np.ndarray | None:
    """The full numbers of a table, or None where it has none."""
    grid = cells(table)
    valued = ["data-value" in cell.attributes for row in grid for cell in row]
    assert all(valued) or not any(valued), "a table has numbers in some of its cells only"
    if not any(valued):
        return None
    return np.array([[float(cell.attributes["data-value"]) for cell in row] for row in grid])
