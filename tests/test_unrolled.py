"""The unrolled GAN: its gradient, its closed form on the smallest game, what it is without a step, what it refuses."""

import numpy as np
import pytest
from families import LATENT, WIDTH, B, batch, player, shaken, unrolled
from games import equal

from numgan import (
    GAN,
    KL,
    R1,
    SGD,
    BatchNorm,
    BatchSoftmax,
    Dense,
    Dropout,
    Game,
    Hinge,
    InstanceNoise,
    JensenShannon,
    LeakyReLU,
    LeastSquares,
    Maxout,
    Minimax,
    NonSaturating,
    Pack,
    Player,
    RelativisticAverage,
    ReLU,
    ReverseKL,
    SpatialDropout,
    SpectralDense,
    Tanh,
    Unrolled,
    Wasserstein,
    recipes,
)
from numgan.gradcheck import check_play, compare, numerical_gradient


def smooth(n_in, n_out, seed, *before):
    """Two layers without a kink: central differences are then limited by rounding alone."""
    width = n_in * before[0].rows if before else n_in
    return Player([*before, Dense(width, 7), Tanh(), Dense(7, n_out)], rng=seed, dtype=np.float64)


def make(objective=Minimax(), unroll=3, *before, **settings):
    G = smooth(LATENT, WIDTH, 0)
    return Unrolled(
        G, smooth(WIDTH, 1, 1, *before), objective=objective, unroll=unroll, batch_size=B, rng=7, **settings
    )


ZERO_SUM = [Minimax(), Minimax(label_smoothing=0.2), Wasserstein(), KL(), ReverseKL(), JensenShannon()]


@pytest.mark.parametrize("unroll", [0, 1, 4])
@pytest.mark.parametrize("objective", ZERO_SUM, ids=repr)
def test_g_moves_against_the_gradient_of_the_value_through_all_virtual_steps(objective, unroll):
    game = shaken(lambda: make(objective, unroll, unroll_lr=0.05))
    found = check_play(game, *batch(game))
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def test_d_may_pack_rows():
    game = shaken(lambda: make(Minimax(), 2, Pack(WIDTH, rows=2)))
    found = check_play(game, *batch(game))
    assert max(c.error for c in found.values()) <= 1e-6


def test_without_the_way_through_d_the_gradient_is_another():
    """The first-order version, which many implementations have: G fools the D that has moved, as if it stood still."""
    game = shaken(lambda: make(unroll=4, unroll_lr=0.3))
    (x,), fake = batch(game), game.generator(game.noise(B))
    value, dfake, _ = game.foresee(x, fake)
    D = game.discriminator.copy()
    for _ in range(4):
        game.slopes(D, x, fake)
        D.params -= 0.3 * D.grads
    first_order = -game.slopes(D, x, fake)[1]
    numeric = numerical_gradient(lambda: game.foresee(x, fake)[0], fake)
    assert value == -game.slopes(D, x, fake)[0]
    assert compare(dfake, numeric).error < 1e-8
    assert compare(first_order, numeric).error > 0.1


@pytest.mark.parametrize(("dtype", "error"), [(np.float64, 1e-8), (np.float32, 5e-4)])
def test_products_with_second_derivatives_are_as_exact_as_the_docstring_says(dtype, error):
    """Against the whole Hessian, and the mixed derivatives, by central differences of L itself in float64."""
    game = shaken(make)
    (x,), fake, D = batch(game), game.generator(game.noise(B)), game.discriminator.copy()
    p, rng = np.zeros_like(D.params), np.random.default_rng(0)
    p[...] = rng.normal(size=p.size)

    def slope(along_w, along_y):
        """dL along p by w, and along_y by y, at a place that w and y are moved to."""

        def L(a, b):
            moved = D.copy()
            moved.params[...] += along_w * a + p * b
            return game.slopes(moved, x, fake + along_y * a)[0]

        h = 1e-4
        return (L(h, h) - L(h, -h) - L(-h, h) + L(-h, -h)) / (4 * h * h)

    narrow = Player([Dense(WIDTH, 7), Tanh(), Dense(7, 1)], dtype=dtype)
    narrow.params[...] = D.params
    w = narrow.params.copy()
    Hp, Mp = game.along(narrow, w, p.astype(dtype), x.astype(dtype), fake.astype(dtype))
    for _ in range(3):
        v, u = rng.normal(size=p.size), rng.normal(size=fake.shape)
        assert Hp @ v == pytest.approx(slope(v, 0 * u), rel=10 * max(error, 1e-6), abs=1e-6)
        assert (Mp * u).sum() == pytest.approx(slope(0 * v, u), rel=10 * max(error, 1e-6), abs=1e-6)
    if dtype == np.float32:
        exact = game.along(D, D.params.copy(), p, x, fake)
        assert compare(np.float64(Hp), exact[0]).error < error
        assert compare(np.float64(Mp), exact[1]).error < error
    none = game.along(D, D.params.copy(), 0 * p, x, fake)
    assert not none[0].any()
    assert not none[1].any()


