"""docs/gan_in_100_lines.py: its gradients, numgan beside it as another implementation, its clusters, and its length."""

import ast
import importlib.util
import runpy
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from numgan import GAN, Adam, Dense, LeakyReLU, Linear, NonSaturating, Player
from numgan.datasets import ring_centers
from numgan.evaluation import mode_coverage
from numgan.functions import sigmoid, softplus
from numgan.gradcheck import compare, numerical_gradient
from numgan.turns import fool, judge

PAGE = Path(__file__).parent.parent / "docs/gan_in_100_lines.py"
SOURCE = PAGE.read_text(encoding="utf-8")
SHAPES = [(3, 5), (5, 4), (4, 1)]


@pytest.fixture(scope="module")
def page():
    spec = importlib.util.spec_from_file_location(PAGE.stem, PAGE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def shaken(page, shapes, seed):
    """A player of the page's with every parameter away from where it starts."""
    rng = np.random.default_rng(seed)
    player = page.Player(shapes, rng)
    for p in player.params:
        p += rng.normal(0, 0.5, p.shape)
    return player


def dense_and_leaky(*widths):
    """numgan's layers, with a LeakyReLU between two dense ones."""
    layers = [layer for n, m in pairwise(widths) for layer in (Dense(n, m), LeakyReLU(0.2))]
    return layers[:-1]


def twin(player, **settings):
    """numgan's player with the same weights."""
    widths = len(player.params[0]), *(len(b) for b in player.params[1::2])
    same = Player(dense_and_leaky(*widths), dtype=np.float64, **settings)
    same.params[...] = flat(player.params)
    return same


def flat(arrays):
    return np.concatenate([array.ravel() for array in arrays])


def rows(n, width, seed):
    return np.random.default_rng(seed).normal(size=(n, width))


# ---- central differences ----


@pytest.mark.parametrize("shapes", [SHAPES, SHAPES[:1], [(2, 6), (6, 2)]], ids=str)
def test_the_backward_pass_agrees_with_central_differences(page, shapes):
    player, x, dy = shaken(page, shapes, 0), rows(7, shapes[0][0], 1), rows(7, shapes[-1][1], 2)
    dx, grads = player.backward(dy, player.forward(x)[1])
    for array, gradient in zip([x, *player.params], [dx, *grads], strict=True):
        assert (
            compare(gradient, numerical_gradient(lambda: float((dy * player.forward(x)[0]).sum()), array)).error < 1e-6
        )


def test_both_turns_agree_with_central_differences_of_their_loss(page):
    G, D, z = shaken(page, [(2, 5), (5, 3)], 0), shaken(page, SHAPES, 1), rows(6, 2, 2)
    real, fake = rows(7, 3, 3), rows(6, 3, 4)  # batches of two lengths, or a mean over the wrong one passes
    for player, turn in ((D, lambda: page.judge(D, real, fake)), (G, lambda: page.fool(G, D, z))):
        for array, gradient in zip(player.params, turn()[1], strict=True):
            assert compare(gradient, numerical_gradient(lambda turn=turn: turn()[0], array)).error < 1e-6


# ---- another implementation ----


def test_passes_are_those_of_numgans_layers(page):
    player, x, dy = shaken(page, SHAPES, 0), rows(9, 3, 1), rows(9, 1, 2)
    same = twin(player)
    (y, cache), (wanted, its_cache) = player.forward(x), same.forward(x)
    np.testing.assert_allclose(y, wanted, rtol=1e-12)
    dx, grads = player.backward(dy, cache)
    np.testing.assert_allclose(dx, same.backward(dy, its_cache), rtol=1e-12)
    np.testing.assert_allclose(flat(grads), same.grads, rtol=1e-12)


def test_turns_are_numgans_judge_and_fool(page):
    G, D, z = shaken(page, [(2, 5), (5, 3)], 0), shaken(page, SHAPES, 1), rows(6, 2, 2)
    maker, judging, objective = twin(G), twin(D), NonSaturating()
    real, fake = rows(7, 3, 3), rows(6, 3, 4)
    loss, grads = page.judge(D, real, fake)
    np.testing.assert_allclose(loss, judge(judging, objective, real, fake)[0], rtol=1e-12)
    np.testing.assert_allclose(flat(grads), judging.grads, rtol=1e-12)
    loss, grads = page.fool(G, D, z)
    made, cache = maker.forward(z)
    wanted, dfake = fool(judging, objective, made)
    maker.backward(dfake, cache)
    np.testing.assert_allclose(loss, wanted, rtol=1e-12)
    np.testing.assert_allclose(flat(grads), maker.grads, rtol=1e-12)


@pytest.mark.parametrize("beta1", [0.0, 0.9])
def test_move_is_adam(page, beta1):
    player = shaken(page, SHAPES, 0)
    same = twin(player, optimizer=Adam(lr=0.1, beta1=beta1))
    for step in range(5):
        grads = [rows(*np.atleast_2d(p).shape, 10 * step + i).reshape(p.shape) for i, p in enumerate(player.params)]
        player.move(grads, 0.1, beta1=beta1)
        same.grads[...] = flat(grads)
        same.move()
    np.testing.assert_allclose(flat(player.params), same.params, rtol=1e-10)


def test_the_training_is_that_of_numgans_gan(page):
    """Weights and random numbers alike, both go the same way for forty steps."""
    steps, rng = 40, np.random.default_rng(3)
    G, D = (
        Player(layers, optimizer=Adam(lr=Linear(page.LR, 0, steps), beta1=0.0), dtype=np.float64)
        for layers in (dense_and_leaky(2, 64, 64, 64, 2), dense_and_leaky(2, 64, 64, 1))
    )
    for dense in (*G.layers[::2], *D.layers[::2]):
        dense.initialize(rng)
    gan = GAN(G, D)
    gan.noise_rng = rng
    for _ in range(steps):
        means = ring_centers()[rng.integers(8, size=page.B)]
        gan.train_step(means + page.STD * rng.standard_normal((page.B, 2)))
    np.testing.assert_allclose(flat(page.train(3, steps).params), G.params, rtol=1e-6, atol=1e-8)


def test_the_functions_are_safe_and_numgans(page):
    x = np.array([-1000.0, -30, -1, 0, 1e-9, 2, 30, 1000])
    with np.errstate(all="raise", under="ignore"):
        np.testing.assert_allclose(page.sigmoid(x), sigmoid(x), rtol=1e-15)
        np.testing.assert_allclose(page.softplus(x), softplus(x), rtol=1e-15)


# ---- what it reaches ----


def coverage(page, G):
    points, _ = G.forward(np.random.default_rng(1).standard_normal((2500, 2)))
    return mode_coverage(points, ring_centers(), std=page.STD)


def test_a_short_run_finds_all_modes_and_the_same_each_time(page, capsys):
    found = coverage(page, page.train(0, 1200))
    assert found.modes == 8
    assert found.high_quality > 0.5
    assert found.reverse_kl < 0.2  # and not one mode with all the points
    assert capsys.readouterr().out.count("loss of D") == 3
    np.testing.assert_array_equal(flat(page.train(1, 3).params), flat(page.train(1, 3).params))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_ten_seeds_find_all_modes(page, seed):
    found = coverage(page, page.train(seed))
    assert found.modes == 8
    assert found.high_quality > 0.8
    assert found.reverse_kl < 0.05


@pytest.mark.slow
def test_the_script_says_what_it_has_reached(page, capsys):
    runpy.run_path(str(PAGE), run_name="__main__")
    found = coverage(page, page.train(0))
    last = capsys.readouterr().out.split("step 0")[1].splitlines()[-1]
    assert last == f"8 of 8 modes; {found.high_quality:.1%} of the points within 3 sigma"


# ---- one page ----


def test_it_is_a_page_of_numpy_alone():
    lines = SOURCE.splitlines()
    assert len(lines) <= 100
    assert max(map(len, lines)) <= 120
    nodes = [n for n in ast.walk(ast.parse(SOURCE)) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert {alias.name for n in nodes for alias in n.names if isinstance(n, ast.Import)} == {"numpy"}
    assert not [n for n in nodes if isinstance(n, ast.ImportFrom)]
