import numpy as np

from .... import layers, network
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def two_layers(dy, x, W1, b1, W2, b2, slope):
    """All gradients of a small network: Dense, LeakyReLU, Dense.

    Forward: a = x W1 + b1,  h = LeakyReLU(a),  y = h W2 + b2.

    dy : (B, n_out), the gradient of the loss with respect to y; it already holds the 1 / B of a mean loss
    x : (B, n_in)
    W1 : (n_in, n_hidden);  b1 : (n_hidden,)
    W2 : (n_hidden, n_out);  b2 : (n_out,)
    slope : float in (0, 1), LeakyReLU's slope for negative numbers
    Returns dx, dW1, db1, dW2, db2: dx has the shape of x, dW1 that of W1, and so on.
    """
    a = x @ W1 + b1
    h = np.maximum(a, slope * a)
    dW2, db2, dh = h.T @ dy, dy.sum(axis=0), dy @ W2.T
    da = np.where(a > 0, dh, slope * dh)
    dW1, db1, dx = x.T @ da, da.sum(axis=0), da @ W1.T
    return dx, dW1, db1, dW2, db2


def leaky(sign, value, slope):
    return np.where(sign > 0, value, slope * value)


def finish(da, into_first, into_second, dy, W1):
    return da @ W1.T, into_first.T @ da, da.sum(axis=0), into_second.T @ dy, dy.sum(axis=0)


def first_layer_first(dy, x, W1, b1, W2, b2, slope):
    a = x @ W1 + b1
    dh = dy @ W1.T
    return finish(leaky(a, dh, slope), x, leaky(a, a, slope), dy, W2)


def no_activation(dy, x, W1, b1, W2, b2, slope):
    a = x @ W1 + b1
    return finish(dy @ W2.T, x, leaky(a, a, slope), dy, W1)


def mask_of_the_gradient(dy, x, W1, b1, W2, b2, slope):
    a, dh = x @ W1 + b1, dy @ W2.T
    return finish(leaky(dh, dh, slope), x, leaky(a, a, slope), dy, W1)


def divides_by_B(*arguments):
    dx, *rest = two_layers(*arguments)
    return dx, *(a / len(dx) for a in rest)


def before_the_activation(dy, x, W1, b1, W2, b2, slope):
    a, dh = x @ W1 + b1, dy @ W2.T
    return finish(leaky(a, dh, slope), x, a, dy, W1)


def output_for_input(dy, x, W1, b1, W2, b2, slope):
    a, dh = x @ W1 + b1, dy @ W2.T
    h = leaky(a, a, slope)
    return finish(leaky(a, dh, slope), h, h, dy, W1)


def draw(rng):
    B, n_in, n_hidden, n_out = (int(n) for n in rng.choice(np.arange(2, 7), size=4, replace=False))
    while True:
        x, W1, b1 = rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_hidden)), rng.normal(size=n_hidden)
        if np.abs(x @ W1 + b1).min() > 0.01:  # away from the kink
            break
    W2, b2 = rng.normal(size=(n_hidden, n_out)), rng.normal(size=n_out)
    return rng.normal(size=(B, n_out)), x, W1, b1, W2, b2, float(rng.uniform(0.1, 0.4))


def loss(dy, x, W1, b1, W2, b2, slope):
    a = x @ W1 + b1
    return (dy * (leaky(a, a, slope) @ W2 + b2)).sum()