def linear_game(unroll, eta, lr):
    """Data at 0, G(z) = y, D(x) = w x: the value is -w y."""
    G = Player([Dense(1, 1)], optimizer=SGD(lr=lr), rng=0, dtype=np.float64)
    D = Player([Dense(1, 1, bias=False)], optimizer=SGD(lr=lr), rng=0, dtype=np.float64)
    return Unrolled(G, D, objective=Wasserstein(), unroll=unroll, unroll_lr=eta, batch_size=4, rng=0)


def play_linear(game, y, w):
    game.generator.params[...], game.discriminator.params[...] = (0, y), w  # W = 0, and the bias y
    game.train_step(np.zeros((4, 1)))
    return game.generator.layers[0].b[0], game.discriminator.params[0]


@pytest.mark.parametrize("unroll", [0, 1, 5])
def test_a_step_of_the_linear_game_is_the_matrix_of_its_closed_form(unroll):
    """w' = w - lr y; the value after k virtual steps is -(w' - k eta y) y, so y' = y + lr (w' - 2 k eta y)."""
    lr, eta = 0.1, 0.3
    M = np.array([[1 - lr**2 - 2 * lr * unroll * eta, lr], [-lr, 1]])  # of (y, w)
    found = [play_linear(linear_game(unroll, eta, lr), *start) for start in np.eye(2)]
    np.testing.assert_allclose(np.transpose(found), M, atol=1e-9)
    assert np.linalg.det(M) == pytest.approx(1 - 2 * lr * unroll * eta)
    radius = np.abs(np.linalg.eigvals(M)).max()
    assert radius == pytest.approx(1) if unroll == 0 else radius < 1


def test_where_plain_steps_circle_unrolled_ones_converge():
    ends = {}
    for unroll in (0, 1, 5):
        game, y, w = linear_game(unroll, 0.1, 0.1), 1.0, 0.0
        for _ in range(400):
            y, w = play_linear(game, y, w)
        ends[unroll] = np.hypot(y, w)
    assert ends[0] > 0.9
    assert ends[1] == pytest.approx((1 - 0.02) ** 200, rel=0.2)  # the eigenvalues' size is the root of the determinant
    assert ends[5] < 1e-6


def test_the_papers_value_after_many_steps_is_the_divergence():
    """Rows in one place, D free there: V at the best D is 2 JSD - log 4, which is -log 4 for data in the same place."""
    G = Player([Dense(1, 2)], dtype=np.float64)
    D = Player([Dense(2, 1, bias=False)], dtype=np.float64, rng=3)
    real = np.array([[1.0, 0], [0, 1], [0, 1], [0, 1]])  # p = (1/4, 3/4): one-hot rows, so each place has a logit
    fake = np.array([[1.0, 0], [1, 0], [0, 1], [0, 1]])  # q = (1/2, 1/2)
    game = Unrolled(G, D, unroll=1000, unroll_lr=1.0)
    p, q = np.array([0.25, 0.75]), np.array([0.5, 0.5])
    m = (p + q) / 2
    value = (p * np.log(p / m)).sum() + (q * np.log(q / m)).sum() - np.log(4)
    found, dfake, logits = game.foresee(real, fake)
    assert found == pytest.approx(value, abs=1e-12)
    np.testing.assert_allclose(logits[[0, 2], 0], np.log(p / q), atol=1e-10)
    assert np.isfinite(dfake).all()


