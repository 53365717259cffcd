"""A line of a phase as it is drawn, read back: its matrices in the order of the formula, and the signs before them."""

from dataclasses import dataclass

from .html_tree import Element


@dataclass
class Drawn:
    """The tables of a line by their role: a factor "left" or "right", the "result", …."""

    line: Element

    @property
    def work(self) -> Element:
        """The drawing."""
        return self.line.one("div", "work")

    def table(self, role: str) -> Element | None:
        """The one table with a role, if there is one."""
        found = list(self.work.find("table", data_role=role))
        assert len(found) <= 1, role
        return found[0] if found else None

    @property
    def parts(self) -> list[Element | str]:
        """The tables with the signs before them: a product first, its factors side by side."""
        factors = [self.table(role) for role in ("left", "right")]
        found: list[Element | str] = [table for table in factors if table is not None]
        for group in self.work.find("div", "then"):
            signs = [sign.text for sign in group.find("span", "sign")]
            tables = [table for table in group.find("table") if table.attributes["data-role"] in ("each", "result")]
            # "÷ 4 =" stands as one, though it is a division and an equals sign.
            found += [part for sign in signs for part in (["÷ " + sign.split()[1], "="] if sign[0] == "÷" else [sign])]
            found += tables
        return found

    @property
    def tables(self) -> list[Element]:
        """The tables in the order of the formula."""
        return [part for part in self.parts if isinstance(part, Element)]


def name_of(work: Element, table: Element) -> str:
    """The name under or above a table."""
    (figure,) = (figure for figure in work.find("figure") if table in list(figure.find("table")))
    return next(figure.find("span", "name")).text
