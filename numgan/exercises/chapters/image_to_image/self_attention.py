import numpy as np

from .... import layers
from ....functions import sigmoid
from ...exercise import Exercise, Known, Mutant


def self_attention(x, Wf, Wg, Wh, gamma):
    """Every pixel looks at all pixels of its image.

    x : (B, N, n), the N pixels of B images
    Wf, Wg : (n, k), for the keys f = x Wf and the queries g = x Wg; Wh : (n, n), for the values h = x Wh
    gamma : float
    Returns y (B, N, n). Finite for scores of +-1000.
    """
    s = (x @ Wg) @ (x @ Wf).swapaxes(1, 2)
    A = np.exp(s - s.max(axis=2, keepdims=True))
    A = A / A.sum(axis=2, keepdims=True)
    return x + gamma * (A @ (x @ Wh))


def scores(x, Wf, Wg):
    return (x @ Wg) @ (x @ Wf).swapaxes(1, 2)


def softmax(s, axis=2):
    A = np.exp(s - s.max(axis=axis, keepdims=True))
    return A / A.sum(axis=axis, keepdims=True)


def columns(x, Wf, Wg, Wh, gamma):
    return x + gamma * (softmax(scores(x, Wf, Wg), axis=1) @ (x @ Wh))


def keys_and_queries(x, Wf, Wg, Wh, gamma):
    return self_attention(x, Wg, Wf, Wh, gamma)


def transposed(x, Wf, Wg, Wh, gamma):
    return x + gamma * (softmax(scores(x, Wf, Wg)).swapaxes(1, 2) @ (x @ Wh))


def scaled(x, Wf, Wg, Wh, gamma):
    return x + gamma * (softmax(scores(x, Wf, Wg) / np.sqrt(Wf.shape[1]).astype(x.dtype)) @ (x @ Wh))


def without_x(x, Wf, Wg, Wh, gamma):
    return gamma * (softmax(scores(x, Wf, Wg)) @ (x @ Wh))


def gamma_forgotten(x, Wf, Wg, Wh, gamma):
    return self_attention(x, Wf, Wg, Wh, 1.0)


def gamma_on_x(x, Wf, Wg, Wh, gamma):
    return gamma * x + softmax(scores(x, Wf, Wg)) @ (x @ Wh)


def no_values(x, Wf, Wg, Wh, gamma):
    return x + gamma * (softmax(scores(x, Wf, Wg)) @ x)


def no_softmax(x, Wf, Wg, Wh, gamma):
    return x + gamma * (scores(x, Wf, Wg) @ (x @ Wh))


def sigmoids(x, Wf, Wg, Wh, gamma):
    return x + gamma * (sigmoid(scores(x, Wf, Wg)) @ (x @ Wh))


def one_softmax_for_all(x, Wf, Wg, Wh, gamma):
    s = scores(x, Wf, Wg)
    A = np.exp(s - s.max(axis=(1, 2), keepdims=True))
    return x + gamma * (A / A.sum(axis=(1, 2), keepdims=True) @ (x @ Wh))


def over_images(x, Wf, Wg, Wh, gamma):
    B, N, n = x.shape
    return self_attention(x.reshape(1, B * N, n), Wf, Wg, Wh, gamma).reshape(x.shape)


def overflows(x, Wf, Wg, Wh, gamma):
    A = np.exp(scores(x, Wf, Wg))
    return x + gamma * (A / A.sum(axis=2, keepdims=True) @ (x @ Wh))


def all_alike(x, Wf, Wg, Wh, gamma):
    return x + gamma * (x @ Wh).mean(axis=1, keepdims=True)


def draw(rng):
    B, N, n, k = (int(size) for size in rng.choice(np.arange(2, 7), size=4, replace=False))
    x, Wf, Wg = rng.normal(size=(B, N, n)), rng.normal(size=(n, k)), rng.normal(size=(n, k))
    return x, Wf / np.sqrt(n), Wg / np.sqrt(n), rng.normal(size=(n, n)) / np.sqrt(n), float(rng.uniform(0.3, 0.8))


