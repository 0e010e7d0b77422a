"""Games with labels in a few rows only: which rows come when, what their losses are, and where these are least."""

import numpy as np
import pytest
from families import CLASSES, LATENT, WIDTH, B, batch, catgan, data, player, sgan, shaken
from games import equal

from numgan import SGAN, CatGAN, Dense, LabelledNoise, Pack, Player, ReLU, Tanh, gradcheck, recipes
from numgan.datasets import epoch_order, few_labels, mixed_order
from numgan.family.catgan import conditional_entropy, marginal_entropy
from numgan.functions import log_sum_exp, softmax, softplus
from numgan.gradcheck import check_loss, check_play
from numgan.objectives.losses import softmax_cross_entropy


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_sum_exp(dtype):
    """By hand, at a thousand, and for two columns against softplus; its gradient is softmax."""
    logits = np.array([[0, 0, 0], [1000, 1000, -1000], [-1000, -1001, -1002]], dtype)
    found = log_sum_exp(logits)
    assert (found.dtype, found.shape) == (dtype, (3, 1))
    by_hand = [[np.log(3)], [1000 + np.log(2)], [np.log(1 + np.exp(-1) + np.exp(-2)) - 1000]]
    np.testing.assert_allclose(found, by_hand, rtol=2 * np.finfo(dtype).eps)
    x = np.linspace(-40, 40, 9)[:, None]
    np.testing.assert_allclose(log_sum_exp(np.hstack([x, 0 * x])), softplus(x), rtol=1e-12, atol=1e-15)
    (slope,) = check_loss(
        lambda x: (float(log_sum_exp(x).sum()), softmax(x)), np.random.default_rng(0).normal(size=(4, 3))
    )
    assert slope.error <= 1e-6


def test_a_minibatch_of_half_labelled_data_is_half_labelled():
    """12 of 600 rows have a label, and each minibatch of 50 has 25 of them; each other row comes once."""
    rng = np.random.default_rng(0)
    labels = few_labels(np.arange(600) % CLASSES, 4, rng=0)
    rows = rng.random((600, WIDTH))
    rows[:, 0] = np.arange(600) / 1000
    game, seen = sgan(), []
    game.batch_size = 50
    inner = game.train_step
    game.train_step = lambda x, c, **then: (seen.append((x, c)), inner(x, c, **then))[1]
    game.fit(rows, labels, epochs=1)
    assert len(seen) == game.steps_per_epoch(rows, labels) == 2 * 588 // 50
    assert all((c >= 0).sum() == 25 for _, c in seen)
    x, c = (np.concatenate(part) for part in zip(*seen, strict=True))
    places = np.rint(1000 * x[:, 0]).astype(int)
    np.testing.assert_array_equal(labels[places], c)
    assert len({*places[c < 0]}) == (c < 0).sum()
    times = np.bincount(places[c >= 0], minlength=600)[labels >= 0]
    assert times.max() - times.min() <= 1


@pytest.mark.parametrize("wanted", [0, 1, 5, 20])
def test_few_labels_keeps_as_many_of_each_class_and_no_others(wanted):
    labels = np.random.default_rng(1).permutation(np.arange(60, dtype=np.uint8) % CLASSES)
    kept = few_labels(labels, wanted, rng=3)
    np.testing.assert_array_equal(np.bincount(kept[kept >= 0], minlength=CLASSES), [wanted] * CLASSES)
    np.testing.assert_array_equal(kept[kept >= 0], labels[kept >= 0])
    assert (kept[kept < 0] == -1).all()
    np.testing.assert_array_equal(kept, few_labels(labels, wanted, rng=3))
    assert wanted in (0, 20) or (kept != few_labels(labels, wanted, rng=4)).any()
    with pytest.raises(ValueError, match="per_class must be at most 20, the rows of class 0, got 21"):
        few_labels(labels, 21)


