"""The quiz for teachers: the numbers in bold in its answers, computed again."""

import itertools
import math
import re
import shlex
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from numgan import (
    R1,
    Adam,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    DiracGAN,
    Flatten,
    GradientPenalty,
    Hinge,
    LeakyReLU,
    LeastSquares,
    MinibatchDiscrimination,
    Minimax,
    NonSaturating,
    Pack,
    RelativisticPairing,
    ReLU,
    Reshape,
    Sequential,
    UpSample2D,
    Wasserstein,
    one_hot,
    value_function,
)
from numgan.datasets import ring_centers
from numgan.evaluation import (
    best_assignment,
    classifier_score,
    frechet_distance_of_gaussians,
    js_divergence,
    kl_divergence,
    mode_coverage,
    parzen_log_likelihood,
    roc_auc,
)
from numgan.exercises import ALL
from numgan.family.catgan import conditional_entropy, marginal_entropy
from numgan.family.energy import pull_away
from numgan.family.gaussian_code import GaussianCode
from numgan.functions import log_sum_exp, logit, sigmoid, softmax, softplus
from numgan.gradcheck import numerical_gradient
from numgan.objectives.losses import bernoulli, softmax_cross_entropy

PAGE = (Path(__file__).parent.parent / "docs/quiz.md").read_text(encoding="utf-8")
QUIZ = re.findall(r"^\*\*(\d+\.\d)\*\* (.*?)<details><summary>Answer</summary>(.*?)</details>", PAGE, re.M | re.S)
IN_BOLD = {id: re.findall(r"\*\*(-?\d[\d./]*)\*\*", answer) for id, _, answer in QUIZ}
HEADS, TAILS_TOO = np.array([1.0, 0.0]), np.array([0.5, 0.5])


def column(*values):
    return np.array(values, np.float64)[:, None]


def network(*layers, **values):
    """A network in float64, with values for its first layer's arrays."""
    net = Sequential(list(layers), rng=0, dtype=np.float64)
    for name, value in values.items():
        getattr(net.layers[0], name)[...] = value
    return net


def differences(f, at, h=1e-5):
    x = np.array([float(at)])
    return numerical_gradient(lambda: float(f(x[0])), x, h=h)[0], (f(at + h) - f(at)) / h


def two_rounds_in_turns():
    x, y = np.ones(1), np.zeros(1)
    for _ in range(2):
        x, y = ALL["alternating_gradient"].function(x, y, 0.5)
    return x[0], y[0]


def dense_backward():
    net = network(Dense(2, 1), W=[[1], [-1]])
    _, cache = net.forward(np.array([[1.0, 2.0], [3.0, 0.0]]))
    dx = net.backward(column(2, -1), cache)
    return *net.layers[0].dW.ravel(), *net.layers[0].db, *dx.ravel()


def bias_of_64_rows():
    net, dy = network(Dense(2, 1)), np.random.default_rng(0).normal(size=(64, 1))
    net.backward(dy, net.forward(np.zeros((64, 2)))[1])
    return net.layers[0].db / dy.mean(axis=0)


def batch_norm(x, dy=None, **values):
    """y, the layer, and dx."""
    net = network(BatchNorm(1, eps=1e-12, momentum=0.9), **values)
    y, cache = net.forward(x)
    return y.ravel(), net.layers[0], (net.backward(dy, cache) if dy is not None else y).ravel()


def forward_norm():
    y, layer, _ = batch_norm(column(2, 2, 6, 6), gamma=3, beta=1)
    return *y, *layer.running_mean, *layer.running_var


def backward_norm():
    _, layer, dx = batch_norm(column(2, 2, 6, 6), column(1, 0, 0, 0))
    return *layer.dbeta, *layer.dgamma, *dx


def objective_by_hand():
    loss, dreal, dfake = NonSaturating().discriminator(logit(column(1 / 2, 3 / 4)), logit(column(1 / 4, 1 / 2)))
    return loss, *dreal.ravel(), *dfake.ravel()


def two_pulls():
    pulls = [game.generator(logit(column(0.01)))[1].item() for game in (Minimax(), NonSaturating())]
    return *pulls, pulls[1] / pulls[0]


def first_adam_step():
    params = np.zeros(2)
    Adam(lr=0.01).step(params, np.array([-4.0, 0.001]))
    return params


def one_beta_for_all_t():
    params, adam = np.zeros(1), Adam(lr=1.0, beta1=0.9)
    for _ in range(10):
        before = params.copy()
        adam.step(params, np.ones(1))
    return adam.slots["m"] / (1 - 0.9) / (before - params)


