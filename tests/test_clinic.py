"""The clinic: what it measures, against theory or a slower way; that it names illnesses; that it changes nothing."""

import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from families import cgan, penalised_gan, shared_fakes, simultaneous
from matplotlib.figure import Figure
from test_plots_untouched import fingerprint
from test_results import script_of

import numgan
from numgan import GAN, Adam, BatchNorm, Dense, Finding, LeakyReLU, Minimax, Pack, Player, ReLU, diagnose, plots
from numgan.clinic import SYMPTOMS, balance, motion, networks, samples, set_up
from numgan.clinic.evidence import Evidence, dimension
from numgan.functions import sigmoid

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/clinic.md").read_text(encoding="utf-8")
NUMBERS = np.random.default_rng(0)
QUICK = (  # of benchmarks/clinic.py, one seed
    "data in [0, 1], told (-1, 1)",
    "a sigmoid at D's end",
    "one latent for the plane",
    "SGD .05 with momentum .9",
    "biases of -5",
    "both rates 1e-7",
    "linear critic, SGD",
    "ring, Adam with beta1 .9",
)


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
    for B in (2, 4, 8):
        e = Evidence(small(norm=True, batch_size=B).fit(points(), epochs=1), points())
        shares.append(set_up.batch_too_small(e).evidence["companions"])
    assert 1 > shares[0] > shares[1] > shares[2]


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


# ---- what it does to a game ----


def labelled():
    return points(64, 6), np.arange(64) % 3


def packed():
    D = Player([Pack(2, rows=2), Dense(4, 6), LeakyReLU(0.2), Dense(6, 1)], rng=1, dtype=np.float64)
    return GAN(Player([Dense(2, 6), ReLU(), Dense(6, 2)], rng=0, dtype=np.float64), D, batch_size=8, rng=2)


GAMES = {
    "gan": (lambda: small(norm=True), lambda: (points(),)),
    "cgan": (cgan, labelled),
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


# ---- the page, and the runs ----


def names_in_the_code() -> set[str]:
    source = "".join(inspect.getsource(module) for module in (set_up, motion, balance, networks, samples))
    return set(re.findall(r'Finding\(\n +"([^"]+)"', source))


def test_the_page_explains_every_name_and_every_notebook_is_there(monkeypatch):
    names = names_in_the_code()
    assert len(names) == len(SYMPTOMS) + 1  # numbers that explode are looked for before all others
    assert set(re.findall(r"^## (.+)$", PAGE, re.MULTILINE)) >= names
    source = "".join(inspect.getsource(module) for module in (set_up, motion, balance, networks, samples))
    for path in set(re.findall(r"notebooks/\w+\.ipynb", source)):
        assert (ROOT / path).exists()
    with script_of("clinic", monkeypatch) as runs:
        assert {name for _, name in runs.ILL.values()} == names
    for name in names:
        section = Finding(name, "", {}, "", "", print).section
        assert f"]({section.removeprefix('docs/clinic.md')})" in PAGE
        assert (ROOT / "docs/clinic" / f"{section.split('#')[1]}.png").exists()


@pytest.mark.parametrize("label", QUICK)
def test_a_run_that_was_made_ill_is_named(label, monkeypatch):
    with script_of("clinic", monkeypatch) as runs:
        make, name = runs.ILL[label]
        found = diagnose(*make(0))
    assert found[0].name == name
    assert found[0].draw(Figure().subplots())


def test_a_healthy_run_has_no_finding(monkeypatch):
    with script_of("clinic", monkeypatch) as runs:
        assert diagnose(*runs.healthy("gaussian_1d", 0)) == []


@pytest.mark.slow
def test_of_all_runs_nine_in_ten_are_named_and_the_healthy_ones_are_left_alone(monkeypatch):
    with script_of("clinic", monkeypatch) as runs:
        ill = [
            (label, seed, name, diagnose(*make(seed)))
            for label, (make, name) in runs.ILL.items()
            for seed in (10, 11, 12)
        ]
        missed = [(label, seed) for label, seed, name, found in ill if name not in [f.name for f in found]]
        healthy = {run: [f.name for f in diagnose(*runs.healthy(*run))] for run in runs.HEALTHY}
    assert len(ill) == 3 * len(runs.ILL) >= 30
    assert len(missed) <= len(ill) / 10, missed
    assert len(healthy) == 10
    assert not any(healthy.values()), healthy
