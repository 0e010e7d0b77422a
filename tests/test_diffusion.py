"""Diffusion: the schedule, the noising, and the way back, against what is known in closed form."""

import math

import numpy as np
import pytest
from families import WIDTH, B, batch, diffusion, diffusion_of_data, player, shaken

from numgan import (
    Adam,
    BatchNorm,
    Dense,
    Diffusion,
    Linear,
    NormalNoise,
    Pack,
    Player,
    ReLU,
    SpectralDense,
    UniformNoise,
    recipes,
)
from numgan.app.explorer import explorer_page, principal_directions
from numgan.app.pretrained import save_pretrained
from numgan.family.diffusion import ReverseProcess, alpha_bar, beside_time, time_columns


@pytest.mark.parametrize("T", [1, 2, 20, 1000])
def test_the_share_of_the_data_is_a_product_of_steps(T):
    """By Nichol & Dhariwal's eq. 17, one beta after the other, and 1 - beta multiplied up."""

    def f(t):
        return math.cos((t / T + 0.008) / 1.008 * math.pi / 2) ** 2

    abar, product = alpha_bar(T), 1.0
    assert abar.shape == (T + 1,)
    assert abar[0] == 1
    for t in range(1, T + 1):
        product *= 1 - min(1 - f(t) / f(t - 1), 0.999)
        assert abar[t] == pytest.approx(product, rel=1e-12)
        if t < T:
            assert abar[t] == pytest.approx(f(t) / f(0), rel=1e-10)
    assert (np.diff(abar) < 0).all()
    assert 0 < abar[-1] < 1.001e-3
    with pytest.raises(ValueError, match="read-only"):
        abar[0] = 0


def test_t_as_columns_by_hand():
    columns = time_columns(np.array([0, 3]), 6)
    w = 1, 1e-2, 1e-4
    wanted = [[0, 0, 0, 1, 1, 1], [*(math.sin(3 * each) for each in w), *(math.cos(3 * each) for each in w)]]
    np.testing.assert_allclose(columns, wanted, rtol=1e-12)
    np.testing.assert_allclose(time_columns(np.array([2]), 2), [[math.sin(2), math.cos(2)]], rtol=1e-12)
    every = time_columns(np.arange(1, 1001), 16)
    squares = 2 * 8 - 2 * every @ every.T  # |a - b|^2 where all rows have the length sqrt(8)
    assert (squares + np.eye(1000)).min() > 0.01  # no two of a thousand steps look alike


def test_columns_stand_beside_the_row_in_its_dtype():
    x = np.ones((2, 3), np.float32)
    beside = beside_time(x, np.array([1, 5]), 7)
    assert beside.dtype == np.float32
    np.testing.assert_array_equal(beside[:, :3], x)
    np.testing.assert_allclose(beside[:, 3:], time_columns(np.array([1, 5]), 4), rtol=1e-6)


def test_what_the_denoiser_sees_has_the_variance_of_the_data():
    """x_t = sqrt(abar) x + sqrt(1 - abar) eps: data N(0, 1) stay N(0, 1) at every t; data 0 leave the noise alone."""
    game = Diffusion(player(4, 2, 0, batch_norm=False), timesteps=5, sampling_steps=5, rng=0)
    seen = []
    inner = game.denoiser.forward
    game.denoiser.forward = lambda x: seen.append(x) or inner(x)
    n = 40_000
    game.play(np.random.default_rng(1).normal(size=(n, 2)))
    assert seen[0][:, :2].var() == pytest.approx(1, abs=0.02)
    game.play(np.zeros((n, 2)))
    x_t, columns = seen[1][:, :2], seen[1][:, 2:]
    for t in range(1, 6):
        here = np.isclose(columns, time_columns(np.array([t]), 2)).all(axis=1)
        assert here.mean() == pytest.approx(1 / 5, abs=0.02)
        assert x_t[here].var() == pytest.approx(1 - alpha_bar(5)[t], rel=0.05)


