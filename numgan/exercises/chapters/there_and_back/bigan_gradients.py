import numpy as np

from .... import family
from ....functions import sigmoid
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def bigan_gradients(x, code, fake, z, W, b, v):
    """What the generator and the encoder of a BiGAN descend together, and what the discriminator tells each.

    x, code : (B, n) and (B, k), data, and the encoder's codes of them: the pairs (x, E(x))
    fake, z : (B, n) and (B, k), G's rows, and the latents of which they were made: the pairs (G(z), z)
    W, b, v : (n + k, h), (h,) and (h, 1), the discriminator: its logits are tanh([row | latent] W + b) v
    Returns loss, a single number; dfake (B, n) for G and dcode (B, k) for E. Finite for logits of +-1000.
    """
    n = x.shape[1]
    h_real, h_made = np.tanh(np.hstack([x, code]) @ W + b), np.tanh(np.hstack([fake, z]) @ W + b)
    real, made = h_real @ v, h_made @ v
    loss = np.logaddexp(0, real).mean() + np.logaddexp(0, -made).mean()
    dreal = np.exp(-np.logaddexp(0, -real)) / len(x)
    dmade = -np.exp(-np.logaddexp(0, made)) / len(x)
    dfake = (dmade @ v.T * (1 - h_made**2)) @ W.T
    dcode = (dreal @ v.T * (1 - h_real**2)) @ W.T
    return loss, dfake[:, :n], dcode[:, n:]


def logits(left, right, W, b, v):
    return np.tanh(np.hstack([left, right]) @ W + b) @ v


def backward(dlogits, left, right, W, b, v):
    """The gradient of both halves of the pairs."""
    h = np.tanh(np.hstack([left, right]) @ W + b)
    return np.split((dlogits @ v.T * (1 - h**2)) @ W.T, [left.shape[1]], axis=1)


def game(arguments, of_real, of_made):
    """Losses and slopes of the two kinds of pair: each is (loss of a logit, its derivative)."""
    x, code, fake, z, *D = arguments
    (a, da), (c, dc) = of_real(logits(x, code, *D)), of_made(logits(fake, z, *D))
    B = len(x)
    return a.mean() + c.mean(), backward(dc / B, fake, z, *D)[0], backward(da / B, x, code, *D)[1]


def low(a):
    return np.logaddexp(0, a), sigmoid(a)


def high(a):
    return np.logaddexp(0, -a), -sigmoid(-a)


def minus_low(a):
    return -np.logaddexp(0, a), -sigmoid(a)


def minus_high(a):
    return -np.logaddexp(0, -a), sigmoid(-a)


def nothing(a):
    return np.zeros_like(a), np.zeros_like(a)


def discriminators(*arguments):
    return game(arguments, high, low)


def saturating(*arguments):
    return game(arguments, minus_high, minus_low)


def both_look_real(*arguments):
    return game(arguments, high, high)


def generator_alone(*arguments):
    return game(arguments, nothing, high)


def encoder_alone(*arguments):
    return game(arguments, low, nothing)


def encoder_saturating(*arguments):
    return game(arguments, minus_high, high)


def crossed_pairs(x, code, fake, z, W, b, v):
    B = len(x)
    r, m = logits(x, z, W, b, v), logits(fake, code, W, b, v)
    dfake, _ = backward(-sigmoid(-m) / B, fake, code, W, b, v)
    _, dcode = backward(-sigmoid(-m) / B, fake, code, W, b, v)
    return np.logaddexp(0, r).mean() + np.logaddexp(0, -m).mean(), dfake, dcode


def latent_first(x, code, fake, z, W, b, v):
    k = z.shape[1]
    return bigan_gradients(x, code, fake, z, np.vstack([W[k:], W[:k]]), b, v)


def whole_pairs(x, code, fake, z, W, b, v):
    B = len(x)
    r, m = logits(x, code, W, b, v), logits(fake, z, W, b, v)
    dfake = np.hstack(backward(-sigmoid(-m) / B, fake, z, W, b, v))
    dcode = np.hstack(backward(sigmoid(r) / B, x, code, W, b, v))
    return np.logaddexp(0, r).mean() + np.logaddexp(0, -m).mean(), dfake, dcode


