import numpy as np

from ... import objectives, turns
from ...functions import sigmoid
from ..exercise import Exercise, Gradient, Known, Mutant


def two_batches(real, fake, W):
    """The gradient of the discriminator's loss by its weights, over a real and a generated batch.

    D is one layer without bias: its logits are x W. The loss is
    mean(softplus(-real W)) + mean(softplus(fake W)), each mean over its own batch.

    real : (B, n)
    fake : (B', n), where B' need not be B
    W : (n, 1)
    Returns dW (n, 1), right for logits of +-1000 too.
    """
    dreal = -sigmoid(-(real @ W)) / len(real)
    dfake = sigmoid(fake @ W) / len(fake)
    return real.T @ dreal + fake.T @ dfake


def cache_of_the_last(real, fake, W):
    real_logits, cache = real @ W, real
    fake_logits, cache = fake @ W, fake
    dW = cache.T @ sigmoid(fake_logits) / len(fake)
    return dW + cache.T @ -sigmoid(-real_logits) / len(real)


def cache_of_the_first(real, fake, W):
    dW = real.T @ -sigmoid(-(real @ W)) / len(real)
    return dW + real.T @ sigmoid(fake @ W) / len(fake)


def overwrites(real, fake, W):
    dW = real.T @ -sigmoid(-(real @ W)) / len(real)
    dW = fake.T @ sigmoid(fake @ W) / len(fake)
    return dW


def sums(real, fake, W):
    return fake.T @ sigmoid(fake @ W) - real.T @ sigmoid(-(real @ W))


def one_mean(real, fake, W):
    return sums(real, fake, W) / (len(real) + len(fake))


def both_fake(real, fake, W):
    return real.T @ sigmoid(real @ W) / len(real) + fake.T @ sigmoid(fake @ W) / len(fake)


def draw(rng):
    real_rows, fake_rows, n = (int(size) for size in rng.choice(np.arange(2, 8), size=3, replace=False))
    return rng.normal(1, 1, (real_rows, n)), rng.normal(-1, 1, (fake_rows, n)), rng.normal(size=(n, 1))


def loss(real, fake, W):
    return np.logaddexp(0, -(real @ W)).mean() + np.logaddexp(0, fake @ W).mean()


EXERCISE = Exercise(
    two_batches,
    title="Two batches, two caches",
    statement=r"""
        The discriminator's loss $-V$ (Goodfellow et al. 2014, eq. 1) sees two batches through the same weights. For a
        $D$ of one layer, with logits $x W$ and $\mathrm{softplus}(l) = \log(1 + e^l)$,
        $$L(W) = \frac{1}{B} \sum_{i=1}^{B} \mathrm{softplus}(-x_i W)
        + \frac{1}{B'} \sum_{i=1}^{B'} \mathrm{softplus}(\tilde{x}_i W).$$
        A layer's gradient pairs `dy` with the very input that led to it. A layer that remembers "its" input remembers
        the last one only: after D(real) and D(fake), both backward passes meet the generated rows. With $B = B'$
        nothing complains, the gradient is wrong, and the GAN trains all the same: many written by hand carry this bug
        unnoticed. Here $B \ne B'$.

        Derive $\partial L / \partial W$ and write it; `from numgan.functions import sigmoid` gives a stable $\sigma$.
    """,
    source="Goodfellow et al. 2014, eq. 1 and algorithm 1",
    notebook=4,
    hints=(
        "The derivative of softplus is the sigmoid. Which sign does the inner derivative of softplus(-l) bring?",
        "First the gradients by the logits, (B, 1) and (B', 1): each holds one over its own batch's size. Then each "
        "goes back through the layer with its own rows.",
        "dW of a dense layer is the transposed input times dy. W serves both batches, so its two gradients add up: "
        "real rows with minus sigmoid(-logits), generated rows with sigmoid(logits).",
    ),
    explanation="""
        Each dy meets the rows it came from, and the second gradient is added to the first, not written over it.
        numgan's forward returns the cache and backward wants it back, so no pass can pick up another's by accident.
        Where no layer couples rows, D sees both batches as one array of B + B' rows, and the matrix product does the
        adding.
    """,
    in_numgan=(turns.judge, objectives.Minimax.discriminator),
    draw=draw,
    returns=("dW",),
    known=(
        Known(
            (np.array([[2.0, 1.0], [4.0, 3.0]]), np.array([[0.0, 1.0], [1.0, 5.0], [2.0, 6.0]]), np.zeros((2, 1))),
            np.array([[-1.0], [1.0]]),
            "every logit is 0 and every sigmoid 1/2: dW = (mean of fake - mean of real) / 2 = ((1, 4) - (3, 2)) / 2",
        ),
    ),
    gradients=(Gradient("dW", "W", loss),),
    extremes=(
        (
            np.array([[1.0, 2.0], [-1.0, 1.0]]),
            np.array([[1.0, 0.0], [-1.0, 3.0], [0.0, 1.0]]),
            np.array([[1e3], [0.0]]),
        ),
    ),
    factors=lambda real, fake, W: {0.5: "halved: V has no factor 1/2"},
    mutants=(
        Mutant(cache_of_the_last, "in line"),
        Mutant(cache_of_the_first, "in line"),
        Mutant(overwrites, "add", cause="this is the generated batch's gradient alone: the real batch's must be added"),
        Mutant(sums, "own 1 / B", cause="both means have become sums: each batch needs its own 1 / B"),
        Mutant(one_mean, "own mean", cause="one mean over all B + B' rows was taken: each batch has its own mean"),
        Mutant(both_fake, "softplus(-l)", cause="the real rows were treated as generated ones: theirs is softplus(-l)"),
    ),
)
