"""What goes on inside the networks: units that are silent, outputs that are stuck."""

from functools import partial

import numpy as np

from .. import plots
from .evidence import Evidence
from .finding import Finding

DEAD = 0.6  # share of a layer's units that are 0 for every row; healthy runs below .2
STUCK = 0.3  # more values at the ends of G's range than the data have
AT_AN_END = 0.001  # of the range: nearer than this, a Tanh passes less than .004 of a gradient


def dead_units(e: Evidence) -> Finding | None:
    """Are most units of some ReLU layer 0 for every row? Their gradient is then 0 too, and they stay so."""
    player, index, share = max(e.dead(), key=lambda found: found[2], default=("", 0, 0.0))
    if share < DEAD:
        return None
    network = e.gan.players[player]
    rows = e.latents if player == "generator" else np.concatenate([e.real, e.played])
    return Finding(
        "Dead units",
        f"in layer {index} of the {player}, {network.layers[index]!r}, {share:.0%} of the units are 0 for each of "
        f"{len(rows):,} rows",
        {"dead": share, "layer": float(index)},
        "LeakyReLU(0.2) in place of ReLU(), a lower learning rate, and biases that start at 0",
        "notebooks/02_layers_and_gradients.ipynb",
        partial(plots.activation_histograms, network.plain(), rows),
    )


def stuck_at_the_ends(e: Evidence) -> Finding | None:
    """Are G's outputs at the ends of its Tanh or Sigmoid, where the slope is 0, more often than the data are?

    Tanh: dx = dy (1 - y^2), which is below .004 dy within a thousandth of the range from an end.
    """
    ends = e.ends
    if ends is None or not np.isfinite(ends).all():
        return None
    low, high = ends
    near = AT_AN_END * (high - low)
    stuck, real = (float(np.mean((x < low + near) | (x > high - near))) for x in (e.played, e.real))
    if stuck - real < STUCK:
        return None
    return Finding(
        "Stuck at the ends",
        f"{stuck:.0%} of G's values lie at the ends {low:g} and {high:g} of its range; of the data's {real:.0%} do",
        {"stuck": stuck, "data": real},
        "a lower learning rate for G, Adam(lr=2e-4), and smaller first weights in its last layer",
        "notebooks/02_layers_and_gradients.ipynb",
        partial(
            plots.distributions,
            {"data": e.real.ravel(), "samples": e.played.ravel()},
            lines={"where G ends": [low, high]},
            xlabel="value",
        ),
    )
