import numpy as np

from .... import family
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def energy_gradient(x, W, b, V):
    """The energy of generated rows, and what an energy-based discriminator tells the generator.

    x : (B, n), generated rows
    W, b, V : (n, k), (k,) and (k, n), the discriminator, an autoencoder: it makes y = tanh(x W + b) V of x
    Returns energy (B,), the mean over a row's entries of (y - x)^2; dx (B, n), the gradient of the energies' mean over
    rows with respect to x.
    """
    h = np.tanh(x @ W + b)
    difference = h @ V - x
    dy = difference * (2 / x.size)
    return (difference**2).mean(axis=1), (dy @ V.T * (1 - h**2)) @ W.T - dy


def passes(x, W, b, V):
    h = np.tanh(x @ W + b)
    difference = h @ V - x
    dy = difference * (2 / x.size)
    return difference, dy, (dy @ V.T * (1 - h**2)) @ W.T


def target_detached(x, W, b, V):
    difference, _, through = passes(x, W, b, V)
    return (difference**2).mean(axis=1), through


def target_alone(x, W, b, V):
    difference, dy, _ = passes(x, W, b, V)
    return (difference**2).mean(axis=1), -dy


def added(x, W, b, V):
    difference, dy, through = passes(x, W, b, V)
    return (difference**2).mean(axis=1), through + dy


