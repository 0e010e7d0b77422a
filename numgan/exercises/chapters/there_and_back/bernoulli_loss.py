import numpy as np

from ....functions import sigmoid
from ....objectives import losses
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def bernoulli_loss(logits, x):
    """Minus the log-probability of images under a decoder's logits, and its gradient.

    logits : (B, n), one for each pixel; p = sigmoid(logits) is the probability of white
    x : (B, n), pixels from 0 to 1
    Returns loss, a single number, in nats per row; dlogits (B, n). Both are finite for logits of +-1000.
    """
    loss = (np.logaddexp(0, logits) - x * logits).sum(axis=1).mean()
    return loss, (np.exp(-np.logaddexp(0, -logits)) - x) / len(x)


def from_probabilities(logits, x):
    p = sigmoid(logits)
    return -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum(axis=1).mean(), (p - x) / len(x)


def with_an_epsilon(logits, x):
    p = sigmoid(logits)
    return -(x * np.log(p + 1e-7) + (1 - x) * np.log(1 - p + 1e-7)).sum(axis=1).mean(), (p - x) / len(x)


def overflows(logits, x):
    e = np.exp(logits)
    return (np.log(1 + e) - x * logits).sum(axis=1).mean(), (e / (1 + e) - x) / len(x)


def mean_over_pixels(logits, x):
    return tuple(part / x.shape[1] for part in bernoulli_loss(logits, x))


def no_mean(logits, x):
    return tuple(part * len(x) for part in bernoulli_loss(logits, x))


def gradient_of_the_sum(logits, x):
    loss, dlogits = bernoulli_loss(logits, x)
    return loss, dlogits * len(x)


def slope_again(logits, x):
    loss, dlogits = bernoulli_loss(logits, x)
    p = sigmoid(logits)
    return loss, dlogits * p * (1 - p)


def wrong_sign(logits, x):
    loss, dlogits = bernoulli_loss(logits, x)
    return loss, -dlogits


def likelihood(logits, x):
    return tuple(-part for part in bernoulli_loss(logits, x))


def squared_error(logits, x):
    p = sigmoid(logits)
    return ((p - x) ** 2).sum(axis=1).mean(), 2 * (p - x) * p * (1 - p) / len(x)


def black_is_1(logits, x):
    return bernoulli_loss(logits, 1 - x)


def rounded_pixels(logits, x):
    return bernoulli_loss(logits, (x > 0.5).astype(x.dtype))


def white_pixels_only(logits, x):
    p = sigmoid(logits)
    return (x * np.logaddexp(0, -logits)).sum(axis=1).mean(), -x * (1 - p) / len(x)


def gradient_in_probabilities(logits, x):
    loss, _ = bernoulli_loss(logits, x)
    p = sigmoid(logits)
    return loss, ((1 - x) / (1 - p) - x / p) / len(x)


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.uniform(-2, 2, (B, n)), rng.uniform(0.05, 0.95, (B, n))


def total(logits, x):
    p = 1 / (1 + np.exp(-logits))
    return float(-(x * np.log(p) + (1 - x) * np.log(1 - p)).sum() / len(x))


