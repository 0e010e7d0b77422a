"""The auxiliary classifier GAN: its losses by hand, its best D in closed form, and where overlapping classes push G."""

import numpy as np
import pytest
from families import CLASSES, LATENT, WIDTH, B, acgan, batch, data, penalised_acgan, player, shaken

from numgan import (
    ACGAN,
    R1,
    SGD,
    Adam,
    Dense,
    LabelledNoise,
    LeakyReLU,
    LeastSquares,
    Linear,
    NonSaturating,
    Pack,
    Player,
    Sigmoid,
    Tanh,
    recipes,
)
from numgan.functions import sigmoid
from numgan.gradcheck import check_play


class Listed(LabelledNoise):
    """Latents that stand in a list: the same minibatch [z | c] in every turn."""

    rows: np.ndarray

    def __call__(self, rng, shape, dtype):
        assert shape == self.rows.shape
        return self.rows.astype(dtype)


def listed(rows, classes):
    noise = Listed(classes)
    Listed.rows = np.asarray(rows, float)
    return noise


def log_softmax(t):
    return t - np.log(np.exp(t).sum(axis=1, keepdims=True))


# ---- The losses ----------------------------------------------------------------------------------------------------


def turns_of(game):
    """What `play` returns, the losses that the players were moved by, and the latents of each turn."""
    moved, drawn = [], []
    inner, noise = game.move, game.noise
    game.move = lambda **losses: moved.append(losses) or inner(**losses)
    game.noise = lambda n: drawn.append(noise(n)) or drawn[-1]
    return game.play(*batch(game)), moved, drawn


def test_both_losses_by_hand():
    """D's and G's losses and every number of the record, from logits that are computed here."""
    game = shaken(acgan)
    twin, (x, c) = game.copy(), batch(game)
    record, moved, (z, z2) = turns_of(game)
    r, f = (twin.discriminator.forward(rows)[0] for rows in (x, twin.generator.forward(z)[0]))
    asked = z[:, LATENT:].argmax(axis=1)
    class_real = -log_softmax(r[:, 1:])[range(B), c].mean()
    class_fake = -log_softmax(f[:, 1:])[range(B), asked].mean()
    L_S = np.log(sigmoid(r[:, 0])).mean() + np.log(1 - sigmoid(f[:, 0])).mean()
    assert record["d_loss"] == pytest.approx(-L_S, rel=1e-12)
    assert record["value"] == pytest.approx(L_S, rel=1e-12)
    assert (record["class_real"], record["class_fake"]) == pytest.approx((class_real, class_fake), rel=1e-12)
    assert moved[0]["discriminator"] == pytest.approx(-L_S + 0.7 * (class_real + class_fake), rel=1e-12)

    D = game.discriminator  # it has moved since; its running statistics do not enter a training pass
    y = D.forward(twin.generator.forward(z2)[0])[0]
    class_fake = -log_softmax(y[:, 1:])[range(B), z2[:, LATENT:].argmax(axis=1)].mean()
    assert record["g_loss"] == pytest.approx(-np.log(sigmoid(y[:, 0])).mean(), rel=1e-12)
    assert moved[1]["generator"] == pytest.approx(record["g_loss"] + 0.7 * class_fake, rel=1e-12)


def test_a_d_that_knows_nothing():
    """All logits 0: both sources and all classes are equally likely."""
    game = acgan()
    game.discriminator.params[...] = 0
    loss, parts, _ = game.judged(*batch(game))
    log_k = np.log(CLASSES)
    assert parts == pytest.approx({"d_loss": np.log(4), "class_real": log_k, "class_fake": log_k}, rel=1e-12)
    assert loss == pytest.approx(np.log(4) + 0.7 * 2 * log_k, rel=1e-12)


def test_without_the_class_losses_weight_it_is_a_gan_on_the_first_column():
    game = acgan()
    game.class_weight = 0.0
    record, moved, _ = turns_of(game)
    assert [record["d_loss"], record["g_loss"]] == [moved[0]["discriminator"], moved[1]["generator"]]
    assert not game.discriminator.layers[-1].dW[:, 1:].any()
    with pytest.raises(ValueError, match=r"class_weight must be at least 0, got -0\.1"):
        game.class_weight = -0.1


