import numpy as np

from .... import optimizers
from ...exercise import Exercise, Known, Mutant


def clip_weights(params, limit):
    """Bound every parameter to [-limit, limit], and say which share of them is at the two ends.

    params : (n,), a critic's parameters after an update
    limit : float > 0
    Returns clipped (n,), a new array; and share, a number in [0, 1]: how many of all parameters are exactly limit or
    -limit after clipping, divided by n. Those that were exactly there before count as well.
    """
    clipped = np.clip(params, -limit, limit)
    return clipped, (np.abs(params) >= limit).mean()


def in_place(params, limit):
    np.clip(params, -limit, limit, out=params)
    return params, (np.abs(params) >= limit).mean()


def by_norm(params, limit):
    norm = np.linalg.norm(params)
    return params * min(1, limit / norm), (np.abs(params) >= limit).mean()


def from_above(params, limit):
    return np.minimum(params, limit), (params >= limit).mean()


def upper_end(params, limit):
    return np.clip(params, -limit, limit), (params >= limit).mean()


def close(params, limit):
    clipped = np.clip(params, -limit, limit)
    return clipped, np.isclose(np.abs(clipped), limit).mean()


def inner_part(params, limit):
    return np.clip(params, -limit, limit), (np.abs(params) < limit).mean()


def moved(params, limit):
    return np.clip(params, -limit, limit), (np.abs(params) > limit).mean()


def count(params, limit):
    return np.clip(params, -limit, limit), (np.abs(params) >= limit).sum()


def draw(rng):
    n, limit = int(rng.integers(9, 20)), float(np.float32(rng.uniform(0.05, 0.5)))  # the same number in both dtypes
    params = limit * rng.normal(0, 1.5, n)
    params[:4] = limit * np.array([2.0, -1.5, 3.0, 0.25]) * rng.uniform(0.9, 1.1, 4)
    params[4:8] = limit * np.array([1.0, -1.0, 1 - 1e-6, 1e-6 - 1])  # exactly at the ends, and not quite
    return rng.permutation(params), limit


EXERCISE = Exercise(
    clip_weights,
    title="Clipped weights: the first bound on a critic's slope",
    statement=r"""
        A critic measures a distance only if its slope is bounded. The first Wasserstein GAN has a simple rule: after
        each update every parameter of $D$ is moved back into $[-c, c]$,
        $$w \leftarrow \mathrm{clip}(w, -c, c), \qquad c = .01,$$
        so that the slope, a product of small matrices, is bounded by *some* $K$. Its authors call it a clearly terrible
        way: with a small $c$ the gradients vanish on their way back through the layers, with a large $c$ the critic
        takes long to reach its best. A critic becomes as steep as it can, so most weights end up at $c$ or at $-c$
        (Gulrajani et al. 2017, figure 1): such a critic is made of little more than signs. The share of the weights
        that are at these two ends measures this.

        Write the clipping and that share.
    """,
    source="Arjovsky et al. 2017, algorithm 1 and section 3; Gulrajani et al. 2017, section 3",
    notebook=11,
    hints=(
        "Each parameter is treated by itself. What happens to one that lies between the ends, above them, or below?",
        "np.clip(a, low, high) bounds an array from both sides. A comparison gives an array of True and False, which "
        "count as 1 and 0: its mean is a share.",
        "A parameter is at an end after clipping exactly if its absolute value was limit or more before. Do not change "
        "params itself.",
    ),
    explanation="""
        Clipping acts on each weight by itself. To make a whole vector shorter is another rule, clipping by norm, which
        is used for gradients. The share counts with >=, because a weight that was exactly at an end before this call
        is still there: an earlier clipping left it there. A library can clip in place; here the caller keeps the old
        values to compare.
    """,
    in_numgan=(optimizers.Clipped._update,),
    draw=draw,
    returns=("clipped", "share"),
    known=(
        Known(
            (np.array([-0.5, 0.25, 0.125, 0.75, -0.25]), 0.25),
            (np.array([-0.25, 0.25, 0.125, 0.25, -0.25]), 0.8),
            "-0.5 and 0.75 are moved to the ends, 0.25 and -0.25 are there already: 4 of 5",
        ),
        Known(
            (np.array([0.1, -0.1]), 1.0), (np.array([0.1, -0.1]), 0.0), "both lie inside: nothing moves, 0 of 2 at ends"
        ),
    ),
    extremes=((np.array([1e6, -1e6, 1e-15]), 0.015625), (np.array([-1000.0, 600.0, 300.0]), 500.0)),
    mutants=(
        Mutant(in_place, "the argument params was changed in place"),
        Mutant(
            by_norm,
            "that is clipping by norm",
            cause="the whole vector is scaled, that is clipping by norm; here each parameter is bounded by itself",
        ),
        Mutant(
            from_above,
            "from above only",
            cause="the parameters are bounded from above only: bound them from below by -limit as well",
        ),
        Mutant(
            upper_end,
            "share counts the upper end only",
            cause="share counts the upper end only: count the parameters at -limit as well",
        ),
        Mutant(
            moved,
            "compare with >=, not >",
            cause="share leaves out parameters that were exactly at an end before: compare with >=, not >",
        ),
        Mutant(
            count,
            "this is their number",
            cause="share is a number from 0 to 1, and this is their number: take the mean, not the sum",
        ),
        Mutant(
            inner_part,
            "between the ends",
            cause="share counts the parameters between the ends: count those that are at an end",
        ),
        Mutant(
            close,
            "near the ends",
            cause="share counts parameters that are only near the ends, as np.isclose does: compare with >= instead",
        ),
    ),
)
