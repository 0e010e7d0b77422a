import numpy as np

from ... import objectives
from ...functions import sigmoid, softplus
from ..exercise import Exercise, Known, Mutant


def discriminator_loss(real_logits, fake_logits, label_smoothing):
    """The discriminator's loss: -V where label_smoothing is 0, with softened targets for real rows where it is not.

    real_logits : (B, 1); their target is 1 - label_smoothing
    fake_logits : (B', 1); their target is 0
    label_smoothing : float in [0, 1)
    Returns the loss, a single number: the sum of two means, no factor 1/2. Exact for logits of +-1000 too.
    """
    t = 1 - label_smoothing
    real = t * np.logaddexp(0, -real_logits) + (1 - t) * np.logaddexp(0, real_logits)
    fake = np.logaddexp(0, fake_logits)
    return real.mean() + fake.mean()


def cross_entropy(logits, t):
    return (t * softplus(-logits) + (1 - t) * softplus(logits)).mean()


def both_sides(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1 - label_smoothing) + cross_entropy(fake_logits, label_smoothing)


def fakes_only(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1) + cross_entropy(fake_logits, label_smoothing)


def half_the_entropy(real_logits, fake_logits, label_smoothing):
    return ((1 - label_smoothing) * softplus(-real_logits)).mean() + softplus(fake_logits).mean()


def unsmoothed(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1) + cross_entropy(fake_logits, 0)


def clipped(real_logits, fake_logits, label_smoothing):
    real, fake = (np.clip(sigmoid(logits), 1e-7, 1 - 1e-7) for logits in (real_logits, fake_logits))
    t = 1 - label_smoothing
    return -(t * np.log(real) + (1 - t) * np.log(1 - real)).mean() - np.log(1 - fake).mean()


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(2, 8), size=2, replace=False))
    return rng.normal(0, 2, (B, 1)), rng.normal(0, 2, (B_fake, 1)), float(rng.uniform(0.05, 0.3))


def stays_on_logits(function, rng):
    logits = np.array([[1000.0], [-1000.0]])
    value = float(function(logits, logits, 0.1))
    if not 100 < abs(value) < np.inf:  # right or wrong by a factor, it is some hundreds
        return (
            f"for logits of 1000 and -1000 loss is {value:.6g}: a probability rounds to 0 or 1 there, is clipped, or "
            "exp overflows; compute log(1 + exp(x)) as a whole, from the logit"
        )


EXERCISE = Exercise(
    discriminator_loss,
    title="The discriminator's loss, with one-sided label smoothing",
    statement=r"""
        To ascend $V$ is to descend $-V$, which is a cross entropy: targets $t = 1$ for real rows, $t = 0$ for generated
        ones, and for each row the loss
        $$-t \log D - (1 - t) \log(1 - D), \qquad D = \sigma(l).$$
        A target of exactly 1 rewards $D$ for ever larger logits, and an overconfident $D$ teaches $G$ little.
        One-sided label smoothing sets $t = 1 - s$ for the real rows, with $s$ around 0.1, and leaves the generated rows
        at 0. Were their target raised too, $D$ would be paid for calling some of $G$'s present mistakes real.

        Write the loss on logits: the mean over real rows plus the mean over generated rows, exact at $\pm 1000$.
    """,
    source="Goodfellow et al. 2014, eq. 1; Salimans et al. 2016, section 3.4",
    notebook=4,
    hints=(
        "Put each kind's target into the cross entropy. For generated rows one of its terms is gone; for real rows, "
        "with a target between 0 and 1, both stay.",
        "-log D = log(1 + exp(-l)) and -log(1 - D) = log(1 + exp(l)): np.logaddexp with 0 computes either for any l.",
        "On real rows the two logarithms have the weights 1 - s and s; on generated rows log(1 + exp(l)) stands alone. "
        "Average each kind over its own rows, then add.",
    ),
    explanation="""
        A target of 1 - s weighs both logarithms, log D by 1 - s and log(1 - D) by s: without the second the loss would
        merely be scaled, and D would still push its logits to infinity. With it D's best answer on a row that is surely
        real is 1 - s. An epsilon or clip of 1e-7 inside a logarithm caps the loss at 16 a row, and where it does the
        gradient is 0.
    """,
    in_numgan=(objectives.Minimax.discriminator,),
    draw=draw,
    returns=("loss",),
    known=(
        Known(
            (np.array([[np.log(3.0)]]), np.array([[0.0], [np.log(3.0)]]), 0.1),
            3.5 * np.log(2) - 0.9 * np.log(3),
            "D = 3/4 on the real row, 1/2 and 3/4 on the others: "
            "-0.9 log(3/4) - 0.1 log(1/4) - (log(1/2) + log(1/4)) / 2",
        ),
        Known((np.zeros((2, 1)), np.zeros((3, 1)), 0.0), np.log(4), "D = 1/2 everywhere: the loss is -V = log 4"),
    ),
    extremes=(
        (np.array([[-1000.0], [0.0]]), np.array([[-1000.0]]), 0.0),
        (np.array([[1000.0]]), np.array([[1000.0], [0.0]]), 0.1),
    ),
    factors=lambda real_logits, fake_logits, label_smoothing: {
        0.5: "halved: V has no factor 1/2, and neither has this loss",
        -1: "sign flipped: D ascends V, so what it descends is -V, which is never below 0",
    },
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(clipped, "compute log(1 + exp(x)) as a whole"),
        Mutant(both_sides, "one-sided", cause="both sides are smoothed: it is one-sided, generated rows keep target 0"),
        Mutant(
            fakes_only,
            "the wrong side",
            cause="the wrong side is smoothed: real rows have the target 1 - s, generated rows keep the target 0",
        ),
        Mutant(
            half_the_entropy,
            "s log(1 - D) is missing",
            cause="on real rows -s log(1 - D) is missing: a target of 1 - s weighs log D by 1 - s and log(1 - D) by s",
        ),
        Mutant(unsmoothed, "label_smoothing has no effect", cause="label_smoothing has no effect: this is -V itself"),
    ),
)
