import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Known, Mutant


def value_function(real_logits, fake_logits):
    """V(D, G), the number that D raises and G lowers. Each expectation is a mean over a batch.

    real_logits : (B, 1), the discriminator's logits of B real rows; D(x) = sigmoid(logit)
    fake_logits : (B', 1), its logits of B' generated rows; B' may differ from B
    Returns V, a single number, at most 0: the sum of two means, without a factor 1/2. Exact for logits of +-1000 too.
    """
    log_D = -np.logaddexp(0, -real_logits)
    log_1_minus_D = -np.logaddexp(0, fake_logits)
    return log_D.mean() + log_1_minus_D.mean()


def log_of_sigmoid(real_logits, fake_logits):
    return np.log(sigmoid(real_logits)).mean() + np.log(1 - sigmoid(fake_logits)).mean()


def half(real_logits, fake_logits):
    return value_function(real_logits, fake_logits) / 2


def sums(real_logits, fake_logits):
    return -softplus(-real_logits).sum() - softplus(fake_logits).sum()


def one_mean(real_logits, fake_logits):
    return -np.concatenate([softplus(-real_logits), softplus(fake_logits)]).mean()


def log_D_of_both(real_logits, fake_logits):
    return -softplus(-real_logits).mean() - softplus(-fake_logits).mean()


def negative(real_logits, fake_logits):
    return -value_function(real_logits, fake_logits)


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(2, 8), size=2, replace=False))
    return rng.normal(0, 3, (B, 1)), rng.normal(0, 3, (B_fake, 1))


def stays_on_logits(function, rng):
    near, far = np.array([[1.0], [-1.0]]), np.array([[1000.0], [-1000.0]])
    right, value = np.isclose(float(function(near, near)), value_function(near, near)), float(function(far, far))
    if right and not 100 < abs(value) < np.inf:
        return (
            f"right for small logits; for logits of 1000 and -1000 V is {value:.6g}, and -1000 is wanted: a "
            "probability rounds to 0 or 1 there, is clipped, or exp overflows; compute log(1 + exp(x)) as a whole, "
            "from the logit"
        )
    return None


EXERCISE = Exercise(
    value_function,
    title="The value function of the game",
    statement=r"""
        The discriminator gives a row $x$ a logit $l$, and $D(x) = \sigma(l)$ is its belief that $x$ is real. How well
        it tells the two kinds of rows apart is one number, the value function:
        $$V(D, G) = \mathbb{E}_{x}[\log D(x)] + \mathbb{E}_{z}[\log(1 - D(G(z)))].$$
        $D$ raises it and $G$ lowers it; everything else in a GAN follows from this line. In training each expectation
        becomes the mean over its own minibatch, and the two minibatches may have different numbers of rows.

        Far from 0, $\sigma(l)$ rounds to 0 or 1. Where $D$ is sure and wrong ($l = -1000$ on a real row, $l = 1000$ on
        a generated one), a logarithm of 0 follows, $-\infty$. Write $\log D$ and $\log(1 - D)$ as functions of the
        logit, without forming $D$, and write $V$.
    """,
    source="Goodfellow et al. 2014, eq. 1",
    notebook=1,
    hints=(
        "1 / sigmoid(l) = 1 + exp(-l), so log D needs no division. For the other one use 1 - sigmoid(l) = sigmoid(-l).",
        "Both logarithms are minus log(1 + exp(...)), with -l in the exponent for real rows and l for generated ones.",
        "np.logaddexp(a, b) is log(exp(a) + exp(b)) and never overflows; 1 is exp(0). Then average over the real rows, "
        "average over the generated rows, and add the two means.",
    ),
    explanation="""
        log D = -log(1 + exp(-l)) and log(1 - D) = -log(1 + exp(l)): a logit of -1000 on a real row costs exactly 1000,
        and the logarithm of a rounded probability would be -inf. Each expectation is a mean over its own rows, so the
        numbers of rows may differ. V has no factor 1/2: where D = 1/2 everywhere, V is -log 4.
    """,
    in_numgan=(objectives.value_function,),
    draw=draw,
    returns=("V",),
    known=(
        Known(
            (np.array([[np.log(3.0)]]), np.array([[0.0], [np.log(3.0)]])),
            np.log(3) - 3.5 * np.log(2),
            "D = 3/4 on the real row, 1/2 and 3/4 on the generated rows: V = log(3/4) + (log(1/2) + log(1/4)) / 2",
        ),
        Known((np.zeros((2, 1)), np.zeros((3, 1))), -np.log(4), "D = 1/2 everywhere: V = log(1/2) + log(1/2) = -log 4"),
    ),
    extremes=(
        (np.array([[-1000.0]]), np.array([[-1000.0], [0.0]])),
        (np.array([[1000.0], [0.0]]), np.array([[1000.0]])),
        (np.array([[20.5], [-20.5]]), np.array([[-20.5], [20.5], [0.0]])),
        (np.array([[25.0], [0.0]]), np.array([[-25.0]])),
        (np.array([[1.5]]), np.array([[-0.5]])),  # one row each
    ),
    float32=False,
    factors=lambda real_logits, fake_logits: {
        0.5: "halved: V has no factor 1/2, it is the sum of two means",
        -1: "sign flipped: that is the discriminator's loss; V adds logarithms of probabilities and is never above 0",
    },
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(log_of_sigmoid, "compute log(1 + exp(x)) as a whole"),
        Mutant(half, "halved: V has no factor 1/2"),
        Mutant(
            sums,
            "these are sums",
            cause="these are sums over the rows: an expectation is a mean, so divide each sum by its number of rows",
        ),
        Mutant(
            one_mean,
            "each kind has a mean of its own",
            cause="real and generated rows share one mean here: each kind has a mean of its own, and V adds the two",
        ),
        Mutant(
            log_D_of_both,
            "log(1 - D(G(z))), not log D(G(z))",
            cause="on generated rows V has log(1 - D(G(z))), not log D(G(z)): D is right there when it says 0",
        ),
        Mutant(negative, "that is the discriminator's loss"),
    ),
)