def test_rows_of_one_kind_come_in_the_plain_order():
    for labels in (np.arange(9) % 3, np.full(9, -1)):
        np.testing.assert_array_equal(mixed_order(labels, 5, 2), epoch_order(9, 5, 2))
    order = mixed_order(np.array([0, -1, 1, 2, 0]), 5, 2)  # here the rows without a label are the rarer ones
    np.testing.assert_array_equal(order[0::2], [1] * 4)
    assert sorted(order[1::2]) == [0, 2, 3, 4]
    labels = np.arange(9) % 4 - 1
    assert (mixed_order(labels, 5, 2) != mixed_order(labels, 5, 1)).any()


def test_sgan_is_a_classifier_of_one_class_more_whose_last_logit_is_0():
    """Its two losses against the cross entropy of K + 1 classes, by probabilities."""
    game, rng = sgan(), np.random.default_rng(0)
    real, fake = rng.normal(size=(5, CLASSES)), rng.normal(size=(7, CLASSES))
    p_real, p_fake = (np.exp(np.pad(logits, [(0, 0), (0, 1)])) for logits in (real, fake))
    p_real, p_fake = (p / p.sum(axis=1, keepdims=True) for p in (p_real, p_fake))
    loss, _, _ = game.real_or_not(real, fake)
    assert loss == pytest.approx(-np.log(1 - p_real[:, -1]).mean() - np.log(p_fake[:, -1]).mean(), rel=1e-12)
    game, x = shaken(sgan), rng.normal(size=(40, WIDTH))
    assert len({*game.discriminator(x).argmax(axis=1)}) == CLASSES
    game.data_range = None
    p = np.exp(np.pad(game.discriminator(x), [(0, 0), (0, 1)]))
    p /= p.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(game.probability(x), 1 - p[:, -1], rtol=1e-12)
    np.testing.assert_array_equal(game.classify(x), p[:, :-1].argmax(axis=1))


@pytest.mark.parametrize("weight", [0.5, 3.0])
def test_at_sgans_optimum_d_is_p_data_over_p_data_and_p_g_and_the_softmax_is_p_of_the_class(weight):
    """Four places; real rows, labels and generated rows with known frequencies. The gradient at every place is 0."""
    game = sgan()
    game.unsupervised_weight = weight
    p_data, p_g = np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.4, 0.1, 0.25, 0.25])
    classes = np.array([[0.5, 0.3, 0.2], [0.1, 0.1, 0.8], [0.4, 0.4, 0.2], [0.6, 0.3, 0.1]])
    table = np.log(classes) + np.log(p_data / p_g)[:, None]
    u, f = (np.repeat(np.arange(4), np.rint(1000 * p).astype(int)) for p in (p_data, p_g))
    joint = np.rint(1000 * p_data[:, None] * classes).astype(int)
    x, y = np.repeat(np.arange(4), joint.sum(axis=1)), np.concatenate([np.repeat(range(3), n) for n in joint])
    _, du, df = game.real_or_not(table[u], table[f])
    _, dx = softmax_cross_entropy(table[x], y)
    slope = np.zeros((4, 3))
    for places, gradient in ((u, du), (f, df), (x, dx)):
        np.add.at(slope, places, gradient)
    np.testing.assert_allclose(slope, 0, atol=1e-13)
    D = Player([Dense(4, 3, bias=False)], rng=0, dtype=np.float64)
    D.params[...] = table.ravel()
    game = SGAN(player(LATENT, 4, 0), D, depth=1, rng=7)
    np.testing.assert_allclose(game.probability(np.eye(4)), p_data / (p_data + p_g), rtol=1e-12)


def test_sgan_survives_logits_of_a_thousand():
    game = sgan()
    real, fake = np.array([[1000.0, 999.0, -1000.0]]), np.array([[-1000.0, -1001.0, -1002.0]])
    assert game.real_or_not(real, fake)[0] == pytest.approx(0, abs=1e-300)
    loss, dreal, dfake = game.real_or_not(fake, real)
    p = np.exp([0.0, -1.0, -2000.0])
    assert loss == pytest.approx(1000 - np.log(np.exp([0, -1.0, -2.0]).sum()) + 1000 + np.log(p.sum()), rel=1e-12)
    np.testing.assert_allclose(dfake, 0.7 * p[None] / p.sum(), rtol=1e-12)
    assert np.isfinite(dreal).all()


