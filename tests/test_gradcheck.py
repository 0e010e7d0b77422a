"""The checker itself: it must find what is wrong, and not more."""

import numpy as np
import pytest
from games import equal, real_rows, shake, small_gan

from numgan import GAN, Dense, Game, InstanceNoise, Layer, LeakyReLU, Player, RelativisticAverage, Sequential, Tanh
from numgan.gradcheck import check_layer, check_loss, check_play, compare, numerical_gradient
from numgan.layers import BatchNorm
from numgan.objectives.losses import squared
from numgan.turns import fool, judge


def test_numerical_gradient_of_a_polynomial():
    """f = sum(x^3 / 3): the gradient is x^2, and x is as it was afterwards."""
    x = np.array([[1.0, -2.0], [0.5, 3.0]])
    kept = x.copy()
    gradient = numerical_gradient(lambda: float((x**3).sum() / 3), x)
    np.testing.assert_allclose(gradient, x**2, rtol=1e-8)
    np.testing.assert_array_equal(x, kept)


def test_float32_is_refused():
    with pytest.raises(TypeError, match="must be float64, where central differences mean something; got float32"):
        numerical_gradient(lambda: 0.0, np.ones(2, np.float32))
    with pytest.raises(TypeError, match="the layer's dtype must be float64"):
        check_layer(Dense(2, 2).build(), np.ones((3, 2)))
    with pytest.raises(TypeError, match=r"the game's dtype must be float64, .* got float32"):
        check_play(small_gan(dtype=np.float32), real_rows(8))
    with pytest.raises(TypeError, match=r"call its build\(rng=0, dtype=np.float64\) first"):
        check_layer(Dense(2, 2), np.ones((3, 2)))


class Faulty(Dense):
    """A dense layer whose gradients are wrong in the ways that people's are."""

    fault = ""

    def backward(self, dy, cache, *, params=True, inputs=True):
        dx = super().backward(dy, cache, params=params, inputs=inputs)
        if self.fault == "batch":
            self.dW /= len(dy)
        if self.fault == "bias":
            self.db[...] = dy.mean(axis=0)
        if self.fault == "sign":
            dx = -dx
        return dx


@pytest.mark.parametrize(("fault", "where"), [("batch", "W"), ("bias", "b"), ("sign", "x")])
def test_finds_the_array_that_is_wrong(fault, where):
    layer = Faulty(3, 2).build(rng=0, dtype=np.float64)
    layer.fault = fault
    found = check_layer(layer, np.random.default_rng(0).normal(size=(4, 3)))
    assert {name for name, c in found.items() if c.error > 1e-6} == {where}
    assert found[where].error > 0.1


def test_finds_a_batch_norm_without_its_mean_and_variance_paths():
    class Shortcut(BatchNorm):
        def backward(self, dy, cache, *, params=True, inputs=True):
            super().backward(dy, cache, params=params, inputs=False)
            return dy * self.gamma * cache[1]

    layer = Shortcut(3).build(rng=0, dtype=np.float64)
    found = check_layer(layer, np.random.default_rng(0).normal(size=(6, 3)))
    assert found["x"].error > 1e-2
    assert found["gamma"].error < 1e-6


def test_a_bias_before_batch_norm_has_gradient_zero_and_passes_by_the_absolute_floor():
    net = Sequential([Dense(3, 4), BatchNorm(4), LeakyReLU(), Dense(4, 1)], rng=0, dtype=np.float64)
    found = check_layer(net, np.random.default_rng(1).normal(size=(8, 3)))
    assert abs(found["layers[0].b"].analytic) < 1e-12
    assert found["layers[0].b"].error <= 1e-6


def test_the_layer_is_left_as_it_was():
    layer = BatchNorm(3).build(dtype=np.float64)
    layer.grads[...] = 5
    check_layer(layer, np.random.default_rng(0).normal(size=(6, 3)))
    assert (layer.running_mean == 0).all()
    assert (layer.grads == 5).all()


class Forgetful(GAN):
    """D's second turn does not forget the gradient of its first, and G's gradient is twice as long as it should be."""

    def play(self, real):
        G, D = self.generator, self.discriminator
        first, second = np.split(real, 2)
        loss, *_ = judge(D, self.objective, first, G(self.noise(len(first)), training=True))
        norm = self.move(discriminator=loss)
        old = D.grads.copy()
        loss, *_ = judge(D, self.objective, second, G(self.noise(len(first)), training=True))
        D.grads += old
        self.move(discriminator=loss)
        fake, cache = G.forward(self.noise(len(first)))
        loss, dfake = fool(D, self.objective, fake)
        G.backward(2 * dfake, cache, inputs=False)
        self.move(generator=loss)
        return {"norm": norm}


def test_finds_the_move_that_is_wrong():
    gan = shake(Forgetful(**small_gan(d_steps=2).config(), rng=3))
    found = check_play(gan, real_rows(16))
    right, wrong = ({n.split(".")[0] for n, c in found.items() if (c.error <= 1e-6) == good} for good in (True, False))
    assert right == {"discriminator"}
    assert wrong == {"discriminator, move 2", "generator"}
    along = check_play(gan, real_rows(16), directions=3)
    assert {name: c.error <= 1e-6 for name, c in along.items()} == {
        "discriminator": True,
        "discriminator, move 2": False,
        "generator": False,
    }


