import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def mode_coverage(points, centers, std):
    """How many modes of a mixture of Gaussians a generator has found, and what share of its samples is near a mode.

    points : (N, 2) float64, the samples
    centers : (K, 2) float64, the modes; two may be so near that a sample is within 3 std of both
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
    std = float(rng.choice([rng.uniform(0.1, 0.3), rng.uniform(2, 4)]))
    centers = np.array([(0, 0), (4, 0), (40, 0), (0, 40), (40, 40), (80, 0)])  # in units of std; two are close
    angle, r = rng.uniform(-0.3, 0.3, size=(5, 1)), rng.uniform(1.2, 1.8, size=(5, 1))
    near = r * np.hstack([np.cos(angle), np.sin(angle)])
    corners = rng.uniform(2.3, 2.8, size=(2, 2)) * rng.choice([-1, 1], size=(2, 2))
    points = np.concatenate(
        [
            centers[0] + near[:1],  # good, and within 3 std of the second mode as well
            centers[2] + near[1 : rng.integers(2, 5)],
            centers[2] + 0.4 * near[:1],
            centers[2] + rng.uniform(2.95, 2.99) / r[:1] * near[:1],  # just good
            centers[4] + rng.uniform(3.01, 3.05) / r[:1] * near[:1],  # just not good
            centers[3] + corners,  # within 3 std along each axis, but farther away than 3 std
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
        On a ring of 8 or a grid of 25 Gaussians a mode collapse can be counted, with two numbers. A sample is
        *high-quality* if its Euclidean distance from its nearest centre is at most $3 \sigma$. A mode is *captured* if
        it is the nearest one of at least one high-quality sample. A stray sample, far from all modes, captures none.

        Even a perfect sampler does not have 100 % high-quality samples: in two dimensions the distance $r$ from the
        centre has the density $r / \sigma^2 \, e^{-r^2 / (2 \sigma^2)}$. Show that
        $$P(r \le 3 \sigma) = 1 - e^{-9/2} = 98.9\,\%.$$
        A clearly larger share means that the samples are too near to the centres.

        Write a function that returns both numbers.
    """,
    source="Srivastava et al. 2017 (VEEGAN); Lin et al. 2018 (PacGAN), section 4.1",
    notebook=7,
    hints=(
        "Everything follows from one array: the distances of all points from all centres, (N, K).",
        "points[:, None] has shape (N, 1, 2) and broadcasts with centers (K, 2); np.linalg.norm with axis=2 gives the "
        "distances. The minimum of each row says whether the point is high-quality, and argmin which mode is nearest.",
        "The share is the mean of the booleans. For the modes, take the argmin of the high-quality points only, and "
        "count how many different ones there are: np.unique gives each of them once.",
    ),
    explanation="""
        Each point has one nearest mode and counts for that mode only. Each of the two numbers needs the other: a
        generator that spreads its samples everywhere captures every mode, and one that has collapsed onto a single mode
        can have a perfect share of high-quality samples.
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
        Known(
            (np.array([[0.0, 2.0], [10.0, 1.0], [11.0, 0.0]]), np.array([[0.0, 0.0], [10.0, 0.0]]), 1.0),
            (2, 1.0),
            "the distances from the nearest centre are 2, 1 and 1, so that all three are high-quality; their nearest "
            "modes are the first, the second and the second",
        ),
    ),
    extremes=(
        (np.array([[5.0, 5.0], [5.0, -5.0]]), np.array([[0.0, 0.0], [10.0, 0.0]]), 1.0),  # none is high-quality
        (np.array([[0.5, 0.5]]), np.array([[1.0, 0.0], [0.0, 0.0], [9.0, 9.0]]) + 0.1, 0.5),  # one sample
        (np.array([[1.5, 0.0], [9.0, 0.0]]), np.array([[0.0, 0.0], [9.0, 9.0]]), 0.5),  # one at exactly 3 std
    ),
    factors=lambda points, centers, std: {
        100: "100 times too large: it must be a share in [0, 1], not per cent",
        len(points): f"{len(points)} times too large: divide by the number of samples, {len(points)}",
    },
    float32=False,
    mutants=(
        Mutant(
            per_coordinate,
            "a square of side 6 sigma",
            cause="3 sigma along each axis is a square of side 6 sigma, with corners 4.2 sigma away; compare the "
            "Euclidean distance with 3 sigma",
        ),
        Mutant(
            any_quality,
            "a stray sample captures nothing",
            cause="this counts a mode although all its samples are farther away than 3 sigma; a stray sample captures "
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
            cause="this takes samples within 1 std, about 39 % of a perfect sampler's; the rule is 3 std",
        ),
    ),
)
