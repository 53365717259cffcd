"""The grammar of pasted numbers: signs to tokens, tokens to nested lists, in time proportional to the length."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

MAX_BYTES = 64 * 1024
MAX_NUMBERS = 10_000  # with six characters each they fill the 64 kB
MAX_LISTS = 4_096  # rows; no data here have more than 2,000
MAX_BLOCKS = 64  # lists that blank lines or names part
MAX_DEPTH = 3
MAX_LENGTH = 60  # characters of one number

Leaf: TypeAlias = tuple[float, int]
Tree: TypeAlias = "Leaf | list[Tree]"

# Each alternative is bounded or runs over its characters once, so that the time grows with the length alone.
TOKEN = re.compile(
    r"""
      (?P<keyword>\b(?:dtype|device|grad_fn|requires_grad|shape|size|layout|weak_type)[ ]{0,4}=[ ]{0,4}
        (?: <[^<>\n]{0,80}> | '[^'\n]{0,80}' | "[^"\n]{0,80}" | \([0-9, ]{0,80}\) | [\w.]{1,80} ))
    | (?P<wrapper>\b(?:(?:np|numpy|torch|jnp)\.)?(?:array|tensor|matrix|Array|float64|float32)\()
    | (?P<name>(?:[^\W\d]|∂)[\w.^/∂]{0,30}[ ]{0,4}[=:](?!=))
    | (?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<open>[\[(]) | (?P<close>[\])]) | (?P<comma>[ \t]*,[ \t]*) | (?P<semicolon>;)
    | (?P<lines>\n[ \t\n]*) | (?P<space>[ \t]+)
    | (?P<word>[+-]?(?i:nan|inf|infinity)\b|[^\W\d]\w*) | (?P<other>.)
    """,
    re.VERBOSE,
)
# Two whole numbers with a comma and nothing else between them, not part of a longer list: "0,5".
PAIR = re.compile(r"(?<![0-9.,eE])[+-]?([0-9]+),([0-9]+)(?!,?[0-9.eE])")
SIGNS = str.maketrans(
    {"−": "-", "–": "-", "\u00a0": " ", "\u2007": " ", "\u2008": " ", "\u2009": " ", "\u202f": " ", "\ufeff": " "}
)
ENDS = frozenset({"number", "close"})  # what the next item must not touch
GAPS = frozenset({"space", "lines"})
OPENERS = frozenset({"start", "open", "wrapper", "name", "comma", "semicolon"})  # what a comma must not follow
NOT_FINITE = frozenset({"nan", "inf", "infinity"})


class PasteError(ValueError):
    """A pasted text that is no list of numbers; its message is a sentence for the person who pasted it."""


@dataclass(slots=True)
class _Frame:
    """A bracket that is still open: what stands in it, and the rows that semicolons have closed."""

    wrapper: bool
    sign: str
    items: list[Tree] = field(default_factory=list)
    rows: list[list[Tree]] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """What stands outside all brackets up to a blank line or a name: rows of items."""

    named: bool = False
    rows: list[list[Tree]] = field(default_factory=lambda: [[]])


class Parser:
    """Builds the tree of a text, token by token."""

    def __init__(self, lines: bool) -> None:
        self.lines = lines  # with several lines, a semicolon outside brackets parts numbers and not rows
        self.stack: list[_Frame] = []
        self.blocks = [Block()]
        self.count = self.lists = 0
        self.before = "start"  # the kind of the last token that counts
        self.touching = False  # whether an item ended just before this token

    def take(self, tokens: Iterator[tuple[str, str]]) -> None:
        """All tokens, in order."""
        rules = {kind: getattr(self, f"_{kind}") for kind in TOKEN.groupindex}
        for kind, text in tokens:
            rules[kind](text)
            self.touching = kind in ENDS
            if kind not in GAPS:
                self.before = kind

    def finish(self) -> None:
        """The end of the text."""
        if self.stack:
            raise PasteError(f"A bracket “{self.stack[-1].sign}” is opened but never closed. Copy the list to its end.")

    def _put(self, item: Tree) -> None:
        (self.stack[-1].items if self.stack else self.blocks[-1].rows[-1]).append(item)

    def _number(self, text: str) -> None:
        if self.touching:
            raise PasteError(f"Before “{_short(text)}” there is no gap. Put a comma or a space between two numbers.")
        self.count += 1
        if self.count > MAX_NUMBERS:
            raise PasteError(f"There are more than {MAX_NUMBERS} numbers. Paste one matrix at a time.")
        self._put(_leaf(text))

    def _open(self, text: str) -> None:
        if self.touching and text == "(":
            raise PasteError("A bracket “(” follows a number directly. Nothing is computed here: paste numbers only.")
        if sum(not frame.wrapper for frame in self.stack) == MAX_DEPTH:
            raise PasteError(f"The brackets are nested more than {MAX_DEPTH} deep. A matrix is a list of rows.")
        self.lists += 1
        if self.lists > MAX_LISTS:
            raise PasteError(f"There are more than {MAX_LISTS} lists. Paste one matrix at a time.")
        self.stack.append(_Frame(False, text))

    def _wrapper(self, text: str) -> None:
        if len(self.stack) > 2 * MAX_DEPTH:
            raise PasteError(f"The brackets are nested more than {MAX_DEPTH} deep. A matrix is a list of rows.")
        self.stack.append(_Frame(True, text))

    def _close(self, text: str) -> None:
        if not self.stack:
            raise PasteError(f"A bracket “{text}” is closed but never opened. Copy the list from its beginning.")
        frame = self.stack.pop()
        if (frame.sign[-1] == "(") != (text == ")"):
            raise PasteError(f"A bracket opened as “{frame.sign}” is closed with “{text}”.")
        if frame.wrapper:
            if len(frame.items) != 1:
                raise PasteError(f"“{frame.sign}…)” has to hold one list or one number; here it holds something else.")
            self._put(frame.items[0])
            return
        if not frame.items and not frame.rows:
            raise PasteError("A list is empty. Each list needs at least one number.")
        rows = [*frame.rows, frame.items] if frame.items or not frame.rows else frame.rows
        self._put([*rows] if frame.rows else rows[0])

    def _comma(self, text: str) -> None:
        items = self.stack[-1].items if self.stack else self.blocks[-1].rows[-1]
        if self.before in OPENERS or not items:
            raise PasteError("There is no number before a comma. Perhaps a number is missing.")

    def _semicolon(self, text: str) -> None:
        if not self.stack:
            if self.before in OPENERS:
                raise PasteError("There is no number before a semicolon. Perhaps a number is missing.")
            if not self.lines:
                self._new_row()
        elif self.stack[-1].wrapper or self.stack[-1].sign == "(":
            raise PasteError("A semicolon stands between round brackets. It separates rows in [ ] or in plain text.")
        elif not self.stack[-1].items:
            raise PasteError("There are no numbers before a semicolon. Perhaps a row is missing.")
        else:
            frame = self.stack[-1]
            frame.rows.append(frame.items)
            frame.items = []

    def _new_row(self) -> None:
        if self.blocks[-1].rows[-1]:
            self.blocks[-1].rows.append([])

    def _lines(self, text: str) -> None:
        if self.stack:
            return
        self._new_row()
        if text.count("\n") > 1 and any(self.blocks[-1].rows):
            self._new_block()

    def _new_block(self) -> None:
        if len(self.blocks) == MAX_BLOCKS:
            raise PasteError(f"There are more than {MAX_BLOCKS} lists. Paste one at a time.")
        self.blocks.append(Block())

    def _name(self, text: str) -> None:
        if self.stack or self.touching or self.blocks[-1].rows[-1]:
            raise PasteError(f"“{_short(text)}” stands among the numbers. A name goes before its list, on a new line.")
        if any(self.blocks[-1].rows) or self.blocks[-1].named:
            self._new_block()
        self.blocks[-1].named = True

    def _keyword(self, text: str) -> None:
        if not (self.stack and self.stack[-1].wrapper):
            raise PasteError(f"“{_short(text)}” stands outside array(…) or tensor(…). Paste numbers only.")

    def _space(self, text: str) -> None:
        """A gap: the next token does not touch the last one."""

    def _word(self, text: str) -> None:
        if text.lstrip("+-").lower() in NOT_FINITE:
            raise PasteError(f"“{text}” is not a finite number, so there is nothing to compare it with.")
        raise PasteError(
            f"The word “{_short(text)}” stands among the numbers. Paste numbers only: nothing here is evaluated."
        )

    def _other(self, text: str) -> None:
        if text == ".":
            raise PasteError("Dots stand in place of numbers: the list was shortened when it was printed. Print all.")
        if text in "+-":
            raise PasteError(f"A sign “{text}” is not directly followed by a number. Nothing is computed here.")
        raise PasteError(f"The sign “{text if text.isprintable() else '?'}” cannot stand in a list of numbers.")


def _leaf(text: str) -> Leaf:
    """One number and the place of its last digit."""
    if len(text) > MAX_LENGTH:
        raise PasteError(f"A number has more than {MAX_LENGTH} digits. A computer keeps at most 17 of them.")
    value = float(text)
    if not math.isfinite(value):
        raise PasteError(f"“{_short(text)}” is larger than any number a computer can hold (about 10³⁰⁸).")
    return value, place(text)


def place(text: str) -> int:
    """Where the last digit of a number stands: −4 for "0.0088", 5 for "3e5"."""
    digits, _, power = text.lower().partition("e")
    _, _, decimals = digits.partition(".")
    return min(max((int(power) if power else 0) - len(decimals), -400), 308)


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    for match in TOKEN.finditer(text):
        yield match.lastgroup, match[0]  # type: ignore[misc]  # every alternative is named


def parse(text: str) -> Parser:
    """Read the whole text, at most MAX_BYTES. Raises PasteError where it is not made of numbers."""
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise PasteError(f"The text is longer than {MAX_BYTES // 1024} kB. Paste one matrix at a time.")
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(SIGNS).strip()
    _refuse_decimal_commas(plain)
    parser = Parser("\n" in plain)
    parser.take(_tokens(plain))
    parser.finish()
    return parser


def _refuse_decimal_commas(text: str) -> None:
    """Refuse "0,5" for 0.5. A comma separates numbers here; the other signs show which of the two is meant."""
    pairs = PAIR.findall(text)
    if not pairs or "." in text:
        return
    telling = any(len(after) > 1 and (after[0] == "0" or not before.strip("0")) for before, after in pairs)
    lone = PAIR.fullmatch(text) is not None
    only = len(pairs) > 1 and len(re.findall(r"[0-9]+", text)) == 2 * len(pairs)
    apart = re.search(r"[0-9],?[ \t]+[+-]?[0-9]", text) or (";" in text and "[" not in text)
    if telling or lone or (only and apart):
        before, after = pairs[0]
        raise PasteError(
            f"“{_short(f'{before},{after}')}” can be one number or two. For one, write it with a point, "
            f"{_short(f'{before}.{after}')}; for two, put a space after the comma and brackets around the list."
        )


def _short(text: str) -> str:
    """A piece of the text, cut for a sentence."""
    return text if len(text) <= 20 else f"{text[:20]}…"
