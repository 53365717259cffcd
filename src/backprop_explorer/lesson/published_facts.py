"""What the sources of the worked examples print, digit by digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .notation import Key

Texts = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One quantity as it is printed.

    `key` is the quantity with its layer from 0, or ("cost", 0); `after` counts the updates before it. `printed` has
    the rows of the engine's array: `(n_l, n_{l−1})` for a w or its gradient, `(n_l, m)` for what belongs to
    neurons. `example`, from 0, is the one it belongs to, or None. With `sign` −1 they print it with the other sign.
    `why` says what the source did where neither the right calculation nor its slip gives the number.
    """

    key: Key
    after: int
    printed: Texts
    example: int | None = None
    sign: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """A source: its name in words, its address ("" where none is known), and what it prints.

    `slip` is the id of the mistake that the source makes, or "". `remark` stands above the table. With
    `independent` True the source prints none of these numbers: they come from an independent calculation.
    """

    source: str
    address: str
    facts: tuple[Fact, ...]
    slip: str = ""
    remark: str = ""
    independent: bool = False


_INDEPENDENT = "The source prints no results. The first column was computed independently, in double precision."

_OR_GATE = Published(
    "ai.stackexchange.com, question 22985: the question this page grew from",
    "https://ai.stackexchange.com/questions/22985",
    (
        Fact(("cost", 0), 0, (("0.09582875012647524",),)),
        Fact(
            ("delta", 2),
            0,
            (("0.11427890069493138", "-0.018064095127286918", "-0.020920404705698453", "-0.017507764307253155"),),
        ),
        Fact(("grad_w", 2), 0, (("0.008848739319146691", "0.008998608543192331"),)),
        Fact(("grad_b", 2), 0, (("0.014446659138673212",),)),
        Fact(
            ("grad_w", 1),
            0,
            (
                ("-0.0013812640075417783", "-0.0009232153417635038"),
                ("0.00029278691540669214", "0.0002268200180802786"),
            ),
        ),
        Fact(("grad_b", 1), 0, (("0.004251991183451932",), ("-0.0008539647088103438",))),
        Fact(("cost", 0), 199, (("0.009499306894504726",),)),
    ),
    remark=_INDEPENDENT,
    independent=True,
)

_MAZUR = Published(
    "Matt Mazur, A Step by Step Backpropagation Example (2015)",
    "https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/",
    (
        Fact(("a", 1), 0, (("0.593269992",), ("0.596884378",))),
        Fact(("a", 2), 0, (("0.75136507",), ("0.772928465",))),
        Fact(("cost", 0), 0, (("0.298371109",),)),
        Fact(("delta", 2), 0, (("0.138498562",), ("-0.038098236",))),
        Fact(("w", 2), 1, (("0.35891648", "0.408666186"), ("0.511301270", "0.561370121"))),
        Fact(("w", 1), 1, (("0.149780716", "0.19956143"), ("0.24975114", "0.29950229"))),
        Fact(("cost", 0), 1, (("0.291027924",),)),
        Fact(
            ("cost", 0),
            10_000,
            (("0.0000351085",),),
            why="Neither calculation gives this cost, and the two outputs printed beside it have another cost.",
        ),
        Fact(("a", 2), 10_000, (("0.015912196",), ("0.984065734",))),
    ),
    slip="updated-w",
    remark="The weights printed after one update are right. The numbers printed later were computed with a mistake.",
)

_SCHIENDORFER = Published(
    "Alexander Schiendorfer, A worked example of backpropagation (2020)",
    "https://alexander-schiendorfer.github.io/2020/02/24/a-worked-example-of-backprop.html",
    (
        Fact(("grad_w", 1), 0, (("-5.343815e-08", "-1.781272e-08"), ("1.420144e-03", "4.733812e-04")), example=0),
        Fact(("grad_w", 2), 0, (("-1.051877e-01", "-1.891928e-03"), ("2.654905e-02", "4.775168e-04")), example=0),
        Fact(("grad_w", 1), 0, (("-2.717464e-07", "1.086986e-06"), ("-1.962391e-12", "7.849563e-12")), example=1),
        Fact(("grad_w", 2), 0, (("2.301185e-07", "2.767417e-01"), ("-2.081411e-08", "-2.503115e-02")), example=1),
        Fact(("w", 2), 1, (("1.05259373", "0.11257513"), ("-2.01327451", "2.01227682"))),
        Fact(("w", 1), 1, (("6.00000016", "-2.00000053"), ("-3.00071007", "4.99976331"))),
        Fact(("a", 2), 1, (("0.74165987",), ("0.12162137",)), example=0),
    ),
    remark="No ½ in the cost, and the gradients of the examples are summed, not averaged.",
)

_ROUNDED = "Their calculation continues with rounded numbers:"

_RGU = Published(
    "Robert Gordon University, chapter 3, worked example 3.1",
    "https://www4.rgu.ac.uk/files/chapter3%20-%20bp.pdf",
    (
        Fact(("a", 2), 0, (("0.69",),)),
        Fact(("delta", 2), 0, (("-0.0406",),), sign=-1),
        Fact(("w", 2), 1, (("0.272392", "0.87305"),), why=f"{_ROUNDED} a δ of 0.0406 and inputs of 0.68 and 0.6637."),
        Fact(("w", 1), 1, (("0.09916", "0.7978"), ("0.3972", "0.5928"))),
    ),
    slip="updated-w",
    remark="Their δ has the opposite sign: target minus output. The new weights come from rounded numbers.",
)

_DEAD_RELU = Published(
    "public study notes to the course CS231n: one example, one dead neuron",
    "",
    (
        Fact(("a", 1), 0, (("2.28",), ("0",))),
        Fact(("z", 2), 0, (("0.4332",), ("-0.228",), ("0.228",))),
        Fact(("cost", 0), 0, (("1.0513754685043635",),)),
        Fact(("delta", 2), 0, (("0.4290527237",), ("0.2214905247",), ("-0.6505432484",))),
        Fact(("grad_w", 2), 0, (("0.9782402101", "0"), ("0.5049983962", "0"), ("-1.4832386063", "0"))),
        Fact(("grad_w", 1), 0, (("-0.0909337568", "0.0341001588"), ("0", "0"))),
    ),
    remark=_INDEPENDENT,
    independent=True,
)

FACTS: Mapping[str, Published] = MappingProxyType(
    {
        "or-gate-2-2-1": _OR_GATE,
        "mazur-2-2-2": _MAZUR,
        "schiendorfer-batch-of-two": _SCHIENDORFER,
        "rgu-2-2-1": _RGU,
        "dead-relu": _DEAD_RELU,
    }
)
