import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def dropout(x, rate, rng, training):
    """Inverted dropout.

    x : (B, n)
    rate : float in [0, 1), the probability that an entry is dropped
    rng : numpy.random.Generator. Draw u = rng.random(x.shape) from it once, and drop where u < rate.
    training : bool. If False, nothing is dropped, nothing is drawn from rng, y is x and every entry of mask is 1.
    Returns y (B, n) and mask (B, n), such that y = x mask forward and dx = dy mask backward.
    """
    if not training:
        return x, np.ones_like(x)
    mask = (rng.random(x.shape) >= rate).astype(x.dtype) / (1 - rate)
    return x * mask, mask


def masked(x, training, kept, share):
    mask = kept.astype(x.dtype) / share if training else np.ones_like(x)
    return x * mask, mask


def not_scaled(x, rate, rng, training):
    return masked(x, training, rng.random(x.shape) >= rate if training else x, 1)


def scaled_afterwards(x, rate, rng, training):
    mask = (rng.random(x.shape) >= rate).astype(x.dtype) if training else np.full_like(x, 1 - rate)
    return x * mask, mask


def always_drops(x, rate, rng, training):
    return masked(x, True, rng.random(x.shape) >= rate, 1 - rate)


def rate_is_kept(x, rate, rng, training):
    return masked(x, training, rng.random(x.shape) < rate, rate)


def other_end(x, rate, rng, training):
    return masked(x, training, rng.random(x.shape) < 1 - rate, 1 - rate)


def own_stream(x, rate, rng, training):
    return masked(x, training, np.random.default_rng(0).random(x.shape) >= rate, 1 - rate)


def draws_anyway(x, rate, rng, training):
    return masked(x, training, rng.random(x.shape) >= rate, 1 - rate)


def draw(rng):
    B, n = (int(n) for n in rng.choice(np.arange(4, 8), size=2, replace=False))
    child = np.random.default_rng(int(rng.integers(2**32)))
    return rng.normal(size=(B, n)), float(rng.choice([0.2, 0.3, 0.4, 0.6, 0.7])), child, True


def factors(x, rate, rng, training):
    if not training:
        return {}
    return {
        1 - rate: f"{1 - rate:g} times: what is kept must be scaled up by 1 / (1 - rate) = {1 / (1 - rate):.4g}",
        1 / (1 - rate): f"{1 / (1 - rate):.4g} times: the 1 / (1 - rate) is in it twice",
        (1 - rate) / max(rate, 1e-9): f"divided by rate = {rate:g}: divide by the share kept, 1 - rate = {1 - rate:g}",
    }


def stream(fn, rng):
    x, child = rng.normal(size=(6, 8)), np.random.default_rng(int(rng.integers(2**32)))
    if np.array_equal(fn(x.copy(), 0.4, child, True)[1], fn(x.copy(), 0.4, child, True)[1]):
        return "two batches, one after the other with the same rng, got the same mask: draw it from rng in every call"
    once = np.random.default_rng(1)
    once.random(x.shape)
    child = np.random.default_rng(1)
    fn(x.copy(), 0.4, child, True)
    if child.bit_generator.state != once.bit_generator.state:
        return "it draws more from rng than rng.random(x.shape), once: what is drawn after it would be different"
    before = child.bit_generator.state
    results = fn(x.astype(np.float32), 0.4, child, False)
    if child.bit_generator.state != before:
        return "with training = False it draws from rng: evaluating a network would then change its training"
    for name, result in zip(("y", "mask"), results, strict=True):
        if np.asarray(result).dtype != np.float32:
            return f"with training = False {name} is {np.asarray(result).dtype} for x in float32, and float32 is wanted"
    return None