def test_d_is_not_told_the_label():
    """With class_weight 0 nothing that D does depends on the labels of the real rows; with it, D's step does."""
    for weight, same in ((0.0, True), (1.0, False)):
        games = acgan(), acgan()
        for game, shift in zip(games, (0, 1), strict=True):
            game.class_weight = weight
            x, c = batch(game)
            game.train_step(x, (c + shift) % CLASSES)
        assert np.array_equal(games[0].discriminator.params, games[1].discriminator.params) == same


def test_each_step_of_d_has_rows_and_labels_of_its_own():
    game, seen = penalised_acgan(), []
    inner = game.judged
    game.judged = lambda x, c: seen.append((x, c)) or inner(x, c)
    x, c = batch(game)
    game.play(x, c.tolist())
    for i, (rows, labels) in enumerate(seen):
        np.testing.assert_array_equal(rows, x[4 * i : 4 * (i + 1)])
        np.testing.assert_array_equal(labels, c[4 * i : 4 * (i + 1)])


def test_the_full_networks_agree_along_random_directions():
    game = recipes.acgan(rng=0, dtype=np.float64, data_shape=(4, 4))
    rng = np.random.default_rng(0)
    for each in game.players.values():
        each.params += rng.normal(0, 0.1, each.params.size)
    found = check_play(game, rng.uniform(-1, 1, (10, 16)), np.arange(10), directions=5)
    assert max(c.error for c in found.values()) < 1e-6, found


def test_pretraining_leaves_g_alone():
    game = acgan()
    g, d = game.generator.params.copy(), game.discriminator.params.copy()
    assert len(game.pretrain(*data(game), steps=3)) == 3
    np.testing.assert_array_equal(game.generator.params, g)
    assert (game.discriminator.params != d).any()


# ---- The theory ----------------------------------------------------------------------------------------------------


def test_the_best_d_is_the_share_of_real_rows_and_of_each_class_at_every_point():
    """Four points and three classes, every joint share known. D is a table: a logit and three class logits a point."""
    points, k = 4, 3
    real = [(0, 0)] * 5 + [(0, 1)] * 3 + [(1, 1)] * 4 + [(2, 2)] * 2 + [(3, 0)] * 2  # (point, class)
    fake = [(0, 0)] * 1 + [(0, 2)] * 3 + [(1, 1)] * 4 + [(2, 1)] * 5 + [(3, 2)] * 3
    eye = np.eye(points)
    latents = [[*eye[x], *np.eye(k)[c]] for x, c in fake]
    G = Player([Dense(points + k, points, bias=False)], optimizer=SGD(lr=0.0), rng=0, dtype=np.float64)
    G.layers[0].W[...] = np.vstack([eye, np.zeros((k, points))])  # G(z, c) = z
    D = Player([Dense(points, 1 + k)], optimizer=Adam(lr=Linear(0.1, 1e-3, 2000)), rng=1, dtype=np.float64)
    game = ACGAN(G, D, noise_prior=listed(latents, k), batch_size=16)
    x, c = (np.array(column) for column in zip(*real, strict=True))
    for _ in range(2000):
        game.train_step(eye[x], c)
    counts = np.zeros((2, points, k))
    for i, rows in enumerate((real, fake)):
        for x, c in rows:
            counts[i, x, c] += 1
    answers = game.discriminator(eye)
    np.testing.assert_allclose(game.probability(eye), counts[0].sum(axis=1) / counts.sum(axis=(0, 2)), atol=2e-3)
    wanted = counts.sum(axis=0) / counts.sum(axis=(0, 2))[:, None]
    np.testing.assert_allclose(np.exp(log_softmax(answers[:, 1:])), wanted, atol=2e-3)
    np.testing.assert_array_equal(game.classify(eye), [0, 1, 1, 2])


def test_where_classes_are_apart_the_data_are_an_equilibrium():
    """p_g = p_data, every point of one class: D(x) = 1/2, and neither player's loss has a gradient."""
    k = 3
    G = Player([Dense(2 * k, k, bias=False)], optimizer=SGD(lr=0.0), rng=0, dtype=np.float64)
    G.layers[0].W[...] = np.vstack([np.eye(k), np.zeros((k, k))])
    D = Player([Dense(k, 1 + k)], optimizer=SGD(lr=0.0), rng=1, dtype=np.float64)
    D.layers[0].W[...] = np.hstack([np.zeros((k, 1)), 40 * np.eye(k)])
    game = ACGAN(G, D, noise_prior=listed(np.tile(np.eye(k), (1, 2)), k), batch_size=k)
    record = game.train_step(np.eye(k), np.arange(k))
    assert (record.d_loss, record.g_loss) == pytest.approx(NonSaturating().equilibrium(), rel=1e-12)
    assert record.class_real < 1e-15
    assert record.class_fake < 1e-15
    assert (record.d_real, record.d_fake) == (0.5, 0.5)
    np.testing.assert_allclose(D.layers[0].dW, 0, atol=1e-15)
    np.testing.assert_allclose(G.layers[0].dW, 0, atol=1e-15)


