import numpy as np

from .... import noise
from ...exercise import Exercise, Known, Mutant


def truncate(z, threshold, rng):
    """Latents whose numbers all lie in [-threshold, threshold]: those outside are drawn again.

    z : (B, n), latents from N(0, 1)
    threshold : float > 0; a number of exactly this size stays
    rng : numpy.random.Generator. As long as there are numbers outside, draw as many new ones, all with one call of
        rng.standard_normal(their number), whatever z's dtype, and put them in their places, row by row
    Returns z_new (B, n), a new array. Numbers inside are as they were. No number is left outside.
    """
    z_new = z.copy()
    outside = np.abs(z_new) > threshold
    while outside.any():
        z_new[outside] = rng.standard_normal(outside.sum())
        outside = np.abs(z_new) > threshold
    return z_new


def clipped(z, threshold, rng):
    return np.clip(z, -threshold, threshold)


def scaled(z, threshold, rng):
    return (z * (threshold / np.abs(z).max())).astype(z.dtype)


def folded(z, threshold, rng):
    return np.where(np.abs(z) > threshold, np.fmod(z, threshold), z).astype(z.dtype)


def zeros(z, threshold, rng):
    return np.where(np.abs(z) > threshold, 0, z).astype(z.dtype)


def one_round(z, threshold, rng):
    z_new = z.copy()
    outside = np.abs(z) > threshold
    z_new[outside] = rng.standard_normal(outside.sum())
    return z_new


def one_round_and_clip(z, threshold, rng):
    return np.clip(one_round(z, threshold, rng), -threshold, threshold)


def from_above(z, threshold, rng):
    z_new = z.copy()
    while (outside := z_new > threshold).any():
        z_new[outside] = rng.standard_normal(outside.sum())
    return z_new


def whole_rows(z, threshold, rng):
    z_new = z.copy()
    for _ in range(50):
        outside = (np.abs(z_new) > threshold).any(axis=1)
        if not outside.any():
            break
        z_new[outside] = rng.standard_normal((outside.sum(), z.shape[1]))
    return z_new


def everything(z, threshold, rng):
    z_new = z.copy()
    for _ in range(500):
        if not (outside := np.abs(z_new) > threshold).any():
            break
        z_new = np.where(outside, rng.standard_normal(z.shape), z_new).astype(z.dtype)
    return z_new


def one_for_all(z, threshold, rng):
    z_new = z.copy()
    while (outside := np.abs(z_new) > threshold).any():
        z_new[outside] = rng.standard_normal()
    return z_new


def uniform(z, threshold, rng):
    z_new = z.copy()
    outside = np.abs(z) > threshold
    z_new[outside] = rng.uniform(-threshold, threshold, outside.sum())
    return z_new


def threshold_as_std(z, threshold, rng):
    z_new = z.copy()
    while (outside := np.abs(z_new) > threshold).any():
        z_new[outside] = threshold * rng.standard_normal(outside.sum())
    return z_new


def by_length(z, threshold, rng):
    length = np.linalg.norm(z, axis=1, keepdims=True)
    return (z * np.minimum(1, threshold / length)).astype(z.dtype)


def own_stream(z, threshold, rng):
    return truncate(z, threshold, np.random.default_rng(0))


def in_place(z, threshold, rng):
    while (outside := np.abs(z) > threshold).any():
        z[outside] = rng.standard_normal(outside.sum())
    return z


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(5, 10), size=2, replace=False))
    child = np.random.default_rng(int(rng.integers(2**32)))
    return rng.normal(size=(B, n)), float(rng.uniform(0.3, 0.8)), child


def truncated_normal(fn, rng):
    z, threshold = rng.normal(size=(400, 20)), 1.0
    z_new = np.asarray(fn(z.copy(), threshold, np.random.default_rng(rng.integers(2**32))))
    sizes = np.abs(z_new)
    if (count := int((sizes > threshold).sum())) or not np.isfinite(z_new).all():
        return f"of 8000 numbers {count} are still outside [-1, 1]: draw again until none is left"
    if (same := int((sizes == threshold).sum())) > 1:
        return f"{same} of 8000 numbers are exactly at the threshold: that is clipping, not drawing again"
    inside = np.abs(z) <= threshold
    if not np.array_equal(z_new[inside], z[inside]):
        return "numbers that were inside have changed: only those outside are drawn again"
    if not 0.26 <= (square := float((z_new[~inside] ** 2).mean())) <= 0.325:  # 0.2911, and 0.0055 for chance
        return (
            f"what was drawn again has the mean square {square:.3f}, and N(0, 1) within [-1, 1] has 0.291: draw from "
            "the normal distribution, until a number is inside"
        )
    return None


def stream(fn, rng):
    z, child = rng.normal(size=(6, 5)), np.random.default_rng(rng.integers(2**32))
    if np.array_equal(fn(z.copy(), 0.5, child), fn(z.copy(), 0.5, child)):
        return "two calls, one after the other with the same rng, gave the same latents: draw from rng in every call"
    return None


