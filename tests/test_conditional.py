"""Conditional games: the maths of a step with labels, and who gets to see which."""

import numpy as np
import pytest
from games import CLASSES, LABELS, LATENT, WIDTH, conditional_gan, equal, images, shake

from numgan import (
    CGAN,
    Adam,
    Dense,
    LabelledNoise,
    LeakyReLU,
    NonSaturating,
    Player,
    Tanh,
    UniformNoise,
    one_hot,
    recipes,
)
from numgan.gradcheck import check_play
from numgan.turns import fool, judge


def labelled_rows(n=12, seed=5):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (n, WIDTH)), rng.integers(CLASSES, size=n)


@pytest.fixture
def told(monkeypatch):
    """All that D is told of real rows: [x | c], turn after turn."""
    seen = []

    def watched(D, objective, real, fake, penalty):
        seen.append(real)
        return judge(D, objective, real, fake, penalty)

    monkeypatch.setattr("numgan.family.cgan.judge", watched)
    return seen


# ---- The mathematics -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("settings", [{}, {"batch_norm": True}, {"prior": UniformNoise()}, {"d_steps": 2}])
def test_both_composed_steps_agree_with_central_differences(settings):
    found = check_play(shake(conditional_gan(**settings)), *labelled_rows())
    assert {"generator.layers[0].W", "discriminator.layers[0].W"} <= set(found)
    assert max(c.error for c in found.values()) < 1e-6, found


def test_the_full_networks_agree_along_random_directions():
    gan = shake(recipes.cgan(rng=0, dtype=np.float64, data_shape=(4, 4)), seed=1)
    rng = np.random.default_rng(0)
    found = check_play(gan, rng.uniform(-1, 1, (10, 16)), rng.integers(10, size=10), directions=5)
    assert max(c.error for c in found.values()) < 1e-6, found


def test_the_label_reaches_both_players():
    gan = conditional_gan()
    z = gan.latents(20, rng=0, labels=0)
    other = gan.latents(20, rng=0, labels=1)
    np.testing.assert_array_equal(z[:, :LATENT], other[:, :LATENT])
    assert (np.abs(gan.generate(z) - gan.generate(other)).max(axis=1) > 1e-3).all()
    x, _ = labelled_rows(20)
    logits = [gan.discriminator(np.hstack([x, one_hot(np.full(20, c), CLASSES, np.float64)])) for c in range(CLASSES)]
    assert (np.abs(logits[0] - logits[1]) > 1e-3).all()
    labels = np.arange(20) % CLASSES
    wanted = 1 / (1 + np.exp(-np.choose(labels, [logit[:, 0] for logit in logits])))
    np.testing.assert_allclose(gan.probability(x, labels), wanted, rtol=1e-12)


def test_the_label_is_handed_on_as_it_came_and_the_rest_is_what_the_layers_make():
    """[G(z, c) | c]."""
    gan = conditional_gan()
    twin = gan.copy()
    fake, cache = gan.made(7)
    z = twin.noise(7)
    np.testing.assert_array_equal(fake, np.hstack([twin.generator.forward(z)[0], z[:, LATENT:]]))
    assert (fake.shape, len(cache)) == ((7, WIDTH + CLASSES), len(gan.generator.layers))
    x, labels = labelled_rows(7)
    np.testing.assert_array_equal(gan.pairs(x, labels), np.hstack([x, one_hot(labels, CLASSES, np.float64)]))
    np.testing.assert_array_equal(gan.generate(z), gan.generator(z))  # samples come without it


def test_what_d_says_about_the_label_moves_nothing(monkeypatch):
    """The gradient in the label's columns is dropped: G moves as if it were anything else."""
    plain = conditional_gan()
    shouted, heard = plain.copy(), []
    plain.train_step(*labelled_rows())

    def loud(D, objective, fake, real):
        loss, dfake = fool(D, objective, fake, real)
        heard.append(dfake[:, WIDTH:].copy())
        dfake[:, WIDTH:] += 1000
        return loss, dfake

    monkeypatch.setattr("numgan.family.cgan.fool", loud)
    shouted.train_step(*labelled_rows())
    assert heard[0].shape == (12, CLASSES)
    assert np.abs(heard[0]).max() > 0
    assert equal(plain, shouted)
    # but the weights of the label's columns do learn
    assert np.abs(plain.generator.layers[0].dW[LATENT:]).min() > 0


def test_one_hot():
    np.testing.assert_array_equal(one_hot([2, 0], 3, np.float32), [[0, 0, 1], [1, 0, 0]])
    for labels in (np.array([1, 2], np.uint8), np.array([1, 2], np.int64)):
        assert one_hot(labels, 3, np.float32).dtype == np.float32
    assert one_hot(np.zeros(0, int), 4, np.float64).shape == (0, 4)


def test_labels_are_drawn_evenly_and_beside_the_prior():
    z = LabelledNoise(5, prior=UniformNoise())(np.random.default_rng(0), (5000, 7), np.float32)
    assert z.dtype == np.float32
    assert np.abs(z[:, :2]).max() <= np.sqrt(3)
    np.testing.assert_array_equal(z[:, 2:].sum(axis=1), 1)
    np.testing.assert_allclose(z[:, 2:].mean(axis=0), 0.2, atol=0.02)
    np.testing.assert_allclose(np.corrcoef(z.T)[:2, 2:], 0, atol=0.06)


# ---- The game ------------------------------------------------------------------------------------------------------


