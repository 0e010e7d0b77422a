"""The clinic: what it measures, against theory or a slower way; that it names illnesses; that it changes nothing."""

import numpy as np
import pytest
from families import acgan, cgan, penalised_gan, shared_fakes, simultaneous
from matplotlib.figure import Figure
from test_plots_untouched import fingerprint

import numgan
from numgan import (
    GAN,
    Adam,
    BatchNorm,
    Dense,
    LeakyReLU,
    Minimax,
    Pack,
    Player,
    ReLU,
    Tanh,
    Wasserstein,
    diagnose,
    plots,
)
from numgan.clinic import balance, motion, networks, samples, set_up
from numgan.clinic.evidence import Evidence, dimension
from numgan.functions import sigmoid


def small(*, objective=None, batch_size=8, norm=False, width=2, **settings) -> GAN:
    """An untrained game of points in float64."""
    middle = [BatchNorm(6)] if norm else []
    G = Player([Dense(2, 6), *middle, ReLU(), Dense(6, width)], optimizer=Adam(lr=1e-3), rng=0, dtype=np.float64)
    D = Player([Dense(width, 6), LeakyReLU(0.2), Dense(6, 1)], optimizer=Adam(lr=1e-3), rng=1, dtype=np.float64)
    chosen = {} if objective is None else {"objective": objective}
    return GAN(G, D, batch_size=batch_size, rng=2, **chosen, **settings)


def points(n=200, width=2, seed=0):
    return np.random.default_rng(seed).normal(size=(n, width))


# ---- what is measured ----


@pytest.mark.parametrize("d", [1, 2, 4])
def test_the_dimension_is_that_of_the_surface(d):
    x = np.random.default_rng(d).uniform(size=(1000, d))
    bent = np.hstack([x, np.sin(3 * x[:, :1]), x**2])
    assert dimension(bent) == pytest.approx(d, rel=0.15)


def test_the_dimension_leaves_out_rows_that_are_there_twice():
    x = np.random.default_rng(0).uniform(size=(500, 2))
    assert dimension(np.concatenate([x, x])) == dimension(x)
    assert dimension(np.ones((5, 2))) == 0


def test_a_sine_swings_and_noise_does_not():
    t = np.arange(1200)
    peak, trough, period = motion.swing(np.sin(2 * np.pi * t / 40))
    assert period == 40
    assert peak == pytest.approx(1 - 40 / 1200, abs=0.02)  # the overlap is shorter by one period
    assert trough == pytest.approx(-(1 - 20 / 1200), abs=0.02)
    for seed in range(20):
        assert motion.swing(np.random.default_rng(seed).normal(size=1200))[0] < motion.PERIODIC / 2
    assert motion.swing(np.ones(100)) == (0, 0, 0)
    assert motion.swing(t) == motion.swing(t + 5.0)


def test_d_is_asked_for_the_order_of_pairs():
    e = Evidence(small().fit(points(), epochs=1), points())
    real, fake = np.array([1.0, 2.0, 2.0]), np.array([0.0, 2.0, 3.0])
    e.__dict__["logits"] = real, fake
    pairs = (real[:, None] > fake) + 0.5 * (real[:, None] == fake)
    assert e.told_by_d == pytest.approx(pairs.mean())


def test_neighbours_tell_apart_what_lies_apart():
    e = Evidence(small().fit(points(), epochs=1), points(1000))
    e.__dict__["played"] = points(1000, seed=1)
    assert e.told_by_neighbours == pytest.approx(0.5, abs=0.06)
    e = Evidence(e.gan, points(1000))
    e.__dict__["played"] = 20 + points(1000, seed=1)
    assert e.told_by_neighbours == 1


def test_distances_to_training_rows_are_those_of_a_slow_search():
    x = points(300, 5)
    e = Evidence(small(width=5).fit(x, epochs=1), x)
    real, fake = e.to_training_rows
    all_pairs = np.linalg.norm(x[:, None] - x, axis=2) + np.diag(np.full(300, np.inf))
    np.testing.assert_allclose(np.sort(real), np.sort(all_pairs.min(axis=1)), atol=1e-6)
    np.testing.assert_allclose(fake, np.linalg.norm(e.fake[:500, None] - x, axis=2).min(axis=1), atol=1e-6)


def test_the_step_of_the_copy_is_the_game_s_next():
    x, gan = points(), small()
    steps = gan.steps(x, epochs=2)
    next(steps)
    moves, before = Evidence(gan, x).moves, {name: p.params.copy() for name, p in gan.players.items()}
    next(steps)
    for name, player in gan.players.items():
        way = np.linalg.norm(player.params - before[name]) / np.linalg.norm(before[name])
        assert moves[name] == pytest.approx(way, rel=1e-12)


