"""The drifting field against its definition, pair by pair, and the game that follows it."""

import math

import numpy as np
import pytest
from families import B, batch, drifting, player, shaken

from numgan import Adam, Dense, Drifting, Linear, NormalNoise, Pack, Player
from numgan.family import drift_field


def rows(n, seed, width=3):
    return np.random.default_rng(seed).normal(size=(n, width))


def by_pairs(x, data, generated, temperature):
    """Eq. 11 with the normalised kernel of algorithm 2, one pair (y+, y-) after the other."""
    alone = generated is None
    generated = x if alone else generated
    everything = np.vstack([data, generated])
    pairs = [(i, j) for i in range(len(x)) for j in range(len(everything)) if not (alone and j == len(data) + i)]
    reach = temperature * sum(math.dist(x[i], everything[j]) for i, j in pairs) / len(pairs)

    def k(i, j):
        return math.exp(-math.dist(x[i], everything[j]) / reach) if (i, j) in pairs else 0.0

    def a(i, j):
        over_y = sum(k(i, other) for other in range(len(everything)))
        over_x = sum(k(other, j) for other in range(len(x)))
        return math.sqrt(k(i, j) / over_y * k(i, j) / over_x)

    V = np.zeros_like(x)
    for i in range(len(x)):
        for plus in range(len(data)):
            for minus in range(len(data), len(everything)):
                V[i] += a(i, plus) * a(i, minus) * (everything[plus] - everything[minus])
    return V


@pytest.mark.parametrize("temperature", [0.1, 0.5, 3.0])
@pytest.mark.parametrize("own", [True, False])
def test_the_field_is_the_sum_over_all_pairs(own, temperature):
    x, data = rows(5, 0), rows(4, 1) + 1
    generated = None if own else rows(6, 2)
    V = drift_field(x, data, generated, temperature=temperature)
    np.testing.assert_allclose(V, by_pairs(x, data, generated, temperature), rtol=1e-7, atol=1e-12)


def test_equal_sets_leave_every_point_where_it_is():
    """V = 0 at every x, near or far, for a set against itself in another order: no pair is left over."""
    x, same = 3 * rows(7, 0), rows(9, 1)
    V = drift_field(x, same, same[::-1].copy(), temperature=0.5)
    np.testing.assert_allclose(V, 0, atol=1e-12)


def test_data_and_generated_rows_in_each_others_place_change_the_sign():
    x, p, q = rows(5, 0), rows(6, 1) + 1, rows(8, 2)
    V = drift_field(x, p, q, temperature=0.7)
    assert np.abs(V).max() > 0.1
    np.testing.assert_allclose(drift_field(x, q, p, temperature=0.7), -V, rtol=1e-10)


@pytest.mark.parametrize("own", [True, False])
def test_the_field_moves_turns_and_grows_with_the_plane(own):
    x, p, q = rows(5, 0, 2), rows(6, 1, 2), None if own else rows(7, 2, 2)

    def V(change):
        return drift_field(change(x), change(p), None if own else change(q), temperature=0.3)

    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    plain = V(lambda y: y)
    np.testing.assert_allclose(V(lambda y: y + np.array([3.0, -2.0])), plain, atol=1e-10)
    np.testing.assert_allclose(V(lambda y: y @ turn), plain @ turn, atol=1e-10)
    np.testing.assert_allclose(V(lambda y: 4 * y), 4 * plain, atol=1e-9)


def test_one_row_of_data_and_two_generated_ones():
    """On the line, x = 0 and 1, data at 2: distances 2, 1, 1, 1, so a reach of 1; all weights by hand."""
    e = math.exp
    over_y = e(-2) + e(-1), e(-1) + e(-1)  # of x = 0 and x = 1, each without itself
    over_x = e(-2) + e(-1), e(-1)  # of the data, and of either generated row, which only the other one sees
    plus = [e(-2) / math.sqrt(over_y[0] * over_x[0]), e(-1) / math.sqrt(over_y[1] * over_x[0])]
    minus = [e(-1) / math.sqrt(over_y[i] * over_x[1]) for i in (0, 1)]
    wanted = [plus[0] * minus[0] * (2 - 1), plus[1] * minus[1] * (2 - 0)]
    V = drift_field(np.array([[0.0], [1.0]]), np.array([[2.0]]), temperature=0.8)
    np.testing.assert_allclose(V[:, 0], wanted, rtol=1e-7)