EXERCISE = Exercise(
    two_layers,
    title="Two layers and a kink: the chain rule",
    statement=r"""
        $$a = x W_1 + b_1, \qquad h = \max(a, s\,a), \qquad y = h W_2 + b_2$$
        is a small but complete discriminator. The chain rule goes through it from its end (Goodfellow, Bengio &
        Courville 2016, section 6.5). Each layer takes the gradient with respect to its output, keeps the gradients with
        respect to its own parameters, and returns the gradient with respect to its *input*, which is the output of the
        layer before:
        $$\frac{\partial L}{\partial y} \to \frac{\partial L}{\partial h} \to \frac{\partial L}{\partial a} \to
        \frac{\partial L}{\partial x}.$$
        By the last arrow $G$ learns: $x$ is its image, and $G$ learns from $\partial L / \partial x$ alone.

        Compute the forward pass, keep what the backward pass needs, and write the five gradients.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.5; LeakyReLU: Maas et al. 2013, section 2",
    notebook=2,
    hints=(
        "Three layers, three small backward passes. Two of them are that of the dense layer, with other arrays. Name "
        "the gradients with respect to h and a: dh and da.",
        "The dW of a dense layer needs the input of that layer: h for the second, x for the first. LeakyReLU needs to "
        "know where its input a was positive (np.where).",
        "dy gives dW2, db2 and dh. Where a > 0, da is dh, elsewhere slope times dh. Then da gives dW1, db1 and dx, by "
        "the same three formulas with x and W1 in the place of h and W2.",
    ),
    explanation="""
        The gradient of a weight is a product of the input of its layer and the gradient with respect to the output of
        its layer: dW2 of h and dy, dW1 of x and da. LeakyReLU looks at the sign of a (or of h, which is the same),
        never at the sign of dh. b2 is in no gradient at all, because the derivative of a constant is 0.
    """,
    in_numgan=(network.Sequential.backward, layers.Dense.backward, layers.LeakyReLU.backward),
    draw=draw,
    returns=("dx", "dW1", "db1", "dW2", "db2"),
    known=(
        Known(
            (
                *map(np.array, ([[1.0], [2.0], [2.0]], [[2.0], [1.0], [-2.0]])),
                *map(np.array, ([[1.0, -2.0]], [1.0, 1.0], [[3.0], [4.0]], [7.0])),
                0.5,
            ),
            tuple(
                map(np.array, ([[-1.0], [-2.0], [-13.0]], [[6.0, -8.0]], [12.0, 14.0], [[6.0], [7.5]], [5.0])),
            ),
            "three examples, by rows: a = (3, -3), (2, -1), (-1, 5), so h = (3, -1.5), (2, -0.5), (-0.5, 5)\n"
            "dh = dy (3, 4) = (3, 4), (6, 8), (6, 8), and da = (3, 2), (6, 4), (3, 8): half of dh where a < 0\n"
            "dx = (3 - 4, 6 - 8, 3 - 16); dW1 = (6 + 6 - 6, 4 + 4 - 16); db1 = (3 + 6 + 3, 2 + 4 + 8)\n"
            "dW2 = (3 + 4 - 1, -1.5 - 1 + 10); db2 = 1 + 2 + 2",
        ),
    ),
    extremes=(
        (
            *map(np.array, ([[1.0], [-2.0], [1.0]], [[1e-6], [-2e-6], [3e-6]])),
            *map(np.array, ([[1.0, -1.0]], [0.0, 0.0], [[3.0], [4.0]], [7.0])),
            0.2,
        ),
        (
            *map(np.array, ([[1e3], [-2e3], [1e3]], [[10.0], [-20.0], [30.0]])),
            *map(np.array, ([[2.0, -3.0]], [1.0, 1.0], [[3.0], [4.0]], [7.0])),
            0.2,
        ),
        (  # one row
            *map(np.array, ([[2.0]], [[3.0, -1.0]])),
            *map(np.array, ([[1.0, -1.0], [2.0, 3.0]], [0.5, 1.0], [[3.0], [4.0]], [7.0])),
            0.2,
        ),
    ),
    factors=lambda dy, *rest: batch_factors(len(dy)),
    gradients=tuple(Gradient("d" + name, name, loss) for name in ("x", "W1", "b1", "W2", "b2")),
    mutants=(
        Mutant(first_layer_first, "it raised ValueError"),
        Mutant(
            no_activation,
            "LeakyReLU was left out",
            cause="LeakyReLU was left out on the way back: da is not dh, but dh or slope times dh",
        ),
        Mutant(
            mask_of_the_gradient,
            "where a > 0",
            cause="the factor was chosen by the sign of dh: it is 1 where a > 0, and the slope elsewhere",
        ),
        Mutant(divides_by_B, "it has been divided by B = 3 once too often"),
        Mutant(before_the_activation, "so take h", cause="dW2 was made with a: the second layer got h, so take h"),
        Mutant(
            output_for_input,
            "so take x",
            cause="dW1 was made with h, which comes after the first layer: the input of that layer is x, so take x",
        ),
    ),
)
