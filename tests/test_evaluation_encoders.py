"""What is judged of a game with an encoder: nearest codes, reconstructions, and a VAE's lower bound."""

import copy
import json
import sys

import numpy as np
import pytest
from families import autoencoder, bigan, cyclegan, mdgan, player, shaken, vae

from numgan import VAE, Autoencoder, Dense, Game, Player, ReLU, load_mnist, recipes
from numgan.app import cli
from numgan.evaluation import (
    encodes,
    evaluate_codes,
    evaluate_reconstruction,
    nearest_neighbour_accuracy,
    report,
)
from numgan.evaluation.encoders import PIXELS_ACCURACY, reconstruction_lines
from numgan.functions import softplus


def test_nearest_codes_by_hand():
    train, labels = [[0.0, 0], [3, 0], [0, 4]], [7, 1, 5]
    test = [[1.0, 0], [2, 0], [0, 3], [1.4, 0]]
    for answer, share in (([7, 1, 5, 7], 1.0), ([7, 1, 5, 1], 0.75), ([1, 7, 7, 1], 0.0)):
        assert nearest_neighbour_accuracy(train, labels, test, answer) == share


@pytest.mark.parametrize("block", [1, 7, 40, 1000])
@pytest.mark.parametrize("shift", [0.0, 1e4])
def test_nearest_codes_are_those_of_all_distances(block, shift):
    rng = np.random.default_rng(0)
    train, test = rng.normal(size=(40, 3)) + shift, rng.normal(size=(25, 3)) + shift
    labels, answers = rng.integers(3, size=40), rng.integers(3, size=25)
    right = 0
    for row, answer in zip(test, answers, strict=True):
        distances = [sum((a - b) ** 2 for a, b in zip(row, other, strict=True)) for other in train]
        right += labels[distances.index(min(distances))] == answer
    assert nearest_neighbour_accuracy(train, labels, test, answers, block=block) == right / 25


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"test": np.zeros((2, 3))}, ValueError, r"test must have shape \(N, 2\), got \(2, 3\)"),
        ({"train": [[np.nan, 0.0]] * 3}, ValueError, "train .*finite"),
        ({"train_labels": [1, 2]}, ValueError, r"train_labels must have shape \(3,\), one for each row, got \(2,\)"),
        ({"test_labels": [0.5, 1]}, TypeError, "test_labels must be whole numbers, got dtype float64"),
        ({"block": 0}, ValueError, "block must be a whole number, at least 1, got 0"),
    ],
)
def test_codes_that_do_not_fit_are_refused(change, error, message):
    given = {"train": np.zeros((3, 2)), "train_labels": [0, 1, 2], "test": np.zeros((2, 2)), "test_labels": [0, 1]}
    with pytest.raises(error, match=message):
        nearest_neighbour_accuracy(**given | change)


def vae_of(latent_dim=1, n=3):
    """One without batch norm, away from its first weights."""
    E = Player([Dense(n, 5), ReLU(), Dense(5, 2 * latent_dim)], rng=0, dtype=np.float64)
    G = Player([Dense(latent_dim, 5), ReLU(), Dense(5, n)], rng=1, dtype=np.float64)
    for each in (E, G):
        each.params += np.random.default_rng(9).normal(0, 0.5, each.params.size)
    return VAE(E, G, rng=7)


def test_the_bound_of_a_decoder_that_ignores_z_in_closed_form():
    """Then log p(x | z) = log p(x), and the bound is lower by the whole of KL. Any draws say the same."""
    game = vae_of(latent_dim=2)
    x = np.random.default_rng(0).random((6, 3))
    game.decoder.layers[0].W[...] = 0
    b = game.decoder(np.zeros((1, 2)))[0]
    m, log_var = np.split(game.encoder(x), 2, axis=1)
    kl = (m**2 + np.exp(log_var) - 1 - log_var).sum(axis=1) / 2
    log_p = x @ b - softplus(b).sum()
    for draws in (1, 3):
        np.testing.assert_allclose(game.elbo(x, draws=draws, rng=0), log_p - kl, rtol=1e-12)
    game.encoder.layers[-1].W[...] = game.encoder.layers[-1].b[...] = 0  # q is the prior: the bound is tight
    np.testing.assert_allclose(game.elbo(x, rng=0), log_p, rtol=1e-12)


