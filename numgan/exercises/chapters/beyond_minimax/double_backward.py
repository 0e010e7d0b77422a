import numpy as np

from .... import layers, network
from ...exercise import Exercise, Gradient, Known, Mutant


def double_backward(q, x, W1, b1, W2, slope):
    """A critic's gradient g with respect to its input, and the gradients of a penalty on g with respect to the weights.

    The critic: a = x W1 + b1,  h = LeakyReLU(a),  D = h W2 + b2. No result depends on b2.

    q : (B, n), dP/dg: the gradient of a penalty P with respect to the critic's slopes g
    x : (B, n), the rows at which the penalty looks at D's slope
    W1 : (n, n_hidden);  b1 : (n_hidden,);  W2 : (n_hidden, 1)
    slope : float in (0, 1), s, LeakyReLU's slope for negative numbers
    Returns g (B, n), row i the gradient of D(x_i) with respect to x_i, with no 1 / B; and dW1, db1, dW2: the gradients
    of P = sum(q g) with respect to W1, b1 and W2, with q constant.
    """
    m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
    delta = m * W2.T
    g = delta @ W1.T
    dW1 = q.T @ delta
    dW2 = ((q @ W1) * m).sum(axis=0)[:, None]
    return g, dW1, np.zeros_like(b1), dW2