def test_minimax_s_slope_is_twice_d_of_fake():
    e = Evidence(small(objective=Minimax()).fit(points(), epochs=1), points())
    fake = np.random.default_rng(0).normal(-8, 1, 1000)
    e.__dict__["logits"] = np.full(1000, 9.0), fake
    finding = balance.gradient_vanishes(e)
    assert finding.evidence["slope"] == pytest.approx(2 * sigmoid(fake).mean())
    e = Evidence(small().fit(points(), epochs=1), points())
    e.__dict__["logits"] = np.full(1000, 9.0), fake
    assert balance.gradient_vanishes(e) is None  # the non-saturating loss has its steepest slope there


def test_units_that_are_silent_are_counted():
    gan = small()
    gan.generator.layers[0].b[:4] = -100
    e = Evidence(gan.fit(points(), epochs=1), points())
    ((player, layer, share),) = e.dead()
    assert (player, layer) == ("generator", 1)
    assert share >= 4 / 6
    assert networks.dead_units(e).evidence["dead"] == share


def test_without_batch_norm_no_row_depends_on_others():
    e = Evidence(small().fit(points(), epochs=1), points())
    assert set_up.batch_too_small(e) is set_up.stale_statistics(e) is None
    shares = []
    for B in (2, 3, 4):
        e = Evidence(small(norm=True, batch_size=B).fit(points(), epochs=1), points())
        shares.append(set_up.batch_too_small(e).evidence["companions"])
    assert 1 > shares[0] > shares[1] > shares[2]
    e = Evidence(small(norm=True, batch_size=32).fit(points(), epochs=1), points())
    assert set_up.batch_too_small(e) is None


def test_cells_are_those_that_lie_apart():
    centers = 50 * points(10, 3, seed=4)
    x = np.repeat(centers, 30, axis=0) + points(300, 3)
    found = samples.cells(x)
    assert found.shape == (10, 3)
    assert np.linalg.norm(found[:, None] - centers, axis=2).min(axis=0).max() < 1
    assert len(samples.cells(np.ones((9, 2)))) == 1


def test_a_cell_is_lost_below_a_fifth_of_its_share():
    x = np.concatenate([np.full((100, 1), place) for place in (-10.0, 0.0, 10.0)]) + 0.1 * points(300, 1)
    for share, lost in ((0.10, 0), (0.02, 1)):
        e = Evidence(small(width=1).fit(x, epochs=1), x)
        rare = round(1000 * share)
        e.__dict__["fake"] = np.concatenate([np.full((rare, 1), -10.0), np.resize([[0.0], [10.0]], (1000 - rare, 1))])
        centers = samples.cells(x)
        samples_cells, samples.cells = samples.cells, lambda rows: np.array([[-10.0], [0.0], [10.0]])
        try:
            finding = samples.modes_missing(e)
        finally:
            samples.cells = samples_cells
        assert len(centers) == 10
        assert (0 if finding is None else finding.evidence["lost"]) == lost


def test_one_mode_of_eight_counts_and_one_group_of_ten_does_not():
    x = numgan.datasets.ring(4000, rng=0)
    gan = small().fit(x, epochs=1)
    e = Evidence(gan, x)
    angle = np.arctan2(e.real[:, 1], e.real[:, 0])
    e.__dict__["fake"] = e.real[np.abs(angle) > 0.1]  # all but the mode at angle 0
    gan.trained_on = None
    shares = samples.shares_of(e)
    assert shares.kind == samples.GROUPS
    assert shares.real[shares.fake == 0].sum() == pytest.approx(1 / 8, abs=0.03)
    assert samples.modes_missing(e) is None
    gan.trained_on = "ring"
    assert samples.modes_missing(e).evidence["lost"] == 1
    assert samples.modes_missing(e).evidence["share_lost"] == pytest.approx(1 / 8, abs=0.03)
    assert samples.modes_missing(e).evidence["of"] == 8


# ---- each symptom, on either side of its threshold ----


def told(gan: GAN, steps: int = 200, **columns) -> Evidence:
    """The evidence of a game whose history says this, each column a number or one number per step."""
    usual = {"d_loss": 1.3, "g_loss": 0.8, "d_grad_norm": 1.0, "g_grad_norm": 1.0, "d_real": 0.6, "d_fake": 0.4}
    history = numgan.History()
    for i in range(steps):
        history.append(1, {name: v if np.isscalar(v) else v[i] for name, v in (usual | columns).items()})
    e = Evidence(gan, points(width=gan.width))
    e.history = history
    e.__dict__["moves"] = {"generator": 0.01, "discriminator": 0.01}
    e.__dict__["told_by_neighbours"] = 0.95
    return e


