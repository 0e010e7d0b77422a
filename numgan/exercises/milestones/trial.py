"""One step before the training: is each function right, and fast enough, on arrays of the size that it will get?

The checks of an exercise have small arrays, on which a function can be right and still be a hundred times too slow.
"""

import copy
import math
import time
from collections.abc import Sequence

import numpy as np

from ..call import Wrong, equal, outputs
from ..exercise import Exercise
from ..registry import ALL
from .answers import SOLUTIONS, Answers, Refused, interruptible
from .kit import Kit
from .milestone import Milestone

SLOW = 20.0  # times the processor's time of the exercise's own solution: too slow to train with
LEAST = 0.05  # seconds of a processor for a call; what takes less is never too slow
TICK = time.get_clock_info("process_time").resolution  # on Windows 16 milliseconds
TRIES = 3  # the shortest counts
FEW = 4  # rows of the first trial, with which the slowest functions take a second, and not minutes
NEAR = 1e-3  # relative to the largest entry: float32, and sums over many rows


def try_out(milestone: Milestone, answers: Answers, data: Sequence[np.ndarray]) -> None:
    """Let each function work on what it will get in a step. Raises Refused for the first that is wrong or too slow."""
    for batch_size in (FEW, None):
        given = calls(milestone, data, batch_size)
        for id in milestone.needs:
            if id in given:
                with interruptible(f"trying out {id} on arrays of the size that it gets here ({_shapes(given[id])})"):
                    _try(ALL[id], answers, given[id])


def calls(milestone: Milestone, data: Sequence[np.ndarray], batch_size: int | None = None) -> dict[str, tuple]:
    """The arguments of the largest call of each function in the first step; without those that take functions."""
    recorder = Recorder()
    game = milestone.game(Kit(recorder), steps=milestone.steps, rng=0)
    next(game.steps(*data, batch_size=batch_size))
    return recorder.largest


class Recorder(Answers):
    """The exercises' own solutions, and what they were called with."""

    def __init__(self):
        super().__init__(SOLUTIONS.functions)
        self.largest: dict[str, tuple] = {}

    def call(self, id, *arguments):
        if not any(map(callable, arguments)) and _size(arguments) > _size(self.largest.get(id, ())):
            self.largest[id] = copy.deepcopy(arguments)
        return super().call(id, *arguments)


def _size(arguments: tuple) -> int:
    return sum(a.size for a in arguments if isinstance(a, np.ndarray))


def _try(exercise: Exercise, answers: Answers, arguments: tuple) -> None:
    id, given = exercise.id, copy.deepcopy(arguments)
    wanted = exercise.results(arguments)
    value, took = _timed(answers, id, given)
    try:
        for name, got, want in outputs(exercise, value, wanted):
            where = f"on arrays of the size that it gets here ({_shapes(arguments)}) its {name}"
            if got.shape != want.shape:
                raise Refused(id, f"{id} passes its checks, but {where} has shape {got.shape}, wanted {want.shape}")
            if want.ndim and got.dtype != want.dtype:
                raise Refused(id, f"{id} passes its checks, but {where} is {got.dtype}, wanted {want.dtype}")
            if not np.allclose(got, want, rtol=NEAR, atol=NEAR * float(np.abs(want).max(initial=0))):
                raise Refused(id, f"{id} passes its checks, but {where} is wrong")
    except Wrong as wrong:
        raise Refused(id, f"{id} passes its checks, but not here ({_shapes(arguments)}): {wrong}") from None
    if not all(map(equal, arguments, given)):
        raise Refused(id, f"{id} passes its checks, but changes its arguments here ({_shapes(arguments)})")
    if took > LEAST:
        usual = max(TICK, min(_timed(SOLUTIONS, id, copy.deepcopy(arguments))[1] for _ in range(TRIES)))
        for _ in range(TRIES - 1 if took < 1 else 0):
            took = min(took, _timed(answers, id, copy.deepcopy(arguments))[1])
        if took > max(LEAST, SLOW * usual):
            raise Refused(id, _too_slow(id, took, usual, arguments))


def _timed(answers: Answers, id: str, arguments: tuple):
    start = time.process_time()
    value = answers.call(id, *arguments)
    return value, time.process_time() - start


def _too_slow(id: str, took: float, usual: float, arguments: tuple) -> str:
    return (
        f"{id} is right, and too slow to train with: a call ({_shapes(arguments)}) takes {_digits(took)} seconds, and "
        f"the exercise's solution {_digits(usual)}, {took / usual:.0f} times less. Leave loops over rows or pixels "
        f"to NumPy; how, the exercise says: numgan exercises hint {id}, numgan exercises solution {id}"
    )


def _digits(seconds: float) -> str:
    return f"{seconds:.{max(0, 1 - math.floor(math.log10(max(seconds, 1e-6))))}f}"


def _shapes(arguments: tuple) -> str:
    return ", ".join(str(a.shape) for a in arguments if isinstance(a, np.ndarray))