def test_the_loss_of_a_denoiser_that_gives_nothing():
    """v = 0 predicts eps_hat = sqrt(1 - abar) x_t, whose error for data N(0, 1) has the variance abar."""
    game = Diffusion(player(4, 2, 0, batch_norm=False), timesteps=50, rng=0)
    game.denoiser.params[...] = 0
    record = game.play(np.random.default_rng(1).normal(size=(100_000, 2)))
    assert record["loss"] == pytest.approx(alpha_bar(50)[1:].mean(), rel=0.02)


def test_a_denoiser_of_data_is_compared_with_the_data():
    """One that gives 0 loses their mean square; on the way back what it gives is where each step aims."""
    game = shaken(diffusion_of_data)
    (real,) = batch(game)
    game.denoiser.params[...] = 0
    assert game.play(real)["loss"] == pytest.approx((real**2).mean(), rel=1e-12)
    game.denoiser.params[...] = 0  # it has moved
    np.testing.assert_array_equal(game.sample(3, rng=0), np.zeros((3, WIDTH)))
    game.denoiser.layers[-1].b[...] = np.arange(WIDTH)
    np.testing.assert_allclose(game.sample(2, rng=0), [np.arange(WIDTH)] * 2, rtol=1e-12)
    np.testing.assert_allclose(game.ancestral(2, rng=0), [np.arange(WIDTH)] * 2, rtol=1e-12)


MEAN, STD = np.array([1.5, -0.5]), np.array([0.3, 2.0])


def for_a_gaussian(process):
    """Give the process the best prediction for data N(MEAN, STD^2): linear in x_t.

    x_t ~ N(sqrt(abar) m, abar s^2 + 1 - abar), and eps has with it the covariance sqrt(1 - abar).
    """

    def predict(x, t):
        abar = alpha_bar(process.timesteps)[t]
        eps_hat = math.sqrt(1 - abar) * (x - math.sqrt(abar) * MEAN) / (abar * STD**2 + 1 - abar)
        return (x - math.sqrt(1 - abar) * eps_hat) / math.sqrt(abar), eps_hat

    process.predict = predict
    return process


def process_of(steps, timesteps=1000):
    return ReverseProcess(player(4, 2, 0, batch_norm=False), timesteps=timesteps, steps=steps)


@pytest.mark.parametrize("ancestral", [False, True])
def test_the_way_back_with_the_best_prediction_gives_the_data(ancestral):
    rng = np.random.default_rng(0)
    x = for_a_gaussian(process_of(1000))(rng.normal(size=(8_000, 2)), rng=rng if ancestral else None)
    np.testing.assert_allclose(x.mean(axis=0), MEAN, atol=0.08)
    np.testing.assert_allclose(x.std(axis=0), STD, rtol=0.03)


def test_the_deterministic_way_back_of_a_gaussian_is_a_straight_map():
    """The flow keeps quantiles: x_0 = m + s z, up to the size of its steps, and more steps come nearer."""
    z = np.linspace(-2, 2, 9)[:, None] * np.ones(2)
    errors = [np.abs(for_a_gaussian(process_of(steps))(z) - (MEAN + STD * z)).max() for steps in (10, 50, 1000)]
    assert errors[0] > errors[1] > errors[2]
    assert errors[1] < 0.15  # of 4 + .5, at z = 2
    assert errors[2] < 0.02


def test_one_step_back_is_what_the_denoiser_takes_for_the_data():
    game = shaken(diffusion)
    process = ReverseProcess(game.denoiser, timesteps=20, steps=1)
    x = game.latents(5, rng=0)
    v = game.denoiser(beside_time(x, np.full(5, 20), WIDTH + 4))
    abar = alpha_bar(20)[20]
    np.testing.assert_allclose(process(x), math.sqrt(abar) * x - math.sqrt(1 - abar) * v, rtol=1e-12)


@pytest.mark.parametrize("predicts_data", [False, True])
def test_data_and_noise_that_are_predicted_make_up_the_row(predicts_data):
    game = shaken(diffusion)
    process = ReverseProcess(game.denoiser, timesteps=20, steps=6, predicts_data=predicts_data)
    x = game.latents(5, rng=0)
    for t in (1, 7, 20):
        x_hat, eps_hat = process.predict(x, t)
        abar = alpha_bar(20)[t]
        np.testing.assert_allclose(math.sqrt(abar) * x_hat + math.sqrt(1 - abar) * eps_hat, x, rtol=1e-10)