EXERCISE = Exercise(
    bernoulli_loss,
    title="How probable a decoder finds an image",
    statement=r"""
        An autoencoder's decoder says how white each pixel is, and must be told how wrong it is. If a pixel $x$ is 0 or
        1, let its logit $l$ mean that it is 1 with the probability $p = \sigma(l)$. Then minus the log-probability of
        the image is, with pixels that are independent once the code is known,
        $$L = -\frac{1}{B} \sum_i \sum_j \bigl( x_{ij} \log p_{ij} + (1 - x_{ij}) \log(1 - p_{ij}) \bigr).$$
        Grey pixels between 0 and 1 are allowed too: they count as often as they are white. It is a mean over rows and a
        *sum* over pixels, because it is the probability of the whole image. Take the sigmoid and the logarithms
        together, so that no logarithm of a rounded probability is left.

        Write the loss and its gradient with respect to the logits.
    """,
    source="Kingma & Welling 2014, appendix C.1",
    notebook=19,
    hints=(
        "-log p is softplus(-l), and -log(1 - p) is softplus(l). How do the two softplus differ from each other?",
        "softplus(-l) = softplus(l) - l. So x softplus(-l) + (1 - x) softplus(l) is one softplus and one product.",
        "np.logaddexp(0, .) is softplus. The gradient of each pixel is what you know from the discriminator: belief "
        "minus target, here sigmoid(l) - x, divided by B; sigmoid(l) is exp(-softplus(-l)).",
    ),
    explanation="""
        Each pixel is a small discriminator, with x as its label, and the gradient is belief minus target once more. At
        the best p = x; for grey pixels the loss is then not 0, but the entropy of x. The mean over rows and the sum
        over pixels matter as soon as something else is added, such as a VAE's KL term: with a mean over 784 pixels it
        would weigh 784 times too much.
    """,
    in_numgan=(losses.bernoulli,),
    draw=draw,
    returns=("loss", "dlogits"),
    known=(
        Known(
            (np.array([[0.0, np.log(3.0)], [-np.log(3.0), 0.0]]), np.array([[1.0, 1.0], [1.0, 0.25]])),
            (
                np.log(2) + np.log(4) / 2 + np.log(4 / 3) / 2,
                np.array([[-1 / 4, -1 / 8], [-3 / 8, 1 / 8]]),
            ),
            "p = 1/2 and 3/4 in row 0: log 2 + log(4/3); p = 1/4 and 1/2 in row 1: log 4 + log 2; halved. "
            "dlogits = (p - x) / 2",
        ),
    ),
    gradients=(Gradient("dlogits", "logits", total),),
    extremes=(
        (np.array([[1000.0, -1000.0, 1000.0], [-1000.0, 0.0, 5.0]]), np.array([[1.0, 0.0, 0.0], [1.0, 0.5, 1.0]])),
        (np.array([[1000.0, -1000.0]]), np.array([[0.25, 0.5]])),
        (np.array([[20.0, -20.0, 90.0]]), np.array([[0.0, 1.0, 0.0]])),
    ),
    cancels=lambda logits, x: float(np.abs(x * logits).sum(axis=1).mean()),
    factors=lambda logits, x: {
        1 / x.shape[1]: "a mean over pixels was taken: the pixels' logarithms are added up",
        1 / x.size: "a mean over all entries was taken: it is a mean over rows, and a sum over pixels",
        **batch_factors(len(x)),
    },
    mutants=(
        Mutant(
            from_probabilities,
            "before its logarithm",
            cause="a probability is rounded to 0 or 1 before its logarithm is taken: use np.logaddexp(0, .) of the "
            "logits",
        ),
        Mutant(
            with_an_epsilon,
            "an epsilon",
            cause="an epsilon in the logarithm changes every value a little and the large ones much: use "
            "np.logaddexp(0, .) of the logits, which needs none",
        ),
        Mutant(
            overflows,
            "exp overflows",
            cause="exp overflows for large logits: use np.logaddexp(0, .)",
        ),
        Mutant(
            mean_over_pixels,
            "added up",
            cause="a mean over pixels was taken: the pixels' log-probabilities are added up, and the mean is over rows",
        ),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(
            gradient_of_the_sum,
            "each row counts 1 / B",
            cause="the loss is right, but dlogits is that of a sum: in the mean each row counts 1 / B",
        ),
        Mutant(
            slope_again,
            "p (1 - p) once too often",
            cause="dlogits contains p (1 - p) once too often: belief minus target has it already",
        ),
        Mutant(
            wrong_sign,
            "belief minus target",
            cause="dlogits has the wrong sign: it is belief minus target, p - x",
        ),
        Mutant(likelihood, "sign flipped"),
        Mutant(
            squared_error,
            "the squared error",
            cause="this is the squared error of the probabilities: minus the log-probability is asked for",
        ),
        Mutant(
            black_is_1,
            "the probability of white",
            cause="black and white are exchanged: p is the probability of white, x = 1",
        ),
        Mutant(
            rounded_pixels,
            "grey pixels",
            cause="the pixels were rounded to 0 or 1: grey pixels count as they are",
        ),
        Mutant(
            white_pixels_only,
            "black pixels",
            cause="the term of the black pixels is missing, (1 - x) log(1 - p)",
        ),
        Mutant(
            gradient_in_probabilities,
            "with respect to p",
            cause="dlogits is the gradient with respect to p: multiply by p (1 - p), and see what is left",
        ),
    ),
)