def ten_layers():
    net = network(*[layer for _ in range(10) for layer in (Dense(64, 64), ReLU())])
    x = np.random.default_rng(0).normal(size=(100, 64))
    he = net(x).std()
    net.params /= np.sqrt(2)  # its biases are 0
    return [net(x).std() / he]


def coverage():
    found = mode_coverage(np.repeat(ring_centers()[:3], [2, 1, 1], axis=0), ring_centers(), std=0.01)
    return found.modes, found.reverse_kl


def different_gradients():
    for net in (network(Dense(2, 8), LeakyReLU(), Dense(8, 1)), network(Pack(2, rows=2), Dense(4, 1))):
        logits, cache = net.forward(np.full((64, 2), 0.3))
        dx = net.backward(NonSaturating().generator(logits)[1], cache, params=False)
        yield len(np.unique(dx.round(12), axis=0))


def parameters():
    net = network(Dense(784, 100), LeakyReLU(0.2), BatchNorm(100), Dense(100, 1))
    return net.params.size, net.state.size


def mixed_norm():
    return batch_norm(column(2, 4, -2, -4))[0][:2].mean(), batch_norm(column(-2, -4))[0].mean()


def earth():
    real, fake = np.array([0.0, 4.0]), np.array([1.0, 2.0])
    plans = [np.abs(real - fake[order]).mean() for order in ([0, 1], [1, 0])]
    return min(plans), Wasserstein().value(*(np.abs(x - 1.5)[:, None] for x in (real, fake)))


def power():
    _, _, sigma = ALL["power_iteration"].function(np.diag([4.0, 2.0]), np.ones(2) / np.sqrt(2))
    return sigma, (2 / 4) ** 4


def penalty(net, points, kind):
    net.grads[...] = 0
    return kind.gradient(net, points, points), *net.grads


def best_slope(weight):
    """Where the critic's loss is flat. Its derivative with respect to a slope s > 0 is a line in s."""
    at = np.array([2.0, 3.0])
    flat = [penalty(network(Dense(1, 1), W=s), column(0.0), GradientPenalty(weight=weight))[1] - 1 for s in at]
    return at[0] - flat[0] / (flat[1] - flat[0])


def least_squares():
    game = LeastSquares()
    loss, _, _ = game.discriminator(column(1, 0.5), column(0, 2))
    return loss, *game.generator(column(0, 2))[1].ravel()


def flattest(loss):
    """D's output, of a fine grid from -3 to 3, that has the lowest loss where p_data = .6 and p_g = .2."""
    grid = np.linspace(-3, 3, 6001)
    shares = [0.6 * loss(column(v), column(50))[0] + 0.2 * loss(column(50), column(v))[0] for v in grid]
    return grid[np.argmin(shares)]


LINEAR = network(Dense(2, 1), W=[[3], [4]], b=-2)


def transposed():
    layer = ConvTranspose2D(1, 1, kernel=(1, 3), stride=2, bias=False).build(rng=0, dtype=np.float64)
    layer.W[...] = 1
    return layer.forward(np.array([[[[1.0], [2.0]]]]))[0].ravel()


def one_round():
    theta, psi = DiracGAN().orbit(1, 0, lr=0.5, steps=1)[-1]
    return psi, theta, DiracGAN().orbit(1, 0, lr=0.5, steps=1, at_once=True)[-1][0]


def with_a_penalty():
    grid = np.linspace(0, 4, 401)
    slowest = [DiracGAN(Wasserstein(), penalty=g).eigenvalues().real.max() for g in grid]
    both = DiracGAN(Wasserstein(), penalty=2.5).eigenvalues().real
    return *both, grid[np.argmin(slowest)], min(slowest)


def a_dropped_mode():
    for q in ([1.0, 0.0, 0.0], [0.5, 0.0, 0.5]):
        yield -math.log(4) + 2 * js_divergence(np.array([0.5, 0.5, 0.0]), np.array(q))
    for elsewhere in (0, -50):  # D at the second row; at the first point it is 0, and it is sure of the second
        yield -RelativisticPairing().discriminator(column(0, 50), column(0, elsewhere))[0]


def two_steps_of_noise():
    noised = [
        ALL["noising_step"].function(*rows, np.array([0.1, 0.6]), np.array([2]))
        for rows in ((column(1), column(0)), (column(5), column(-1)))
    ]
    return noised[0].item() ** 2, 1 - noised[0].item() ** 2, noised[1].item()