def test_an_ancestral_step_is_the_posterior_of_the_step():
    """Ho et al., eqs. 6 and 7: mean and variance of q(x_(t-1) | x_t, x_0), with x_hat in the place of x_0."""
    T, t = 4, 3
    process = process_of(T, timesteps=T)
    abar, x = alpha_bar(T), np.array([[0.7, -1.2]])
    x_hat = np.array([[0.2, 0.4]])
    beta, variance = 1 - abar[t] / abar[t - 1], (1 - abar[t - 1]) / (1 - abar[t]) * (1 - abar[t] / abar[t - 1])
    mean = (math.sqrt(abar[t - 1]) * beta * x_hat + math.sqrt(1 - beta) * (1 - abar[t - 1]) * x) / (1 - abar[t])
    process.times = np.array([t, t - 1])
    process.predict = lambda y, s: (
        (x_hat, (x - math.sqrt(abar[t]) * x_hat) / math.sqrt(1 - abar[t])) if s == t else (y, np.zeros_like(y))
    )

    class Ones:
        standard_normal = staticmethod(lambda shape, dtype: np.ones(shape, dtype))

    # the last step, to 0, has no noise and keeps what `predict` calls data: x_(t-1)
    np.testing.assert_allclose(process(x, rng=Ones()), mean + math.sqrt(variance), rtol=1e-10)


@pytest.mark.parametrize(("T", "S"), [(1000, 50), (1000, 1000), (20, 7), (5, 2), (3, 3), (1, 1)])
def test_the_steps_of_the_way_back_begin_at_T_and_end_at_1(T, S):
    times = process_of(S, timesteps=T).times
    assert len(times) == S
    assert times[0] == T
    assert S == 1 or times[-1] == 1
    gaps = -np.diff(times)
    assert (gaps >= 1).all()
    assert S < 3 or gaps.max() - gaps.min() <= 1


def test_latents_in_data_out_as_with_every_other_game():
    game = shaken(diffusion)
    game.fit(np.random.default_rng(0).random((32, WIDTH)), epochs=1)
    z = game.latents(4, rng=0)
    assert game.latent_dim == WIDTH
    np.testing.assert_array_equal(game.generate(z), game.generate(z))
    assert np.abs(game.generate(z) - game.generate(z, averaged=False)).max() > 0  # the average is what is sampled
    assert game.generate(game.interpolate(z[0], z[1], 5)).shape == (5, WIDTH)
    sampler = game.sampler()
    before = sampler.generate(z)
    game.denoiser.params += 1
    np.testing.assert_array_equal(sampler.generate(z), before)


def test_ancestral_samples_come_from_the_callers_stream():
    game = shaken(diffusion)
    made = game.ancestral(5, rng=0)
    assert made.shape == (5, WIDTH)
    np.testing.assert_array_equal(made, game.ancestral(5, rng=0))
    assert np.abs(made - game.ancestral(5, rng=1)).max() > 0
    state = game.noise_rng.bit_generator.state
    game.ancestral(5, rng=0, averaged=False)
    assert game.noise_rng.bit_generator.state == state


def test_float32_stays_float32():
    game = Diffusion(Player([Dense(6, 2)], rng=0), timesteps=20, sampling_steps=5, rng=0)
    seen, inner = [], game.denoiser.forward
    game.denoiser.forward = lambda x: seen.append(x.dtype) or inner(x)
    game.train_step(np.ones((4, 2), np.float32))
    back = ReverseProcess(game.denoiser, timesteps=20, steps=20)
    assert seen == [np.float32]
    assert {game.sample(3, rng=0).dtype, game.ancestral(3, rng=0).dtype, game.denoiser.grads.dtype} == {np.dtype("f4")}
    assert {each.dtype for each in back.predict(np.ones((2, 2), np.float32), 3)} == {np.dtype("f4")}