@pytest.mark.parametrize("scale", [0.0, 1.0, 30.0, 1000.0])
@pytest.mark.parametrize("entropy", [conditional_entropy, marginal_entropy])
def test_entropies_by_hand_and_their_gradients(entropy, scale):
    rng = np.random.default_rng(2)
    logits = scale * rng.normal(size=(6, 4))
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p = p if entropy is conditional_entropy else p.mean(axis=0, keepdims=True)
    by_hand = [-sum(q * np.log(q) for q in row if q > 0) for row in p]
    assert entropy(logits)[0] == pytest.approx(np.mean(by_hand), rel=1e-9, abs=1e-12)
    (found,) = check_loss(entropy, logits)
    assert found.error <= 1e-6
    assert entropy(np.zeros((3, 4)))[0] == pytest.approx(np.log(4), rel=1e-15)
    assert entropy(1000 * np.eye(4)[[1, 1, 1]])[0] == 0
    even = 1000 * np.eye(4)
    assert (conditional_entropy(even)[0], marginal_entropy(even)[0]) == (0, pytest.approx(np.log(4)))


def test_catgans_losses_are_least_where_its_paper_says():
    """D: sure and even on real rows, unsure on generated ones, -2 log K. G: sure and even where D is, -log K."""
    D = Player([Dense(CLASSES, CLASSES, bias=False)], rng=0, dtype=np.float64)
    D.params[...] = 1000 * np.eye(CLASSES).ravel()
    G = Player([Dense(LATENT, CLASSES)], rng=0, dtype=np.float64)
    G.params[...] = 0  # whose rows are 0, and have equal logits
    game, seen = CatGAN(G, D, rng=7), []
    game.move = lambda **losses: seen.append(losses) or 0.0
    x = np.eye(CLASSES)[np.arange(6) % CLASSES]
    record = game.play(x, np.full(6, -1))
    assert record["d_loss"] == pytest.approx(-2 * np.log(CLASSES), rel=1e-12)
    assert record["g_loss"] == pytest.approx(0, abs=1e-12)  # unsure of each row
    assert (record["marginal"], record["real"], record["fake"]) == (
        pytest.approx(np.log(CLASSES)),
        0,
        pytest.approx(np.log(CLASSES)),
    )
    fake = 1000 * np.eye(CLASSES)
    assert conditional_entropy(fake)[0] - marginal_entropy(fake)[0] == pytest.approx(-np.log(CLASSES), rel=1e-12)


def test_catgan_trains_on_images_alone_too():
    (rows, _), game = data(catgan()), catgan()
    np.testing.assert_array_equal(game.check_data(rows)[0], rows)
    np.testing.assert_array_equal(game.categories_of(rows), game.discriminator(rows).argmax(axis=1))
    game.fit(rows, epochs=1)
    twin = catgan().fit(rows, np.full(len(rows), -1), epochs=1)
    assert equal(game, twin)
    assert game.step == len(rows) // B
    assert (np.asarray(game.history["supervised"]) == 0).all()
    with pytest.raises(ValueError, match=r"SGAN trains on images and their labels, -1 where none is known.* got 1"):
        sgan().fit(rows)
    with pytest.raises(ValueError, match="never occur"):
        sgan().fit(rows, np.full(len(rows), -1))


def test_a_weight_of_0_leaves_its_part_out():
    game, seen = sgan(), []
    game.unsupervised_weight = 0
    game.move = lambda **losses: seen.append(losses) or 0.0
    record = game.play(*batch(game))
    assert seen[0]["discriminator"] == record["supervised"]
    x, y, _ = game.split(*batch(game))
    logits, cache = game.discriminator.forward(x)
    alone = game.discriminator.grads.copy()
    game.discriminator.backward(softmax_cross_entropy(logits, y)[1], cache)
    np.testing.assert_allclose(alone, game.discriminator.grads, rtol=1e-12)
    game = catgan()
    game.label_weight = 0
    game.move = lambda **losses: seen.append(losses) or 0.0
    record = game.play(*batch(game))
    assert seen[2]["discriminator"] == pytest.approx(record["real"] - record["marginal"] - record["fake"], rel=1e-12)