def mean_pull(own, draws=3000):
    """How far V goes towards the middle, on average, if data and generated rows are both from N(0, 1); its error."""
    rng, pulls = np.random.default_rng(0), []
    for _ in range(draws):
        x, data = rng.normal(size=(2, 8, 1))
        V = drift_field(x, data, None if own else x, temperature=0.5)
        pulls.append(-(V * x).mean())
    return np.mean(pulls), np.std(pulls) / math.sqrt(draws)


def test_at_equilibrium_a_row_must_not_repel_itself():
    """p = q: without its pair with itself a row rests on average; with it, it is pulled to the middle."""
    pull, _ = mean_pull(own=True)
    shrinking, its_error = mean_pull(own=False)
    assert shrinking > 20 * its_error
    assert abs(pull) < shrinking / 10


def test_fresh_sets_from_one_distribution_leave_no_drift_on_average():
    """x, data and generated rows drawn apart: exchanging y+ and y- changes nothing but V's sign, so its mean is 0."""
    rng = np.random.default_rng(1)
    x = np.linspace(-2, 2, 5)[:, None]
    V = np.stack([drift_field(x, *rng.normal(size=(2, 6, 1)), temperature=0.5) for _ in range(4000)])[:, :, 0]
    np.testing.assert_array_less(np.abs(V.mean(axis=0)), 4 * V.std(axis=0) / math.sqrt(len(V)))


def test_the_dtype_is_that_of_x_and_the_arithmetic_is_float64():
    x, data = rows(6, 0), rows(6, 1)
    exact = drift_field(x, data, temperature=0.3)
    V = drift_field(x.astype(np.float32), data.astype(np.float32), temperature=0.3)
    assert (exact.dtype, V.dtype) == (np.float64, np.float32)
    np.testing.assert_allclose(V, exact, atol=1e-6)
    away = 1000.0  # at which float32 would know |x - y| to a tenth at best
    np.testing.assert_allclose(drift_field(x + away, data + away, temperature=0.3), exact, atol=1e-6)


def test_weights_stay_finite_however_far_the_rows_are_apart():
    V = drift_field(rows(5, 0), rows(4, 1) + 1e6, temperature=1e-4)
    assert np.isfinite(V).all()
    nearest = drift_field(rows(5, 0), rows(4, 1), temperature=1e-9)
    assert np.isfinite(nearest).all()


def test_rows_that_are_one_point_do_not_drift():
    np.testing.assert_array_equal(drift_field(np.ones((3, 2)), np.ones((4, 2)), temperature=0.1), np.zeros((3, 2)))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"temperature": 0.0}, ValueError, "temperature must be greater than 0, got 0.0"),
        ({"temperature": -1.0}, ValueError, "temperature must be greater than 0"),
        ({"temperature": math.nan}, ValueError, "temperature must be greater than 0"),
        ({"data": rows(4, 1, 2)}, ValueError, r"data must have shape \(B, 3\), got \(4, 2\)"),
        ({"generated": rows(4, 1, 2)}, ValueError, r"generated must have shape \(B, 3\), got \(4, 2\)"),
        ({"data": np.full((4, 3), np.nan)}, ValueError, "data must be finite"),
        ({"x": np.full((4, 3), np.inf)}, ValueError, "x must be finite"),
        ({"x": np.ones((4, 3), int)}, TypeError, "x must be an array of floats"),
        ({"data": np.ones((4, 3), int)}, TypeError, "data must be an array of floats"),
        ({"x": rows(1, 0)}, ValueError, "x must hold at least two"),
    ],
)
def test_what_has_no_field_is_said(change, error, words):
    arguments = {"x": rows(5, 0), "data": rows(4, 1), "generated": None, "temperature": 0.5} | change
    with pytest.raises(error, match=words):
        drift_field(**arguments)