@pytest.mark.parametrize("objective", [Minimax(), Minimax(label_smoothing=0.1), Wasserstein()], ids=repr)
def test_without_a_virtual_step_it_is_the_plain_gan(objective):
    settings = {"objective": objective, "batch_size": B, "rng": 7}
    plain = GAN(smooth(LATENT, WIDTH, 0), smooth(WIDTH, 1, 1), **settings)
    none = Unrolled(smooth(LATENT, WIDTH, 0), smooth(WIDTH, 1, 1), unroll=0, **settings)
    for _ in range(5):
        wanted, found = plain.train_step(*batch(plain)), none.train_step(*batch(none))
        for name in wanted._fields:
            assert getattr(found, name) == pytest.approx(getattr(wanted, name), rel=1e-9, abs=1e-12)
    np.testing.assert_allclose(none.generator.params, plain.generator.params, rtol=0, atol=1e-10)
    np.testing.assert_allclose(none.discriminator.params, plain.discriminator.params, rtol=0, atol=1e-10)


def test_the_virtual_steps_are_thrown_away():
    game = shaken(unrolled)
    D, kept = game.discriminator, game.discriminator.params.copy()
    game.foresee(batch(game)[0][:4], game.generator(game.noise(4)))
    np.testing.assert_array_equal(D.params, kept)
    assert D.optimizer.t == 0


def test_what_cannot_be_unrolled_is_refused_by_name():
    G = player(LATENT, WIDTH, 0)
    for bad in (NonSaturating(), Hinge(), LeastSquares(), RelativisticAverage(), KL(zero_sum=False), BatchSoftmax()):
        with pytest.raises(ValueError, match="a zero-sum game, in which G ascends D's loss, and ") as refused:
            Unrolled(G, smooth(WIDTH, 1, 1), objective=bad)
        assert repr(bad) in str(refused.value)
    for bad in (BatchNorm(7), Dropout(0.3), SpatialDropout(0.3), InstanceNoise(std=0.1, passes=9)):
        D = Player([Dense(WIDTH, 7), bad, Tanh(), Dense(7, 1)], dtype=np.float64)
        with pytest.raises(ValueError, match="leave it out of D") as refused:
            Unrolled(G, D)
        assert repr(bad) in str(refused.value)
    for kinked in ([Dense(WIDTH, 7), LeakyReLU(0.2)], [Dense(WIDTH, 7), ReLU()], [Maxout(WIDTH, 7)]):
        with pytest.raises(ValueError, match=r"jumps at a kink of .*: take Tanh or Sigmoid in D") as refused:
            Unrolled(G, Player([*kinked, Dense(7, 1)], dtype=np.float64))
        assert repr(kinked[-1]) in str(refused.value)
    D = Player([SpectralDense(WIDTH, 1)], dtype=np.float64)
    with pytest.raises(ValueError, match=r"SpectralDense\(6, 1\) couples rows, keeps running statistics or draws"):
        Unrolled(G, D)
    with pytest.raises(ValueError, match=r"does not differentiate a penalty: leave out R1\("):
        Unrolled(G, Player([Dense(WIDTH, 1)], dtype=np.float64), penalty=R1())
    with pytest.raises(ValueError, match="unroll must be"):
        Unrolled(G, smooth(WIDTH, 1, 1), unroll=-1)
    with pytest.raises(ValueError, match="unroll_lr must be"):
        Unrolled(G, smooth(WIDTH, 1, 1), unroll_lr=0)


def test_a_check_of_d_draws_nothing_from_its_stream():
    D = smooth(WIDTH, 1, 1)
    stream = D.rng.bit_generator.state
    Unrolled(player(LATENT, WIDTH, 0), D)
    assert D.rng.bit_generator.state == stream


def test_the_recipe(tmp_path):
    points = np.random.default_rng(0).normal(size=(96, 2))
    whole, stopped = (recipes.unrolled(n_data=96, batch_size=32, epochs=2, unroll=2, rng=3) for _ in range(2))
    whole.fit(points)
    for record in stopped.steps(points):
        if record.step == 4:
            break
    stopped.save(tmp_path / "gan.npz")
    resumed = Game.load(tmp_path / "gan.npz")
    assert (resumed.unroll, resumed.unroll_lr, type(resumed)) == (2, stopped.unroll_lr, Unrolled)
    assert equal(resumed.fit(points, epochs=2 - resumed.epoch), whole)