def late(value, before, steps=200):
    """Another value in the last fifth."""
    return [before] * (steps - steps // 5) + [value] * (steps // 5)


def test_d_wins_if_it_is_right_at_the_end():
    found = balance.d_wins(told(small(), 400, d_real=late(0.98, 0.5, 400), d_fake=late(0.06, 0.5, 400)))
    assert found.evidence == {"d_real": pytest.approx(0.98), "d_fake": pytest.approx(0.06)}
    assert balance.d_wins(told(small(), d_real=0.9, d_fake=0.1)) is None
    assert balance.d_wins(told(small(), d_real=[0.99] * 100 + [0.5] * 100, d_fake=[0.0] * 100 + [0.5] * 100)) is None
    assert balance.d_wins(told(small(), 49, d_real=0.99, d_fake=0.01)) is None
    assert balance.d_wins(told(small(objective=Wasserstein()), d_real=9.0, d_fake=-9.0)) is None
    smoothed = small(objective=Minimax(label_smoothing=0.2))
    assert balance.d_wins(told(smoothed, d_real=0.78, d_fake=0.01))


def test_d_is_too_weak_if_it_is_wrong_or_stands_still():
    assert balance.d_too_weak(told(small(), d_real=0.5, d_fake=0.53)).evidence["gap"] == pytest.approx(-0.03)
    assert balance.d_too_weak(told(small(), d_real=0.5, d_fake=0.51)) is None
    assert balance.d_too_weak(told(small(objective=Wasserstein()), d_real=0.5, d_fake=0.7)) is None
    e = told(small(), d_real=0.5, d_fake=0.49)
    e.moves["discriminator"] = 4e-5
    assert balance.d_too_weak(e).evidence["discriminator_way"] == pytest.approx(200 * 4e-5)
    e.moves["generator"] = 4e-5
    assert balance.d_too_weak(e) is None  # nothing moves
    e = told(small(), d_real=0.5, d_fake=0.6)
    e.__dict__["told_by_neighbours"] = 0.8
    assert balance.d_too_weak(e) is None  # there is nothing to see


def test_nothing_moves_if_g_has_come_nowhere():
    e = told(small())
    assert motion.nothing_moves(e) is None
    e.moves["generator"] = 4e-5
    assert motion.nothing_moves(e).evidence["generator_way"] == pytest.approx(0.008)
    e.moves["generator"] = 6e-5
    assert motion.nothing_moves(e) is None
    e.moves["generator"] = 4e-5
    e.__dict__["told_by_neighbours"] = 0.8
    assert motion.nothing_moves(e) is None


def test_numbers_explode_if_they_grow():
    assert motion.numbers_explode(told(small())) is None
    assert motion.numbers_explode(told(small(), d_loss=late(-21.0, 1.0, 400), steps=400)).evidence["d_loss"] == 21
    assert motion.numbers_explode(told(small(), d_loss=19.0)) is None
    grown = [1.0] * 20 + [60.0] * 180
    found = motion.numbers_explode(told(small(objective=Wasserstein()), g_grad_norm=grown))
    assert found.evidence["g_grad_norm_growth"] == 60
    assert "GradientPenalty" in found.cure
    assert motion.numbers_explode(told(small(), g_grad_norm=grown)) is None
    assert motion.numbers_explode(told(small(objective=Wasserstein()), g_grad_norm=np.array(grown) ** 0.9)) is None
    e = told(small())
    e.__dict__["moves"] = None
    assert "not finite" in motion.numbers_explode(e).seen
    gan = small().fit(points(), epochs=1)
    gan.generator.params[:] = 1e200
    (found,) = diagnose(gan, points())
    assert found.name == "Numbers explode"


def test_players_circle_if_the_curve_swings():
    wave = np.sin(2 * np.pi * np.arange(600) / 30)
    e = told(small(), 600, d_real=0.5 + 0.05 * wave, d_fake=0.5 - 0.05 * wave)
    assert motion.players_circle(e).evidence["period"] == 30
    assert motion.players_circle(e).evidence["amplitude"] == pytest.approx(0.1 / np.sqrt(2), rel=1e-3)
    assert motion.players_circle(told(small(), 600, d_real=0.5 + 0.05 * wave, d_fake=0.5)) is None
    assert motion.players_circle(told(small(objective=Wasserstein()), 600, d_real=wave / 1e3, d_fake=0.0))
    assert motion.players_circle(told(small(objective=Wasserstein()), 600, d_real=9 + wave, d_fake=0.0)) is None
    noise = np.random.default_rng(0).normal(size=600)
    assert motion.players_circle(told(small(), 600, d_real=0.5 + 0.1 * noise, d_fake=0.5)) is None


def bounded(**settings) -> GAN:
    """A game of two columns whose G ends in Tanh."""
    G = Player([Dense(2, 6), LeakyReLU(0.2), Dense(6, 2), Tanh()], rng=0, dtype=np.float64)
    D = Player([Dense(2, 6), LeakyReLU(0.2), Dense(6, 1)], rng=1, dtype=np.float64)
    return GAN(G, D, batch_size=8, rng=2, **settings)


def test_ranges_differ_if_g_cannot_reach_the_data_or_they_fill_one_half():
    x = np.random.default_rng(0).uniform(-1, 1, (400, 2))
    gan = bounded().fit(x, epochs=1)
    assert set_up.ranges_differ(Evidence(gan, x)) is None
    for scale in (1.1, 2.0):  # of uniform values on [-a, a] the share 1 - 1 / a lies outside [-1, 1]
        found = set_up.ranges_differ(Evidence(gan, scale * x))
        assert found.evidence["outside"] == pytest.approx(1 - 1 / scale, abs=0.05)
    gan = bounded(data_range=(-1, 1)).fit(x, epochs=1)
    assert set_up.ranges_differ(Evidence(gan, x)) is None
    assert "one half of data_range (-1, 1)" in set_up.ranges_differ(Evidence(gan, np.abs(x))).seen
    assert "one half of data_range (-1, 1)" in set_up.ranges_differ(Evidence(gan, -np.abs(x))).seen
    gan = bounded(data_range=(0, 4)).fit(np.abs(x), epochs=1)
    assert set_up.ranges_differ(Evidence(gan, np.abs(x)[:, :2] * [[0.9, 0.9]])).evidence["outside"] == 0
    assert set_up.ranges_differ(Evidence(gan, np.concatenate([np.abs(x), 0 * x[:2] + 3]))) is None


def test_values_at_the_ends_are_counted_beside_those_of_the_data():
    x = np.random.default_rng(0).uniform(-1, 1, (400, 2))
    gan = bounded().fit(x, epochs=1)
    e = Evidence(gan, x)
    for share, stuck in ((0.25, False), (0.4, True)):
        played = np.zeros((1000, 2))
        played[: int(1000 * share)] = 0.999, -0.9985
        e.__dict__["played"] = played
        found = networks.stuck_at_the_ends(e)
        assert (found is not None) == stuck
    assert found.evidence == {"stuck": 0.4, "data": pytest.approx(0.002, abs=0.002)}
    ends = Evidence(gan, np.sign(x))
    ends.__dict__["played"] = np.sign(x)
    assert networks.stuck_at_the_ends(ends) is None  # black and white, as the data are
    assert networks.stuck_at_the_ends(Evidence(small().fit(x, epochs=1), x)) is None


def test_d_cannot_say_no_if_its_logits_stay_in_the_unit_interval():
    e = Evidence(small().fit(points(), epochs=1), points())
    assert set_up.d_cannot_say_no(e) is None
    e.judged = lambda rows: np.linspace(0, 1, len(rows))
    e.history = told(small(), d_fake=0.51).history
    assert set_up.d_cannot_say_no(e).evidence == {"least_logit": 0, "greatest_logit": 1, "least_d_fake": 0.51}
    for end in (-0.01, 1.01):
        e.judged = lambda rows, end=end: np.linspace(0.5, end, len(rows))
        assert set_up.d_cannot_say_no(e) is None


def test_noise_is_too_narrow_if_the_data_have_more_directions():
    e = Evidence(small().fit(points(), epochs=1), points())
    assert e.dimensions == (dimension(e.real), dimension(e.fake))
    assert set_up.noise_too_narrow(e) is None
    e.__dict__["dimensions"] = 2.6, 1.9
    assert set_up.noise_too_narrow(e) is None
    e.__dict__["dimensions"] = 2.8, 1.9
    assert set_up.noise_too_narrow(e).evidence == {"latent_dim": 2, "data_dimension": 2.8, "sample_dimension": 1.9}


def test_rows_are_learnt_by_heart_if_samples_are_twice_as_near():
    e = Evidence(small().fit(points(), epochs=1), points())
    for ratio, found in ((0.6, False), (0.4, True)):
        e.__dict__["to_training_rows"] = np.full(9, 2.0), np.full(9, 2.0 * ratio)
        assert (samples.learnt_by_heart(e) is not None) == found
    assert samples.learnt_by_heart(e).evidence["ratio"] == pytest.approx(0.4)


def test_statistics_are_stale_if_inference_differs_from_training():
    gan = small(norm=True).fit(points(), epochs=20)
    assert set_up.stale_statistics(Evidence(gan, points())) is None
    gan.generator.layers[1].running_mean[...] += 100
    found = set_up.stale_statistics(Evidence(gan, points()))
    assert found.evidence["spread_ratio"] < 0.01  # every unit is below 0: all rows are alike
    gan.generator.layers[1].running_mean[...] -= 200
    assert set_up.stale_statistics(Evidence(gan, points())).evidence["shift"] > 1


# ---- what it does to a game ----


def labelled():
    return points(64, 6), np.arange(64) % 3


def packed():
    D = Player([Pack(2, rows=2), Dense(4, 6), LeakyReLU(0.2), Dense(6, 1)], rng=1, dtype=np.float64)
    return GAN(Player([Dense(2, 6), ReLU(), Dense(6, 2)], rng=0, dtype=np.float64), D, batch_size=8, rng=2)


GAMES = {
    "gan": (lambda: small(norm=True), lambda: (points(),)),
    "cgan": (cgan, labelled),
    "acgan": (acgan, labelled),
    "critic": (penalised_gan, lambda: (points(64, 6),)),
    "shared fakes": (shared_fakes, lambda: (points(64, 6),)),
    "simultaneous": (simultaneous, lambda: (points(64, 6),)),
    "packs": (packed, lambda: (points(64),)),
}


@pytest.mark.parametrize("name", GAMES)
def test_nothing_is_changed_and_each_finding_prints_and_draws(name):
    make, data = GAMES[name]
    gan, data = make(), data()
    gan.fit(*data, epochs=8)
    before, going_on = fingerprint(gan), gan.copy()
    findings = diagnose(gan, *data)
    assert fingerprint(gan) == before
    assert [str(f) for f in findings] == [str(f) for f in diagnose(gan, *data)]
    assert fingerprint(gan.fit(*data, epochs=1)) == fingerprint(going_on.fit(*data, epochs=1))
    for finding in findings:
        ax = Figure().subplots()
        assert finding.draw(ax) is ax
        assert str(finding).startswith(f"{finding.name}\n  seen: ")
        assert all(np.isfinite(list(finding.evidence.values())))


def test_a_finding_s_picture_stays_while_the_game_goes_on():
    x, gan = points(), small()
    finding = next(f for f in diagnose(gan.fit(x, epochs=4), x) if f.name == "Noise too narrow" or f)
    steps = gan.step
    gan.fit(x, epochs=1)
    for argument in finding.picture.args:
        if isinstance(argument, numgan.History):
            assert len(argument) == steps


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="gan must be a GAN, or a game derived from it, got str"):
        diagnose("gan", points())
    with pytest.raises(ValueError, match="gan has made no step yet"):
        diagnose(small(), points())
    gan = small().fit(points(), epochs=1)
    with pytest.raises(ValueError, match="data must hold rows of 2 values"):
        diagnose(gan, points(20, 3))
    with pytest.raises(ValueError, match="trains on one array of data, got 0"):
        diagnose(gan)
    with pytest.raises(ValueError, match="at least 8 rows"):
        diagnose(gan, points(3))
    with pytest.raises(TypeError, match="rng must be None, a whole number"):
        diagnose(gan, points(), rng="seed")


def test_the_pictures_refuse_what_they_cannot_draw():
    for values in ({}, {str(i): [1.0] for i in range(5)}, {"a": []}, {"a": [np.nan]}):
        with pytest.raises((TypeError, ValueError), match="values"):
            plots.distributions(values)
    with pytest.raises(ValueError, match="each of lines"):
        plots.distributions({"a": [1.0, 2.0]}, lines={"end": ["x"]})
    with pytest.raises(ValueError, match="of one length, got 2 and 3"):
        plots.shares(np.full(2, 1 / 2), np.full(3, 1 / 3))
    history = numgan.History()
    history.append(1, {"loss": 1.0})
    with pytest.raises(ValueError, match="history has no column 'd_grad_norm'"):
        plots.gradient_norms(history)
    with pytest.raises(ValueError, match="history has no column 'd_real'"):
        plots.swings(history)