class Louder(GAN):
    """G's loss counts more with every step."""

    remembered = ("volume",)
    volume = 1.0

    def play(self, real):
        self.volume *= 2
        loss, *_ = judge(self.discriminator, self.objective, real, self.generator(self.noise(len(real)), training=True))
        self.move(discriminator=loss)
        fake, cache = self.generator.forward(self.noise(len(real)))
        loss, dfake = fool(self.discriminator, self.objective, fake)
        self.generator.backward(self.volume * dfake, cache, inputs=False)
        self.move(generator=self.volume * loss)
        return {"g_loss": loss}


class Chaser(Game):
    """G moves towards two targets that are computed from its own rows, and stand still."""

    def __init__(self, generator, *, held=True, **settings):
        self.generator, self.held = generator, held
        super().__init__(**settings)

    def play(self, real):
        fake, cache = self.generator.forward(self.noise(len(real)))
        still = self.stop_gradient if self.held else np.copy
        targets = still(np.sin(fake)), still(2 * fake)
        loss, dfake = map(sum, zip(*(squared(fake, target) for target in targets), strict=True))
        self.generator.backward(dfake, cache, inputs=False)
        self.move(generator=loss)
        return {"loss": loss}


@pytest.mark.parametrize("directions", [None, 3])
def test_what_a_gradient_stops_at_is_held_while_the_parameters_move(directions):
    """Two constants in one play, each its own; and without the name for it the same gradient is refused."""
    for held in (True, False):
        game = Chaser(Player([Dense(2, 3), Tanh(), Dense(3, 6)], rng=0, dtype=np.float64), held=held, rng=3)
        game.generator.params += np.random.default_rng(9).normal(0, 0.3, game.generator.params.size)
        errors = [c.error for c in check_play(game, real_rows(16), directions=directions).values()]
        assert max(errors) <= 1e-6 if held else min(errors) > 1e-2
    value = np.arange(3.0)
    assert game.stop_gradient(value) is value


def test_every_play_begins_with_the_same_state_and_the_same_remembered_numbers():
    small = small_gan()
    layers = [InstanceNoise(std=1.0, passes=20), Dense(6, 5), LeakyReLU(), Dense(5, 1)]  # another strength in each pass
    D = Player(layers, rng=1, dtype=np.float64)
    gan = Louder(small.generator, D, batch_size=8, rng=2)
    gan.train_step(real_rows(8))
    found = check_play(gan, real_rows(8))
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}
    assert gan.volume == 2
    assert gan.discriminator.layers[0].t[0] == 2


def test_the_game_is_left_as_it_was():
    gan = small_gan(ema_decay=0.9)
    gan.train_step(real_rows(8))
    twin = gan.copy()
    check_play(gan, real_rows(8), directions=2)
    assert equal(gan, twin)
    gan.train_step(real_rows(8)), twin.train_step(real_rows(8))
    assert equal(gan, twin)


def test_check_loss_names_each_gradient():
    def loss(a, b):
        return float((a * b).sum()), b, 2 * a  # the second is twice too large

    first, second = check_loss(loss, np.array([1.0, 2.0]), np.array([3.0, -1.0]))
    assert first.error < 1e-8
    assert second.error == pytest.approx(0.5, rel=1e-6)


def test_compare_names_the_worst_place_and_refuses_other_shapes():
    found = compare(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 2.0], [3.5, 4.0]]))
    assert found.index == (1, 0)
    assert (found.analytic, found.numeric) == (3.0, 3.5)
    assert "worst at (1, 0): analytic 3, numeric 3.5" in str(found)
    with pytest.raises(ValueError, match=r"the analytic gradient has shape \(2,\)"):
        compare(np.ones(2), np.ones(3))


def test_a_layer_of_the_users_own_is_checked_like_any_other():
    class Scale(Layer):
        def __init__(self, n):
            self.n = self.n_in = self.n_out = n
            self.param_shapes = {"s": (n,)}

        def initialize(self, rng):
            self.s[...] = rng.normal(size=self.n)

        def forward(self, x, training=True):
            return x * self.s, x

        def backward(self, dy, cache, *, params=True, inputs=True):
            if params:
                self.ds[...] = (dy * cache).sum(axis=0)
            return dy * self.s if inputs else None

    net = Sequential([Dense(3, 4), Scale(4), Dense(4, 1)], rng=0, dtype=np.float64)
    found = check_layer(net, np.random.default_rng(0).normal(size=(5, 3)))
    assert found["layers[1].s"].error <= 1e-6
    assert max(c.error for c in found.values()) <= 1e-6


def test_what_cannot_be_compared_is_named():
    gan = small_gan()
    for real, message in (
        (np.zeros((4, 5)), r"real must have shape \(B, 6\), got \(4, 5\)"),
        (np.full((4, 6), np.nan), "real must be finite"),
    ):
        with pytest.raises(ValueError, match=message):
            check_play(gan, real)
    with pytest.raises(ValueError, match="directions must be a whole number, at least 1, got 0"):
        check_play(gan, np.zeros((4, 6)), directions=0)
    with pytest.raises(TypeError, match="layer must be a Layer or a Sequential, got GAN"):
        check_layer(gan, np.zeros((4, 6)))
    objective, logits = RelativisticAverage(), np.zeros((3, 1))
    with pytest.raises(ValueError, match="for each of its 2 arguments, got 1; fix the arguments that have none"):
        check_loss(objective.generator, logits, logits)
    with pytest.raises(ValueError, match="the analytic gradient has shape"):
        compare(np.empty(0), np.empty(0))
