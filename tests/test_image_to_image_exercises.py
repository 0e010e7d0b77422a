"""The exercises on images into images: their solutions against numgan's own layers and games, and what is proved."""

import numpy as np
import pytest

from numgan import (
    AveragePool2D,
    CycleGAN,
    Dense,
    LeastSquares,
    NonSaturating,
    Pix2Pix,
    Player,
    SelfAttention,
    Sequential,
    Skip,
    Tanh,
    UpSample2D,
)
from numgan.datasets import with_hole
from numgan.evaluation import psnr
from numgan.exercises import ALL
from numgan.turns import judge

each_seed = pytest.mark.parametrize("seed", range(5))


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


def build(layer, **arrays):
    layer.build(rng=0, dtype=np.float64)
    for name, value in arrays.items():
        getattr(layer, name)[...] = value
    return layer


# ---- what a distance wants ------------------------------------------------------------------------------------------


@each_seed
def test_no_other_answer_has_a_smaller_expected_difference(seed):
    values, p = drawn("best_answer", seed)
    l1, l2 = solution("best_answer")(values, p)
    others = np.linspace(values.min() - 1, values.max() + 1, 500)[:, None]
    assert p @ np.abs(l1 - values) <= (np.abs(others - values) @ p).min() + 1e-12
    assert p @ (l2 - values) ** 2 <= ((others - values) ** 2 @ p).min() + 1e-12


# ---- pairs ----------------------------------------------------------------------------------------------------------


