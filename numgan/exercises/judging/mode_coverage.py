import numpy as np

from ... import evaluation
from ..exercise import Exercise, Known, Mutant


def mode_coverage(points, centers, std):
    """How many modes of a mixture of Gaussians a generator has found, and how clean its samples are.

    points : (N, 2) float64, the samples
    centers : (K, 2) float64, the modes; they may lie closer together than 6 std
    std : float > 0, every mode's standard deviation along each axis
    Returns (modes, high_quality): an int from 0 to K, and a float in [0, 1].
    """
    distances = np.linalg.norm(points[:, None] - centers, axis=2)  # (N, K)
    good = distances.min(axis=1) <= 3 * std
    modes = len(np.unique(distances.argmin(axis=1)[good]))
    return modes, float(good.mean())


def per_coordinate(points, centers, std):
    offsets = np.abs(points[:, None] - centers)
    nearest = np.linalg.norm(offsets, axis=2).argmin(axis=1)
    good = (offsets[np.arange(len(points)), nearest] <= 3 * std).all(axis=1)
    return len(np.unique(nearest[good])), good.mean()


def any_quality(points, centers, std):
    distances = np.linalg.norm(points[:, None] - centers, axis=2)
    return len(np.unique(distances.argmin(axis=1))), (distances.min(axis=1) <= 3 * std).mean()


def within_reach(points, centers, std):
    good = np.linalg.norm(points[:, None] - centers, axis=2) <= 3 * std
    return good.any(axis=0).sum(), good.any(axis=1).mean()


def one_sigma(points, centers, std):
    return mode_coverage(points, centers, std / 3)


def draw(rng):
    std = float(rng.uniform(0.1, 0.3))
    centers = np.array([(0, 0), (4, 0), (40, 0), (0, 40), (40, 40), (80, 0)])  # in units of std; two are close
    angle, r = rng.uniform(-0.3, 0.3, size=(5, 1)), rng.uniform(1.2, 1.8, size=(5, 1))
    near = r * np.hstack([np.cos(angle), np.sin(angle)])
    corners = rng.uniform(2.3, 2.8, size=(2, 2)) * rng.choice([-1, 1], size=(2, 2))
    points = np.concatenate(
        [
            centers[0] + near[:1],  # good, and within 3 std of the second mode as well
            centers[2] + near[1 : rng.integers(2, 5)],
            centers[3] + corners,  # within 3 std along each axis, and further off than 3 std
            centers[4] + 4 * near[: rng.integers(1, 4)],  # strays
            centers[5] + near[: rng.integers(0, 2)],
        ]
    )
    shift = rng.normal(size=2)
    return rng.permutation(points) * std + shift, rng.permutation(centers) * std + shift, std


EXERCISE = Exercise(
    mode_coverage,
    title="Counting the modes that were found",
    statement=r"""
        On a ring of 8 or a grid of 25 Gaussians a collapse can be counted. Two figures do it. A sample is
        *high-quality* if it lies within $3 \sigma$ of its nearest centre, in Euclidean distance. A mode is *captured*
        if at least one high-quality sample is nearest to it; a stray between the modes captures none.

        Not even a perfect sampler has 100 % high-quality samples: in two dimensions the distance $r$ from the centre
        has the density $r / \sigma^2 \, e^{-r^2 / (2 \sigma^2)}$, so show that
        $$P(r \le 3 \sigma) = 1 - e^{-9/2} = 98.9\,\%.$$
        More than that means the samples are too narrow. Write both figures.
    """,
    source="Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), section 4.1",
    notebook=7,
    hints=(
        "Everything follows from one array: the distances of all points from all centres, (N, K).",
        "Along each row the minimum says whether the point is high-quality, and the argmin which mode is nearest to "
        "it. points[:, None] has shape (N, 1, 2) and broadcasts against centers (K, 2).",
        "The share is the mean of the booleans. For the modes, keep the argmin of the high-quality points only, and "
        "count how many different ones there are: np.unique, or np.bincount and its entries above 0.",
    ),
    explanation="""
        Each point has one nearest mode and counts for that one only, if at all. The two figures need one another: a
        generator that scatters its samples everywhere comes near every mode, and one that has collapsed onto a single
        mode has perfect quality.
    """,
    in_numgan=(evaluation.mode_coverage,),
    draw=draw,
    returns=("modes", "high_quality"),
    known=(
        Known(
            (
                np.array([[0.0, 0.0], [2.0, 2.0], [2.5, 2.5], [10.0, 4.0], [0.0, 9.5]]),
                np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]]),
                1.0,
            ),
            (2, 0.6),
            "the distances from the nearest centre are 0, sqrt(8) = 2.83, sqrt(12.5) = 3.54, 4 and 0.5: the first two "
            "and the last are high-quality, and their nearest modes are the first, the first and the third",
        ),
    ),
    mutants=(
        Mutant(
            per_coordinate,
            "a square of side 6 sigma",
            cause="3 sigma along each axis is a square of side 6 sigma, with corners 4.2 sigma away; the rule is "
            "about the Euclidean distance",
        ),
        Mutant(
            any_quality,
            "a stray sample captures nothing",
            cause="this counts a mode whose nearest samples are all further than 3 sigma away; a stray sample captures "
            "nothing",
        ),
        Mutant(
            within_reach,
            "counts for its nearest mode alone",
            cause="where modes are close, a sample can be within 3 sigma of two; it counts for its nearest mode alone",
        ),
        Mutant(
            one_sigma,
            "the rule is 3 std",
            cause="this takes samples within 1 std, some 39 % of a perfect sampler's; the rule is 3 std",
        ),
    ),
)
