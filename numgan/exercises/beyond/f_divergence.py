import numpy as np

from ... import objectives
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def f_divergence(real_logits, fake_logits):
    """The f-GAN discriminator's loss for the squared Hellinger distance, f(u) = (sqrt(u) - 1)^2, and its gradients.

    The output activation is g(v) = 1 - exp(-v).

    real_logits : (B, 1), D's outputs v for B real rows, any numbers
    fake_logits : (B', 1), its outputs for B' generated rows; B' may differ from B
    Returns loss, a single number, minus the bound F; dreal (B, 1) and dfake (B', 1), with the 1 / B of each mean in it.
    Exact for |v| = 40 too, where exp(-v) is lost beside 1.
    """
    slope, u = np.exp(-real_logits), np.exp(fake_logits)
    loss = (u - 1).mean() - (1 - slope).mean()
    return loss, -slope / len(real_logits), u / len(fake_logits)


def in_steps(real_logits, fake_logits):
    T, t = 1 - np.exp(-real_logits), 1 - np.exp(-fake_logits)
    dfake = np.exp(-fake_logits) / (1 - t) ** 2
    return (t / (1 - t)).mean() - T.mean(), -np.exp(-real_logits) / len(T), dfake / len(t)


def no_activation(real_logits, fake_logits):
    v, w = real_logits, fake_logits
    return (w / (1 - w)).mean() - v.mean(), np.full_like(v, -1 / len(v)), 1 / (1 - w) ** 2 / len(w)


def no_conjugate(real_logits, fake_logits):
    a, b = np.exp(-real_logits), np.exp(-fake_logits)
    return a.mean() - b.mean(), -a / len(a), b / len(b)


def no_chain_rule(real_logits, fake_logits):
    loss, dreal, _ = f_divergence(real_logits, fake_logits)
    return loss, np.full_like(dreal, -1 / len(dreal)), np.exp(2 * fake_logits) / len(fake_logits)


def of_F(real_logits, fake_logits):
    return tuple(-value for value in f_divergence(real_logits, fake_logits))


def no_mean(real_logits, fake_logits):
    return f_divergence(real_logits, fake_logits)[0], -np.exp(-real_logits), np.exp(fake_logits)


def squared_ratio(real_logits, fake_logits):
    u = np.exp(2 * fake_logits)
    dreal = -np.exp(-real_logits) / len(real_logits)
    return ((np.sqrt(u) - 1) ** 2).mean() - (1 - np.exp(-real_logits)).mean(), dreal, 2 * (u - np.sqrt(u)) / len(u)


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(0, 1, (B, 1)), rng.normal(0, 1, (B_fake, 1))


def loss(real_logits, fake_logits):
    T, t = 1 - np.exp(-real_logits), 1 - np.exp(-fake_logits)
    return (t / (1 - t)).mean() - T.mean()


EXERCISE = Exercise(
    f_divergence,
    title="A game for any divergence: squared Hellinger",
    statement=r"""
        Every convex $f$ with $f(1) = 0$ gives a divergence, $D_f = E_{p_g}[f(p_{data} / p_g)]$; f-GAN has a game for
        each. A convex function is the highest of its tangents, so with its conjugate $f^*(t) = \max_u \, (t u - f(u))$
        there is a bound that needs samples only (Nowozin et al. 2016, eq. 4, 6 and 7),
        $$D_f \ge F = E_{p_{data}}[g(D(x))] - E_{p_g}[f^*(g(D(x)))].$$
        $f^*$ is not finite for every $t$; the output activation $g$ takes $D$'s output, any number, to where it is.

        Take the squared Hellinger distance: $f(u) = (\sqrt u - 1)^2$ and $g(v) = 1 - e^{-v}$. Find the maximum with pen
        and paper. Then put $g$ into $f^*$ and simplify *before* you compute: what is left is short, and exact where
        $1 - t$ would have been rounded to 0.

        Write the loss $-F$ of a batch, and its gradients by $D$'s outputs.
    """,
    source="Nowozin et al. 2016, eq. 4, 6 and 7; tables 1 and 2",
    notebook=13,
    hints=(
        "Where is t u - (sqrt(u) - 1)^2 highest? Its derivative by u is t - 1 + 1 / sqrt(u).",
        "At the maximum sqrt(u) is 1 / (1 - t), and f*(t) comes out as t / (1 - t), for t < 1. Now t is 1 - exp(-v).",
        "Of f*(g(v)) a single exponential is left, less a constant. On real rows you need the derivative of g, on "
        "generated ones the derivative of that, each over its own number of rows.",
    ),
    explanation="""
        f*(t) = t / (1 - t) with t = 1 - exp(-v) is exp(v) - 1. Its derivative by t is u, the ratio at which the maximum
        is reached, so D at its best has exp(2 v) = p_data / p_g: half the logit of the first GAN. Computed in steps,
        1 - t is 0 from v = 38 on (float32: 18), and the loss infinite; simplified it lasts until v = 709.
    """,
    in_numgan=(
        objectives.SquaredHellinger.activation,
        objectives.SquaredHellinger.conjugate,
        objectives.FDivergence.discriminator,
    ),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.log(np.array([[2.0], [1.0]])), np.log(np.array([[3.0], [1.0]]))),
            (0.75, np.array([[-0.25], [-0.5]]), np.array([[1.5], [0.5]])),
            "g = (1/2, 0) on the real rows, f* = (2/3) / (1/3) = 2 and 0 on the others: the loss is 1 - 1/4; g' is "
            "1/2 and 1, the derivative of f*(g) 3 and 1",
        ),
        Known(
            (np.log(np.array([[2.0]] * 4 + [[0.5]])), np.log(np.array([[2.0]] + [[0.5]] * 4))),
            (-0.4, np.array([[-0.1]] * 4 + [[-0.4]]), np.array([[0.4]] + [[0.1]] * 4)),
            "p_data = (4/5, 1/5) and p_g = (1/5, 4/5) on two points, and D at its best, exp(2 v) = 4 and 1/4: F is the "
            "distance itself, 2 (sqrt(4/5) - sqrt(1/5))^2 = 2/5",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=((np.array([[-40.0], [40.0]]), np.array([[-40.0], [40.0]])),),
    factors=lambda real_logits, fake_logits: {
        -1: "sign flipped: that is F, which D ascends; its loss is -F",
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(
            in_steps,
            "rounded to 0",
            cause="1 - t is rounded to 0 where exp(-v) is lost beside 1: put g into f* and simplify on paper first",
        ),
        Mutant(
            no_activation,
            "the activation g is missing",
            cause="the activation g is missing: f* wants a slope t = g(v) below 1, and v is any number",
        ),
        Mutant(
            no_conjugate,
            "the conjugate is missing",
            cause="the conjugate is missing: on generated rows it is f*(g(v)) that is averaged, and not g(v) itself",
        ),
        Mutant(
            no_chain_rule,
            "these are the gradients by t",
            cause="these are the gradients by t = g(v); by v the chain rule multiplies both by g'(v)",
        ),
        Mutant(of_F, "that is F, which D ascends"),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(
            squared_ratio,
            "f in place of its conjugate",
            cause="on generated rows this takes f in place of its conjugate f*",
        ),
    ),
)