@each_seed
def test_the_way_around_is_numgans(seed):
    dy, x, W = drawn("skip_backward", seed)
    dense = Dense(*W.shape, bias=False)
    skip = build(Skip([dense, Tanh()]))
    dense.W[...] = W
    _, cache = skip.forward(x)
    dx, dW = solution("skip_backward")(dy, x, W)
    np.testing.assert_allclose(dx, skip.backward(dy, cache), rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(dW, dense.dW, rtol=1e-10, atol=1e-14)


@each_seed
def test_the_loss_of_patches_is_that_of_a_discriminator_that_judges_patches(seed):
    """Its only layer is a matrix of the size 1, so the gradient of the bias is the sum of all logits' gradients."""
    real, fake = drawn("patch_loss", seed)
    m = real[0].size
    D = Sequential([Dense(m, m)], rng=0, dtype=np.float64)
    D.layers[0].W[...], D.layers[0].b[...] = np.eye(m), 0
    loss, dreal, dfake = solution("patch_loss")(real, fake)
    wanted, _, _ = judge(D, NonSaturating(), real.reshape(-1, m), fake.reshape(-1, m), patches=True)
    assert loss == pytest.approx(wanted, rel=1e-12)
    db = dreal.reshape(-1, m).sum(axis=0) + dfake.reshape(-1, m).sum(axis=0)
    np.testing.assert_allclose(db, D.layers[0].db, rtol=1e-9, atol=1e-14)


@each_seed
def test_the_translators_loss_moves_the_generator_of_pix2pix(seed):
    x, _, y, W, weight = drawn("translator_loss", seed)
    n = x.shape[1]
    G = Player([Dense(n, n)], rng=seed, dtype=np.float64)
    D = Player([Dense(2 * n, W.shape[1], bias=False)], rng=seed, dtype=np.float64)
    D.layers[0].W[...] = W
    game = Pix2Pix(G, D, l1_weight=weight, data_range=None, rng=seed)
    seen = {}

    def move(**losses):  # nobody moves
        seen.update(losses)
        return 0.0

    game.move, fake = move, G(x)
    game.play(x, y)
    loss, dfake = solution("translator_loss")(x, fake, y, W, weight)
    assert seen["generator"] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(G.layers[0].dW, x.T @ dfake, rtol=1e-9, atol=1e-14)


@each_seed
def test_decibels_are_numgans_whatever_the_range_of_pixels(seed):
    rng = np.random.default_rng(seed)
    images, truth = rng.integers(257, size=(2, 4, 6)) / 256  # exact in float32, which psnr reads
    wanted = psnr(images, truth)
    decibels = solution("peak_signal_to_noise")
    np.testing.assert_allclose(decibels(images, truth, 1.0), wanted, rtol=1e-12)
    np.testing.assert_allclose(decibels(255 * images, 255 * truth, 255.0), wanted, rtol=1e-12)
    np.testing.assert_allclose(decibels(2 * images - 1, 2 * truth - 1, 2.0), wanted, rtol=1e-12)


@each_seed
def test_what_is_known_is_kept_and_a_hole_can_be_mended(seed):
    images, hole, _, dy = drawn("fill_hole", seed)
    grey = np.uint8(np.clip(100 * np.abs(images), 0, 255))
    y, dguess = solution("fill_hole")(with_hole(grey, hole), hole, grey, dy)
    np.testing.assert_array_equal(y, grey)
    assert not dguess[~hole].any()
    np.testing.assert_array_equal(dguess[hole], dy[hole])


@each_seed
def test_down_and_up_are_numgans_layers_and_nothing_is_lost(seed):
    (x,) = drawn("pyramid_split", seed)
    coarse, band = solution("pyramid_split")(x)
    np.testing.assert_allclose(coarse, AveragePool2D(2).forward(x)[0], rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(UpSample2D(2).forward(coarse)[0] + band, x, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(AveragePool2D(2).forward(band)[0], 0, atol=1e-14)


def test_whole_numbers_come_back_exactly():
    x = np.random.default_rng(0).integers(0, 256, (2, 8, 6, 1)).astype(float)
    coarse, band = solution("pyramid_split")(x)
    np.testing.assert_array_equal(coarse.repeat(2, axis=1).repeat(2, axis=2) + band, x)


# ---- no pairs -------------------------------------------------------------------------------------------------------


@each_seed
def test_both_directions_of_the_cycle_together_move_the_translators_of_cyclegan(seed):
    """CycleGAN has a cycle from each set. A translator without a kink is W on one way, and V on the other."""
    rng = np.random.default_rng(seed)
    x, y, weight, n = rng.normal(size=(4, 3)), rng.normal(size=(5, 3)), 2.5, 3
    to_y, to_x = (Player([Dense(n, n, bias=False)], rng=seed + i, dtype=np.float64) for i in range(2))
    D_y, D_x = (Player([Dense(n, 1)], rng=seed + i, dtype=np.float64) for i in range(2, 4))
    game = CycleGAN(to_y, to_x, D_y, D_x, cycle_weight=weight, data_range=None, rng=seed)
    W, V = to_y.layers[0].W.copy(), to_x.layers[0].W.copy()
    pull_y, pull_x = (
        LeastSquares().generator(D(fake), None)[1] @ D.layers[0].W.T for D, fake in ((D_y, x @ W), (D_x, y @ V))
    )
    grads = []

    def move(**losses):  # nobody moves; the translators' gradients are kept
        if "to_y" in losses:
            grads.extend(player.layers[0].dW.copy() for player in (to_y, to_x))
        return 0.0

    game.move = move
    game.play(x, y)
    # the solution has a tanh between its translators: small numbers take the bend out of it
    small = 1e-4
    forth = solution("cycle_gradients")(x, small * W, V / small, pull_y / small, weight)
    back = solution("cycle_gradients")(y, small * V, W / small, pull_x / small, weight)
    np.testing.assert_allclose(grads[0], small * forth[1] + back[2] / small, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(grads[1], small * back[1] + forth[2] / small, rtol=1e-5, atol=1e-6)


@each_seed
def test_a_shared_layer_adds_up_what_two_networks_say(seed):
    z, W, V1, V2, d1, d2 = drawn("shared_layer", seed)
    found = {}
    for V, d in ((V1, d1), (V2, d2)):
        net = Sequential([Dense(*W.shape, bias=False), Tanh(), Dense(*V.shape, bias=False)], rng=0, dtype=np.float64)
        net.layers[0].W[...], net.layers[2].W[...] = W, V
        _, cache = net.forward(z)
        net.backward(d, cache)
        found[V.shape] = net.layers[0].dW.copy(), net.layers[2].dW.copy()
    (first, own1), (second, own2) = found[V1.shape], found[V2.shape]
    for got, wanted in zip(solution("shared_layer")(z, W, V1, V2, d1, d2), (first + second, own1, own2), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-9, atol=1e-14)


@each_seed
def test_attention_is_numgans_layer_forward_and_backward(seed):
    x, Wf, Wg, Wh, gamma = drawn("self_attention", seed)
    B, N, n = x.shape
    layer = build(SelfAttention(n, inner=Wf.shape[1]), Wf=Wf, Wg=Wg, Wh=Wh, gamma=gamma)
    y, cache = layer.forward(x.reshape(B, N, 1, n))
    np.testing.assert_allclose(solution("self_attention")(x, Wf, Wg, Wh, gamma), y.reshape(x.shape), rtol=1e-10)
    dy = np.random.default_rng(seed).normal(size=x.shape)
    layer.backward(dy.reshape(y.shape), cache)
    dWf, dWg, dWh = (np.zeros_like(W) for W in (Wf, Wg, Wh))
    for pixels, d in zip(x, gamma * dy, strict=True):
        df, dg, dh = solution("attention_backward")(d, pixels @ Wf, pixels @ Wg, pixels @ Wh)
        dWf, dWg, dWh = dWf + pixels.T @ df, dWg + pixels.T @ dg, dWh + pixels.T @ dh
    for got, wanted in ((dWf, layer.dWf), (dWg, layer.dWg), (dWh, layer.dWh)):
        np.testing.assert_allclose(got, wanted, rtol=1e-8, atol=1e-12)


@each_seed
def test_moved_pixels_give_the_same_values_moved(seed):
    x, *weights = drawn("self_attention", seed)
    order = np.random.default_rng(seed).permutation(x.shape[1])
    y = solution("self_attention")(x, *weights)
    np.testing.assert_allclose(solution("self_attention")(x[:, order], *weights), y[:, order], rtol=1e-10, atol=1e-14)


@each_seed
def test_one_number_more_in_all_scores_of_a_pixel_changes_nothing(seed):
    """The keys are all moved by the same vector, so each row of scores by one number; then df has columns of sum 0."""
    do, f, g, h = drawn("attention_backward", seed)
    df, dg, dh = solution("attention_backward")(do, f, g, h)
    moved = solution("attention_backward")(do, f + 3.0, g, h)
    for got, wanted in zip(moved, (df, dg, dh), strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-8, atol=1e-12)
    np.testing.assert_allclose(df.sum(axis=0), 0, atol=1e-12)
