"""Finds every place of a Python file where a mutant can be made: mutmut's operators, and one of our own.

Left out are type hints, decorators, imports, docstrings, names of types, and `strict=True` of zip, which guards
against what does not happen. A string is mutated once, by XX at both ends; mutmut's changes of case are left out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

from .settings import ROOT

SKIPPED = (cst.Annotation, cst.Decorator, cst.Import, cst.ImportFrom, cst.TypeAlias)
TYPES = {"tuple", "dict", "list", "set", "Callable", "Literal", "Mapping", "Sequence", "TypeVar"}
WORDS = re.compile(r"[^\W\d_]{2,}|[^\W\d_] (?=\w)")
SENTENCE = 3  # words from which a string is a sentence


@dataclass(frozen=True, eq=False)
class Mutant:
    """One change of one file.

    `lines` are those of the statement that is changed, `prose` whether a sentence for people is all that changes.
    """

    path: Path
    line: int
    lines: range
    operator: str
    prose: bool
    module: cst.Module
    old: cst.CSTNode
    new: cst.CSTNode

    @property
    def place(self) -> str:
        """File and line: "src/backprop_explorer/lesson/phases.py:12"."""
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    def source(self) -> str:
        """The text of the changed file."""
        changed = self.module.deep_replace(self.old, self.new)
        assert isinstance(changed, cst.Module)
        return changed.code

    def difference(self) -> str:
        """The changed lines, before (-) and after (+)."""
        pair = self.module.code.splitlines(), self.source().splitlines()
        found = difflib.unified_diff(*pair, n=0, lineterm="")
        return "\n".join(line for line in found if not line.startswith(("---", "+++", "@@")))


def mutants(path: Path) -> list[Mutant]:
    """All mutants of a file, in the order of their places."""
    wrapper = MetadataWrapper(cst.parse_module(path.read_text(encoding="utf-8")))
    finder = _Finder(path, wrapper.module)
    wrapper.visit(finder)
    return finder.found


def once(node: cst.BaseString) -> Iterable[cst.CSTNode]:
    """The first of mutmut's changes of a string: XX at both ends."""
    yield from list(operator_string(node))[:1]


def swap_neighbours(node: cst.Call | cst.Tuple | cst.List) -> Iterator[cst.CSTNode]:
    """Two neighbours change places: the row is taken for the column, the start for the end."""
    field = "args" if isinstance(node, cst.Call) else "elements"
    items = list(getattr(node, field))
    for i, (one, two) in enumerate(pairwise(items)):
        plain = not (getattr(one, "keyword", None) or getattr(two, "keyword", None))
        if plain and not one.value.deep_equals(two.value):
            swapped = one.with_changes(value=two.value), two.with_changes(value=one.value)
            starred = any(getattr(item, "star", "") or isinstance(item, cst.StarredElement) for item in (one, two))
            if not starred:
                yield node.with_changes(**{field: [*items[:i], *swapped, *items[i + 2 :]]})


OPERATORS = (
    *((kind, once if operator is operator_string else operator) for kind, operator in mutation_operators),
    (cst.Call, swap_neighbours),
    (cst.Tuple, swap_neighbours),
    (cst.List, swap_neighbours),
)


class _Finder(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, path: Path, module: cst.Module) -> None:
        super().__init__()
        self.path, self.module = path, module
        self.found: list[Mutant] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, SKIPPED) or _names_a_type(node) or m.matches(node, m.Arg(keyword=m.Name("strict"))):
            return False
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                for new in operator(node):
                    self._add(node, new, operator.__name__.removeprefix("operator_"))
        return True

    def _add(self, node: cst.CSTNode, new: cst.CSTNode, operator: str) -> None:
        if operator == "arg_removal" and m.findall(node, m.Arg(keyword=m.Name("strict"))) and _loses_strict(node, new):
            return
        if operator == "swap_neighbours" and self._order_is_nothing(node):
            return
        line = self.get_metadata(PositionProvider, node).start.line
        prose = operator in ("once", "string") and is_sentence(node)
        name = "string" if operator == "once" else operator
        self.found.append(Mutant(self.path, line, self._statement(node), name, prose, self.module, node, new))

    def _order_is_nothing(self, node: cst.CSTNode) -> bool:
        """Whether a tuple is what `in` looks through, or a target, or a list of types."""
        parent = self.get_metadata(ParentNodeProvider, node)
        return isinstance(parent, cst.ComparisonTarget | cst.AssignTarget | cst.CompFor | cst.For | cst.ExceptHandler)

    def _statement(self, node: cst.CSTNode) -> range:
        """The lines of the statement around a node; of a compound one, those of its head."""
        while not isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
            if isinstance(node, cst.Module):
                return range(1, 2)
            node = self.get_metadata(ParentNodeProvider, node)
        span = self.get_metadata(PositionProvider, node)
        if isinstance(node, cst.SimpleStatementLine):
            return range(span.start.line, span.end.line + 1)
        inside = node.cases[0] if isinstance(node, cst.Match) else node.body
        body = self.get_metadata(PositionProvider, inside).start.line
        return range(span.start.line, max(body, span.start.line + 1))


def _loses_strict(node: cst.CSTNode, new: cst.CSTNode) -> bool:
    strict = m.Arg(keyword=m.Name("strict"), value=m.Name("True"))
    return len(m.findall(new, strict)) < len(m.findall(node, strict))


def _names_a_type(node: cst.CSTNode) -> bool:
    """Whether a statement gives a type a name: `Edge = tuple[int, int, int]`."""
    value = node.value if isinstance(node, cst.Assign) else None
    return isinstance(value, cst.Subscript) and isinstance(value.value, cst.Name) and value.value.value in TYPES


def is_sentence(node: cst.CSTNode) -> bool:
    """Whether a string is a sentence for people: three words or more, and no markup or code."""
    text = str(getattr(node, "value", ""))
    return len(WORDS.findall(text)) >= SENTENCE and " " in text and not re.search(r"[<>=_\\/]|\w-\w+-", text)
