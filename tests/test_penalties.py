"""Penalties on D's slope: closed forms on a linear critic, central differences of the gradient of a gradient."""

import numpy as np
import pytest
from games import network, rows

from numgan import (
    DRAGAN,
    GAN,
    R1,
    R2,
    AddReference,
    ApproximateR1,
    ApproximateR2,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    DropReference,
    Flatten,
    GradientPenalty,
    InstanceNoise,
    LabelPlanes,
    Layer,
    LeakyReLU,
    Maxout,
    MinibatchDiscrimination,
    Pack,
    Penalties,
    Player,
    RelativisticPairing,
    ReLU,
    Sigmoid,
    SpectralDense,
    Tanh,
    VirtualBatchNorm,
    WeightNormDense,
)
from numgan.gradcheck import check_play, compare, numerical_gradient

PENALTIES = [
    GradientPenalty(),
    GradientPenalty(weight=0.3),
    R1(weight=3),
    R2(weight=3),
    DRAGAN(),
    ApproximateR1(weight=3, sigma=0.2),
    ApproximateR2(weight=0.7, sigma=0.3),
    Penalties([R1(weight=2), R2(weight=0.5)]),
]
CRITICS = {
    "dense": lambda: [Dense(3, 7), LeakyReLU(0.2), Dense(7, 5), ReLU(), Dense(5, 1)],
    "maxout and dropout": lambda: [Dropout(0.2), Maxout(3, 6, pieces=3), Dropout(0.3), Dense(6, 1)],
    "packed, without bias": lambda: [Pack(3, rows=2), Dense(6, 7, bias=False), LeakyReLU(0.1), Dense(7, 1)],
    "images beside labels": lambda: [
        *(LabelPlanes((1, 2, 1), labels=1), Conv2D(2, 3, kernel=(1, 2), padding=1), LeakyReLU(0.2)),
        *(Flatten(), Dense(27, 1)),
    ],
    "a logit and two more columns": lambda: [Dense(3, 7), LeakyReLU(0.2), Dense(7, 3)],
    "weight norm": lambda: [WeightNormDense(3, 5, scale=1.5), LeakyReLU(), WeightNormDense(5, 1, bias=False)],
    "noised": lambda: [InstanceNoise(std=0.3, passes=10**6), Dense(3, 5), LeakyReLU(), Dense(5, 1)],
}


def player(layers, seed=0) -> Player:
    """`network` that can move."""
    made = Player(layers, rng=seed, dtype=np.float64)
    made.params[...] = np.random.default_rng(seed).normal(size=made.params.size) * 0.7
    return made


@pytest.mark.parametrize("penalty", PENALTIES, ids=repr)
@pytest.mark.parametrize("critic", CRITICS)
def test_the_gradient_of_the_gradient_agrees_with_central_differences(penalty, critic):
    D, real, fake = network(CRITICS[critic]()), rows(seed=1), rows(seed=2)
    state, stream = D.state.copy(), D.rng.bit_generator.state

    def value():
        D.state[...] = state
        D.rng.bit_generator.state = stream  # the same e, masks and noise each time
        D.grads[...] = 0
        return penalty.gradient(D, real, fake)

    value()
    analytic = D.grads.copy()
    assert compare(analytic, numerical_gradient(value, D.params)).error <= 1e-6


@pytest.mark.parametrize("penalty", PENALTIES, ids=repr)
def test_the_whole_step_with_a_penalty_is_checked(penalty):
    G = player([Dense(2, 6), BatchNorm(6), Tanh(), Dense(6, 3)])
    gan = GAN(G, player(CRITICS["dense"](), seed=1), penalty=penalty, rng=2)
    assert all(found.error <= 1e-6 for found in check_play(gan, rows()).values())