def the_other_halves(x, code, fake, z, W, b, v):
    """G gets what belongs to x, E what belongs to z."""
    loss, *_ = bigan_gradients(x, code, fake, z, W, b, v)
    B = len(x)
    dfake, _ = backward(sigmoid(logits(x, code, W, b, v)) / B, x, code, W, b, v)
    _, dcode = backward(-sigmoid(-logits(fake, z, W, b, v)) / B, fake, z, W, b, v)
    return loss, dfake, dcode


def encoder_ascends(*arguments):
    loss, dfake, dcode = bigan_gradients(*arguments)
    return loss, dfake, -dcode


def both_ascend(*arguments):
    loss, dfake, dcode = bigan_gradients(*arguments)
    return loss, -dfake, -dcode


def halved(*arguments):
    return tuple(part / 2 for part in bigan_gradients(*arguments))


def no_mean(*arguments):
    loss, dfake, dcode = bigan_gradients(*arguments)
    return loss, dfake * len(dfake), dcode * len(dcode)


def no_tanh_slope(x, code, fake, z, W, b, v):
    loss, *_ = bigan_gradients(x, code, fake, z, W, b, v)
    B, n = len(x), x.shape[1]
    dmade, dreal = -sigmoid(-logits(fake, z, W, b, v)) / B, sigmoid(logits(x, code, W, b, v)) / B
    return loss, (dmade @ v.T @ W.T)[:, :n], (dreal @ v.T @ W.T)[:, n:]


def overflows(x, code, fake, z, W, b, v):
    r, m = np.exp(logits(x, code, W, b, v)), np.exp(-logits(fake, z, W, b, v))
    loss = np.log(1 + r).mean() + np.log(1 + m).mean()
    dfake, _ = backward(-m / (1 + m) / len(x), fake, z, W, b, v)
    return loss, dfake, backward(r / (1 + r) / len(x), x, code, W, b, v)[1]


def draw(rng):
    B, n, k, h = (int(size) for size in rng.choice(np.arange(2, 8), size=4, replace=False))
    x, fake = rng.normal(size=(2, B, n))
    code, z = rng.normal(size=(2, B, k))
    return x, code, fake, z, rng.normal(size=(n + k, h)) / np.sqrt(n + k), rng.normal(size=h), rng.normal(size=(h, 1))


def ge_loss(x, code, fake, z, W, b, v):
    pairs = np.concatenate([x, code], axis=1), np.concatenate([fake, z], axis=1)
    real, made = (1 / (1 + np.exp(-np.tanh(pair @ W + b) @ v)) for pair in pairs)
    return float(-np.log(1 - real).mean() - np.log(made).mean())