def tries():
    inside = math.erf(1 / math.sqrt(2))
    return 1 - inside, 1 / inside, 1 / inside**10


def best_constant():
    """The x with the lowest mean squared distance from three rows at -1 and one at 3, and that distance."""
    data, grid = np.array([-1.0, -1.0, -1.0, 3.0]), np.linspace(-4, 4, 8001)
    loss = ((grid[:, None] - data) ** 2).mean(axis=1)
    return grid[np.argmin(loss)], loss.min()


def knows_nothing():
    """AC-GAN's loss for D at one real and one generated row, all outputs 0, and its gradient at the real row."""
    loss, dreal, _ = ALL["auxiliary_classifier_loss"].function(
        np.zeros((1, 4)), np.zeros((1, 4)), np.array([2]), np.array([0])
    )
    return loss, *dreal[0]


def two_readers():
    """L_I for four categories, of a reader that is always at 0.4 and of one that is at 0.9 or 0.001."""
    for shares in ((0.4, 0.4), (0.9, 0.001)):
        q = np.array([[share, *[(1 - share) / 3] * 3] for share in shares])
        yield math.log(4) - softmax_cross_entropy(np.log(q), np.zeros(2, int))[0]


def three_ways_to_count():
    """The best assignment, the largest cells first, and each code's most frequent class."""
    counts = np.array([[5, 4, 0], [4, 0, 1], [0, 2, 4]])
    best, frequent = (best_assignment(counts, shared=shared) for shared in (False, True))
    left, greedy = counts.copy(), 0
    for _ in counts:
        code, label = np.unravel_index(left.argmax(), left.shape)
        greedy += left[code, label]
        left[code], left[:, label] = -1, -1
    sums = counts[range(3), best].sum(), greedy, counts[range(3), frequent].sum()
    return [right / counts.sum() for right in sums]


def a_row_without_a_label():
    """D(x) for the logits log 1, log 2 and log 5, and the gradient of -log D(x) by central differences."""
    logits = np.log(np.array([[1.0, 2.0, 5.0]]))

    def loss():
        return softplus(-log_sum_exp(logits)).item()

    return sigmoid(log_sum_exp(logits)).item(), *numerical_gradient(loss, logits)[0]


def two_entropies():
    """Marginal and conditional entropy of two rows, and their difference."""
    logits = np.log(np.array([[0.9, 0.1], [0.1, 0.9]]))
    marginal, conditional = marginal_entropy(logits)[0], conditional_entropy(logits)[0]
    return marginal, conditional, marginal - conditional


def how_close():
    """o of rows 0, 2 and 3 of a batch whose features are their M, and of a row alone."""
    layer = Sequential([MinibatchDiscrimination(1, kernels=1, dim=1)], rng=0, dtype=np.float64)
    layer.layers[0].T[...] = 1
    o = layer(np.log(column(1, 1, 2, 4)))[:, 1]
    return o[0], o[2], o[3], layer(column(5))[0, 1]


def looks_ahead():
    """A round of the unrolled game from (1, 0), and one in which dx is y's answer itself."""
    _, x, y = ALL["unrolled_step"].function(np.array([1.0]), np.array([0.0]), 0.5, 2, 0.5)
    answer = 0 + 2 * 0.5 * 1
    constant = 1 - 0.5 * answer
    return x.item(), y.item(), constant, 0.5 * constant


def a_draw_and_its_pulls():
    """z; what decoder and KL term add to the gradient of the log variance."""
    e = np.array([[-0.5]])
    code = GaussianCode(np.array([[1.0, math.log(4)]]), e)
    of_kl = code.backward(np.zeros((1, 1)))
    return code.z.item(), *(code.backward(np.full((1, 1), 3.0)) - of_kl)[0, 1:], of_kl[0, 1]


def three_rows_of_one_code():
    """The best probability and logit for a pixel that is white in two rows of three, and its loss."""
    x, best = column(1, 1, 0), math.log(2)
    loss, dlogits = bernoulli(np.full((3, 1), best), x)
    assert abs(dlogits.sum()) < 1e-15
    return sigmoid(best), best, loss


def a_right_and_a_wrong_encoder():
    """C(G, E) over the four pairs of a pixel and a bit: for E(x) = 1 - x and for E(x) = x."""
    made = np.array([1, 0, 0, 1]) / 2
    for encoded in (np.array([0, 1, 1, 0]) / 2, made):
        yield 2 * js_divergence(encoded, made) - math.log(4)