def test_the_bound_lies_below_log_p_by_the_divergence_of_q_from_the_posterior():
    """log p(x) = elbo + KL(q || p(z | x)), both by sums on a grid; the estimate is unbiased."""
    game = vae_of()
    x = np.array([[0.0, 1, 1], [1, 0, 0], [0.3, 0.9, 0.5]])
    z = np.linspace(-12, 12, 48_001)[:, None]
    step, logits = z[1, 0] - z[0, 0], game.decoder(z)
    log_prior = -(z[:, 0] ** 2) / 2 - np.log(2 * np.pi) / 2
    draws = 4000
    found = game.elbo(x, draws=draws, rng=0)
    for row, (m, log_var), estimate in zip(x, game.encoder(x), found, strict=True):
        log_joint = log_prior + logits @ row - softplus(logits).sum(axis=1)
        log_p = np.log(np.exp(log_joint).sum() * step)
        s = np.exp(log_var / 2)
        log_q = -(((z[:, 0] - m) / s) ** 2) / 2 - np.log(s) - np.log(2 * np.pi) / 2
        divergence = (np.exp(log_q) * (log_q - (log_joint - log_p))).sum() * step
        assert divergence > 0.01
        assert estimate == pytest.approx(log_p - divergence, abs=5 * 2 / np.sqrt(draws))


def test_the_bound_is_minus_the_loss_that_is_descended():
    game = vae_of(latent_dim=2)
    x = np.random.default_rng(0).random((6, 3))
    stream = copy.deepcopy(game.noise_rng)
    record = game.play(x)
    assert -vae_of(latent_dim=2).elbo(x, rng=stream).mean() == pytest.approx(record["loss"], rel=1e-12)


def test_the_bound_depends_on_the_rng_and_changes_nothing():
    game = shaken(vae)
    x = np.random.default_rng(0).random((4, game.width))
    before = copy.deepcopy(game.noise_rng).random()
    first = game.elbo(x, rng=3)
    np.testing.assert_array_equal(first, game.elbo(x, rng=3))
    assert (first != game.elbo(x, rng=4)).all()
    assert game.noise_rng.random() == before
    with pytest.raises(ValueError, match="draws must be a whole number, at least 1, got 0"):
        game.elbo(x, draws=0)


class Halves(Autoencoder):
    """Whose reconstructions are half as bright."""

    def reconstruct(self, x):
        return x / 2


def test_reconstructions_are_judged_by_their_distance_in_pixels():
    game = Halves(player(4, 2, 0), player(2, 4, 1), data_shape=(2, 2))
    images = np.zeros((3, 2, 2), np.uint8)
    images[0], images[1, 0] = 255, 255  # four pixels, two, and none
    found = evaluate_reconstruction(game, images)
    assert found.keys() == {"reconstruction", "other_image"}
    assert found["reconstruction"] == pytest.approx((1 + np.sqrt(2) / 2 + 0) / 3)
    # halves of four pixels beside two whole ones: sqrt(4 / 4); halves of two beside none: sqrt(2 / 4); none beside four
    assert found["other_image"] == pytest.approx((1 + np.sqrt(0.5) + 2) / 3)


def test_a_scale_twice_as_wide_has_the_same_distance():
    game = recipes.bigan(data_shape=(2, 3), rng=0)
    images = np.random.default_rng(0).integers(0, 256, (5, 2, 3)).astype(np.uint8)
    back = (game.reconstruct(game.scale(images)) + 1) / 2
    wanted = np.linalg.norm(back - images.reshape(5, 6) / 255, axis=1).mean()
    assert evaluate_reconstruction(game, images)["reconstruction"] == pytest.approx(wanted, rel=1e-5)


def test_a_bound_is_given_with_its_standard_error():
    game = recipes.vae(data_shape=(2, 3), rng=0)
    images = np.random.default_rng(0).integers(0, 256, (50, 2, 3)).astype(np.uint8)
    elbo = game.elbo(game.scale(images), rng=np.random.default_rng(4))
    found = evaluate_reconstruction(game, images, seed=4)
    assert found["elbo"] == pytest.approx(elbo.mean())
    assert found["elbo_error"] == pytest.approx(elbo.std() / np.sqrt(50))
    assert "ELBO" in reconstruction_lines(found)[0]


