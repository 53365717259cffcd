"""One number's calculation as HTML: its formula, then a row of numbers for each addend, then the result."""

from __future__ import annotations

from collections.abc import Sequence

from ..lesson.chain import Chain
from ..lesson.chain.parts import Operation, Row, Step
from ..lesson.notation import Notation
from .cells import name_html
from .html import Html, fragment, h
from .loop.stops import phase_name
from .mathml import mathml
from .numbers import number
from .rounding import Column, Printed, finite, printed, ten

ROUNDED = (
    "All numbers here are rounded, results to eight digits. When you calculate with the printed numbers, the last "
    "digit of a result may differ a little."
)


def chain_panel(chain: Chain, notation: Notation) -> Html:
    """The panel of one selected number."""
    return h(
        "div",
        h("h2", chain.title, class_="label"),
        h("div", *(mathml(row, block=True) for row in chain.formulas), class_="formula"),
        _numbers(chain, notation),
        h("ul", *(h("li", name_html(symbol), " ", words) for symbol, words in chain.symbols), class_="symbols"),
        class_="chain",
        data_chain=chain.selection.id,
    )


def _numbers(chain: Chain, notation: Notation) -> Html:
    if chain.waits is not None:
        waits = f"Not computed yet: the phase “{phase_name(chain.waits, notation)}” computes it."
        return h("p", waits, class_="waits")
    last = len(chain.steps) - 1
    steps = (_step(step, number == last) for number, step in enumerate(chain.steps))
    return h("div", *steps, class_="steps") + h("p", ROUNDED, class_="rounded")


def _step(step: Step, last: bool) -> Html:
    """One calculation: its table of addends, if it has one, and the line that ends in its result."""
    shown = printed(step) if finite(step) else None
    table = _table(step, shown) if step.rows else ""
    caption = h("div", step.caption, class_="caption")
    kind = "step last" if last else "step"
    # A wide calculation scrolls in a narrow window, also by the keyboard.
    return h("div", caption, table, _line(step, shown), class_=kind, tabindex=0, role="group", aria_label=step.caption)


def _table(step: Step, shown: Printed | None) -> Html:
    """A row for each addend: its factors and their product; below them the sum."""
    alone = _alone(step)
    columns = (*(() if alone else shown.factors), shown.addends) if shown else (None,) * (len(step.columns) + 1)
    names = step.columns if alone else (*step.columns, step.product)
    heads = [_head(name, column) for name, column in zip(names, columns, strict=False)]
    marks = ["", *[_sign("×", "th")] * (len(step.columns) - 1), *([] if alone else [_sign(_equals(step), "th")])]
    body, complete = [], 0
    for place, row in enumerate(step.rows):
        body.append(_row(step, row, shown, place, complete))
        complete += bool(row.factors)
    if len(step.rows) > 1:
        body.append(_row(step, Row("sum", (), step.total), shown, len(step.rows), 0, "total"))
    who = h("th" if step.who else "td", step.who, class_="who")
    top = h("tr", who, *(fragment(*pair) for pair in zip(marks, heads, strict=True)))
    # Each name stands over a column of numbers, behind a column of signs; the product has none.
    called = (h("td", class_="sign") + h("th", "= ", name_html(name)) for name in step.called)
    below = h("tr", *called, h("td", colspan=2), class_="called") if step.called else ""
    return h("table", top, below, *body, class_="sum")


def _row(step: Step, row: Row, shown: Printed | None, place: int, complete: int, kind: str | None = None) -> Html:
    """One addend; `place` is its own among the addends, `complete` among those whose factors are shown."""
    texts = [
        column.texts[complete] if column else number(value)
        for column, value in zip(_columns(shown, row), row.factors, strict=True)
    ]
    product = _cell(row.product, shown.addends.texts[place] if shown else number(row.product), "product")
    if _alone(step):
        factors: str = ""
    elif row.factors:
        lit = row.places or (None,) * len(row.factors)
        cells = (_cell(value, text, "factor", at) for value, text, at in zip(row.factors, texts, lit, strict=True))
        factors = _sign("×").join(cells) + _sign(_equals(step))
    else:
        factors = h("td", colspan=2 * len(step.columns))
    return h("tr", h("th", row.label, class_="who"), factors, product, class_=kind)


def _columns(shown: Printed | None, row: Row) -> Sequence[Column | None]:
    """The columns that the factors of a row stand in, nothing for numbers that are not finite."""
    if not row.factors:
        return ()
    return shown.factors if shown else (None,) * len(row.factors)


def _alone(step: Step) -> bool:
    """Whether an addend is its only factor, so that it is printed once."""
    return len(step.columns) == 1 and step.rule == "×"


def _equals(step: Step) -> str:
    return "=" if step.rule == "×" else "→"


def _head(name: str, column: Column | None) -> Html:
    power = fragment(" ", h("small", f"in {ten(column.power)}")) if column and column.power else ""
    return h("th", name_html(name), power)


def _sign(sign: str, tag: str = "td") -> Html:
    return h(tag, sign, class_="sign")


def _cell(value: float, text: str, kind: str, place: str | None = None) -> Html:
    return h("td", text, class_=kind, data_value=repr(value), data_lit=place)


def _line(step: Step, shown: Printed | None) -> Html:
    """The line below the addends: their sum, what is done to it, and the result."""
    parts = []
    if step.rows and step.operations:
        name = "the sum" if len(step.rows) > 1 else step.product or step.columns[0]
        parts.append(_number(step.total, shown.total.text() if shown else number(step.total), name))
    for place, operation in enumerate(step.operations):
        text = shown.operations[place].text() if shown else number(operation.value)
        parts.append(_operation(operation, text))
    if parts:
        parts.append(h("span", "=", class_="sign"))
    text = shown.result.text() if shown else number(step.result)
    return h("div", *parts, _number(step.result, text, step.name, "result"), class_="line")


def _operation(operation: Operation, text: str) -> Html:
    number = _number(operation.value, text, operation.name)
    if operation.sign in ("+", "−", "×", "÷"):
        return h("span", operation.sign, class_="sign") + number
    if not operation.sign:
        return number
    symbol = "√" if operation.sign == "√" else "σ′" if operation.sign.endswith("′") else "σ"
    return h("span", symbol, class_="sign", data_function=operation.sign) + number


def _number(value: float, text: str, name: str, kind: str = "") -> Html:
    """A number with its name below it; a negative one in brackets, so that no two signs meet."""
    written = f"({text})" if text.startswith("−") and not kind else text
    bold = h("b", written, data_value=repr(value))
    return h("span", bold, h("small", name_html(name)), class_=f"number {kind}".strip())
