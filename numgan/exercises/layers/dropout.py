import numpy as np

from ... import layers
from ..exercise import Exercise, Known, Mutant


def dropout(x, rate, rng, training):
    """Inverted dropout.

    x : (B, n)
    rate : float in [0, 1), the share that is dropped
    rng : numpy.random.Generator; take u = rng.random(x.shape) from it, once, and drop where u < rate
    training : bool. False: nothing is dropped and nothing is drawn from rng, y is x and the mask all ones.
    Returns y (B, n) and mask (B, n), both of x's dtype, such that y = x mask forward and dx = dy mask backward.
    """
    if not training:
        return x, np.ones_like(x)
    mask = (rng.random(x.shape) >= rate).astype(x.dtype) / (1 - rate)
    return x * mask, mask


def masked(x, training, kept, share):
    mask = kept.astype(x.dtype) / share if training else np.ones_like(x)
    return x * mask, mask


def not_rescaled(x, rate, rng, training):
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
    return rng.normal(size=(B, n)), float(rng.choice([0.2, 0.3, 0.4])), child, True


def factors(x, rate, rng, training):
    if not training:
        return {
            1 - rate: f"scaled by 1 - rate = {1 - rate:g}, which belongs to dropout that does not rescale in training"
        }
    return {
        1 - rate: f"{1 - rate:g} times: what is kept must be scaled up by 1 / (1 - rate) = {1 / (1 - rate):.4g}",
        1 / (1 - rate): f"{1 / (1 - rate):.4g} times: the 1 / (1 - rate) is in it twice",
        (1 - rate) / rate: f"divided by rate = {rate:g}: the share kept is 1 - rate = {1 - rate:g}",
    }


def stream(fn, rng):
    x, child = rng.normal(size=(6, 8)), np.random.default_rng(int(rng.integers(2**32)))
    if np.array_equal(fn(x.copy(), 0.4, child, True)[1], fn(x.copy(), 0.4, child, True)[1]):
        return "two batches, one after the other with the same rng, got the same mask: draw it from rng, anew each time"
    before = child.bit_generator.state
    fn(x.copy(), 0.4, child, False)
    if child.bit_generator.state != before:
        return "while not training it draws from rng: looking at a network would then change how it trains on"
    return None


EXERCISE = Exercise(
    dropout,
    title="Inverted dropout",
    statement=r"""
        The discriminator of the first GAN trains with dropout: in every pass each input of a layer is set to 0 with
        probability $r$, so that $D$ cannot rest its verdict on a few pixels. With $u \sim U[0, 1)$ for each entry,
        $$m = \frac{[\,u \ge r\,]}{1 - r}, \qquad y = x\,m.$$
        Work out $E[m]$: that is what the denominator is for. The next layer then sees inputs of the same size, on
        average, with dropout and without. (Srivastava et al. multiply the weights by $1 - r$ after training instead,
        and give a name, $p$, to the share *kept*. Here `rate` is the share *dropped*.)

        Write $y$ and $m$. While not training, $y = x$ and $m = 1$.
    """,
    source="Srivastava et al. 2014, sections 4 and 10 (scaled while training); in D: Goodfellow et al. 2014, section 5",
    notebook=2,
    hints=(
        "rng.random(x.shape) is a uniform number in [0, 1) for each entry. The share rate of them is below rate; those "
        "entries are dropped.",
        "A comparison gives True and False, which are 1 and 0 in arithmetic: .astype(x.dtype) makes them so. Then "
        "divide by the share that is kept.",
        "First the case of not training, which returns x and ones. Else the mask is 1 where u >= rate, cast to "
        "x's dtype, over one minus rate.",
    ),
    explanation="""
        E[m] = (1 - rate) / (1 - rate) = 1, so E[y] = x, and inference is left alone: no scaling to forget. The mask is
        returned because backward must drop the same entries, dx = dy m; a second draw would give the gradient of
        another network. The random numbers come from the rng passed in, so that a run can be repeated.
    """,
    in_numgan=(layers.Dropout.forward,),
    draw=draw,
    returns=("y", "mask"),
    known=(
        Known(
            (np.array([[1.0, -2.0], [3.0, 4.0]]), 0.5, np.random.default_rng(0), False),
            (np.array([[1.0, -2.0], [3.0, 4.0]]), np.ones((2, 2))),
            "training is False: nothing is dropped and nothing scaled, for while training E[y] was x already",
        ),
        Known(
            (np.array([[1.0, -2.0], [3.0, 4.0]]), 0.0, np.random.default_rng(0), True),
            (np.array([[1.0, -2.0], [3.0, 4.0]]), np.ones((2, 2))),
            "rate is the share dropped: with rate 0 no entry is, and the scale is 1 / (1 - 0) = 1",
        ),
    ),
    factors=factors,
    probes={"rng": stream},
    mutants=(
        Mutant(not_rescaled, "what is kept must be scaled up by 1 / (1 - rate)"),
        Mutant(always_drops, "training is False: nothing is dropped"),
        Mutant(
            rate_is_kept,
            "the share that is dropped",
            cause="rate is taken for the share that is kept, and it is the share that is dropped: keep where u >= rate",
        ),
        Mutant(
            other_end,
            "right in distribution",
            cause="right in distribution, but not the entries asked for: drop where u < rate, u = rng.random(x.shape)",
        ),
        Mutant(own_stream, "draw it from rng, anew each time"),
        Mutant(draws_anyway, "while not training it draws from rng"),
    ),
)