def ascends(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy, -dx


def no_mean_over_rows(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy, dx * len(x)


def sum_of_squares(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy * x.shape[1], dx * x.shape[1]


def sum_in_the_gradient(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy, dx * x.shape[1]


def half(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy / 2, dx / 2


def two_missing(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy, dx / 2


def length(x, W, b, V):
    h = np.tanh(x @ W + b)
    difference = h @ V - x
    distance = np.sqrt((difference**2).sum(axis=1, keepdims=True))
    dy = difference / distance / len(x)
    return distance[:, 0], (dy @ V.T * (1 - h**2)) @ W.T - dy


def absolute(x, W, b, V):
    h = np.tanh(x @ W + b)
    difference = h @ V - x
    dy = np.sign(difference) / np.array(x.size, x.dtype)
    return np.abs(difference).mean(axis=1), (dy @ V.T * (1 - h**2)) @ W.T - dy


def no_tanh_slope(x, W, b, V):
    difference, dy, _ = passes(x, W, b, V)
    return (difference**2).mean(axis=1), dy @ V.T @ W.T - dy


def one_energy(x, W, b, V):
    energy, dx = energy_gradient(x, W, b, V)
    return energy.mean(), dx


def target_not_averaged(x, W, b, V):
    difference, dy, through = passes(x, W, b, V)
    return (difference**2).mean(axis=1), through - dy * len(x)


def draw(rng):
    B, n, k = (int(size) for size in rng.choice(np.arange(3, 8), size=3, replace=False))
    return rng.normal(size=(B, n)), rng.normal(size=(n, k)) / np.sqrt(n), rng.normal(size=k), rng.normal(size=(k, n))


def mean_energy(x, W, b, V):
    total = 0.0
    for row in x:
        total += ((np.tanh(row @ W + b) @ V - row) ** 2).mean()
    return float(total / len(x))


EXERCISE = Exercise(
    energy_gradient,
    title="The row stands twice in its energy",
    statement=r"""
        In an EBGAN (Zhao et al. 2017) $D$ is an autoencoder, and judges a row by how badly it reproduces it. A row's
        *energy* is
        $$e_i = \frac1n \sum_j (y_{ij} - x_{ij})^2, \qquad y = \tanh(x W + b)\, V.$$
        $D$ learns a low energy for real rows and a high one for generated rows, and $G$ descends the mean energy of its
        own rows, $\frac1B \sum_i e_i$. Look where a generated row stands in it: it is $D$'s input, and it is also what
        $D$'s output is compared with. A change of $x$ acts in both places. Popular code treats the second one as a
        constant, and still trains. What does it leave out?

        Write the energies, and the gradient of their mean with respect to $x$.
    """,
    source="Zhao, Mathieu & LeCun 2017 (EBGAN), section 2, with the mean square as the energy",
    notebook=20,
    hints=(
        "First the gradient with respect to y alone, with x in the difference as a constant. Call it dy: it carries "
        "the 2 of the square, and 1 / n and 1 / B.",
        "In its first place, x reaches y through W, tanh and V: go backwards from dy, with the slope of np.tanh, one "
        "minus the square of its output. In its second place, x stands with a minus sign: what is the derivative of "
        "(y - x)^2 with respect to this x?",
        "dx has two parts: dy backwards through the autoencoder, minus dy itself. x.size is B n.",
    ),
    explanation="""
        dx = (dy backwards through D) - dy. The second part alone pulls a row straight to its reconstruction, y, and
        needs no D in the backward pass; it is the larger part where D's slope is small. Code with fake.detach() in the
        loss leaves it out and keeps the first: "change the row so that what D makes of it moves towards it". Both
        together are the gradient of what one claims to descend.
    """,
    in_numgan=(family.energy.squared_energy, family.EBGAN.play),
    draw=draw,
    returns=("energy", "dx"),
    known=(
        Known(
            (
                np.array([[0.0, 3.0], [0.0, -1.0]]),
                np.array([[2.0], [0.0]]),
                np.array([np.arctanh(0.5)]),
                np.array([[4.0, 2.0]]),
            ),
            (np.array([4.0, 4.0]), np.array([[2.0, 1.0], [8.0, -1.0]])),
            "tanh = 1/2, so y = (2, 1) for both rows; y - x is (2, -2) and (2, 2), and e = (4 + 4) / 2. dy = (y - x) / "
            "2 = (1, -1) and (1, 1); dy V^T = 2 and 6, times the slope 3/4, times 2 for the first entry: 3 and 9; "
            "minus dy",
        ),
    ),
    gradients=(Gradient("dx", "x", mean_energy),),
    extremes=(
        (np.array([[0.25, -0.5]]), np.zeros((2, 1)), np.zeros(1), np.ones((1, 2))),  # D ignores its input
        (np.array([[1000.0], [-1000.0], [0.5]]), np.array([[1.0]]), np.zeros(1), np.array([[1000.0]])),
    ),
    factors=lambda x, W, b, V: batch_factors(len(x)),
    mutants=(
        Mutant(
            target_detached,
            "the second place is missing",
            cause="dx goes through D only, and the second place is missing: the row is also what y is compared with, "
            "which adds -dy",
        ),
        Mutant(
            target_alone,
            "the first place is missing",
            cause="dx is -dy alone, and the first place is missing: the row is also D's input",
        ),
        Mutant(
            added,
            "with a minus sign",
            cause="dy was added: in the second place x stands with a minus sign",
        ),
        Mutant(
            ascends,
            "dx has the wrong sign",
            cause="dx has the wrong sign: it is the gradient of the energy, which G descends",
        ),
        Mutant(
            no_mean_over_rows,
            "each row counts 1 / B",
            cause="dx is the gradient of a sum: in the mean of the energies each row counts 1 / B",
        ),
        Mutant(
            sum_of_squares,
            "a mean over a row's entries",
            cause="the squares were added up: the energy is a mean over a row's entries",
        ),
        Mutant(
            sum_in_the_gradient,
            "1 / n is missing",
            cause="the energies are right, but in dx the factor 1 / n is missing",
        ),
        Mutant(half, "no 1/2", cause="there is no 1/2 in this energy"),
        Mutant(
            two_missing,
            "the 2 of the square",
            cause="the energies are right, but the 2 of the square is missing in dx",
        ),
        Mutant(
            length,
            "without a root",
            cause="this is the length of y - x, as in the paper: here the energy is its mean square, without a root",
        ),
        Mutant(
            absolute,
            "absolute differences",
            cause="these are absolute differences, as in BEGAN: here the energy has squares",
        ),
        Mutant(
            no_tanh_slope,
            "the slope of tanh is missing",
            cause="the slope of tanh is missing: 1 - h^2, with h = tanh(x W + b)",
        ),
        Mutant(one_energy, "energy has shape ()"),
        Mutant(
            target_not_averaged,
            "both places carry 1 / B",
            cause="the second place is not divided by B: both places carry 1 / B",
        ),
    ),
)
