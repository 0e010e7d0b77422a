"""One step of the game: composed gradients, who may move what, and the theory's fixed points."""

import math

import numpy as np
import pytest
from games import GAMES, batch_norm_gan, maxout_gan, real_rows, shake, small_gan

from numgan import (
    GAN,
    SGD,
    Adam,
    BatchNorm,
    Dense,
    Minimax,
    NonSaturating,
    Player,
    SharedFakes,
    Tanh,
    TrainingDiverged,
    recipes,
    value_function,
)
from numgan.functions import sigmoid
from numgan.gradcheck import check_play
from numgan.layers.spectral import Spectral
from numgan.turns import judge


@pytest.mark.parametrize("objective", [Minimax(), NonSaturating(), NonSaturating(label_smoothing=0.1)], ids=repr)
@pytest.mark.parametrize("make", GAMES)
def test_composed_gradients_equal_central_differences_in_every_parameter(make, objective):
    """V with respect to D's parameters, and G's loss, through D, with respect to G's."""
    gan = shake(make(objective=objective))
    found = check_play(gan, real_rows(8 * gan.d_steps))
    moves = {"generator", "discriminator"} | ({"discriminator, move 2"} if gan.d_steps == 2 else set())
    assert {name.split(".")[0] for name in found} == moves
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


@pytest.mark.parametrize("recipe", recipes.ALL.values(), ids=list(recipes.ALL))
def test_full_networks_pass_along_random_directions(recipe):
    game = recipe(rng=0, dtype=np.float64)
    weights = np.random.default_rng(10 if recipe is recipes.srgan else 9)  # with 9 a direction crosses a kink there
    for player in game.players.values():
        player.params += weights.normal(0, 0.05, player.params.size)  # with biases of 0 units lie at a ReLU's kink
        for layer in player.layers:
            if isinstance(layer, Spectral):
                layer.settle()
    (low, high), rng, n = game.data_range or (-2, 2), np.random.default_rng(1), 6 * game.minibatches
    made = {"rows": lambda: rng.uniform(low, high, (n, game.width)), "labels": lambda: rng.integers(10, size=n)}
    found = check_play(game, *(made[kind]() for kind in game.takes), directions=4)
    assert {name.split(",")[0] for name in found} == {*game.players} - {*game.resting}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}


def snapshot(gan):
    """Copies of each player's parameters, gradients and state."""
    return {n: (p.params.copy(), p.grads.copy(), p.state.copy()) for n, p in gan.players.items()}


def turns(gan):
    """Play one step; for each move the player's name, and what all players held after it."""
    seen, move = [], gan.move

    def watched(**losses):
        norm = move(**losses)
        seen.append((*losses, snapshot(gan)))
        return norm

    gan.move = watched
    gan.train_step(real_rows(8 * gan.d_steps))
    return seen


@pytest.mark.parametrize("make", GAMES)
def test_ds_turn_leaves_gs_parameters_and_moves_ds(make):
    gan = make()
    before, (name, after) = snapshot(gan), turns(gan)[0]
    assert name == "discriminator"
    (g, g_grads, g_state), (d, _, d_state) = before["generator"], before["discriminator"]
    np.testing.assert_array_equal(after["generator"][0], g)
    np.testing.assert_array_equal(after["generator"][1], g_grads)
    assert (after["discriminator"][0] != d).any()
    # every pass of a step is a training pass: G made the rows, so its running statistics moved; so did D's
    assert (after["generator"][2] != g_state).all()
    assert (after["discriminator"][2] != d_state).all()


@pytest.mark.parametrize("make", GAMES)
def test_gs_turn_leaves_ds_parameters_and_moves_every_one_of_gs(make):
    gan = shake(make())
    *_, (_, before), (name, after) = turns(gan)
    assert name == "generator"
    (g, _, g_state), (d, d_grads, d_state) = before["generator"], before["discriminator"]
    np.testing.assert_array_equal(after["discriminator"][0], d)
    np.testing.assert_array_equal(after["discriminator"][1], d_grads)
    for layer in gan.generator.layers:
        assert layer.params.size == 0 or (layer.grads != 0).any()
    assert (after["generator"][0] != g).any()
    assert (after["generator"][2] != g_state).all()
    assert (after["discriminator"][2] != d_state).all()


