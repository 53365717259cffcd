"""Stochastic gradient descent over mini-batches, with every step within reach again."""

from __future__ import annotations

from threading import Lock
from typing import NoReturn

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .activations import Array
from .backprop import EQUATIONS, Equations, check_data, forward_and_back, update_all
from .history import INTERVAL, History
from .network import Network, frozen
from .record import Record
from .rules import DESCENT, Rule
from .trace import Trace, view_trace

MEMORY = 16 * 1024 * 1024  # bytes of history, unless a run is told otherwise
HUGE = 1e300  # a sum of z² beyond this is looked at number by number
LARGE = 1e140  # and so is every mini-batch where the data have numbers beyond this


class Divergence(ArithmeticError):
    """The numbers of a run left the range of float64.

    `step` is the last mini-batch whose numbers are all finite, or −1 where there is none; `quantity`
    of `layer` (from 0) is the first that is not finite, in the mini-batch after it; `found` is that
    number and `needed` says what it should have been.
    """

    def __init__(self, layer: int, quantity: str, found: float, step: int) -> None:
        super().__init__(layer, quantity, found, step)
        self.layer, self.quantity, self.found, self.step = layer, quantity, found, step
        self.needed = "a finite number"

    def __str__(self) -> str:
        name = "the cost" if self.quantity == "cost" else f"{self.quantity}^{self.layer}"
        return (
            f"In mini-batch {self.step + 1} (from 0) {name} is {self.found}, too large for a float64, so the run "
            f"stops at mini-batch {self.step}, the last one with finite numbers. A smaller η may help."
        )


def first_non_finite(trace: Trace) -> tuple[int, str, float] | None:
    """The first number of the trace that is inf or nan, as (layer, quantity, number), in order of computing."""
    with np.errstate(all="ignore"):
        squares = trace.flat.dot(trace.flat)  # finite only where every number is, and found in one pass
    if trace.flat.size and np.isfinite(squares) and np.isfinite(trace.cost):
        return None
    depth = len(trace.layers)
    order = [(number, name) for number in range(1, depth + 1) for name in ("w", "b", "z", "a")] + [(depth, "cost")]
    order += [(number, name) for number in range(depth, 0, -1) for name in ("delta", "grad_w", "grad_b")]
    for number, name in order:
        array = np.array(trace.cost) if name == "cost" else getattr(trace.layers[number - 1], name)
        if array is not None and not np.isfinite(array).all():
            return number, name, float(array[~np.isfinite(array)][0])
    return None