@pytest.mark.parametrize("m", [0.5, 1.0, 1.5])
def test_where_classes_overlap_g_is_pushed_away_from_the_data(m):
    """Two classes, x ~ N(m, 1) and N(-m, 1), and G(z, c) = z + (m, -m)_c makes just these: p_g = p_data.

    The best D has s = 0, and t = (m x, -m x) is the exact posterior. The class loss of either kind of rows is then the
    entropy H(c | x), and by the chain rule its slope in G's own m is E[-2 m (1 - C(c | x))]: below 0, so G moves its
    classes further apart than the data's.
    """
    n = 4000
    z = np.sqrt(2) * inverse_erf((np.arange(n) + 0.5) / n * 2 - 1)  # quantiles of N(0, 1)
    latents = np.vstack([np.column_stack([z, np.eye(2)[np.full(n, c)]]) for c in (0, 1)])
    G = Player([Dense(3, 1, bias=False)], optimizer=SGD(lr=0.0), rng=0, dtype=np.float64)
    G.layers[0].W[:, 0] = 1, m, -m
    D = Player([Dense(1, 3, bias=False)], optimizer=SGD(lr=0.0), rng=0, dtype=np.float64)
    D.layers[0].W[...] = [[0, m, -m]]
    game = ACGAN(G, D, noise_prior=listed(latents, 2), batch_size=2 * n)
    record = game.train_step(game.generate(latents), np.arange(2).repeat(n))
    t = np.linspace(-12, 12, 100_001)
    density = np.exp(-(t**2) / 2) / np.sqrt(2 * np.pi) * (t[1] - t[0])
    posterior = 1 / (1 + np.exp(-2 * m * (t + m)))  # of class 0 at x = m + t
    assert record.class_real == record.class_fake == pytest.approx(-(density * np.log(posterior)).sum(), rel=4e-3)
    slope = game.generator.layers[0].dW[1, 0] - game.generator.layers[0].dW[2, 0]
    assert slope == pytest.approx(-2 * m * (density * (1 - posterior)).sum(), rel=4e-3)
    assert slope < 0
    assert record.d_loss == pytest.approx(np.log(4), rel=1e-12)
    assert np.abs(game.discriminator.layers[0].dW[0, 0]) < 1e-12  # D sees no difference, and asks for nothing


def inverse_erf(y):
    """By Newton's method on the error function's integral, from NumPy alone."""
    grid = np.linspace(-5, 5, 400_001)
    steps = np.exp(-(grid**2)) * 2 / np.sqrt(np.pi) * (grid[1] - grid[0])
    erf = np.cumsum(steps) - steps / 2 - 1
    return np.interp(y, erf, grid)


def test_a_toy_learns_to_do_as_it_is_told_and_to_read():
    """Two Gaussians on the line, at -2 and at 2: asked for either of them, G makes that one, and D names it."""
    labels = np.arange(2000) % 2
    points = (4.0 * labels - 2 + np.random.default_rng(0).normal(0, 0.2, 2000))[:, None]
    game = ACGAN(
        Player([Dense(3, 16), Tanh(), Dense(16, 1)], optimizer=Adam(lr=3e-3, beta1=0.5), rng=1),
        Player([Dense(1, 32), LeakyReLU(0.2), Dense(32, 3)], optimizer=Adam(lr=3e-3, beta1=0.5), rng=2),
        noise_prior=LabelledNoise(2),
        batch_size=100,
        rng=3,
    )
    game.fit(points, labels, epochs=40)
    for label, center in ((0, -2), (1, 2)):
        x = game.sample(500, rng=0, labels=label)
        assert abs(x.mean() - center) < 0.4
        assert x.std() < 0.6
        assert np.mean(game.classify(x) == label) > 0.99
    assert np.mean(game.classify(points.astype(np.float32)) == labels) > 0.99