EXERCISE = Exercise(
    self_attention,
    title="Every pixel looks at all: self-attention",
    statement=r"""
        A convolution sees a window. The two ends of a stroke that must fit together meet only after many layers.
        *Self-attention* connects them at once. With the $N$ pixels of one image as rows of $x$, there are *keys* $f =
        x W_f$, *queries* $g = x W_g$ and *values* $h = x W_h$. The score
        $$s_{ji} = \sum_c g_{jc} f_{ic}$$
        says how much what pixel $j$ asks for agrees with what pixel $i$ offers. A softmax over $i$ makes weights of
        them, and each pixel gets the mean of all values with these weights,
        $$A_{ji} = \frac{e^{s_{ji}}}{\sum_l e^{s_{jl}}}, \qquad y = x + \gamma\, A h .$$
        $\gamma$ is learned and starts at 0. The images of a batch do not look at each other.

        Write $y$.
    """,
    source="Zhang et al. 2019 (SAGAN), eq. 1 to 3, with a full W_h",
    notebook=22,
    hints=(
        "One image first: x is (N, n), and all scores are one matrix product (N, k) (k, N). Which of the two is "
        "transposed, so that row j is about pixel j's query?",
        "With a batch in front, `@` multiplies image by image, and swapaxes(1, 2) transposes each.",
        "The softmax is over the last axis: subtract each row's maximum first, which changes nothing and keeps np.exp "
        "finite; then divide by each row's sum.",
    ),
    explanation="""
        Row j of A has the sum 1, so A h are means, and a pixel that asks for nothing special (all scores alike) gets
        the mean colour of its image. The layer does not know where a pixel is: move the pixels, and the results move
        with them. A transformer divides s by the root of k; here k is small, and the paper does not. With gamma = 0
        the layer does nothing, so that it may be put into any network before training.
    """,
    in_numgan=(layers.SelfAttention.forward,),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (
                np.array([[[1.0], [2.0]]]),
                np.array([[np.log(2.0)]]),
                np.array([[1.0]]),
                np.array([[3.0]]),
                0.5,
            ),
            np.array([[[1 + 2.5], [2 + 2.7]]]),
            "f = (log 2, 2 log 2), g = (1, 2), h = (3, 6). Row 1 of s is (log 2, log 4): the weights are 1/3 and 2/3, "
            "and their mean 5. Row 2 is (log 4, log 16): 1/5 and 4/5, 5.4. gamma = 1/2",
        ),
    ),
    extremes=(
        (np.array([[[1.0], [-1.0], [0.5]]]), np.array([[1000.0]]), np.array([[1.0]]), np.array([[2.0]]), 1.0),
        (np.array([[[1.0, 2.0]]]), np.ones((2, 1)), np.ones((2, 1)), np.eye(2), 3.0),  # one pixel, which sees itself
        (np.arange(12.0).reshape(2, 3, 2), np.zeros((2, 1)), np.ones((2, 1)), np.eye(2), 1.0),  # all scores are alike
    ),
    mutants=(
        Mutant(
            columns,
            "over the wrong axis",
            cause="the softmax is over the wrong axis: the weights of one pixel j, over all i, have the sum 1",
        ),
        Mutant(
            keys_and_queries,
            "keys and queries are exchanged",
            cause="keys and queries are exchanged: row j of the scores is about what pixel j asks for, g_j",
        ),
        Mutant(
            transposed,
            "A is transposed",
            cause="A is transposed where it meets h: pixel j gets the mean with the weights of row j",
        ),
        Mutant(
            scaled,
            "no root",
            cause="the scores were divided by the root of k, as in a transformer: there is no root here",
        ),
        Mutant(without_x, "x is missing", cause="x is missing: what attention finds is added to it"),
        Mutant(gamma_forgotten, "gamma is missing", cause="gamma is missing: it weighs what is added to x"),
        Mutant(gamma_on_x, "gamma weighs", cause="gamma is at the wrong place: gamma weighs A h, and not x"),
        Mutant(no_values, "not of x", cause="the mean is of x: it is of the values x Wh, not of x"),
        Mutant(no_softmax, "no softmax", cause="there is no softmax: the scores themselves were taken as weights"),
        Mutant(
            sigmoids, "have the sum 1", cause="a sigmoid of each score was taken: the weights of a pixel have the sum 1"
        ),
        Mutant(
            one_softmax_for_all,
            "a softmax of its own",
            cause="all scores of an image are in one softmax: each row has a softmax of its own",
        ),
        Mutant(
            over_images,
            "pixels of other images",
            cause="pixels look at the pixels of other images: only those of the same image count",
        ),
        Mutant(
            overflows,
            "subtract each row's maximum",
            cause="np.exp of a score overflows: subtract each row's maximum first",
        ),
        Mutant(
            all_alike,
            "nobody asks",
            cause="every pixel gets the same mean, so nobody asks: the weights come from the scores",
        ),
    ),
)
