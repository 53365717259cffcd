"""Makes docs/notebook.ipynb and runs it: `python -m tests.notebook.make`, or with another path to write to."""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs/notebook.ipynb"

TEXT, CODE = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell

CELLS = (
    TEXT(
        "# Check your own backpropagation\n\n"
        "You wrote backpropagation yourself. `check()` says which of your numbers are right. If some are wrong, it "
        "looks for a classic mistake that gives exactly these numbers. `show()` puts every matrix of the mini-batch "
        "into the notebook. Both need NumPy alone: `pip install .` in the folder of this project."
    ),
    CODE(
        "import numpy as np\n\n"
        "from backprop_explorer.engine import Network, backprop\n"
        "from backprop_explorer.notebook import check, show\n\n"
        "x = np.array([[0, 0, 1, 1], [0, 1, 0, 1]])  # one column for each example\n"
        "y = np.array([[0, 1, 1, 1]])\n"
        "net = Network.build(\n"
        '    weights=[[[0.4, -0.7], [0.9, 0.3]], [[1.2, -0.5]]], biases=[[0.1, -0.2], [0.3]], activations="sigmoid"\n'
        ")"
    ),
    TEXT("Here is the code to be checked. It has two mistakes."),
    CODE(
        "def sigmoid(z):\n"
        "    return 1 / (1 + np.exp(-z))\n\n\n"
        "(w1, b1), (w2, b2) = [(layer.w, layer.b) for layer in net.layers]\n"
        "a1 = sigmoid(w1 @ x + b1)\n"
        "a2 = sigmoid(w2 @ a1 + b2)\n"
        "delta2 = (a2 - y) * a2 * (1 - a2)\n"
        "delta1 = w2.T @ delta2\n"
        "grad_w2 = delta2 @ a1.T / 4\n"
        "grad_w1 = delta1 @ x.T / 4\n"
        "grad_b2 = delta2"
    ),
    CODE("check(net, x, y, grad_w2=grad_w2, grad_w1=grad_w1, grad_b2=grad_b2)"),
    TEXT(
        "`print` gives the same as text. A result is also a value for a test or a grader: it is true if all is right, "
        "and it has a score and the names of the mistakes. `hints` says how much is told: 0 right or wrong, 1 the "
        "mistake too, 2 where too, 3 the right numbers too."
    ),
    CODE(
        "result = check(net, x, y, grad_w2=grad_w2, grad_w1=grad_w1, grad_b2=grad_b2, hints=1)\n"
        "print(result)\n"
        "bool(result), result.score, result.mistakes"
    ),
    TEXT("Both mistakes are mended:"),
    CODE(
        "delta1 = (w2.T @ delta2) * a1 * (1 - a1)\n"
        "grad_w1 = delta1 @ x.T / 4\n"
        "grad_b2 = delta2.mean(axis=1)\n"
        "check(net, x, y, grad_w2=grad_w2, grad_w1=grad_w1, grad_b2=grad_b2)"
    ),
    TEXT(
        'Where examples are rows, as in most course code and in PyTorch, say `view="rows"` or `view="torch"`. Without '
        "it the shapes say how the matrices lie. Numbers of 32 bits and numbers that you rounded are judged by the "
        "digits that they have."
    ),
    CODE('check(net, x.T, y.T, grad_w1=grad_w1.T.astype(np.float32), delta_1=delta1.T.round(4), view="rows")'),
    TEXT("A shape that does not fit is drawn beside the matrix that it meets next:"),
    CODE("check(net, x, y, delta_2=delta2[:, :3])"),
    TEXT("Every matrix of the mini-batch, with its shape:"),
    CODE("show(backprop(net, x, y))"),
)


def executed() -> nbformat.NotebookNode:
    """The notebook with its outputs, the same whenever and wherever it is made."""
    book = nbformat.v4.new_notebook(cells=[*CELLS])
    for number, cell in enumerate(book.cells):
        cell.id = f"cell-{number}"
    NotebookClient(book, kernel_name="python3", record_timing=False, resources={"metadata": {"path": ROOT}}).execute()
    book.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return book


if __name__ == "__main__":
    nbformat.write(executed(), sys.argv[1] if len(sys.argv) > 1 else NOTEBOOK)