def test_a_lone_row_moves_if_the_generated_rows_are_given():
    V = drift_field(np.zeros((1, 1)), np.array([[1.0]]), np.array([[-1.0]]), temperature=1.0)
    np.testing.assert_allclose(V, [[1.0]])  # a = sqrt(1/2 * 1) for both, and 1/2 (1 - (-1))


def test_each_temperature_counts_alike_and_the_record_has_the_mean_size():
    game = shaken(drifting)
    (x,), twin = batch(game), game.copy()
    fake = twin.generator(twin.noise(B), training=True)
    fields = [drift_field(fake, x, temperature=t) for t in (0.3, 1.0)]
    sizes = [math.sqrt((field**2).mean()) for field in fields]
    V = fields[0] / sizes[0] + fields[1] / sizes[1]
    record = game.play(x)
    assert record["loss"] == pytest.approx((V**2).mean(), rel=1e-9)
    assert record["drift"] == pytest.approx(np.mean(sizes), rel=1e-9)
    assert sizes[0] != pytest.approx(sizes[1], rel=0.01)


def test_with_one_temperature_the_loss_is_1_and_without_a_field_0():
    game = Drifting(player(4, 6, 0), temperatures=(0.5,), rng=0)
    assert game.play(rows(B, 0, 6))["loss"] == pytest.approx(1, rel=1e-9)
    G = Player([Dense(4, 6)], rng=0, dtype=np.float64)
    G.params[...] = 0
    still = Drifting(G, rng=0)
    assert still.play(np.zeros((B, 6))) == {"loss": 0, "drift": 0, "grad_norm": 0}


def test_a_generator_of_free_points_moves_along_the_field():
    """G that ignores z, one point for each row: its gradient is -2 V / size, V the field divided by its size."""

    class Fixed(NormalNoise):
        def __call__(self, rng, shape, dtype):
            return np.eye(*shape, dtype=dtype)

    points = rows(4, 3, 2)
    G = Player([Dense(4, 2, bias=False)], rng=0, dtype=np.float64)  # row i of W is the point that z = e_i becomes
    G.params[...] = points.ravel()
    game = Drifting(G, temperatures=[0.6], noise_prior=Fixed(), rng=0)
    game.move = lambda **losses: 0.0
    data = rows(4, 4, 2) + 1
    game.play(data)
    V = drift_field(points, data, temperature=0.6)
    np.testing.assert_allclose(G.layers[0].dW, -2 * V / math.sqrt((V**2).mean()) / V.size, rtol=1e-10)


def test_it_learns_a_gaussian_on_the_line():
    G = Player([Dense(1, 1)], optimizer=Adam(lr=Linear(0.05, 5e-4, 400)), rng=0)
    game = Drifting(G, temperatures=(0.5,), batch_size=64, rng=1)
    game.fit(np.random.default_rng(2).normal(2.0, 0.5, (64 * 400, 1)), epochs=1)
    made = game.sample(20_000, rng=3)
    assert made.dtype == np.float32
    assert made.mean() == pytest.approx(2.0, abs=0.05)
    assert made.std() == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("bad", [(), (0,), (0.1, -0.1), (math.inf,), ("wide",), 0.1, "wide", None])
def test_temperatures_without_a_reach_are_refused(bad):
    with pytest.raises(ValueError, match="temperatures must"):
        Drifting(player(4, 6, 0), temperatures=bad)
    game = drifting()
    with pytest.raises(ValueError, match="temperatures must"):
        game.temperatures = bad
    game.temperatures = [0.2]
    assert game.temperatures == (0.2,)


def test_a_packing_generator_is_refused():
    with pytest.raises(ValueError, match="one row for each latent"):
        Drifting(Player([Pack(3, rows=2), Dense(6, 3)], rng=0))
