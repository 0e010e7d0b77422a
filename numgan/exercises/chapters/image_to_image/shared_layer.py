import numpy as np

from .... import family, network
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def shared_layer(z, W, V1, V2, d1, d2):
    """Two generators that share their first layer, x1 = tanh(z W) V1 and x2 = tanh(z W) V2: all gradients.

    z : (B, k), latents, the same for both
    W : (k, m), the shared weights; V1 : (m, n1) and V2 : (m, n2), each generator's own
    d1 : (B, n1), the gradient of the first one's loss with respect to x1; d2 : (B, n2), of the second one's to x2
    Returns dW, dV1 and dV2, the gradients of the sum of both losses.
    """
    h = np.tanh(z @ W)
    dh = d1 @ V1.T + d2 @ V2.T
    return z.T @ (dh * (1 - h**2)), h.T @ d1, h.T @ d2


def with_dh(dh, z, W, V1, V2, d1, d2):
    h = np.tanh(z @ W)
    return z.T @ (dh * (1 - h**2)), h.T @ d1, h.T @ d2


def second_writes_over_first(z, W, V1, V2, d1, d2):
    return with_dh(d2 @ V2.T, z, W, V1, V2, d1, d2)


def first_alone(z, W, V1, V2, d1, d2):
    return with_dh(d1 @ V1.T, z, W, V1, V2, d1, d2)


def mean_of_both(z, W, V1, V2, d1, d2):
    return with_dh((d1 @ V1.T + d2 @ V2.T) / 2, z, W, V1, V2, d1, d2)


def difference(z, W, V1, V2, d1, d2):
    return with_dh(d1 @ V1.T - d2 @ V2.T, z, W, V1, V2, d1, d2)


def product(z, W, V1, V2, d1, d2):
    return with_dh((d1 @ V1.T) * (d2 @ V2.T), z, W, V1, V2, d1, d2)


def no_slope(z, W, V1, V2, d1, d2):
    _, dV1, dV2 = shared_layer(z, W, V1, V2, d1, d2)
    return z.T @ (d1 @ V1.T + d2 @ V2.T), dV1, dV2


def slope_twice(z, W, V1, V2, d1, d2):
    h = np.tanh(z @ W)
    return with_dh((d1 @ V1.T + d2 @ V2.T) * (1 - h**2), z, W, V1, V2, d1, d2)


def slope_of_the_first_alone(z, W, V1, V2, d1, d2):
    h = np.tanh(z @ W)
    return z.T @ (d1 @ V1.T * (1 - h**2) + d2 @ V2.T), h.T @ d1, h.T @ d2


def divided_by_B(z, W, V1, V2, d1, d2):
    return tuple(d / len(z) for d in shared_layer(z, W, V1, V2, d1, d2))


def own_layers_halved(z, W, V1, V2, d1, d2):
    dW, dV1, dV2 = shared_layer(z, W, V1, V2, d1, d2)
    return dW, dV1 / 2, dV2 / 2


def latents_in_the_own_layers(z, W, V1, V2, d1, d2):
    dW, _, _ = shared_layer(z, W, V1, V2, d1, d2)
    return dW, (z @ W).T @ d1, (z @ W).T @ d2


def draw(rng):
    B, k, m, n1, n2 = (int(size) for size in rng.choice(np.arange(2, 8), size=5, replace=False))
    z, W = rng.normal(size=(B, k)), rng.normal(size=(k, m)) / np.sqrt(k)
    V1, V2 = rng.normal(size=(m, n1)), rng.normal(size=(m, n2))
    return z, W, V1, V2, rng.normal(size=(B, n1)), rng.normal(size=(B, n2))


def both_losses(z, W, V1, V2, d1, d2):
    h = np.tanh(z @ W)
    return float((d1 * (h @ V1)).sum() + (d2 * (h @ V2)).sum())