def test_sgan_refuses_a_depth_that_d_has_not():
    with pytest.raises(ValueError, match="depth must be a whole number from 1 to 3"):
        SGAN(player(LATENT, WIDTH, 0), player(WIDTH, CLASSES, 1, batch_norm=False), depth=4)


@pytest.mark.parametrize("make", [sgan, catgan])
def test_without_a_labelled_row_the_supervised_loss_is_0_and_with_some_it_is_theirs(make):
    game = make()
    x, labels = batch(game)
    twin = game.copy()
    assert game.train_step(x, np.full(B, -1)).supervised == 0
    labelled, y, _ = twin.split(x, labels)
    loss, _ = softmax_cross_entropy(twin.discriminator(labelled), y)
    assert twin.train_step(x, labels).supervised == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("make", [sgan, catgan])
def test_what_half_labelled_games_refuse(make):
    game = make()
    x, labels = batch(game)
    for bad in (labels[:-1], labels.astype(float), labels[:, None]):
        with pytest.raises(ValueError, match=f"labels must be whole numbers, one for each of the {B} rows"):
            game.train_step(x, bad)
    for bad in (-2, CLASSES):
        with pytest.raises(ValueError, match=r"labels must lie in -1 \.\.\. 2, got"):
            game.train_step(x, np.where(labels < 0, bad, labels))
    with pytest.raises(ValueError, match="must take as many and give a logit for each class, got 6 to 1"):
        type(game)(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1))
    with pytest.raises(ValueError, match="neither player may pack rows"):
        type(game)(player(LATENT, WIDTH, 0), Player([Pack(WIDTH, rows=2), Dense(2 * WIDTH, 3)], dtype=np.float64))
    with pytest.raises(ValueError, match="G would be told a code and D would not"):
        type(game)(player(LATENT, WIDTH, 0), player(WIDTH, 3, 1), noise_prior=LabelledNoise(2))
    with pytest.raises(ValueError, match="leave Tanh"):
        type(game)(player(LATENT, WIDTH, 0), Player([Dense(WIDTH, 3), Tanh()], dtype=np.float64))


def test_a_minibatch_whose_rows_all_have_labels_is_played_with_all_of_them():
    game, rng = shaken(sgan), np.random.default_rng(0)
    x, y = rng.random((B, WIDTH)), np.arange(B) % CLASSES
    labelled, _, others = game.split(x, y)
    assert len(labelled) == len(others) == B
    found = check_play(game, x, y)
    assert max(c.error for c in found.values()) <= 1e-6
    found = check_play(game, x, np.full(B, -1))
    assert max(c.error for c in found.values()) <= 1e-6


@pytest.mark.parametrize("name", ["sgan", "catgan"])
def test_the_recipes_networks_have_the_right_gradients_and_their_rates_fall_over_all_steps(name, monkeypatch):
    monkeypatch.setattr(gradcheck, "STEP", 1e-6)
    how = {"data_shape": (2, 3), "n_data": 100, "epochs": 2, "batch_size": 20, "rng": 3}
    game = recipes.ALL[name](dtype=np.float64, classes=3, **how)
    rng = np.random.default_rng(0)
    labels = few_labels(np.arange(100) % 3, 2, rng=0)
    rows = rng.random((100, 6))
    found = check_play(game, rows[:20], labels[:20], directions=3)
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}
    game.fit(rows, labels)
    assert game.step == 2 * 188 // 20
    for each in game.players.values():
        assert each.optimizer.lr.end == each.optimizer.lr.start / 100
        assert each.optimizer.lr.steps == 20  # as if all rows had no label
    if name == "sgan":
        assert type(game.discriminator.layers[: game.depth][-1]) is ReLU  # the features have no noise of their own
