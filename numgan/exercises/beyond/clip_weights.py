import numpy as np

from ... import optimizers
from ..exercise import Exercise, Known, Mutant


def clip_weights(params, limit):
    """Put every parameter back into [-limit, limit], and say how many had to be put at its ends.

    params : (n,), a critic's parameters after an update
    limit : float > 0
    Returns clipped (n,), a new array of params' dtype; and share, a number in [0, 1]: of all parameters, the part that
    is limit or -limit after clipping, those that were exactly there before included.
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


def moved(params, limit):
    return np.clip(params, -limit, limit), (np.abs(params) > limit).mean()


def count(params, limit):
    return np.clip(params, -limit, limit), (np.abs(params) >= limit).sum()


def draw(rng):
    n, limit = int(rng.integers(8, 20)), float(rng.uniform(0.05, 0.5))
    params = limit * rng.normal(0, 1.5, n)
    params[:4] = limit * np.array([2.0, -1.5, 3.0, 0.25]) * rng.uniform(0.9, 1.1, 4)
    return params, limit


EXERCISE = Exercise(
    clip_weights,
    title="Clipped weights: the first bound on a critic's slope",
    statement=r"""
        A critic measures a distance only while its slope is bounded. The first Wasserstein GAN does it crudely: after
        each update every parameter of $D$ is put back into $[-c, c]$,
        $$w \leftarrow \mathrm{clip}(w, -c, c), \qquad c = .01,$$
        so that the slope, a product of small matrices, is bounded by *some* $K$. Its authors call it a clearly terrible
        way: with a small $c$ the gradients vanish on their way down, with a large one the critic takes long to reach
        its best. And since a critic wants to be as steep as it may, most weights end up at one of the two ends
        (Gulrajani et al. 2017, figure 1): a critic made of little more than signs. The share of weights at the ends
        tells how far that has gone.

        Write the clipping and that share.
    """,
    source="Arjovsky et al. 2017, algorithm 1 and section 3; Gulrajani et al. 2017, section 3",
    notebook=11,
    hints=(
        "Each parameter is looked at by itself. What becomes of one that lies in between, above, and below?",
        "NumPy has a function that bounds an array from both sides. The share is the mean of a comparison, which is "
        "True and False, 1 and 0.",
        "A parameter is at an end after clipping exactly if its absolute value was limit or more before. Leave params "
        "itself as it was.",
    ),
    explanation="""
        Clipping acts on each weight by itself; to scale a whole vector down to a norm is another rule, known from
        gradients. The share counts with >=, for a weight that sits at an end already is the one that training put
        there. A library may clip in place; here the caller keeps the old values to compare.
    """,
    in_numgan=(optimizers.Clipped._update,),
    draw=draw,
    returns=("clipped", "share"),
    known=(
        Known(
            (np.array([-0.5, 0.25, 0.125, 0.75, 0.0]), 0.25),
            (np.array([-0.25, 0.25, 0.125, 0.25, 0.0]), 0.6),
            "-0.5 and 0.75 are moved to the ends, 0.25 is at one already: 3 of 5",
        ),
        Known(
            (np.array([0.1, -0.1]), 1.0), (np.array([0.1, -0.1]), 0.0), "both lie inside: nothing moves, 0 of 2 at ends"
        ),
    ),
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
            cause="the parameters are bounded from above only: -limit is an end as well",
        ),
        Mutant(
            upper_end, "share counts the upper end only", cause="share counts the upper end only; -limit is one as well"
        ),
        Mutant(
            moved,
            "exactly at the limit",
            cause="share leaves out parameters that were exactly at the limit already: compare with >=, not >",
        ),
        Mutant(
            count, "this is their number", cause="share is a part of 1, and this is their number: a mean, not a sum"
        ),
    ),
)