def test_with_batch_norm_in_d_real_and_generated_rows_do_not_mix():
    """D's logits of real rows are the same whatever the generated rows are."""
    gan = batch_norm_gan()
    real, rng = real_rows(8), np.random.default_rng(0)
    first = judge(gan.discriminator, gan.objective, real, rng.normal(size=(8, 6)))[1]
    second = judge(gan.discriminator, gan.objective, real, 100 * rng.normal(size=(8, 6)))[1]
    np.testing.assert_array_equal(first, second)


def test_one_pass_over_both_equals_two_whose_gradients_add_where_no_layer_couples_rows():
    gan = shake(small_gan(objective=Minimax()))
    gan.discriminator.layers[2].rate = 0.0
    real, fake = real_rows(8), real_rows(8, seed=7)
    loss, *_ = judge(gan.discriminator, gan.objective, real, fake)
    together = gan.discriminator.grads.copy()
    type(gan.discriminator.layers[0]).couples_rows = True
    try:
        apart_loss, *_ = judge(gan.discriminator, gan.objective, real, fake)
    finally:
        del type(gan.discriminator.layers[0]).couples_rows
    assert loss == pytest.approx(apart_loss, rel=1e-12)
    np.testing.assert_allclose(together, gan.discriminator.grads, rtol=1e-9, atol=1e-14)


def test_a_record_says_what_the_step_saw():
    gan = small_gan()
    gan.discriminator.layers[2].rate = 0.0
    before = gan.copy()
    record = gan.train_step(real_rows(8))
    fake = before.generator(before.noise(8), training=True)
    real_logits, fake_logits = before.discriminator(real_rows(8)), before.discriminator(fake)
    assert record.value == pytest.approx(value_function(real_logits, fake_logits), rel=1e-12)
    assert record.d_loss == pytest.approx(-record.value, rel=1e-12)
    assert record.d_real == pytest.approx(sigmoid(real_logits).mean(), rel=1e-12)
    assert record.d_fake == pytest.approx(sigmoid(fake_logits).mean(), rel=1e-12)
    assert (record.step, record.epoch) == (1, 1)
    assert record.d_grad_norm == pytest.approx(np.linalg.norm(gan.discriminator.grads))
    assert record.g_grad_norm == pytest.approx(np.linalg.norm(gan.generator.grads))
    assert list(gan.history.records()) == [record]


def test_d_steps_moves_d_that_often_on_rows_of_its_own_and_g_once(monkeypatch):
    gan, seen = batch_norm_gan(d_steps=3), []

    def watched(D, objective, real, fake, penalty):
        seen.append((real, fake))
        return judge(D, objective, real, fake, penalty)

    monkeypatch.setattr("numgan.family.gan.judge", watched)
    real = real_rows(24)
    gan.train_step(real)
    np.testing.assert_array_equal(np.concatenate([r for r, _ in seen]), real)
    assert len(seen) == 3
    assert (seen[0][1] != seen[1][1]).all()  # fresh noise
    assert (gan.discriminator.optimizer.t, gan.generator.optimizer.t) == (3, 1)


@pytest.mark.parametrize(("kind", "draws"), [(GAN, 2), (SharedFakes, 1)])
def test_g_learns_from_fresh_fakes_by_default_and_from_the_same_ones_if_shared(kind, draws):
    gan, drawn = kind(**small_gan().config()), []
    noise = gan.noise
    gan.noise = lambda n: drawn.append(n) or noise(n)
    gan.train_step(real_rows(8))
    assert drawn == [8] * draws


def test_shared_fakes_give_g_the_gradient_of_the_moved_d():
    gan = SharedFakes(**shake(small_gan(generator_optimizer=SGD(lr=0.0))).config(), rng=0)
    gan.discriminator.layers[2].rate = 0.0
    twin = gan.copy()
    record = gan.train_step(real_rows(8))
    fake, _ = twin.generator.forward(twin.noise(8))
    loss, _ = NonSaturating().generator(gan.discriminator(fake))
    assert record.g_loss == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("make", GAMES)
def test_float32_stays_float32_through_training(make):
    gan = make(dtype=np.float32, ema_decay=0.9)
    for _ in range(3):
        gan.train_step(real_rows(16))
        arrays = [a for n in (gan.generator, gan.discriminator) for a in (n.params, n.grads, n.state)]
        arrays += [slot for n in (gan.generator, gan.discriminator) for slot in n.optimizer.slots.values()]
        arrays += [
            gan.generator.average.network.params,
            gan.sample(3, rng=0),
            gan.probability(gan.sample(3, rng=0)),
            gan.noise(2),
        ]
        assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


