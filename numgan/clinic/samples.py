"""What the samples show: modes that are missing, rows that were learnt by heart."""

from functools import partial
from typing import NamedTuple

import numpy as np

from .. import plots
from ..evaluation.classifier import predict
from ..evaluation.report import MODES
from ..evaluation.rows import squared_distances
from .evidence import Evidence
from .finding import Finding

LOST = 0.2  # of the data's share: a digit counts as lost below 2 %, everywhere in numgan
COMMON = 0.5  # of an even share: rarer cells are not counted, because tails are thin in healthy samples too
EDGES = 0.15  # of the data: where modes are not known, fewer lost rows than this may be the edge of one cloud
GROUPS = "groups of rows"
CELLS = 10  # into which data are divided whose modes nobody knows
ROUNDS = 20  # of k-means: enough, because the cells need not be the best ones
BY_HEART = 0.5  # distance of samples to the nearest training row, over that of real rows; healthy runs from .6 to 1.1


class Shares(NamedTuple):
    """How many of the real rows and of the samples lie in each cell, both (K,), and what a cell is."""

    real: np.ndarray
    fake: np.ndarray
    kind: str


def modes_missing(e: Evidence) -> Finding | None:
    """Are there parts of the data that G does not make?

    lost_k = (the share of samples in cell k) < LOST (the share of real rows in it)

    A cell is a digit where the game was trained on MNIST, a mode where it was trained on ring or grid, and otherwise
    one of ten groups of neighbouring rows (k-means on real rows): of points, or in pixel space. Such groups count only
    if EDGES of the data are lost with them.
    Source of the cells: Richardson & Weiss 2018, On GANs and GMMs (NDB, with another test than theirs).
    """
    shares = shares_of(e)
    counted = shares.real >= COMMON / len(shares.real)
    lost = counted & (shares.fake < LOST * shares.real)
    missing = float(shares.real[lost].sum())
    if not lost.any() or (shares.kind == GROUPS and missing < EDGES):
        return None
    rarest = float((shares.fake / np.maximum(shares.real, 1e-300))[counted].min())
    return Finding(
        "Modes are missing",
        f"{lost.sum()} of {counted.sum()} {shares.kind} are lost, with {missing:.0%} of the data; the rarest comes "
        f"{rarest:.2f} times as often in samples as in the data",
        {"lost": float(lost.sum()), "of": float(counted.sum()), "share_lost": missing, "rarest": rarest},
        "more steps if the run is short; then Adam(beta1=0.0), penalty=R1(), or a D of pairs: Pack(n, rows=2)",
        "notebooks/07_mode_collapse.ipynb",
        partial(plots.shares, shares.real, shares.fake, xlabel=shares.kind),
    )


def learnt_by_heart(e: Evidence) -> Finding | None:
    """Are samples nearer to the training rows than new rows would be?

    ratio = median distance of a sample to its nearest training row / the same of real rows, each left out of the rest

    Blurred images are near to everything, and samples from the middle of a cloud nearer than those of its edge. So only
    a ratio well below 1 counts.
    Source: Meehan et al. 2020, A Non-Parametric Test to Detect Data-Copying in Generative Models (with a test set in
    place of the left-out rows, and a rank test).
    """
    real, fake = (float(np.median(distances)) for distances in e.to_training_rows)
    ratio = fake / real if real > 0 else np.inf
    if ratio >= BY_HEART:
        return None
    return Finding(
        "Learnt by heart",
        f"the median distance of a sample to its nearest training row is {fake:.3g}; that of a new real row is "
        f"{real:.3g}, {1 / max(ratio, 1e-300):.1f} times as much",
        {"sample_distance": fake, "real_distance": real, "ratio": ratio},
        "more data, a smaller D and G, or fewer epochs: gan.fit(data, epochs=5)",
        "notebooks/10_is_it_any_good.ipynb",
        partial(
            plots.distributions,
            dict(zip(("new real rows", "samples"), e.to_training_rows, strict=True)),
            xlabel="distance to the nearest training row",
        ),
    )


def shares_of(e: Evidence) -> Shares:
    """The shares of real rows and samples in the cells that suit the data."""
    if e.gan.trained_on == "mnist" and e.gan.data_range is not None and e.gan.width == 784:
        sampler = e.gan.sampler()
        real, fake = (predict(np.clip(sampler.to_unit(x), 0, 1)) for x in (e.real, e.fake))
        return _counted(real, fake, 10, "digits")
    if e.gan.trained_on in MODES:
        centers, kind = MODES[e.gan.trained_on][0], "modes"
    else:
        centers, kind = cells(e.real), GROUPS
    return shares_in(centers, e.real, e.fake, kind)


def shares_in(centers: np.ndarray, real: np.ndarray, fake: np.ndarray, kind: str) -> Shares:
    """The shares of both kinds of rows in the cells around these centres, (K, n): each row goes to the nearest."""
    near, also = (squared_distances(x.astype(np.float64), centers).argmin(axis=1) for x in (real, fake))
    return _counted(near, also, len(centers), kind)


def cells(rows: np.ndarray) -> np.ndarray:
    """Centres of at most CELLS groups of rows, (K, n): k-means, which begins with rows that are far from each other.

    The first centre is the row nearest to the mean, and each next one the row farthest from all before. Then, ROUNDS
    times: each row goes to its nearest centre, and each centre to the mean of its rows.
    """
    x = rows.astype(np.float64)
    centers = [x[np.linalg.norm(x - x.mean(axis=0), axis=1).argmin()]]
    for _ in range(min(CELLS, len(np.unique(x, axis=0))) - 1):
        centers.append(x[squared_distances(x, np.array(centers)).min(axis=1).argmax()])
    found = np.array(centers)
    for _ in range(ROUNDS):
        nearest = squared_distances(x, found).argmin(axis=1)
        for k in np.unique(nearest):
            found[k] = x[nearest == k].mean(axis=0)
    return found


def _counted(real: np.ndarray, fake: np.ndarray, k: int, kind: str) -> Shares:
    return Shares(np.bincount(real, minlength=k) / len(real), np.bincount(fake, minlength=k) / len(fake), kind)