def test_on_a_linear_critic_the_penalty_is_known():
    D, real, fake = network([Dense(3, 1)]), rows(seed=1), rows(seed=2)
    w = D.layers[0].W[:, 0].copy()
    size = np.linalg.norm(w)  # D(x) = w . x + b: the slope is w at every row
    for penalty, value, gradient in (
        (GradientPenalty(weight=10), 10 * (size - 1) ** 2, 20 * (size - 1) * w / size),
        (DRAGAN(weight=2), 2 * (size - 1) ** 2, 4 * (size - 1) * w / size),
        (R1(weight=3), 1.5 * size**2, 3 * w),
        (R2(weight=3), 1.5 * size**2, 3 * w),
        (Penalties([R1(weight=3), DRAGAN(weight=2)]), 1.5 * size**2 + 2 * (size - 1) ** 2, (7 - 4 / size) * w),
    ):
        D.grads[...] = 0
        assert penalty.gradient(D, real, fake) == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(D.layers[0].dW[:, 0], gradient, rtol=1e-12)
        assert D.layers[0].db[0] == 0


def test_only_the_logit_pays_for_its_slope():
    """The penalty of a D with three columns is that of its first column alone, and the others get no gradient."""
    D, real, fake = network([Dense(3, 3)]), rows(40, seed=1), rows(40, seed=2)
    w = D.layers[0].W[:, 0].copy()
    D.grads[...] = 0
    assert R1(weight=3).gradient(D, real, fake) == pytest.approx(1.5 * (w**2).sum(), rel=1e-12)
    np.testing.assert_allclose(D.layers[0].dW, np.outer(3 * w, [1, 0, 0]), rtol=1e-12, atol=1e-15)
    D.grads[...] = 0
    assert ApproximateR1(weight=3, sigma=0.1).gradient(D, real, fake) > 0
    assert D.layers[0].dW[:, 0].all()
    assert not D.layers[0].dW[:, 1:].any()


def test_the_penalty_is_added_to_what_is_there():
    D, real, fake = network([Dense(3, 1)]), rows(seed=1), rows(seed=2)
    D.grads[...] = 0
    R1().gradient(D, real, fake)
    alone = D.grads.copy()
    D.grads[...] = np.arange(4.0)
    R1().gradient(D, real, fake)
    np.testing.assert_allclose(D.grads, alone + np.arange(4.0), rtol=1e-12)


def test_where_there_is_no_slope_the_gradient_is_zero_and_finite():
    D = network([Dense(3, 4), ReLU(), Dense(4, 1)])
    D.params[...] = 0
    D.grads[...] = 0
    assert GradientPenalty().gradient(D, rows(), rows(seed=1)) == 10
    assert not D.grads.any()