EXERCISE = Exercise(
    bigan_gradients,
    title="There and back: two directions, one judge",
    statement=r"""
        In a BiGAN (Donahue et al. 2017; ALI, Dumoulin et al. 2017) $G$ makes rows from latents and $E$ makes latents
        from rows, and they never meet: no row is reconstructed. $D$ judges *pairs*, laid side by side as columns,
        $[\text{row} \mid \text{latent}]$. A pair $(x, E(x))$ is real to it, and a pair $(G(z), z)$ is generated. $G$
        and $E$ together want $D$ to be wrong about both kinds, so they descend $D$'s loss with the two kinds exchanged,
        $$L = \frac1B \sum_i \log(1 + e^{-l(G(z_i), z_i)}) + \frac1B \sum_i \log(1 + e^{l(x_i, E(x_i))}),$$
        where $l = \tanh([\text{row} \mid \text{latent}]\, W + b)\, v$. Of the first kind of pair only the row was made
        by a player, of the second only the latent.

        Write the loss, and its gradients with respect to $G$'s rows and to $E$'s codes.
    """,
    source="Donahue, Krahenbuhl & Darrell 2017 (BiGAN), section 3; the non-saturating form",
    notebook=19,
    hints=(
        "np.hstack makes the pairs. Then it is a discriminator that you know, on rows of n + k columns.",
        "At (G(z), z) the loss is that of a generator: dlogits = -(1 - D) / B. At (x, E(x)) the loss is that of rows "
        "which should look generated: dlogits = D / B.",
        "Each gradient of a pair has n + k columns. The first n belong to the row, the last k to the latent: give G "
        "the first part of one pair, and E the last part of the other.",
    ),
    explanation="""
        D can only be fooled about both if the two *joint* distributions are equal. Then G(z) has the data's
        distribution, E(x) has the prior's, and each is the other's inverse: otherwise D would find pairs that only one
        of them makes. So there and back comes out of a game in which nobody measures an error of reconstruction. With
        small networks the inverse is only rough.
    """,
    in_numgan=(family.BiGAN.play,),
    draw=draw,
    returns=("loss", "dfake", "dcode"),
    known=(
        Known(
            (
                np.array([[0.0]]),
                np.array([[0.0]]),
                np.array([[1.0]]),
                np.array([[1.0]]),
                np.array([[2.0], [-2.0]]),
                np.array([np.arctanh(0.5)]),
                np.array([[2 * np.log(3.0)]]),
            ),
            (np.log(16 / 3), np.array([[-3 * np.log(3.0) / 4]]), np.array([[-9 * np.log(3.0) / 4]])),
            "both pairs have tanh = 1/2 and the logit log 3, so D = 3/4: log 4 at (x, E(x)), which should look "
            "generated, and log(4/3) at (G(z), z). dlogits = 3/4 and -1/4; times v = 2 log 3, times the slope 3/4; "
            "then times 2 for the row, -2 for the latent",
        ),
    ),
    gradients=(Gradient("dfake", "fake", ge_loss), Gradient("dcode", "code", ge_loss)),
    extremes=(
        (
            np.array([[1.0], [-1.0]]),
            np.array([[0.5], [0.0]]),
            np.array([[-0.5], [0.5]]),
            np.array([[0.25], [-1.0]]),
            np.array([[1.0], [0.5]]),
            np.zeros(1),
            np.array([[1000.0]]),
        ),
        (
            np.ones((1, 2)),
            np.ones((1, 1)),
            np.ones((1, 2)),
            np.ones((1, 1)),
            np.eye(3),
            np.zeros(3),
            30 * np.ones((3, 1)),
        ),
    ),
    factors=lambda x, code, fake, z, W, b, v: batch_factors(len(x)),
    mutants=(
        Mutant(
            discriminators,
            "D's own loss",
            cause="this is D's own loss: G and E descend it with the two kinds exchanged",
        ),
        Mutant(
            saturating,
            "minus D's loss",
            cause="this is minus D's loss, which saturates: the two kinds are exchanged instead, and the sign stays",
        ),
        Mutant(
            both_look_real,
            "should look generated",
            cause="both kinds should look real here: E's pairs are D's real ones, so they should look generated",
        ),
        Mutant(
            generator_alone,
            "E plays too",
            cause="only the pairs (G(z), z) are there: E plays too, with the pairs (x, E(x))",
        ),
        Mutant(
            encoder_alone,
            "G plays too",
            cause="only the pairs (x, E(x)) are there: G plays too, with the pairs (G(z), z)",
        ),
        Mutant(
            encoder_saturating,
            "E's term saturates",
            cause="E's term saturates: it is -D's term here, and should be that of the other kind",
        ),
        Mutant(
            crossed_pairs,
            "belongs to its own",
            cause="the pairs are crossed, x with z and G(z) with E(x): each latent belongs to its own row",
        ),
        Mutant(
            latent_first,
            "the row comes first",
            cause="the latent was put before the row: the row comes first in a pair",
        ),
        Mutant(
            whole_pairs,
            "has shape",
            cause="these are gradients of whole pairs: G gets the first n columns, E the last k",
        ),
        Mutant(
            the_other_halves,
            "which nobody made",
            cause="these are the gradients of x and of z, which nobody made: G made the row of (G(z), z), and E the "
            "latent of (x, E(x))",
        ),
        Mutant(
            encoder_ascends,
            "dcode has the wrong sign",
            cause="dcode has the wrong sign: the loss rises with the logit of (x, E(x))",
        ),
        Mutant(
            both_ascend,
            "both gradients have the wrong sign",
            cause="the loss is right, and both gradients have the wrong sign",
        ),
        Mutant(halved, "halved"),
        Mutant(
            no_mean,
            "each pair counts 1 / B",
            cause="the loss is right, but the gradients are those of sums: each pair counts 1 / B",
        ),
        Mutant(
            no_tanh_slope,
            "the slope of tanh is missing",
            cause="the slope of tanh is missing: 1 - h^2, with h = tanh(pair W + b)",
        ),
        Mutant(
            overflows,
            "exp overflows",
            cause="exp overflows for large logits, and inf / inf is nan: use np.logaddexp(0, .)",
        ),
    ),
)