EXERCISE = Exercise(
    dropout,
    title="Inverted dropout",
    statement=r"""
        The discriminator of the first GAN trains with dropout: in every pass each input of a layer is set to 0 with
        probability $r$, so that $D$ cannot decide by a few pixels only. With $u \sim U[0, 1)$ for each entry,
        $$m = \frac{[\,u \ge r\,]}{1 - r}, \qquad y = x\,m.$$
        The bracket is 1 where the condition is true and 0 elsewhere. Compute $E[m]$: it shows why the denominator is
        there. With it, the next layer gets inputs of the same size on average, with dropout and without. (Srivastava et
        al. multiply the weights by $1 - r$ after training instead, and their $p$ is the probability that a unit is
        *kept*. Here `rate` is the probability that it is *dropped*.)

        Write $y$ and $m$. When not training, $y = x$ and $m = 1$.
    """,
    source="Srivastava et al. 2014, sections 4 and 10 (scaled while training); in D: Goodfellow et al. 2014, section 5",
    notebook=2,
    hints=(
        "rng.random(x.shape) gives a uniform number in [0, 1) for each entry. It is below rate with probability rate: "
        "these entries are dropped.",
        "A comparison gives True and False; .astype(x.dtype) makes 1 and 0 of them. Then divide by the probability "
        "that an entry is kept.",
        "First the case without training, which returns x and ones (np.ones_like). Otherwise the mask is 1 where "
        "u >= rate, in the dtype of x, divided by one minus rate.",
    ),
    explanation="""
        E[m] = (1 - rate) / (1 - rate) = 1, so E[y] = x, and without training nothing must be scaled. The mask is
        returned because backward must drop the same entries, dx = dy m. A second draw would give the gradient of
        another network. The random numbers come from the argument rng, so that a run can be repeated.
    """,
    in_numgan=(layers.Dropout.forward,),
    draw=draw,
    returns=("y", "mask"),
    known=(
        Known(
            (np.array([[1.0, -2.0], [3.0, 4.0]]), 0.5, np.random.default_rng(0), False),
            (np.array([[1.0, -2.0], [3.0, 4.0]]), np.ones((2, 2))),
            "training is False: nothing is dropped, and nothing is scaled, because in training E[y] is x already",
        ),
        Known(
            (np.array([[1.0, -2.0], [3.0, 4.0]]), 0.0, np.random.default_rng(0), True),
            (np.array([[1.0, -2.0], [3.0, 4.0]]), np.ones((2, 2))),
            "with rate 0 no entry is dropped, and the scale is 1 / (1 - 0) = 1",
        ),
    ),
    extremes=(
        (np.arange(1.0, 13.0).reshape(3, 4), 0.9, np.random.default_rng(3), True),
        (np.arange(1.0, 13.0).reshape(3, 4), 0.25, np.random.default_rng(4), True),
        (np.array([[1e6, -1e-6], [3.0, 4.0]]), 0.9, np.random.default_rng(0), False),
        (np.array([[2.0, -1.0, 3.0, 4.0]]), 0.5, np.random.default_rng(5), True),  # one row
    ),
    factors=factors,
    probes={"rng": stream},
    mutants=(
        Mutant(not_scaled, "what is kept must be scaled up by 1 / (1 - rate)"),
        Mutant(
            scaled_afterwards,
            "the older form",
            cause="this is the older form, which scales by 1 - rate when not training: here what is kept is divided by "
            "1 - rate in training, and nothing is scaled afterwards",
        ),
        Mutant(
            always_drops,
            "with training = False too",
            cause="entries are dropped with training = False too: then y is x, and every entry of mask is 1",
        ),
        Mutant(
            rate_is_kept,
            "the probability that an entry is dropped",
            cause="rate is the probability that an entry is dropped, not that it is kept: keep where u >= rate",
        ),
        Mutant(
            other_end,
            "right in distribution",
            cause="right in distribution, but these are other entries: drop where u < rate, with u = "
            "rng.random(x.shape)",
        ),
        Mutant(own_stream, "draw it from rng in every call"),
        Mutant(draws_anyway, "with training = False it draws from rng"),
    ),
)