EXERCISE = Exercise(
    shared_layer,
    title="One layer, two generators",
    statement=r"""
        A coupled GAN (Liu & Tuzel 2016) has two generators, one for each set of images, and no pairs. They get the
        same latents, and their first layers are *the same layer*,
        $$h = \tanh(z W), \qquad x_1 = h V_1, \qquad x_2 = h V_2 .$$
        What the shared layer decides, such as which digit it is, both images have in common. What is in $V_1$ and
        $V_2$ is how each set draws it. Each generator has a discriminator of its own, and all descend the sum of both
        losses. The discriminators say $d_1 = \partial L_1 / \partial x_1$ and $d_2 = \partial L_2 / \partial x_2$.

        Write the gradients of $L_1 + L_2$ with respect to $W$, $V_1$ and $V_2$.
    """,
    source="Liu & Tuzel 2016 (CoGAN), section 3: weights are shared in the first layers of the generators",
    notebook=22,
    hints=(
        "V1 meets only x1, and V2 only x2: each gradient is that of a dense layer with the input h.",
        "h is used twice. Which gradient comes back to it from x1, and which from x2?",
        "The two are added, and only then go through the slope of tanh, one minus the square of its output, to W.",
    ),
    explanation="""
        A weight that is used twice gets the sum of two gradients, whether the uses are two networks (here), two places
        of an image (a convolution) or two moments (a recurrent network). A program that goes backwards through one
        generator after the other has to add in the second pass; one that writes has a layer that serves the second
        generator and only happens to be used by the first. `Sequential.backward` has `add=True` for this.
    """,
    in_numgan=(family.CoGAN.play, network.Sequential.backward),
    draw=draw,
    returns=("dW", "dV1", "dV2"),
    known=(
        Known(
            (
                np.array([[2.0]]),
                np.array([[np.arctanh(0.5) / 2]]),
                np.array([[4.0]]),
                np.array([[1.0, -1.0]]),
                np.array([[3.0]]),
                np.array([[10.0, 2.0]]),
            ),
            (np.array([[30.0]]), np.array([[1.5]]), np.array([[5.0, 1.0]])),
            "h = 1/2. dh = 3 * 4 from the first, 10 - 2 from the second: 20, times the slope 3/4, times z = 2; dV1 = "
            "3/2, dV2 = (10, 2) / 2",
        ),
    ),
    gradients=(
        Gradient("dW", "W", both_losses),
        Gradient("dV1", "V1", both_losses),
        Gradient("dV2", "V2", both_losses),
    ),
    extremes=(
        (np.array([[1000.0]]), np.array([[1.0]]), np.ones((1, 2)), np.ones((1, 1)), np.ones((1, 2)), np.ones((1, 1))),
        (np.zeros((2, 1)), np.ones((1, 2)), np.ones((2, 1)), np.ones((2, 1)), np.ones((2, 1)), np.ones((2, 1))),
    ),
    factors=lambda z, *others: batch_factors(len(z)),
    mutants=(
        Mutant(
            second_writes_over_first,
            "the first generator's part is missing",
            cause="in dW the first generator's part is missing: the second one must not write over it",
        ),
        Mutant(
            first_alone,
            "the second generator's part is missing",
            cause="in dW the second generator's part is missing: it uses W as well",
        ),
        Mutant(
            mean_of_both, "added, not averaged", cause="in dW the two parts are averaged: they are added, not averaged"
        ),
        Mutant(
            difference,
            "are added",
            cause="in dW the two parts are subtracted: they are added, both losses are descended",
        ),
        Mutant(product, "are added", cause="in dW the two parts are multiplied: they are added"),
        Mutant(no_slope, "the slope of tanh is missing", cause="in dW the slope of tanh is missing: 1 - h^2"),
        Mutant(slope_twice, "once too often", cause="in dW the slope of tanh is multiplied in once too often"),
        Mutant(
            slope_of_the_first_alone,
            "both parts go through",
            cause="in dW only the first generator's part has the slope of tanh: both parts go through tanh",
        ),
        Mutant(
            divided_by_B,
            "times too small: that is the batch",
        ),
        Mutant(
            own_layers_halved,
            "one loss alone",
            cause="dV1 and dV2 are halved: each depends on one loss alone, and the losses are added",
        ),
        Mutant(
            latents_in_the_own_layers,
            "the input of V1",
            cause="dV1 and dV2 were computed with z W: the input of V1 and of V2 is h = tanh(z W)",
        ),
    ),
)