def parts(q, x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
    return m, m * W2.T, q @ W1


def first_weights_only(*arguments):
    g, dW1, db1, dW2 = double_backward(*arguments)
    return g, dW1, db1, np.zeros_like(dW2)


def last_weights_only(*arguments):
    g, dW1, db1, dW2 = double_backward(*arguments)
    return g, np.zeros_like(dW1), db1, dW2


def bias_learns(*arguments):
    g, dW1, _, dW2 = double_backward(*arguments)
    return g, dW1, parts(*arguments)[1].sum(axis=0), dW2


def no_mask_on_the_way_back(*arguments):
    g, dW1, db1, _ = double_backward(*arguments)
    return g, dW1, db1, parts(*arguments)[2].sum(axis=0)[:, None]


def mask_of_r(q, x, W1, b1, W2, slope):
    g, dW1, db1, _ = double_backward(q, x, W1, b1, W2, slope)
    return g, dW1, db1, np.maximum(q @ W1, slope * (q @ W1)).sum(axis=0)[:, None]


def no_mask_at_all(q, x, W1, b1, W2, slope):
    return double_backward(q, x, W1, b1, W2, 1.0)


def mean_over_rows(q, x, W1, b1, W2, slope):
    return double_backward(q / len(q), x, W1, b1, W2, slope)


def x_for_q(q, x, W1, b1, W2, slope):
    g, _, db1, dW2 = double_backward(q, x, W1, b1, W2, slope)
    return g, double_backward(x, x, W1, b1, W2, slope)[1], db1, dW2


def of_the_score(q, x, W1, b1, W2, slope):
    m, delta, _ = parts(q, x, W1, b1, W2, slope)
    return delta @ W1.T, x.T @ delta, delta.sum(axis=0), (m * (x @ W1 + b1)).sum(axis=0)[:, None]


def draw(rng):
    B, n, n_hidden = (int(n) for n in rng.choice(np.arange(2, 7), size=3, replace=False))
    while True:
        x, W1, b1 = rng.normal(size=(B, n)), rng.normal(size=(n, n_hidden)), rng.normal(size=n_hidden)
        if np.abs(a := x @ W1 + b1).min() > 0.01 and a.min() < 0 < a.max():  # away from the kink, on both sides
            break
    return rng.normal(size=(B, n)), x, W1, b1, rng.normal(size=(n_hidden, 1)), float(rng.uniform(0.1, 0.4))


W2 = [[2.0], [1.0], [-1.0]]


def score(q, x, W1, b1, W2, slope):
    a = x @ W1 + b1
    return (np.maximum(a, slope * a) @ W2).sum()


def loss(q, x, W1, b1, W2, slope):
    a, g = x @ W1 + b1, np.zeros_like(x)
    for k in range(W1.shape[1]):
        g += np.outer(np.where(a[:, k] > 0, W2[k, 0], slope * W2[k, 0]), W1[:, k])  # hidden unit k's part of dD/dx
    return (q * g).sum()


def near_the_kink(size):
    """The rows of a are (-2, -4, 2.5) and (-1.5, 7, -2.5) times this size."""
    q, W1 = np.array([[1.0, -1.0], [0.5, 2.0]]), np.array([[1.0, -2.0, 0.5], [1.5, 1.0, -1.0]])
    return size * q, size * np.array([[1.0, -2.0], [-3.0, 1.0]]), W1, np.zeros(3), np.array(W2), 0.25


EXERCISE = Exercise(
    double_backward,
    title="The gradient of a gradient, by hand",
    statement=r"""
        For a critic $a = x W_1 + b_1$, $h = \max(a, s\,a)$, $D = h W_2 + b_2$ backpropagation gives the slope at each
        row. It starts from $\partial D / \partial D = 1$:
        $$\delta_i = m_i \odot W_2^T, \qquad g_i = \delta_i W_1^T, \qquad m_{ik} = 1 \text{ if } a_{ik} > 0
        \text{ else } s.$$
        A penalty on $g$ has some gradient $q = \partial P / \partial g$, and $D$'s step needs the gradients of $P$ with
        respect to the weights. Read the first two equations as a *forward* pass from $W_2$ to $g$: the weights are
        factors in it, as in any network. So it has a backward pass of its own, from $g$ to $W_2$. The mask $m$ does not
        change when the weights change a little. (A sigmoid's slope would change, and one more term would follow.)

        Write $g$, and the gradients of $P = \sum_{ik} q_{ik} g_{ik}$ with respect to $W_1$, $b_1$ and $W_2$, with $q$
        constant. Which bias is in the two equations?
    """,
    source="Gulrajani et al. 2017, eq. 3; Drucker & Le Cun 1992 (double backpropagation)",
    notebook=12,
    hints=(
        "In g = delta W1^T two things are multiplied, and both depend on weights: W1, and delta, which W2 is a factor "
        "of. Each has its gradient, like the input and the matrix of a dense layer.",
        "The gradient with respect to W1 has W1's shape (n, n_hidden), and is a product of q and delta, summed over "
        "the rows. The gradient with respect to delta is q times W1.",
        "Multiply the gradient with respect to delta, of shape (B, n_hidden), by the mask, entry by entry, and sum "
        "over the rows: this is W2's gradient, as a column. No bias is a factor of g; b1 only decides where a is "
        "positive. np.where(condition, 1, slope) is float64: cast it with .astype(x.dtype).",
    ),
    explanation="""
        A dense layer's forward pass is x W, its backward pass is dy W^T, and the backward pass of that is q W: q goes
        through the weights in the same way as x. The same mask acts in both directions, because it is one factor of one
        product. db1 is exactly 0, although b1 decides where the kinks are: a small change of b1 moves no row across a
        kink.
    """,
    in_numgan=(network.Sequential.double_backward, layers.Dense.double_backward, layers.LeakyReLU.double_backward),
    draw=draw,
    returns=("g", "dW1", "db1", "dW2"),
    known=(
        Known(
            (*map(np.array, ([[1.0], [2.0]], [[1.0], [-1.0]], [[1.0, -2.0, 3.0]], [0.0, 1.0, -1.0], W2)), 0.5),
            tuple(map(np.array, ([[-2.0], [-2.5]], [[4.0, 2.5, -2.0]], [0.0, 0.0, 0.0], [[2.0], [-5.0], [6.0]]))),
            "a = (1, -1, 2) and (-1, 3, -4), m = (1, 1/2, 1) and (1/2, 1, 1/2), delta = (2, 1/2, -1) and (1, 1, "
            "-1/2); g = 2 - 1 - 3 and 1 - 2 - 3/2; dW1 is 1 times the first delta plus 2 times the second; the rows of "
            "q W1 are (1, -2, 3) and (2, -4, 6), and times m (1, -1, 3) and (1, -4, 3): dW2 is their sum",
        ),
    ),
    gradients=(Gradient("g", "x", score), Gradient("dW1", "W1", loss), Gradient("dW2", "W2", loss)),  # db1 = 0
    extremes=(
        near_the_kink(1e-15),
        near_the_kink(1e6),
        (  # one row
            *(np.array([[1.0, -1.0]]), np.array([[1.0, -2.0]])),
            *(np.array([[1.0, -2.0], [1.5, 1.0]]), np.zeros(2), np.array([[2.0], [-1.0]]), 0.25),
        ),
    ),
    mutants=(
        Mutant(
            first_weights_only,
            "delta depends on W2",
            cause="dW2 is 0, but delta depends on W2: go back from g to delta, and from delta to W2",
        ),
        Mutant(
            last_weights_only,
            "the last factor of g",
            cause="dW1 is 0, but W1 is the last factor of g = delta W1^T: it has a gradient of its own",
        ),
        Mutant(
            no_mask_on_the_way_back,
            "goes back through the mask",
            cause="the mask is missing in dW2: from delta to W2 the gradient goes back through the mask",
        ),
        Mutant(
            no_mask_at_all,
            "LeakyReLU was left out",
            cause="LeakyReLU was left out: where a < 0 the slope is a factor of delta",
        ),
        Mutant(
            mask_of_r,
            "by the sign of a",
            cause="the mask in dW2 was chosen by the sign of q W1: use the mask m, which is chosen by the sign of a",
        ),
        Mutant(
            of_the_score,
            "made of slopes",
            cause="these are the gradients of D's scores with respect to the weights, but P is made of slopes",
        ),
        Mutant(
            x_for_q,
            "use q and delta",
            cause="dW1 is made of x and delta: use q and delta, because x is not in the formula of g",
        ),
        Mutant(
            mean_over_rows,
            "P is a sum",
            cause="dW1 and dW2 were divided by B: P is a sum over rows, because q already has the 1 / B",
        ),
        Mutant(
            bias_learns,
            "no bias is a factor of g",
            cause="db1 must be 0: no bias is a factor of g, and a small change of b1 moves no row across a kink",
        ),
    ),
)