def test_points_lie_where_the_papers_put_them():
    real, fake, rng = rows(50, 4, seed=1), rows(50, 4, seed=2), np.random.default_rng(0)
    x = GradientPenalty().points(real, fake, rng)
    e = (x - fake) / (real - fake)
    np.testing.assert_allclose(e, e[:, :1].repeat(4, axis=1), rtol=1e-8)  # one number per row, not one per pixel
    assert 0 <= e.min() < e.max() < 1
    assert len(np.unique(e[:, 0].round(9))) == 50
    assert R1().points(real, fake, rng) is ApproximateR1().points(real, fake, rng) is real
    assert R2().points(real, fake, rng) is ApproximateR2().points(real, fake, rng) is fake
    assert GradientPenalty().points(real.astype("f4"), fake.astype("f4"), rng).dtype == np.float32
    wide = rows(200, 500, seed=3)
    away = (DRAGAN().points(wide, wide, rng) - wide) / (0.5 * wide.std())
    assert 0 <= away.min() < away.max() < 1
    e = away.max(axis=1)  # of 500 u in [0, 1) the largest is nearly 1: what is left is the row's own factor
    assert np.quantile(e, [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.1)


def test_rows_that_cannot_be_paired_are_refused():
    D = network(CRITICS["dense"]())
    with pytest.raises(ValueError, match="joins each real row to a generated one; got 5 and 1 rows"):
        GradientPenalty().gradient(D, rows(5), rows(1))


def test_a_packed_critics_slope_is_that_of_a_whole_pack():
    D, real, fake = network([Pack(3, rows=2), Dense(6, 1)]), rows(4, seed=1), rows(4, seed=2)
    w = D.layers[1].W[:, 0].copy()  # D(x, x') = w . [x | x'] + b
    size = np.linalg.norm(w)
    D.grads[...] = 0
    assert GradientPenalty(weight=10).gradient(D, real, fake) == pytest.approx(10 * (size - 1) ** 2, rel=1e-12)
    np.testing.assert_allclose(D.layers[1].dW[:, 0], 20 * (size - 1) * w / size, rtol=1e-12)
    seen = []

    class Spy(GradientPenalty):
        def points(self, real, fake, rng):
            seen.append(super().points(real, fake, rng))
            return seen[-1]

    Spy().gradient(D, real, fake)
    e = (seen[0] - fake.reshape(2, 6)) / (real - fake).reshape(2, 6)
    np.testing.assert_allclose(e, e[:, :1].repeat(6, axis=1), rtol=1e-8)  # one number per pack: on the line between two


class Own(Layer):
    def forward(self, x, training=True):
        return 2 * x, None

    def backward(self, dy, cache, *, params=True, inputs=True):
        return 2 * dy


@pytest.mark.parametrize(
    ("layer", "message"),
    [
        (BatchNorm(4), r"makes D's output for a row depend on the whole batch; leave it out of D"),
        (
            Tanh(),
            r"needs a double_backward of every layer in D, and Tanh\(\) has none: the derivation holds for layers",
        ),
        (Sigmoid(), r"and Sigmoid\(\) has none"),
        (Own(), r"and Own\(\) has none"),
    ],
)
def test_layers_that_make_no_sense_are_refused(layer, message):
    G, D = player([Dense(2, 3)]), player([Dense(3, 4), layer, Dense(4, 1)])
    with pytest.raises(ValueError, match=message):
        GAN(G, D, penalty=GradientPenalty())
    with pytest.raises(TypeError, match="defines no double_backward"):
        Own().double_backward(None, None, None)


@pytest.mark.parametrize("penalty", [GradientPenalty(), ApproximateR1()], ids=repr)
def test_a_d_that_compares_the_rows_of_a_batch_has_no_slope_at_a_row(penalty):
    D = player([Dense(3, 4), MinibatchDiscrimination(4, kernels=2), Dense(6, 1)])
    with pytest.raises(ValueError, match=r"kernels=2\) makes D's output for a row depend on the whole batch; leave it"):
        GAN(player([Dense(2, 3)]), D, penalty=penalty)


def test_virtual_batch_norm_has_slopes_and_no_second_derivative():
    def D():
        norm = VirtualBatchNorm(4, n_reference=3)
        first = Dense(3, 4, bias=False)
        return player([AddReference(3, n_reference=3), first, norm, DropReference(n_reference=3), Dense(4, 1)])

    with pytest.raises(ValueError, match=r"needs a double_backward of every layer in D"):
        GAN(player([Dense(2, 3)]), D(), penalty=R1())
    gan = GAN(player([Dense(2, 3)]), D(), penalty=ApproximateR1(), rng=0)
    found = check_play(gan, rows(seed=1))
    assert max(c.error for c in found.values()) <= 1e-6


@pytest.mark.parametrize(("exact", "approximate"), [(R1, ApproximateR1), (R2, ApproximateR2)])
def test_the_approximate_penalty_tends_to_the_exact_one(exact, approximate):
    """On a linear critic d = w . e for any sigma, so P averages to R1's, and one row's share scatters by sqrt(2)."""
    D, real, fake = network([Dense(3, 1)]), rows(seed=1), rows(seed=2)
    many = np.tile(real, (20_000 // len(real), 1)), np.tile(fake, (20_000 // len(fake), 1))
    D.grads[...] = 0
    wanted = exact(weight=3).gradient(D, real, fake)
    gradient = D.grads.copy()
    for sigma in (1e-3, 10):
        D.grads[...] = 0
        error = np.sqrt(2 / len(many[0]))  # relative, one standard deviation
        assert approximate(weight=3, sigma=sigma).gradient(D, *many) == pytest.approx(wanted, rel=4 * error)
        np.testing.assert_allclose(D.grads, gradient, rtol=8 * error, atol=8 * error * np.abs(gradient).max())
    one = [approximate(weight=2, sigma=0.1).gradient(D, real[:1], fake[:1]) for _ in range(4000)]
    assert np.std(one) / np.mean(one) == pytest.approx(np.sqrt(2), rel=0.1)


def test_where_d_bends_the_approximate_penalty_averages_to_the_mean_squared_slope():
    """A D with Tanh, which the exact penalty refuses: against slopes that central differences find."""
    D = network([Dense(3, 6), Tanh(), Dense(6, 1)])
    real, h = rows(4, seed=1), 1e-5
    slopes = np.array([(D(real + h * e) - D(real - h * e))[:, 0] / (2 * h) for e in np.eye(3)])
    many = np.tile(real, (20_000, 1))
    found = ApproximateR1(weight=2, sigma=1e-3).gradient(D, many, many)
    assert found == pytest.approx(np.square(slopes).sum(axis=0).mean(), rel=0.03)


def test_both_passes_of_the_approximate_penalty_have_the_same_masks_and_state():
    """Otherwise d would be the masks' difference divided by sigma. A spectral layer's u moves once, as in one pass."""
    layers = [Dropout(0.5), InstanceNoise(std=1.0, passes=10), SpectralDense(3, 5), LeakyReLU(), Dense(5, 1)]
    D, real = network(layers), rows(200, seed=1)
    once = D.copy()
    once.forward(real)
    assert ApproximateR1(weight=1, sigma=1e-6).gradient(D, real, real) < 20
    np.testing.assert_array_equal(D.state, once.state)


@pytest.mark.parametrize("layer", [Tanh(), Sigmoid()], ids=repr)
def test_the_approximate_penalty_takes_layers_without_a_double_backward_pass(layer):
    G = player([Dense(2, 6), BatchNorm(6), Tanh(), Dense(6, 3)])
    D = player([Dense(3, 7), type(layer)(), Dense(7, 1)], seed=1)
    both = Penalties([ApproximateR1(sigma=0.3), ApproximateR2(sigma=0.3)])
    gan = GAN(G, D, penalty=both, objective=RelativisticPairing(), rng=2)
    assert all(found.error <= 1e-6 for found in check_play(gan, rows()).values())
    with pytest.raises(
        ValueError, match=r"R1\(\) needs a double_backward .*\(ApproximateR1 and ApproximateR2 need none"
    ):
        GAN(G, D, penalty=Penalties([ApproximateR1(), R1()]))


def test_bad_penalties_are_named():
    for bad in (None, [], R1()):
        with pytest.raises(ValueError, match=r"penalties must be a list such as \[R1\(\), R2\(\)\], got"):
            Penalties(bad)
    with pytest.raises(TypeError, match=r"each of penalties must be a Penalty such as R1\(\), got float"):
        Penalties([R1(), 2.0])
    with pytest.raises(
        ValueError, match=r"ApproximateR2\(\) takes the slope of D at each row by itself, and BatchNorm"
    ):
        GAN(player([Dense(2, 3)]), player([Dense(3, 4), BatchNorm(4), Dense(4, 1)]), penalty=ApproximateR2())
    for bad in (0, -1, "10", float("nan")):
        with pytest.raises(ValueError, match="weight must be greater than 0"):
            GradientPenalty(weight=bad)
    with pytest.raises(TypeError, match=r"penalty must be a Penalty such as GradientPenalty\(\), or None, got int"):
        GAN(player([Dense(2, 3)]), player([Dense(3, 1)]), penalty=10)


def test_gradients_are_only_taken_where_they_are_asked_for():
    D = network(CRITICS["dense"]())
    D.grads[...] = 7
    x = rows()
    dx, _ = D.input_gradient(x)
    assert np.all(D.grads == 7)

    def score():
        return float(D(x).sum())

    assert compare(dx, numerical_gradient(score, x)).error <= 1e-6


@pytest.mark.parametrize("scale", [0.1, 1, 7])
def test_dragans_points_lie_within_half_a_standard_deviation_whatever_the_scale(scale):
    real = scale * rows(200, 500, seed=3)
    away = (DRAGAN().points(real, real, np.random.default_rng(0)) - real) / real.std()
    assert 0 <= away.min() < 1e-3
    assert 0.49 < away.max() < 0.5