def test_every_real_row_stands_beside_its_own_label(told):
    """Labels that can be read off the images: what D is told in any step of any epoch must agree."""
    data = images(64)
    data[:, 0, 0] = 80 * LABELS
    conditional_gan().fit(data, LABELS, epochs=3)
    seen = np.concatenate(told)
    assert seen.shape == (3 * 64, WIDTH + CLASSES)
    kind = np.rint((seen[:, 0] + 1) * 255 / 2 / 80).astype(int)
    np.testing.assert_array_equal(seen[:, WIDTH:], one_hot(kind, CLASSES, np.float64))
    for epoch in np.split(kind, 3):
        np.testing.assert_array_equal(np.bincount(epoch), np.bincount(LABELS))


class Noted(NonSaturating):
    """Remembers the logits of the real rows."""

    def discriminator(self, real_logits, fake_logits):
        self.seen = getattr(self, "seen", [])
        self.seen.append((real_logits[:, 0].copy(), fake_logits[:, 0].copy()))
        return super().discriminator(real_logits, fake_logits)


@pytest.mark.parametrize("d_steps", [1, 2])
def test_a_discriminator_that_only_looks_at_labels_sees_the_true_ones(d_steps):
    """Every row of an epoch carries its label into D, and generated rows those that G was given: evenly drawn ones."""
    weights = np.array([10.0, 20.0, 30.0])
    D = Player([Dense(WIDTH + CLASSES, 1)], optimizer=Adam(lr=0.0), rng=0, dtype=np.float64)
    D.layers[0].W[...] = np.concatenate([np.zeros(WIDTH), weights])[:, None]
    gan = conditional_gan()
    gan = CGAN(
        gan.generator,
        D,
        objective=Noted(),
        noise_prior=gan.noise_prior,
        data_range=(-1, 1),
        batch_size=8,
        d_steps=d_steps,
    )
    labels = np.repeat([0, 1, 2], [20, 4, 40])
    gan.fit(images(64), labels, epochs=8)
    real, fake = (np.concatenate(logits) for logits in zip(*gan.objective.seen, strict=True))
    assert real.size == 8 * 64
    np.testing.assert_array_equal(np.unique(real, return_counts=True), (weights, [8 * 20, 8 * 4, 8 * 40]))
    np.testing.assert_array_equal(np.unique(fake), weights)
    assert (np.abs(np.unique(fake, return_counts=True)[1] / fake.size - 1 / 3) < 0.08).all()


def test_every_label_must_occur_in_training_but_not_in_what_d_is_asked():
    gan = conditional_gan()
    message = r"labels must hold every class 0 ... 2, because each will be asked for, and 1 never occur; renumber "
    for train in (gan.steps, gan.fit, lambda *data: gan.pretrain(*data, steps=1)):
        with pytest.raises(ValueError, match=message):
            train(images(64), np.repeat([0, 2], [20, 44]))
    assert gan.probability(gan.scale(images(2)), [0, 2]).shape == (2,)


def test_pretraining_tells_d_the_labels_too(told):
    gan, data = conditional_gan(), images(64)
    data[:, 0, 0] = 80 * LABELS
    g, d = gan.generator.params.copy(), gan.discriminator.params.copy()
    assert len(gan.pretrain(data, LABELS, steps=5)) == 5
    np.testing.assert_array_equal(gan.generator.params, g)
    assert (gan.discriminator.params != d).any()
    seen = np.concatenate(told)
    assert seen.shape == (5 * 8, WIDTH + CLASSES)
    kind = np.rint((seen[:, 0] + 1) * 255 / 2 / 80).astype(int)
    np.testing.assert_array_equal(seen[:, WIDTH:], one_hot(kind, CLASSES, np.float64))


def test_a_toy_learns_to_do_as_it_is_told():
    """Two Gaussians on the line, at -2 and at 2: asked for either of them, G makes that one."""
    labels = np.arange(2000) % 2
    points = (4.0 * labels - 2 + np.random.default_rng(0).normal(0, 0.2, 2000))[:, None]
    gan = CGAN(
        Player([Dense(3, 16), Tanh(), Dense(16, 1)], optimizer=Adam(lr=3e-3, beta1=0.5), rng=1),
        Player([Dense(3, 32), LeakyReLU(0.2), Dense(32, 1)], optimizer=Adam(lr=3e-3, beta1=0.5), rng=2),
        noise_prior=LabelledNoise(2),
        batch_size=100,
        rng=3,
    )
    gan.fit(points, labels, epochs=40)
    for label, center in ((0, -2), (1, 2)):
        x = gan.sample(500, rng=0, labels=label)
        assert x.shape == (500, 1)
        assert abs(x.mean() - center) < 0.4
        assert x.std() < 0.6


def test_float32_stays_float32():
    gan, seen = conditional_gan(dtype=np.float32, ema_decay=0.9), []
    step = gan.train_step
    gan.train_step = lambda real, labels, **then: seen.append(real.dtype) or step(real, labels, **then)
    gan.fit(images(), LABELS)
    arrays = [gan.noise(3), gan.latents(3, rng=0, labels=1), gan.sample(3, rng=0), gan.sample(2, rng=0, labels=[0, 2])]
    arrays += [
        gan.interpolate(*gan.latents(2, rng=0), 5),
        gan.generator(gan.noise(2)),
        gan.generator.forward(gan.noise(2))[0],
    ]
    arrays += [gan.probability(np.zeros((2, 6), np.float32), [0, 1]), gan.made(2)[0]]
    arrays += [gan.pairs(np.zeros((2, 6), np.float32), [0, 1])]
    for network in (gan.generator, gan.discriminator, gan.generator.average.network):
        arrays += [network.params, network.state, network.grads]
    for player in gan.players.values():
        arrays += list(player.optimizer.slots.values())
    assert {a.dtype for a in arrays} | set(seen) == {np.dtype(np.float32)}
