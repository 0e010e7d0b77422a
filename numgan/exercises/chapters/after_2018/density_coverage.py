import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def density_coverage(among, across, k):
    """Density and coverage of generated rows, from distances.

    among : (N, N) float64, the distances of N real rows from each other: 0 on the diagonal, and above 0 elsewhere
    across : (N, M) float64; across[i, j] is the distance of real row i from generated row j
    k : int >= 1, less than N
    Returns density, a number >= 0, and coverage, a number in [0, 1]. What lies exactly on the edge of a ball is in it.
    """
    radii = np.sort(among, axis=1)[:, k]  # place 0 is the row itself
    inside = across <= radii[:, None]
    return inside.sum() / (k * inside.shape[1]), inside.any(axis=1).mean()


def with_radii(radii, across, k):
    inside = across <= radii[:, None]
    return inside.sum() / (k * across.shape[1]), inside.any(axis=1).mean()


def own_neighbour(among, across, k):
    return with_radii(np.sort(among, axis=1)[:, k - 1], across, k)


def row_k(among, across, k):
    return with_radii(among[:, k], across, k)


def largest(among, across, k):
    return with_radii(among.max(axis=1), across, k)


def mean_of_the_nearest(among, across, k):
    return with_radii(np.sort(among, axis=1)[:, 1 : k + 1].mean(axis=1), across, k)


def one_radius(among, across, k):
    radii = np.sort(among, axis=1)[:, k]
    return with_radii(np.full(len(radii), radii.mean()), across, k)


def open_balls(among, across, k):
    inside = across < np.sort(among, axis=1)[:, k, None]
    return inside.sum() / (k * across.shape[1]), inside.any(axis=1).mean()


def k_forgotten(among, across, k):
    density, coverage = density_coverage(among, across, k)
    return k * density, coverage


def per_real_row(among, across, k):
    density, coverage = density_coverage(among, across, k)
    return density * across.shape[1] / len(across), coverage


def precision(among, across, k):
    inside = across <= np.sort(among, axis=1)[:, k, None]
    return inside.any(axis=0).mean(), inside.any(axis=1).mean()


def covered_generated_rows(among, across, k):
    inside = across <= np.sort(among, axis=1)[:, k, None]
    return density_coverage(among, across, k)[0], inside.any(axis=0).mean()


def nearest_ball_only(among, across, k):
    inside = across <= np.sort(among, axis=1)[:, k, None]
    nearest = np.where(across == across.min(axis=0), inside, False)
    return nearest.sum() / (k * across.shape[1]), nearest.any(axis=1).mean()


def k_in_each_ball(among, across, k):
    inside = across <= np.sort(among, axis=1)[:, k, None]
    return density_coverage(among, across, k)[0], (inside.sum(axis=1) >= k).mean()


def at_most_1(among, across, k):
    density, coverage = density_coverage(among, across, k)
    return min(density, 1.0), coverage


def on_a_line(real, fake, k):
    """Arguments, for rows of one column."""
    real, fake = np.array(real, np.float64), np.array(fake, np.float64)
    return np.abs(real[:, None] - real), np.abs(real[:, None] - fake), k