def test_who_encodes():
    assert [encodes(make()) for make in (vae, autoencoder, bigan, mdgan, cyclegan)] == [True, True, True, True, False]
    assert evaluate_codes(cyclegan()) == {}
    assert evaluate_reconstruction(mdgan(), np.zeros((3, 6))) == {}  # a game of points


def few(monkeypatch, train=600, test=300):
    """MNIST, but small, and few samples."""
    data = load_mnist()
    small = data._replace(
        train_images=data.train_images[:train],
        train_labels=data.train_labels[:train],
        test_images=data.test_images[:test],
        test_labels=data.test_labels[:test],
    )
    for name in ("encoders", "report"):
        module = sys.modules[f"numgan.evaluation.{name}"]  # of "report" the package's attribute is the function
        monkeypatch.setattr(module, "load_mnist", lambda: small)
    return small


def test_codes_of_digits_and_what_stands_before_them(monkeypatch):
    data, module = few(monkeypatch), sys.modules["numgan.evaluation.encoders"]
    monkeypatch.setattr(module, "CODED", 500)
    monkeypatch.setattr(module, "BLOCK", 130)
    game = recipes.autoencoder(rng=0).fit(data.train_images, epochs=1)
    parts = game.scale(data.train_images[:500]), data.train_labels[:500], game.scale(data.test_images), data.test_labels
    found = evaluate_codes(game)
    hidden = [game.encoder.forward(x, training=False, depth=-1)[0] for x in parts[::2]]
    assert hidden[0].shape[1] == 500
    for name, (train, test) in (
        ("code_accuracy", [game.encode(x) for x in parts[::2]]),
        ("feature_accuracy", hidden),
    ):
        assert found[name] == nearest_neighbour_accuracy(train, parts[1], test, parts[3])
    assert found["feature_accuracy"] > 0.5  # even of an encoder that has learnt next to nothing


def test_an_autoencoder_is_judged_at_the_command_line(tmp_path, monkeypatch, capsys):
    data = few(monkeypatch)
    monkeypatch.chdir(tmp_path)
    game = recipes.autoencoder(rng=0).fit(data.train_images, epochs=1)
    game.trained_on = "mnist"
    game.save("a.npz")
    assert cli.main(["evaluate", "a.npz"]) == 0
    table = capsys.readouterr().out
    found = json.loads((tmp_path / "evaluation.json").read_text())
    assert found.keys() == {"seed", "reconstruction", "other_image", "code_accuracy", "feature_accuracy"}
    assert f"{found['reconstruction']:.2f}" in table
    assert f"{found['code_accuracy']:.1%}" in table
    assert f"pixels: {PIXELS_ACCURACY:.1%}" in table
    assert {path.name for path in tmp_path.iterdir()} == {"a.npz", "evaluation.json", "reconstructions.png"}


def test_other_images_are_reconstructed_too(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (60, 4, 4)).astype(np.uint8)
    game = recipes.vae(data_shape=(4, 4), n_data=60, rng=0)
    table = report(game, tmp_path, images, seed=2)
    found = json.loads((tmp_path / "evaluation.json").read_text())
    assert found["elbo"] == evaluate_reconstruction(game, images, seed=2)["elbo"]
    assert "lower bound (ELBO)" in table
    assert (tmp_path / "reconstructions.png").exists()
    assert "code_accuracy" not in found  # their labels are not known
    game = recipes.autoencoder(data_shape=(4, 4), n_data=60, rng=0)
    (tmp_path / "b").mkdir()
    assert report(game, tmp_path / "b", images).startswith("distance of reconstructions")
    assert isinstance(game, Game)


@pytest.mark.slow
def test_what_the_pixels_themselves_have():
    data = load_mnist()
    train, test = (x.reshape(len(x), -1) / np.float32(255) for x in (data.train_images[:50_000], data.test_images))
    found = nearest_neighbour_accuracy(train, data.train_labels[:50_000], test, data.test_labels)
    assert round(found, 4) == pytest.approx(PIXELS_ACCURACY, abs=3e-4)