NEW = np.random.default_rng(4).standard_normal(4)  # -0.651791, -0.174717, 1.66372 and 0.659148

EXERCISE = Exercise(
    truncate,
    title="The truncation trick",
    statement=r"""
        A generator makes its most typical pictures from latents without extreme numbers. BigGAN is trained
        with $z \sim N(0, 1)$, as ever, but may be *sampled* with other latents: each number whose size is above a
        threshold is drawn again, until it is inside (Brock et al. 2019). That is a truncated normal distribution,
        $$p(z) = \frac{1}{c} e^{-z^2 / 2} \text{ for } |z| \le \mathrm{threshold}, \qquad \text{and 0 outside.}$$
        A low threshold gives typical pictures, a high one varied pictures: quality is bought with variety, and one
        trained $G$ has a whole curve of both. Each number of $z$ is treated by itself. This is not clipping, which
        would put many numbers exactly at the two ends (a third of all, with threshold 1): $G$ has seen nothing like
        it.

        Write the latents that are left.
    """,
    source="Brock et al. 2019 (BigGAN), section 3.1",
    notebook=16,
    hints=(
        "Which numbers must be drawn again after the first time? A comparison gives an array of True and False of z's "
        "shape.",
        "z_new[outside] reads and writes only those entries where outside is True, row by row, as a flat array. It "
        "wants as many new numbers as there are entries that are True.",
        "while outside.any(): put rng.standard_normal(count) into these places, and compare again. Compare the "
        "absolute values, on a copy of z: the caller's array must not change.",
    ),
    explanation="""
        To draw again until a number fits is rejection sampling: what is kept has the density of N(0, 1) inside the
        threshold, made larger by one constant. Only numbers outside are drawn again. If whole rows were, a latent of
        100 numbers would almost never be accepted: at threshold 1 each number is inside with probability 0.68, and
        0.68^100 is 1e-17. numgan's priors draw z as below, without a truncation.
    """,
    in_numgan=(noise.NormalNoise.__call__,),
    draw=draw,
    returns=("z_new",),
    known=(
        Known(
            (np.array([[0.5, -2.0, 1.0], [3.0, -0.25, 1.5]]), 1.0, np.random.default_rng(4)),
            np.array([[0.5, NEW[0], 1.0], [NEW[1], -0.25, NEW[3]]]),
            "-2, 3 and 1.5 are outside; this rng gives -0.651791, -0.174717 and 1.66372 for them, in this order; the "
            "last is outside again, and the next number is 0.659148",
        ),
    ),
    extremes=(
        (np.array([[0.5, -0.5, 0.25]]), 0.5, np.random.default_rng(1)),  # two exactly at the threshold: all stay
        (np.array([[7.0, -9.0]]), 0.01, np.random.default_rng(2)),  # many rounds
        (np.array([[1e-15], [-3.0], [2.0]]), 5.0, np.random.default_rng(3)),  # nothing is outside
    ),
    probes={"truncated normal": truncated_normal, "rng": stream},
    mutants=(
        Mutant(
            clipped,
            "that is clipping",
            cause="numbers outside were moved to the threshold, that is clipping: draw new ones instead",
        ),
        Mutant(
            scaled,
            "numbers inside have changed",
            cause="all was scaled to fit, and so numbers inside have changed: only those outside are drawn again",
        ),
        Mutant(
            folded,
            "folded back",
            cause="numbers outside were folded back, by a remainder: draw new ones from rng instead",
        ),
        Mutant(zeros, "set to 0", cause="numbers outside were set to 0: draw new ones from rng instead"),
        Mutant(
            one_round,
            "only once",
            cause="numbers outside were drawn again only once, and some are outside again: repeat until none is left",
        ),
        Mutant(
            one_round_and_clip,
            "clipped afterwards",
            cause="they were drawn again once, and clipped afterwards: repeat until none is left outside",
        ),
        Mutant(
            from_above,
            "below -threshold",
            cause="only numbers above the threshold were drawn again: those below -threshold are outside too",
        ),
        Mutant(
            whole_rows,
            "whole rows",
            cause="whole rows were drawn again: each number is treated by itself",
        ),
        Mutant(
            everything,
            "more than it needs",
            cause="it draws more than it needs, an array of z's shape: draw only as many numbers as are outside",
        ),
        Mutant(
            one_for_all,
            "one number for all places",
            cause="one number for all places was drawn: draw as many as are outside",
        ),
        Mutant(
            uniform,
            "rng.uniform",
            cause="new numbers come from rng.uniform: draw them from rng.standard_normal until they are inside",
        ),
        Mutant(
            threshold_as_std,
            "as a standard deviation",
            cause="the threshold was used as a standard deviation: draw from N(0, 1), and keep what is inside",
        ),
        Mutant(
            by_length,
            "each number has a size",
            cause="rows that are too long were made shorter: it is each number that must be inside, not the row's "
            "length; each number has a size of its own",
        ),
        Mutant(own_stream, "draw from rng in every call"),
        Mutant(in_place, "the argument z was changed in place"),
    ),
)
