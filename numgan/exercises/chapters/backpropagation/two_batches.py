import numpy as np

from .... import objectives, turns
from ...exercise import Exercise, Gradient, Known, Mutant


def two_batches(real, fake, W):
    """The gradient of the discriminator's loss with respect to its weights, over a real and a generated batch.

    D is one layer without bias: its logits are x W. The loss is
    mean(softplus(-real W)) + mean(softplus(fake W)), each mean over its own batch.

    real : (B, n)
    fake : (B', n), where B' may differ from B
    W : (n, 1)
    Returns dW (n, 1), right for logits of +-1000 too, and where D is sure and dW is tiny, such as 1e-18.
    """

    def sigmoid(logit):
        return np.exp(np.minimum(logit, 0)) / (1 + np.exp(-np.abs(logit)))

    dreal = -sigmoid(-(real @ W)) / len(real)
    dfake = sigmoid(fake @ W) / len(fake)
    return real.T @ dreal + fake.T @ dfake


def sigmoid(logit):
    return np.exp(np.minimum(logit, 0)) / (1 + np.exp(-np.abs(logit)))


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


def one_size(real, fake, W):
    return sums(real, fake, W) / len(real)


def D_minus_one(real, fake, W):
    return real.T @ (sigmoid(real @ W) - 1) / len(real) + fake.T @ sigmoid(fake @ W) / len(fake)


def overflows(real, fake, W):
    up, down = np.exp(fake @ W), np.exp(-(real @ W))
    return fake.T @ (up / (1 + up)) / len(fake) - real.T @ (down / (1 + down)) / len(real)


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
        The gradient of a layer needs `dy` and the input that belongs to it. A layer that stores its input stores only
        the last one: after D(real) and D(fake), both backward passes use the generated rows. With $B = B'$ there is no
        error message, the gradient is wrong, and the GAN still trains: many GANs written by hand have this bug, and
        nobody has noticed. Here $B \ne B'$.

        Derive $\partial L / \partial W$ and write it. The $\sigma$ in it must be stable: use your function from the
        exercise `sigmoid`, or `from numgan.functions import sigmoid`.
    """,
    source="Goodfellow et al. 2014, eq. 1 and algorithm 1",
    notebook=4,
    hints=(
        "The derivative of softplus is the sigmoid. What is the derivative of softplus(-l) with respect to l? Be "
        "careful with the sign.",
        "First the gradients with respect to the logits, (B, 1) and (B', 1): each is divided by the size of its own "
        "batch. Then each goes back through the layer with its own rows.",
        "dW of a dense layer is the transposed input times dy. Both batches go through W, so its two gradients add up: "
        "real rows with minus sigmoid(-logits), generated rows with sigmoid(logits).",
    ),
    explanation="""
        Each dy is multiplied by its own rows, and the second gradient is added to the first and does not replace it. In
        numgan, forward returns the cache and backward takes it as an argument, so no pass can use the cache of another
        pass by mistake. If no layer mixes the rows, D can take both batches as one array of B + B' rows, and the matrix
        product adds the two gradients.
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
        (
            np.array([[1.0, 2.0], [2.0, 1.0]]),
            np.array([[-1.0, -2.0], [-2.0, -1.0], [-3.0, 0.0]]),
            np.array([[15.0], [14.0]]),
        ),
        (np.array([[0.5, 1.0]]), np.array([[1.0, -2.0]]), np.array([[6.0], [12.0]])),  # one row each
    ),
    factors=lambda real, fake, W: {
        0.5: "halved: the two means are added, and V has no factor 1/2",
        -1: "sign flipped: this is the gradient of V, and the loss is -V",
    },
    mutants=(
        Mutant(cache_of_the_last, "in line"),
        Mutant(cache_of_the_first, "in line"),
        Mutant(
            overwrites,
            "add",
            cause="this is the gradient from the generated batch alone: add the gradient from the real batch",
        ),
        Mutant(
            sums, "own 1 / B", cause="both means are sums here: divide each by the size of its own batch, its own 1 / B"
        ),
        Mutant(
            one_mean,
            "own mean",
            cause="this divides by B + B', as for one mean over all rows: each batch has its own mean",
        ),
        Mutant(
            one_size,
            "the size of the real batch",
            cause="both sums were divided by the size of the real batch: divide each by the size of its own batch",
        ),
        Mutant(
            overflows,
            "inf / inf",
            cause="exp(l) / (1 + exp(l)) is inf / inf for large l: use a sigmoid whose exp only gets numbers up to 0",
        ),
        Mutant(
            D_minus_one,
            "has no digits left",
            cause="sigmoid(l) - 1 has no digits left where sigmoid(l) is nearly 1: write it without a difference",
        ),
        Mutant(
            both_fake, "softplus(-l)", cause="the real rows were treated as generated rows: their loss is softplus(-l)"
        ),
    ),
)