def test_d_reaches_p_data_over_p_data_plus_p_g():
    """Goodfellow et al. 2014, proposition 1: with G fixed at N(0, 1) and data N(1, 1), D*(x) = sigmoid(x - 1/2)."""
    G = Player([Dense(1, 1)], rng=0, dtype=np.float64)
    G.params[...] = [1, 0]  # G(z) = z
    layers = [Dense(1, 16), Tanh(), Dense(16, 1)]
    D = Player(layers, optimizer=Adam(lr=3e-3, beta1=0.9), rng=1, dtype=np.float64)
    gan = GAN(G, D, rng=2)
    rng, late = np.random.default_rng(3), []
    for step in range(1500):
        if step == 1000:
            D.optimizer.lr = 3e-4
        loss, *logits = judge(D, gan.objective, rng.normal(1, 1, (512, 1)), G(gan.noise(512)))
        gan.move(discriminator=loss)
        late.append(gan.objective.value(*logits))
    x = np.linspace(-1.5, 2.5, 41)
    best = 1 / (1 + np.exp(-(x - 0.5)))  # p_data / (p_data + p_g) of these two normals
    assert np.abs(gan.probability(x[:, None]) - best).max() < 0.03
    # C(G) = -log 4 + 2 JSD, the integral taken numerically
    t = np.linspace(-9, 10, 20001)
    p, q = np.exp(-((t - 1) ** 2) / 2), np.exp(-(t**2) / 2)
    p, q = p / p.sum(), q / q.sum()
    jsd = 0.5 * (p * np.log(2 * p / (p + q))).sum() + 0.5 * (q * np.log(2 * q / (p + q))).sum()
    assert np.mean(late[-500:]) == pytest.approx(-math.log(4) + 2 * jsd, abs=0.01)


def test_g_learns_the_data_on_the_line():
    """Proposition 2 in small: with data N(2, 1/2) the generated mean and spread come near it."""
    gan = recipes.gaussian_1d(rng=0)
    data = np.random.default_rng(1).normal(2.0, 0.5, (20_000, 1)).astype(np.float32)
    gan.fit(data, epochs=20)
    x = gan.sample(5000, rng=2)
    assert x.mean() == pytest.approx(2.0, abs=0.2)
    assert x.std() == pytest.approx(0.5, abs=0.2)


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_a_loss_that_is_not_finite_stops_before_it_touches_a_parameter(player):
    gan = small_gan()
    gan.train_step(real_rows(8))
    network = getattr(gan, player)
    network.params[0] = np.nan
    before = gan.copy()
    with pytest.raises(TrainingDiverged, match=r"step 2: the (discriminator|generator)'s loss is nan"):
        gan.train_step(real_rows(8))
    np.testing.assert_array_equal(gan.generator.params, before.generator.params)
    assert len(gan.history) == gan.step == 1


class Endless(NonSaturating):
    """G's loss is infinite, and its gradient is not."""

    def generator(self, fake_logits, real_logits=None):
        return np.inf, super().generator(fake_logits)[1]


def test_a_loss_alone_that_is_not_finite_stops_its_player():
    gan = small_gan(objective=Endless())
    kept = gan.generator.params.copy()
    with pytest.raises(TrainingDiverged, match=r"step 1: the generator's loss is inf and the norm of its gradient \d"):
        gan.train_step(real_rows(8))
    np.testing.assert_array_equal(gan.generator.params, kept)
    assert gan.step == gan.generator.optimizer.t == 0


def test_the_network_whose_gradient_explodes_is_named():
    gan = small_gan(generator_optimizer=Adam(lr=1e-3))
    inner = gan.generator.backward

    def explode(*arguments, **keywords):
        inner(*arguments, **keywords)
        gan.generator.grads[3] = np.inf

    gan.generator.backward = explode
    kept = gan.generator.params.copy()
    with pytest.raises(TrainingDiverged, match=r"step 1: the generator's loss is .* and the norm of its gradient inf"):
        gan.train_step(real_rows(8))
    np.testing.assert_array_equal(gan.generator.params, kept)


def test_maxout_gan_learns_something():
    gan = maxout_gan()
    losses = [gan.train_step(real_rows(8)).d_loss for _ in range(50)]
    assert np.mean(losses[-10:]) < np.mean(losses[:10])


def test_couples_rows_is_what_batch_norm_says():
    assert BatchNorm.couples_rows
    assert batch_norm_gan().discriminator.couples_rows
    assert not maxout_gan().discriminator.couples_rows
