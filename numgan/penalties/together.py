"""Several penalties at once."""

import numpy as np

from ..checks import check_kind, shown
from ..network import Sequential
from .base import Penalty


class Penalties(Penalty):
    """The sum of several penalties: P = P_1 + P_2 + ...

    penalties : list of Penalty, such as [R1(weight=1), R2(weight=1)]. Each has a weight of its own.
    Raises TypeError or ValueError for anything else than a list of at least one Penalty.
    """

    def __init__(self, penalties: list[Penalty]):
        if not isinstance(penalties, list | tuple) or not penalties:
            raise ValueError(f"penalties must be a list such as [R1(), R2()], got {shown(penalties)}")
        self.penalties = [check_kind("each of penalties", p, Penalty, "a Penalty such as R1()") for p in penalties]

    def gradient(self, discriminator: Sequential, real: np.ndarray, fake: np.ndarray) -> float:
        return sum(penalty.gradient(discriminator, real, fake) for penalty in self.penalties)

    def check(self, discriminator: Sequential) -> None:
        for penalty in self.penalties:
            penalty.check(discriminator)
