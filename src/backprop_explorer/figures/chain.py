"""One weight's chain rule as HTML: symbols, then a row of numbers for each addend, then the result."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ..lesson.chain import Chain
from ..lesson.chain.parts import Operation, Row, Step
from ..lesson.notation import Notation
from .matrices import name_html
from .prose import prose
from .rounding import Column, Printed, finite, plain, printed, ten
from .strip import phase_name

ROUNDED = (
    "All numbers here are rounded, results to eight digits: worked out from what is printed, the last digit of a "
    "result may come out a little different."
)


def chain_panel(chain: Chain, notation: Notation, formula: int | None = None) -> str:
    """The panel of one selected number.

    The page has the formula typeset under the number `formula`; without one it stands there as text.
    """
    place = name_html(chain.text) if formula is None else ""
    number = "" if formula is None else f' data-formula="{formula}"'
    symbols = "".join(f"<li>{name_html(symbol)} {escape(words)}</li>" for symbol, words in chain.rule.symbols)
    note = f"<p>{prose(chain.rule.note)}</p>" if chain.rule.note else ""
    return (
        f'<div class="chain" data-chain="{escape(chain.selection.id)}"><div class="formula"{number}>{place}</div>'
        f'<div class="label">{escape(chain.title)}</div><ul class="symbols">{symbols}</ul>{note}'
        f"{_numbers(chain, notation)}</div>"
    )


def _numbers(chain: Chain, notation: Notation) -> str:
    if chain.waits is not None:
        name = escape(phase_name(chain.waits, notation))
        return (
            f'<p class="waits">Not computed yet: the phase “{name}” does it. '
            "Until then there are symbols, and no numbers.</p>"
        )
    last = len(chain.steps) - 1
    steps = "".join(_step(step, number == last) for number, step in enumerate(chain.steps))
    return f'<div class="steps">{steps}</div><p class="rounded">{ROUNDED}</p>'


def _step(step: Step, last: bool) -> str:
    """One calculation: its table of addends, if it has one, and the line that ends in its result."""
    shown = printed(step) if finite(step) else None
    kind = "step last" if last else "step"
    table = _table(step, shown) if step.rows else ""
    return f'<div class="{kind}"><div class="caption">{escape(step.caption)}</div>{table}{_line(step, shown)}</div>'


def _table(step: Step, shown: Printed | None) -> str:
    """A row for each addend: its factors and their product; below them the sum."""
    alone = _alone(step)
    columns = (*(() if alone else shown.factors), shown.addends) if shown else (None,) * (len(step.columns) + 1)
    names = step.columns if alone else (*step.columns, step.product)
    heads = [_head(name, column) for name, column in zip(names, columns, strict=False)]
    marks = ["", *[_sign("×", "th")] * (len(step.columns) - 1), *([] if alone else [_sign(_equals(step), "th")])]
    top = "".join(mark + head for mark, head in zip(marks, heads, strict=True))
    body, complete = "", 0
    for number, row in enumerate(step.rows):
        body += _row(step, row, shown, number, complete)
        complete += bool(row.factors)
    if len(step.rows) > 1:
        total = Row("sum", (), step.total)
        body += _row(step, total, shown, len(step.rows), 0).replace("<tr>", '<tr class="total">')
    return f'<table class="sum"><tr><th></th>{top}</tr>{body}</table>'


def _row(step: Step, row: Row, shown: Printed | None, number: int, complete: int) -> str:
    """One addend; `number` is its place among the addends, `complete` among those whose factors are shown."""
    texts = [
        column.texts[complete] if column else plain(value)
        for column, value in zip(_columns(shown, row), row.factors, strict=True)
    ]
    product = _cell(row.product, shown.addends.texts[number] if shown else plain(row.product), "product")
    if _alone(step):
        factors = ""
    elif row.factors:
        cells = [_cell(value, text, "factor") for value, text in zip(row.factors, texts, strict=True)]
        factors = _sign("×").join(cells) + _sign(_equals(step))
    else:
        factors = f'<td colspan="{2 * len(step.columns)}"></td>'
    return f'<tr><th class="who">{escape(row.label)}</th>{factors}{product}</tr>'


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


def _head(name: str, column: Column | None) -> str:
    power = f" <small>in {ten(column.power)}</small>" if column and column.power else ""
    return f"<th>{name_html(name)}{power}</th>"


def _sign(sign: str, tag: str = "td") -> str:
    return f'<{tag} class="sign">{sign}</{tag}>'


def _cell(value: float, text: str, kind: str) -> str:
    return f'<td class="{kind}" data-value="{value!r}">{text}</td>'


def _line(step: Step, shown: Printed | None) -> str:
    """The line below the addends: their sum, what is done to it, and the result."""
    parts = ""
    if step.rows and step.operations:
        name = "the sum" if len(step.rows) > 1 else step.product or step.columns[0]
        parts = _number(step.total, shown.total.text() if shown else plain(step.total), name)
    for number, operation in enumerate(step.operations):
        text = shown.operations[number].text() if shown else plain(operation.value)
        parts += _operation(operation, text)
    if parts:
        parts += '<span class="sign">=</span>'
    result = _number(step.result, shown.result.text() if shown else plain(step.result), step.name, "result")
    return f'<div class="line">{parts}{result}</div>'


def _operation(operation: Operation, text: str) -> str:
    number = _number(operation.value, text, operation.name)
    if operation.sign in ("", "+", "−", "×", "÷"):
        return f'<span class="sign">{operation.sign}</span>{number}' if operation.sign else number
    symbol = "σ′" if operation.sign.endswith("′") else "σ"
    return f'<span class="sign" data-function="{operation.sign}">{symbol}</span>{number}'


def _number(value: float, text: str, name: str, kind: str = "") -> str:
    """A number with its name below it; a negative one in brackets, so that no two signs meet."""
    written = f"({text})" if text.startswith("−") and not kind else text
    return f'<span class="number {kind}"><b data-value="{value!r}">{written}</b><small>{name_html(name)}</small></span>'
