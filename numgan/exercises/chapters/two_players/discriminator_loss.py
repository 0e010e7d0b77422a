import numpy as np

from .... import objectives
from ....functions import sigmoid, softplus
from ...exercise import Exercise, Known, Mutant


def discriminator_loss(real_logits, fake_logits, label_smoothing):
    """The discriminator's loss, a cross entropy whose target for real rows is a little below 1.

    real_logits : (B, 1), logits of real rows; their target is 1 - label_smoothing
    fake_logits : (B', 1), logits of generated rows; their target is 0
    label_smoothing : float in [0, 1); where it is 0 the loss is -V
    Returns the loss, a single number: the sum of two means, without a factor 1/2. Exact for logits of +-1000 too.
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


def both_halfway(real_logits, fake_logits, label_smoothing):
    s = label_smoothing
    return cross_entropy(real_logits, 1 - s / 2) + cross_entropy(fake_logits, s / 2)


def one_mean(real_logits, fake_logits, label_smoothing):
    B, B_fake = len(real_logits), len(fake_logits)
    total = B * cross_entropy(real_logits, 1 - label_smoothing) + B_fake * cross_entropy(fake_logits, 0)
    return total / (B + B_fake)


def unsmoothed(real_logits, fake_logits, label_smoothing):
    return cross_entropy(real_logits, 1) + cross_entropy(fake_logits, 0)


def clipped(real_logits, fake_logits, label_smoothing):
    real, fake = (np.clip(sigmoid(logits), 1e-7, 1 - 1e-7) for logits in (real_logits, fake_logits))
    t = 1 - label_smoothing
    return -(t * np.log(real) + (1 - t) * np.log(1 - real)).mean() - np.log(1 - fake).mean()


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(2, 8), size=2, replace=False))
    return rng.normal(0, 2, (B, 1)), rng.normal(0, 2, (B_fake, 1)), float(rng.uniform(0.05, 0.4))


def stays_on_logits(function, rng):
    near, far = np.array([[1.0], [-1.0]]), np.array([[1000.0], [-1000.0]])
    right = np.isclose(float(function(near, near, 0.1)), discriminator_loss(near, near, 0.1))
    value = float(function(far, far, 0.1))
    if right and not 100 < abs(value) < np.inf:
        return (
            f"right for small logits; for logits of 1000 and -1000 loss is {value:.6g}, and 1000 is wanted: a "
            "probability rounds to 0 or 1 there, is clipped, or exp overflows; compute log(1 + exp(x)) as a whole, "
            "from the logit"
        )
    return None


EXERCISE = Exercise(
    discriminator_loss,
    title="The discriminator's loss, with one-sided label smoothing",
    statement=r"""
        To ascend $V$ is to descend $-V$, which is a cross entropy: the targets are $t = 1$ for real rows and $t = 0$
        for generated rows, and each row has the loss
        $$-t \log D - (1 - t) \log(1 - D), \qquad D = \sigma(l).$$
        With a target of exactly 1, a larger logit is always better for $D$, and an overconfident $D$ teaches $G$
        little. One-sided label smoothing sets $t = 1 - s$ for the real rows, with $s$ around 0.1, and leaves the target
        of the generated rows at 0. If that target were raised too, $D$ would be rewarded for calling some of $G$'s
        present mistakes real.

        Write the loss from the logits: the mean over real rows plus the mean over generated rows, exact at $\pm 1000$.
    """,
    source="Goodfellow et al. 2014, eq. 1; Salimans et al. 2016, section 3.4",
    notebook=4,
    hints=(
        "Put the target of each kind of row into the cross entropy. For generated rows one of its two terms is 0; for "
        "real rows, with a target between 0 and 1, both terms remain.",
        "-log D = log(1 + exp(-l)) and -log(1 - D) = log(1 + exp(l)): np.logaddexp(0, x) is log(1 + exp(x)) for any x.",
        "On real rows the two logarithms have the weights 1 - s and s; on generated rows there is only log(1 + "
        "exp(l)). Average each kind over its own rows, then add.",
    ),
    explanation="""
        A target of 1 - s weighs both logarithms, log D by 1 - s and log(1 - D) by s. Without the second term the loss
        would only be scaled, and D would still push its logits to infinity. With it, D's best answer on a row that is
        certainly real is 1 - s. An epsilon or a clip of 1e-7 inside a logarithm limits the loss to 16 per row, and
        where the limit acts the gradient is 0.
    """,
    in_numgan=(objectives.Minimax.discriminator,),
    draw=draw,
    returns=("loss",),
    known=(
        Known(
            (np.array([[np.log(3.0)]]), np.array([[0.0], [np.log(3.0)]]), 0.1),
            3.5 * np.log(2) - 0.9 * np.log(3),
            "D = 3/4 on the real row, 1/2 and 3/4 on the generated rows: "
            "-0.9 log(3/4) - 0.1 log(1/4) - (log(1/2) + log(1/4)) / 2",
        ),
        Known((np.zeros((2, 1)), np.zeros((3, 1)), 0.0), np.log(4), "D = 1/2 everywhere: the loss is -V = log 4"),
    ),
    extremes=(
        (np.array([[-1000.0], [0.0]]), np.array([[-1000.0]]), 0.0),
        (np.array([[1000.0]]), np.array([[1000.0], [0.0]]), 0.1),
        (np.array([[20.5], [-20.5]]), np.array([[-20.5], [20.5], [0.0]]), 0.25),
        (np.array([[2.0], [-1.0]]), np.array([[0.5]]), 0.9),
        (np.array([[1.5]]), np.array([[-0.5]]), 0.0),  # one row each
    ),
    float32=False,
    factors=lambda real_logits, fake_logits, label_smoothing: {
        0.5: "halved: V has no factor 1/2, and neither has this loss",
        -1: "sign flipped: D ascends V, so what it descends is -V, which is never below 0",
    },
    probes={"stays on logits": stays_on_logits},
    mutants=(
        Mutant(clipped, "compute log(1 + exp(x)) as a whole"),
        Mutant(
            both_sides, "one-sided", cause="both sides are smoothed: one-sided means that generated rows keep target 0"
        ),
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
        Mutant(
            unsmoothed,
            "label_smoothing has no effect",
            cause="label_smoothing has no effect, this is -V: use it in the target of the real rows",
        ),
        Mutant(
            both_halfway,
            "targets move towards 1/2",
            cause="both targets move towards 1/2 by s / 2, as in some libraries: here only the real rows' target "
            "moves, to 1 - s",
        ),
        Mutant(
            one_mean,
            "share one mean",
            cause="real and generated rows share one mean here: take the mean over each kind by itself, then add the "
            "two",
        ),
    ),
)
