"""Independent streams of random numbers, so that one use of random numbers never disturbs another."""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import numpy as np

from .checks import check_rng


def spawn(rng, n: int) -> list[np.random.Generator]:
    """n independent streams from a seed or a Generator (`check_rng`); all PCG64, whose state a file can hold."""
    parent = check_rng(rng)
    if type(parent.bit_generator) is np.random.PCG64:
        return parent.spawn(n)
    return [np.random.default_rng(int(seed)) for seed in parent.integers(2**62, size=n)]