class Run:
    """A network learning from data, x `(n_0, examples)` and y `(n_L, examples)`, one mini-batch a step.

    Each epoch takes all examples once, `batch_size` at a time; the last batch of an epoch holds what is
    left and is averaged over its own size. With `shuffle_seed` None the order is that of the data, else
    each epoch's order comes from the seed and the epoch's number. `memory` bounds the history, in bytes. `rule` is the
    update rule; its state begins at `carried`, as a Trace has it, or at 0.

    Raises ShapeError or ValueError where the data do not fit, ValueError for a batch size or an η that
    makes no sense.
    """

    def __init__(
        self,
        network: Network,
        x: ArrayLike,
        y: ArrayLike,
        eta: float,
        batch_size: int,
        shuffle_seed: int | None = None,
        memory: int = MEMORY,
        equations: Equations = EQUATIONS,
        rule: Rule = DESCENT,
        carried: Array | None = None,
    ) -> None:
        self.network, self.equations, self.rule = network, equations, rule
        self.x, self.y = check_data(network, x, y)
        self.examples = self.x.shape[1]
        if not isinstance(batch_size, int | np.integer) or not 1 <= batch_size <= self.examples:
            raise ValueError(
                f"The batch size is {batch_size}, but there are {self.examples} examples: "
                f"it has to be a whole number between 1 and {self.examples}."
            )
        if not (np.isfinite(eta) and eta > 0):
            raise ValueError(f"η is {eta}, but a learning rate has to be a finite number above 0.")
        self.eta, self.batch_size, self.shuffle_seed = float(eta), batch_size, shuffle_seed
        self.batches_per_epoch = -(-self.examples // batch_size)
        self.divergence: Divergence | None = None
        self._memory, self._lock, self._carried = memory, Lock(), carried
        self._epoch, self._order = -1, np.arange(self.examples)
        self._order.setflags(write=False)
        # Where the data themselves are that large, the sum of z² alone does not tell.
        self._careful = max(float(np.abs(self.x).max()), float(np.abs(self.y).max())) > LARGE
        self._resting: tuple[int, Array] | None = None
        self._begin()

    def _begin(self) -> None:
        """Take the memory for the working records and the history; the way begins at the first mini-batch."""
        full, rest = self.batch_size, self.examples % self.batch_size
        self._records = {m: Record(self.network, m, self.eta, self.rule) for m in {full, rest} - {0}}
        self._record = self._records[full]
        if self._carried is not None:
            self._record.state[...] = self._carried
        self._history = History(self._memory, self._record.kept.size)
        self._at = -1
        self._history.keep(0, self._record.kept)

    def rest(self) -> bool:
        """Give back all memory but that of the last parameters that are kept; False if the run is at work just now.

        The next `seek` takes it again. It gives the same bits as ever, but the way back begins at the first mini-batch.
        """
        if self._resting is not None or not self._lock.acquire(blocking=False):
            return False
        try:
            step, kept = self._history.nearest(max(0, self._at))
            self._resting = step, kept.copy()
            del self._records, self._record, self._history
        finally:
            self._lock.release()
        return True

    def _wake(self) -> None:
        if self._resting is not None:
            self._begin()
            self._history.keep(*self._resting)
            self._resting = None

    def nearest(self, step: int) -> int:
        """The mini-batch at or before `step` from which `seek` begins: the steps between them have to be worked out."""
        with self._lock:
            self._wake()
            start, _ = self._history.nearest(step)
            return self._at if start <= self._at <= step else start

    def indices(self, step: int) -> NDArray[np.intp]:
        """Which examples mini-batch `step` holds, `(m,)`, in order."""
        epoch, batch = divmod(step, self.batches_per_epoch)
        if self.shuffle_seed is not None and epoch != self._epoch:
            self._order = np.random.default_rng([self.shuffle_seed, epoch]).permutation(self.examples)
            self._order.setflags(write=False)
            self._epoch = epoch
        return self._order[batch * self.batch_size : (batch + 1) * self.batch_size]

    def size(self, step: int) -> int:
        """The number of examples in mini-batch `step`."""
        last = step % self.batches_per_epoch == self.batches_per_epoch - 1
        return self.examples - (self.batches_per_epoch - 1) * self.batch_size if last else self.batch_size

    def seek(self, step: int) -> Trace:
        """The Trace of mini-batch `step`, from 0, forwards or backwards, always the same bits.

        Raises Divergence where the run does not get there with finite numbers; every mini-batch up to
        `Divergence.step` can still be had.
        """
        if step < 0:
            raise ValueError(f"There is no mini-batch {step}; the first is 0.")
        if self.divergence is not None and step > self.divergence.step:
            raise self.divergence
        with self._lock:
            self._wake()
            with np.errstate(all="ignore"):
                self._reach(step)
            trace = self._trace(step)
            if first_non_finite(trace) is not None:
                self._stop(step)
        return trace

    def _trace(self, step: int) -> Trace:
        """The working record, which stands at `step`, as it is now."""
        indices, record = self.indices(step), self._record
        y = frozen(self.y[:, indices])
        return view_trace(record.flat.copy(), record, self.network, y, tuple(indices.tolist()), step)

    def _reach(self, step: int, watch: bool = True) -> None:
        """Bring the working record to `step`, from where it stands or from the nearest checkpoint."""
        if self._at == step:
            return
        start, kept = self._history.nearest(step)
        if not start <= self._at <= step:
            self._load(start, kept)
            self._compute(start, watch)
        steady = self.batches_per_epoch == 1 and self.shuffle_seed is None
        for at in range(self._at + 1, step + 1):
            record = self._record
            update_all(record, self.equations)
            if not steady:
                self._load(at, record.kept)
            self._compute(at, watch)

    def _load(self, step: int, kept: Array) -> None:
        """Make the record of mini-batch `step` the working one, with its examples, parameters and state."""
        record = self._records[self.size(step)]
        if record.kept is not kept:
            np.copyto(record.kept, kept)
        indices = self.indices(step)
        record.load(self.x[:, indices], self.y[:, indices])
        self._record = record

    def _compute(self, step: int, watch: bool) -> None:
        """Take the loaded mini-batch forwards and back, and stop where a number is not finite."""
        record = self._record
        forward_and_back(record, self.equations)
        self._at = step
        if not step % INTERVAL:
            self._history.keep(step, record.kept)
        # The sum of z² also notices what overflowed in the step before: it reaches z by now.
        suspicious = watch and (self._careful or not record.z.dot(record.z) < HUGE)
        if suspicious and first_non_finite(self._trace(step)) is not None:
            self._stop(step)

    def _stop(self, step: int) -> NoReturn:
        """Find the first mini-batch at or before `step` with a number that is not finite; raise Divergence."""
        cause: tuple[int, str, float] | None = None
        with np.errstate(all="ignore"):
            while step >= 0:
                self._reach(step, watch=False)
                found = first_non_finite(self._trace(step))
                if found is None:
                    break
                cause, step = found, step - 1
        assert cause is not None, "called for a mini-batch without a bad number"
        self.divergence = Divergence(*cause, step)
        raise self.divergence
