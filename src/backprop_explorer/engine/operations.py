"""A calculation as a list of NumPy operations: written once as an equation, done as often as a run has steps.

Looking up the arrays of an equation takes as long as a product of small matrices. So an equation only names
its operations, `yield np.multiply, (delta, slope, delta)`, and the last array is where the result goes.
"""

from collections.abc import Callable, Iterable

Operation = tuple[Callable[..., object], tuple[object, ...]]
Operations = Iterable[Operation]


def carry_out(operations: Operations) -> None:
    """Do one after the other."""
    for function, arguments in operations:
        function(*arguments)