def test_an_average_of_a_spectrally_normalised_denoiser_is_measured():
    layers = [SpectralDense(WIDTH + 4, 7), Dense(7, WIDTH)]
    game = Diffusion(Player(layers, ema_decay=0.9, rng=0, dtype=np.float64), timesteps=20, sampling_steps=4, rng=0)
    game.fit(np.random.default_rng(0).random((32, WIDTH)), epochs=1, batch_size=B)
    game.sample(2, rng=0)
    layer = game.denoiser.average.network.layers[0]
    assert layer.u @ layer.W @ layer.v == pytest.approx(np.linalg.norm(layer.W, 2), rel=1e-6)


def test_a_page_that_runs_a_network_once_refuses_one_that_runs_many_times(tmp_path):
    game = recipes.diffusion(data_shape=(4, 4), rng=0)
    with pytest.raises(TypeError, match="generator must be a Sequential, got ReverseProcess"):
        explorer_page(game.sampler())
    with pytest.raises(TypeError, match="generator must be a Sequential, got ReverseProcess"):
        principal_directions(game.sampler())
    with pytest.raises(TypeError, match="generator must be a Sequential, got ReverseProcess"):
        save_pretrained(tmp_path / "generator.npz", game)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"timesteps": 0}, "timesteps must be a whole number, at least 1, got 0"),
        ({"timesteps": 2.5}, "timesteps must be a whole number"),
        ({"sampling_steps": 0}, "sampling_steps must be a whole number, at least 1, got 0"),
        ({"sampling_steps": 21}, "sampling_steps must be at most timesteps, 20, got 21"),
    ],
)
def test_steps_that_are_none_or_too_many_are_refused(change, words):
    with pytest.raises(ValueError, match=words):
        Diffusion(player(6, 2, 0, batch_norm=False), **({"timesteps": 20, "sampling_steps": 5} | change))
    game = diffusion()
    with pytest.raises(ValueError, match=words):
        setattr(game, *next(iter(change.items())))


def test_other_steps_on_the_way_back_can_be_chosen_after_training():
    game = shaken(diffusion)
    few = game.sample(3, rng=0)
    game.sampling_steps = 20
    assert len(game.sampler().generator.times) == 20
    assert np.abs(game.sample(3, rng=0) - few).max() > 0


@pytest.mark.parametrize("n_in", [2, 3, 1, 5])
def test_columns_for_t_must_stand_beside_the_row(n_in):
    with pytest.raises(ValueError, match=f"rows of 2 values.* even number of columns for t.* it takes {n_in} values"):
        Diffusion(Player([Dense(n_in, 2)], rng=0))


def test_what_does_not_fit_rows_with_a_t_of_their_own_is_refused():
    for layers in ([Dense(6, 7), BatchNorm(7), Dense(7, 2)], [Pack(6, rows=2), Dense(12, 2)]):
        with pytest.raises(ValueError, match=r"no layer of the denoiser may couple rows|even number of columns"):
            Diffusion(Player(layers, rng=0))
    with pytest.raises(TypeError, match="noise_prior must be NormalNoise"):
        Diffusion(player(6, 2, 0, batch_norm=False), noise_prior=UniformNoise())
    with pytest.raises(TypeError, match="denoiser must be a Player"):
        Diffusion(NormalNoise())


def test_it_learns_a_gaussian_in_the_plane():
    """One linear layer cannot, for the best prediction depends on t; a small network can."""
    layers = [Dense(2 + 8, 64), ReLU(), Dense(64, 64), ReLU(), Dense(64, 2)]
    denoiser = Player(layers, optimizer=Adam(lr=Linear(5e-3, 5e-5, 1500)), rng=0)
    game = Diffusion(denoiser, batch_size=128, rng=1)
    rng = np.random.default_rng(2)
    points = MEAN / 2 + STD / 2 * rng.normal(size=(128 * 1500, 2))
    game.fit(points, epochs=1)
    made = game.sample(10_000, rng=3)
    np.testing.assert_allclose(made.mean(axis=0), MEAN / 2, atol=0.08)
    np.testing.assert_allclose(made.std(axis=0), STD / 2, rtol=0.1)