def the_margin():
    """EBGAN's D loss, and its gradient with respect to the generated energies."""
    fake = np.array([0.3, 1.5])

    def loss():
        return 0.2 + np.maximum(0, 1 - fake).mean()

    return loss(), *numerical_gradient(loss, fake)


def the_row_stands_twice():
    """The gradient of (x / 2 - x)^2 at 4, by differences; and with the second x as a constant."""
    x = np.array([4.0])
    whole = numerical_gradient(lambda: ((x / 2 - x) ** 2).item(), x)
    part = numerical_gradient(lambda: ((x / 2 - 4.0) ** 2).item(), x)
    return whole.item(), part.item()


def wrong_pull_away():
    """The mean of all cosines of two opposite codes, and the pull-away term."""
    codes = np.array([[1.0, 0.0], [-1.0, 0.0]])
    return (codes @ codes.T).mean(), pull_away(codes)[0]


def two_answers():
    """The best answers to a pixel that is ink, grey or paper, and what both cost."""
    values, p = np.array([1, 0.5, 0]), np.array([0.3, 0.1, 0.6])
    answers = ALL["best_answer"].function(values, p)
    return *answers, *(p @ np.abs(a - values) for a in answers)


def adversary_and_distance():
    """A D that looks at the first pixel of two, with the slope 4 for both of its patches."""
    x, y, fake, W = np.zeros((1, 2)), np.zeros((1, 2)), np.array([[0.1, 0.3]]), np.zeros((4, 2))
    flat, of_y = ALL["translator_loss"].function(x, fake, y, W, 100.0)
    W[2] = 4
    _, both = ALL["translator_loss"].function(x - 0.1, fake, y, np.vstack([W[2:], W[2:]]), 100.0)  # the logits are 0
    return flat, (both - of_y)[0, 0], of_y[0, 0]