def draw(rng):
    N, M = (int(n) for n in rng.choice(np.arange(7, 12), size=2, replace=False))
    real = rng.normal(size=(N, 2)) * rng.choice([0.3, 1.0, 3.0], size=(N, 1))
    fake = np.vstack([real[: M // 2] + rng.normal(0, 0.2, size=(M // 2, 2)), rng.normal(0, 2, size=(M - M // 2, 2))])
    real = rng.permutation(real)
    distances = [np.linalg.norm(real[:, None] - rows, axis=2) for rows in (real, fake)]
    return *distances, int(rng.integers(2, 4))


EXERCISE = Exercise(
    density_coverage,
    title="Density and coverage",
    statement=r"""
        Precision asks how many generated rows lie near the data, recall how many real rows lie near generated ones.
        Both take one stray row too seriously: a real row far from all others has a huge ball, and whatever falls into
        it counts as good. Naeem et al. (2020) count *how many* balls a generated row is in, and use balls around real
        rows only. The radius $r_i$ of real row $i$ is its distance from its $k$-th nearest real row, itself left out.
        With the distances $d_{ij}$ of real row $i$ and generated row $j$,
        $$\mathrm{density} = \frac{1}{k M} \sum_{ij} [d_{ij} \le r_i], \qquad
        \mathrm{coverage} = \frac1N \sum_i [d_{ij} \le r_i \text{ for some } j],$$
        where a statement in brackets counts 1 if it is true, and 0 if not. Where the data are dense, a row is in many
        balls, so density can be above 1. Coverage is the share of real rows with a generated row in their ball: it
        asks for all of the data, and a generator that makes one good row again and again does not get it.

        Write both numbers, from the distances.
    """,
    source="Naeem et al. 2020, section 3.2",
    notebook=15,
    hints=(
        "Two steps: a radius for each real row, from the distances among them; and then an array (N, M) of True and "
        "False, which both numbers are made of.",
        "Sort each row of the first array: np.sort with axis=1. A row's distance from itself is 0 and comes first, so "
        "where is the k-th nearest of the others?",
        "The radii as a column act on whole rows of the second array. Density is the number of True in it over k M, "
        "and coverage the share of its rows that hold at least one: any with axis=1 says which.",
    ),
    explanation="""
        If the generated rows come from the same distribution as the data, each one is in k balls on average, so density
        is 1 for every distribution, and coverage is near 1 - 2^-k for M = N. (With k = 5 that is 0.97.) The balls are
        around real rows only, so nothing has to be computed again when the generator changes, and a stray generated row
        has no ball that could reach anything. Density alone can be cheated: rows at the data's densest place have a
        density above 1. Read it with coverage beside it.
    """,
    in_numgan=(evaluation.density_coverage,),
    draw=draw,
    returns=("density", "coverage"),
    known=(
        Known(
            on_a_line([0, 1, 3, 10], [0.5, 2.75, 20], 1),
            (1.0, 0.75),
            "on a line, real rows 0, 1, 3 and 10 and generated rows 0.5, 2.75 and 20: the radii are 1, 1, 2 and 7; 0.5 "
            "is in the balls of 0 and 1, and 2.75 in that of 3, but not in that of 10 (7.25 away): 3 over 1 * 3; three "
            "of four balls are not empty",
        ),
        Known(
            on_a_line([0, 1, 3], [1, 1.5], 2),
            (3 / 2, 1.0),
            "on a line, real rows 0, 1 and 3 and generated rows 1 and 1.5: the second nearest rows are 3, 2 and 3 "
            "away; all distances (1, 1.5, 0, 0.5, 2 and 1.5) are within: 6 over 2 * 2",
        ),
    ),
    extremes=(
        on_a_line([0, 1, 3, 10], [2, -1, 5, 17], 1),  # exactly on the edges
        on_a_line([0, 1, 3, 10], [100, 200], 2),  # none is inside
        on_a_line([5, 6, 7, 8, 9, 100], [7, 7, 7, 7, 7, 7, 7], 3),  # dense, and one place only
        on_a_line([0, 1], [0.5], 1),
    ),
    factors=lambda among, across, k: {
        100: "100 times too large: it must be a share in [0, 1], not per cent",
        k: f"{k} times too large: density is divided by k = {k}, the number of balls that a real row is in",
    },
    float32=False,
    mutants=(
        Mutant(
            own_neighbour,
            "its own neighbour",
            cause="a real row was counted as its own neighbour, at distance 0: the k-th of the others is at place k of "
            "the sorted row",
        ),
        Mutant(
            row_k,
            "sort each row",
            cause="these are the distances from real row number k: sort each row first, with axis=1",
        ),
        Mutant(
            largest,
            "the farthest",
            cause="the balls reach to the farthest of the real rows: they reach to the k-th nearest",
        ),
        Mutant(
            mean_of_the_nearest,
            "the k-th alone",
            cause="the radius is the mean of the k nearest distances: take the k-th alone",
        ),
        Mutant(
            one_radius,
            "a radius of its own",
            cause="all balls have the mean radius: each real row has a radius of its own",
        ),
        Mutant(open_balls, "on the edge", cause="rows exactly on the edge are left out: compare with <=, not <"),
        Mutant(k_forgotten, "divided by k"),
        Mutant(
            per_real_row,
            "number of generated rows",
            cause="density was divided by k times the number of real rows: use the number of generated rows",
        ),
        Mutant(
            precision,
            "that is precision",
            cause="density is here the share of generated rows in any ball, that is precision: count all the balls",
        ),
        Mutant(
            covered_generated_rows,
            "a share of the real rows",
            cause="this coverage is the share of generated rows that are in a ball: it is a share of the real rows",
        ),
        Mutant(
            nearest_ball_only,
            "every ball",
            cause="each generated row counts for the ball of its nearest real row only: it counts for every ball that "
            "it is in",
        ),
        Mutant(
            k_in_each_ball,
            "one generated row is enough",
            cause="coverage counts balls that hold k generated rows: one generated row is enough",
        ),
        Mutant(
            at_most_1,
            "may be above 1",
            cause="density was cut at 1: where the data are dense it may be above 1",
        ),
    ),
)
