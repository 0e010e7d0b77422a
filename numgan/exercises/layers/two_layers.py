import numpy as np

from ... import layers, network
from ..exercise import Exercise, Gradient, Known, Mutant


def two_layers(dy, x, W1, b1, W2, b2, slope):
    """All gradients of a small network: Dense, LeakyReLU, Dense.

    Forward: a = x W1 + b1,  h = LeakyReLU(a),  y = h W2 + b2.

    dy : (B, n_out), the gradient of the loss by y
    x : (B, n_in)
    W1 : (n_in, n_hidden);  b1 : (n_hidden,)
    W2 : (n_hidden, n_out);  b2 : (n_out,)
    slope : float in (0, 1), LeakyReLU's slope for negative numbers
    Returns dx, dW1, db1, dW2, db2, each in the shape of its stem.
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
        is a whole discriminator in small. The chain rule walks it from its end (Goodfellow, Bengio & Courville 2016,
        section 6.5): each layer takes the gradient by its output, keeps the gradients of its own parameters, and hands
        on the gradient by its *input*, which is the output of the layer before:
        $$\frac{\partial L}{\partial y} \to \frac{\partial L}{\partial h} \to \frac{\partial L}{\partial a} \to
        \frac{\partial L}{\partial x}.$$
        The last arrow is how $G$ learns: $x$ is its image, and $\partial L / \partial x$ is all that it is told.

        Run forward, keep what the way back needs, and write the five gradients.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.5; LeakyReLU: Maas et al. 2013, section 2",
    notebook=2,
    hints=(
        "Three layers, three small backward passes; two of them are the dense one, with other arrays. Give the "
        "gradient by each intermediate a name: dh, da.",
        "A dense layer's dW needs that layer's own input: h for the second, x for the first. LeakyReLU needs to know "
        "where its input a was positive.",
        "dy gives dW2, db2 and dh. Where a > 0, da is dh, elsewhere slope times dh. da then plays for x, W1 and b1 the "
        "part that dy played for h, W2 and b2.",
    ),
    explanation="""
        The gradient by a weight pairs what comes back to a layer with what went into it: dW2 is made of dy and h, dW1
        of da and x. The kink looks at a (or at h, which has its sign), never at the gradient that passes. b2 enters no
        gradient at all: a constant added to y is gone after one derivative.
    """,
    in_numgan=(network.Sequential.backward, layers.Dense.backward, layers.LeakyReLU.backward),
    draw=draw,
    returns=("dx", "dW1", "db1", "dW2", "db2"),
    known=(
        Known(
            (
                *map(np.array, ([[1.0]], [[2.0, 1.0]], [[1.0, -1.0], [2.0, -1.0]], [0.0, 1.0], [[3.0], [4.0]], [7.0])),
                0.5,
            ),
            tuple(map(np.array, ([[1.0, 4.0]], [[6.0, 4.0], [3.0, 2.0]], [3.0, 2.0], [[4.0], [-1.0]], [1.0]))),
            "a = (4, -2) and h = (4, -1), which is dW2; dh = (3, 4), and da = (3, 4 / 2) since a_2 < 0: "
            "dx = (3 - 2, 6 - 2), and the rows of dW1 are 2 da and 1 da",
        ),
    ),
    gradients=tuple(Gradient("d" + name, name, loss) for name in ("x", "W1", "b1", "W2", "b2")),
    mutants=(
        Mutant(first_layer_first, "it raised ValueError"),
        Mutant(no_activation, "LeakyReLU was skipped", cause="LeakyReLU was skipped on the way back: da is not dh"),
        Mutant(
            mask_of_the_gradient, "where a > 0", cause="the slope was chosen by the sign of dh: it is 1 where a > 0"
        ),
        Mutant(before_the_activation, "went into", cause="dW2 was made with a; h is what went into the second layer"),
        Mutant(
            output_for_input,
            "it is x",
            cause="dW1 was made with h, what the first layer gave; it is x that went into it",
        ),
    ),
)