def a_patch():
    """As many pixels as have a gradient with respect to one logit; and the number of logits."""
    layers = [Conv2D(1, 1, kernel=4, stride=s, padding=1) for s in (2, 1, 1)]
    D = Sequential([Reshape((28, 28, 1)), *layers, Flatten()], rng=0, dtype=np.float64)
    logits, cache = D.forward(np.zeros((1, 784)))
    one = np.zeros_like(logits)
    one[0, logits.size // 2 + 6] = 1
    seen = D.backward(one, cache, params=False).reshape(28, 28)
    return np.any(seen, axis=0).sum(), logits.size


def a_mask_the_wrong_way_round():
    """Half of four pixels are missing: the loss with the guess in the known ones, and with the guess in the hole."""
    truth = np.array([0.0, 1.0, 1.0, 0.0]).reshape(1, 1, 4, 1)
    hole = np.array([[[True, True, False, False]]])
    image = np.where(hole[..., None], 0.5, truth)
    filled = [ALL["fill_hole"].function(image, mask, truth, truth)[0] for mask in (~hole, hole)]
    return [((y - truth) ** 2).mean() for y in filled]


def smallest_cycle():
    """By differences, of (D's part, a slope of -0.1) + 10 |v w x - x|."""
    w, v, x = np.array([3.0]), np.array([0.5]), 2.0

    def loss():
        return (-0.1 * w * x + 10 * np.abs(v * w * x - x)).item()

    return np.abs(v * w * x - x).item(), numerical_gradient(loss, w).item(), numerical_gradient(loss, v).item()


def two_pixels():
    """The layer's y at the first pixel; and the gradient of its mean with respect to the scores, by differences."""
    scores, values = np.array([[math.log(3), 0.0]]), np.array([4.0, 8.0])
    ds = numerical_gradient(lambda: (softmax(scores) @ values).item(), scores)
    return 1 + 0.5 * (softmax(scores) @ values).item(), *ds[0]


def shared_parts():
    """dW of two generators with one entry each, z = 1 and h = 0, whose gradients with respect to h are 3 and -1."""
    one, zero = np.ones((1, 1)), np.zeros((1, 1))
    parts = ALL["shared_layer"].function
    return [parts(one, zero, one, one, 3 * a, -1 * b)[0].item() for a, b in ((one, zero), (zero, one))]


NUMBERS = {
    "1.1": lambda: (value_function(logit(column(3 / 4)), logit(column(1 / 3))), value_function(column(0), column(0))),
    "1.2": lambda: [value_function(column(2), column(2))],
    "1.3": lambda: (*((1 + 0.5j) ** 2 * np.array([1, -1j])).real, abs(1 + 0.5j) ** 2, *two_rounds_in_turns()),
    "1.5": lambda: [math.ceil(math.log(1e6) / math.log(abs(1 + 0.1j)))],
    "2.1": dense_backward,
    "2.2": bias_of_64_rows,
    "2.3": lambda: (differences(lambda x: max(x, 0), 0)[0], differences(abs, 0)[0]),
    "2.4": lambda: (
        *differences(lambda w: w**3, 1, 0.1)[::-1],
        *np.subtract(differences(lambda w: w**3, 1, 0.01), 3)[::-1],
    ),
    "3.1": forward_norm,
    "3.4": backward_norm,
    "4.1": objective_by_hand,
    "4.2": two_pulls,
    "4.4": NonSaturating().equilibrium,
    "5.1": lambda: (0.2 / (0.2 + 0.8), logit(0.2)),
    "5.2": lambda: (2 * js_divergence(TAILS_TOO, HEADS) - math.log(4), js_divergence(TAILS_TOO, HEADS)),
    "5.3": lambda: [(math.log(4) - 1.3) / 2],
    "5.4": lambda: [kl_divergence(HEADS, TAILS_TOO)],
    "6.1": first_adam_step,
    "6.2": one_beta_for_all_t,
    "6.3": ten_layers,
    "7.1": coverage,
    "7.2": lambda: [1 - math.exp(-(2**2) / 2)],
    "7.3": different_gradients,
    "7.4": lambda: [mode_coverage(ring_centers()[:1], ring_centers(), std=0.01).reverse_kl],
    "7.5": lambda: [len({(round(math.cos(a), 9), round(math.sin(a), 9) + 0) for a in np.linspace(0, 2 * np.pi, 8)})],
    "8.1": lambda: (math.sqrt(400), math.sqrt(400) / math.sqrt(2)),
    "8.2": lambda: [math.exp(-6)],
    "8.5": parameters,
    "9.2": lambda: (*sigmoid(np.array([0.0, 1.0])), NonSaturating().discriminator(column(1), column(0))[0]),
    "9.3": lambda: (((column(1, 0) - np.array([1, 0])) ** 2).mean(), ((column(1, 0) - column(1, 0)) ** 2).mean()),
    "9.5": mixed_norm,
    "10.1": lambda: [parzen_log_likelihood(column(0, 1), column(0.5), column(0.5), sigmas=0.5).mean],
    "10.2": lambda: [frechet_distance_of_gaussians([0.0], [[1.0]], [m], [[v]]) for m, v in ((3.0, 4.0), (0.0, 0.0))],
    "10.3": lambda: (classifier_score(np.eye(10)), classifier_score(np.eye(10)[[3, 7, 3, 7]])),
    "11.1": earth,
    "11.2": lambda: [5 / 2],
    "11.3": power,
    "11.5": lambda: (best_slope(10), best_slope(0.1)),
    "12.1": lambda: penalty(LINEAR, np.ones((1, 2)), GradientPenalty(weight=10)),
    "12.2": lambda: penalty(network(Dense(1, 1), LeakyReLU(0.2), W=2), column(1, -1), GradientPenalty(weight=1))[:1],
    "12.4": lambda: penalty(LINEAR, np.ones((1, 2)), R1(weight=2)),
    "13.1": least_squares,
    "13.2": lambda: [Hinge().discriminator(column(2, 0.5), column(-3, 0))[0]],
    "13.3": lambda: [flattest(game.discriminator) for game in (NonSaturating(), LeastSquares(), Hinge())],
    "13.5": lambda: [(one_hot(np.array([1]), 3, np.float64) @ column(1, 5, -2)).item()],
    "14.1": lambda: [Conv2D(1, 1, kernel=5, stride=2, padding=2).size((32, 32))[0]],
    "14.2": lambda: [
        layer.build(rng=0).params.size
        for layer in (Conv2D(32, 64, kernel=4, bias=False), Dense(14 * 14 * 32, 7 * 7 * 64, bias=False))
    ],
    "14.3": transposed,
    "14.4": lambda: [layer.backward(np.ones((1, 4, 4, 1)), (1, 4, 4, 1))[0, 0, 0, 0] for layer in [UpSample2D(2)]],
    "15.1": one_round,
    "15.2": with_a_penalty,
    "15.3": lambda: [8 * (1 / (r / 2) ** 2 - 1 / r**2) for r in (0.5, 0.25)],
    "15.4": a_dropped_mode,
    "16.1": two_steps_of_noise,
    "16.2": tries,
    "16.3": lambda: ALL["drift_field"].function(column(0, 1), column(0, 1), 1 / math.log(2)).ravel(),
    "16.4": best_constant,
    "16.5": lambda: [share + (1 - share) ** 2 for share in (1, 0.5)],
    "17.1": knows_nothing,
    "17.2": lambda: [ALL["mutual_information"].function(np.array([[1 / 2, 0], [1 / 4, 1 / 4]]))],
    "17.3": two_readers,
    "17.4": three_ways_to_count,
    "17.5": lambda: [softmax_cross_entropy(np.zeros((1, 10)), np.array([3]))[0]],
    "18.1": a_row_without_a_label,
    "18.2": two_entropies,
    "18.3": how_close,
    "18.4": looks_ahead,
    "18.5": lambda: (softmax(np.zeros((1, 3))).sum(), *sigmoid(log_sum_exp(np.zeros((1, 3))))[0]),
    "19.1": a_draw_and_its_pulls,
    "19.2": three_rows_of_one_code,
    "19.3": lambda: (3.2 - 0.2, math.exp(3.2 - 0.2)),
    "19.4": a_right_and_a_wrong_encoder,
    "19.5": lambda: (math.exp(math.log(4) / 2), math.exp(math.log(4))),
    "20.1": the_margin,
    "20.2": the_row_stands_twice,
    "20.3": lambda: ALL["began_balance"].function(np.array([0.4]), np.array([0.1]), 0.1, 0.5, 0.5),
    "20.4": lambda: [roc_auc(f(np.array([1, 2, 3, 4, 3, 5])), np.arange(6) > 3) for f in (np.array, np.log)],
    "20.5": wrong_pull_away,
    "21.1": two_answers,
    "21.2": lambda: [ALL["peak_signal_to_noise"].function(column(0.2), column(0), peak).item() for peak in (2.0, 1.0)],
    "21.3": adversary_and_distance,
    "21.4": a_patch,
    "21.5": a_mask_the_wrong_way_round,
    "22.1": lambda: [sum(1 for _ in itertools.permutations(range(n))) for n in (2, 8)],
    "22.2": lambda: np.ravel(smallest_cycle()),
    "22.3": two_pixels,
    "22.4": lambda: (784**2, np.zeros((784, 784), np.float32).nbytes / 1e6, 784**2 / 196**2),
    "22.5": lambda: (-1, sum(shared_parts())),
}


def test_there_are_five_questions_for_each_notebook():
    assert [id for id, _, _ in QUIZ] == [f"{n}.{k}" for n in range(1, 23) for k in range(1, 6)]
    assert PAGE.count("<details><summary>") == len(QUIZ)


def test_the_line_for_a_sheet_leaves_out_the_answers_and_nothing_else(tmp_path):
    (line,) = re.findall(r"^python -c .*", PAGE, re.M)
    assert line.count('"') == 2, "a shell would end the program at a third quotation mark"
    assert not set(line) & set("$`!%\\"), "some shell gives this character a meaning, even between quotation marks"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/quiz.md").write_text(PAGE, encoding="utf-8")
    subprocess.run([sys.executable, *shlex.split(line)[1:]], cwd=tmp_path, check=True)
    sheet = (tmp_path / "questions.md").read_text(encoding="utf-8")
    kept, answer = [], False
    for text in PAGE.splitlines():
        answer = answer or text.startswith("<details>")
        kept += [] if answer else [text]
        answer = answer and text != "</details>"
    assert [text for text in sheet.splitlines() if text] == [text for text in kept if text]
    assert all(question.strip() in sheet for _, question, _ in QUIZ)


def test_every_answer_with_numbers_is_computed():
    assert {id for id, numbers in IN_BOLD.items() if numbers} == set(NUMBERS)


@pytest.mark.parametrize("id", NUMBERS)
def test_the_numbers_in_bold(id):
    computed = list(NUMBERS[id]())
    assert len(computed) == len(IN_BOLD[id])
    for printed, number in zip(IN_BOLD[id], computed, strict=True):
        digits = len(printed.partition(".")[2])
        assert abs(float(Fraction(printed)) - number) <= (0.5 * 10**-digits + 1e-9 if digits else 1e-6), printed


def test_the_titles_are_those_of_the_course():
    course = (Path(__file__).parent.parent / "notebooks/README.md").read_text(encoding="utf-8")
    titles = re.findall(r"^\| (\d+) \| \[(.*?)\]\(", course, re.M)  # of the notebooks that exist
    assert re.findall(r"^## (\d+)\. (.*)", PAGE, re.M) == titles