def test_the_recipe_has_the_settings_that_it_states():
    game = recipes.acgan(rng=0, n_data=6400, epochs=2)
    widths = [(layer.n_in, layer.n_out) for layer in game.discriminator.layers if isinstance(layer, Dense)]
    assert widths == [(784, 512), (512, 256), (256, 11)]
    assert (game.class_weight, repr(game.penalty), game.latent_dim) == (0.1, repr(R1(weight=2.0)), 110)
    for each in game.players.values():
        adam = each.optimizer
        assert (adam.beta1, adam.lr(0), adam.lr(200)) == (0, 2e-3, pytest.approx(2e-4))
    assert (game.generator.ema_decay, game.batch_size, game.data_range) == (0.9995, 64, (-1, 1))


# ---- Use -----------------------------------------------------------------------------------------------------------


def test_classes_are_the_likeliest_at_inference():
    game = acgan().fit(*data(acgan()), epochs=1)
    x, _ = data(game)
    t = game.discriminator(x)
    assert game.classify(x).shape == (len(x),)
    assert game.classify(x).dtype.kind == "i"
    for row, label in zip(t, game.classify(x), strict=True):
        assert row[1 + label] == max(row[1:])
    np.testing.assert_allclose(game.probability(x), sigmoid(t[:, 0]), rtol=1e-12)
    np.testing.assert_array_equal(game.classify(x[::-1]), game.classify(x)[::-1])  # row by row
    with pytest.raises(ValueError, match=rf"x must have shape \(B, {WIDTH}\)"):
        game.classify(x[:, 1:])
    ranged = recipes.acgan(rng=0, data_shape=(4, 4))
    with pytest.warns(UserWarning, match=r"outside the data's range \(-1, 1\)"):
        ranged.classify(np.full((2, 16), 3.0))


def test_an_objective_of_scores_has_no_probability_but_classes():
    game = penalised_acgan()
    x, _ = data(game)
    assert game.classify(x).shape == (len(x),)
    with pytest.raises(ValueError, match="is a score and no probability"):
        game.probability(x)


@pytest.mark.parametrize(
    ("D", "settings", "message"),
    [
        (lambda: player(WIDTH, 1, 1), {}, r"must give one logit per row and 3 columns behind it, and gives 1 values"),
        (lambda: player(WIDTH, 3, 1), {}, r"must give one logit per row and 3 columns behind it, and gives 3 values"),
        (lambda: player(WIDTH + CLASSES, 4, 1), {}, r"gives 6 values per row, but the discriminator takes 9"),
        (
            lambda: Player([Pack(WIDTH, rows=2), Dense(2 * WIDTH, 4)], dtype=np.float64),
            {},
            "D names the class of each row: ACGAN's discriminator must not pack rows",
        ),
        (
            lambda: Player([Dense(WIDTH, 4), Sigmoid()], dtype=np.float64),
            {"objective": LeastSquares()},
            r"ends in Sigmoid\(\), whose values lie in \[0, 1\], and the loss of the classes takes logits",
        ),
        (lambda: player(WIDTH, 4, 1), {"class_weight": -1}, "class_weight must be at least 0, got -1"),
    ],
)
def test_what_it_cannot_play_with_is_refused(D, settings, message):
    with pytest.raises(ValueError, match=message):
        ACGAN(player(LATENT + CLASSES, WIDTH, 0), D(), noise_prior=LabelledNoise(CLASSES), **settings)


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (None, ValueError, r"labels must be one for each of the 8 rows, got shape \(\)"),
        (np.zeros(7, int), ValueError, r"labels must be one for each of the 8 rows, got shape \(7,\)"),
        (np.zeros(8), TypeError, "labels must be whole numbers, got float64"),
        (np.full(8, 3), ValueError, r"labels must lie in 0 \.\.\. 2, got 3"),
    ],
)
def test_bad_labels_are_named_before_anything_is_done(labels, error, message):
    game = acgan()
    before = game.copy()
    with pytest.raises(error, match=message):
        game.train_step(batch(game)[0], labels)
    np.testing.assert_array_equal(game.generator.state, before.generator.state)
    assert game.noise_rng.random() == before.noise_rng.random()
    with pytest.raises(ValueError, match="ACGAN trains on images and their labels, two arrays, got 1"):
        game.fit(data(game)[0])
