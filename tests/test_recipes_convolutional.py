"""Recipes on convolutional networks: their layers, what they refuse, and that they train on images of any size."""

import numpy as np
import pytest
from games import equal

from numgan import (
    GAN,
    R1,
    Adam,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Flatten,
    Game,
    LabelPlanes,
    Pack,
    Reshape,
    SpectralConv2D,
    gradcheck,
    recipes,
)
from numgan.app import cli

CONVOLVING = (
    *(recipes.dcgan, recipes.lsgan, recipes.wgan, recipes.wgan_gp, recipes.sn_gan, recipes.ragan),
    *(recipes.bgan, recipes.softmax_gan, recipes.pacgan, recipes.r3gan),
    *(recipes.cgan, recipes.acgan, recipes.infogan),
)


def of_kind(network, *kinds):
    return [layer for layer in network.layers if type(layer) in kinds]


def test_dcgan_has_the_settings_that_it_states():
    gan = recipes.dcgan(rng=0, n_data=6400, epochs=2)
    up = [(c.n_in, c.n_out, c.kernel, c.stride, c.padding) for c in of_kind(gan.generator, ConvTranspose2D)]
    down = [(c.n_in, c.n_out, c.kernel, c.stride, c.padding) for c in of_kind(gan.discriminator, Conv2D)]
    assert up == [(64, 32, 4, 2, 1), (32, 1, 4, 2, 1)]
    assert down == [(1, 32, 4, 2, 1), (32, 64, 4, 2, 1)]
    assert isinstance(gan.penalty, R1)
    assert gan.penalty.weight == 5
    for player in (gan.generator, gan.discriminator):
        assert isinstance(player.optimizer, Adam)
        adam = player.optimizer
        assert (adam.beta1, adam.lr(0), adam.lr(200)) == (0, 2e-3, pytest.approx(2e-4))
    assert (gan.generator.ema_decay, gan.batch_size, gan.data_range) == (0.9995, 64, (-1, 1))


def test_infogan_has_other_settings_on_convolutions_than_on_dense_layers():
    dense, wide = recipes.infogan(rng=0), recipes.infogan(rng=0, channels=(4, 6))
    assert not of_kind(dense.discriminator, BatchNorm)
    assert [layer.n for layer in of_kind(wide.discriminator, BatchNorm)] == [6, 256]
    assert (dense.penalty.weight, wide.penalty) == (20, None)
    assert (dense.category_weight, wide.category_weight) == (0.02, 1)
    assert (dense.continuous_weight, wide.continuous_weight) == (0.01, 0.1)
    rates = wide.generator.optimizer.lr, wide.discriminator.optimizer.lr
    assert rates == (1e-3, 2e-4)
    assert wide.generator.ema_decay == dense.generator.ema_decay == 0.9995


@pytest.mark.parametrize("recipe", CONVOLVING, ids=lambda recipe: recipe.__name__)
def test_they_train_on_colour_images(recipe):
    gan = recipe(channels=(3, 4), data_shape=(4, 8, 3), n_data=40, epochs=1, batch_size=4, rng=0)
    images = np.random.default_rng(0).integers(0, 256, (40, 4, 8, 3), np.uint8)
    labels = np.arange(40) % 10
    before = gan.generator.params.copy(), gan.discriminator.params.copy()
    gan.fit(*(images, labels)[: len(gan.takes)])
    assert not np.array_equal(gan.generator.params, before[0])
    assert not np.array_equal(gan.discriminator.params, before[1])
    assert gan.to_images(gan.sample(5, rng=0)).shape == (5, 4, 8, 3)
    spectral = of_kind(gan.discriminator, SpectralConv2D)
    assert len(spectral) == (2 if recipe is recipes.sn_gan else 0)


@pytest.mark.parametrize("recipe", [recipes.vae, recipes.autoencoder], ids=lambda recipe: recipe.__name__)
def test_convolutional_coders_have_the_gradients_of_their_losses_and_train(recipe, monkeypatch, tmp_path):
    monkeypatch.setattr(gradcheck, "STEP", 1e-6)  # which crosses few of so many kinks
    settings = {"channels": (3, 4), "data_shape": (4, 8, 3), "n_data": 40, "epochs": 2, "batch_size": 5, "rng": 0}
    game = recipe(**settings, dtype=np.float64)
    images = np.random.default_rng(0).integers(0, 256, (40, 4, 8, 3), np.uint8)
    found = gradcheck.check_play(game, game.scale(images[:5]), directions=3)
    assert {*found} == {"encoder", "decoder"}
    assert max(c.error for c in found.values()) <= 1e-6, {k: str(c) for k, c in found.items()}

    downs, ups = of_kind(game.encoder, Conv2D), of_kind(game.decoder, ConvTranspose2D)
    assert [(layer.n_in, layer.n_out) for layer in (*downs, *ups)] == [(3, 3), (3, 4), (4, 3), (3, 3)]
    assert type(game.decoder.layers[-1]) is Flatten  # logits
    whole, part = recipe(**settings).fit(images), recipe(**settings).fit(images, epochs=1)
    part.save(tmp_path / "a.npz")
    assert equal(Game.load(tmp_path / "a.npz").fit(images, epochs=1), whole)
    assert whole.reconstruct(whole.scale(images[:3])).shape == (3, 96)
    if recipe is recipes.vae:
        assert whole.encode(whole.scale(images[:3])).shape == (3, 20)
        assert whole.to_images(whole.sample(5, rng=0)).shape == (5, 4, 8, 3)
        assert np.isfinite(whole.elbo(whole.scale(images), rng=0)).all()


def test_what_a_discriminator_takes_beside_an_image_is_in_its_channels():
    small = {"channels": (3, 4), "data_shape": (4, 8, 3), "rng": 0}
    cgan, infogan, pacgan = (make(**small) for make in (recipes.cgan, recipes.infogan, recipes.pacgan))
    planes, first = cgan.discriminator.layers[:2]
    assert (type(planes), planes.shape, planes.labels, first.n_in) == (LabelPlanes, (4, 8, 3), 10, 3 + 10)
    assert cgan.discriminator.n_in == 96 + 10
    assert (cgan.latent_dim, infogan.latent_dim) == (100 + 10, 62 + 10 + 2)
    assert (infogan.discriminator.layers[1].n_in, infogan.discriminator.n_out) == (3, 1 + 10 + 2)
    acgan = recipes.acgan(**small, classes=4)
    assert (acgan.latent_dim, acgan.discriminator.layers[1].n_in, acgan.discriminator.n_out) == (100 + 4, 3, 1 + 4)
    reshape, pack, first = pacgan.discriminator.layers[:3]
    assert (type(reshape), type(pack), pack.rows, first.n_in) == (Reshape, Pack, 2, 6)
    assert recipes.pacgan(channels=(3, 4), rows=3).discriminator.layers[2].n_in == 3  # grey images


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: recipes.dcgan(data_shape=(30, 28)), r"divisible by 4, got \(30, 28\)"),
        (lambda: recipes.wgan_gp(channels=(2, 4), data_shape=(2,)), r"divisible by 4, got \(2,\)"),
        (lambda: recipes.wgan_gp(channels=(2, 4, 8)), r"channels must be two whole numbers such as \(32, 64\), got"),
        (lambda: recipes.sn_gan(channels=(2, 0)), "each number of channels must be a whole number, at least 1, got 0"),
        (
            lambda: recipes.mnist_mlp(channels=(2, 4)),
            r"this recipe's networks are dense and have no channels, got \(2, 4\)",
        ),
        (lambda: recipes.bigan(channels=(2, 4)), "this recipe's networks are dense"),
        (lambda: recipes.vae(channels=(2, 4), data_shape=(30, 28)), r"divisible by 4, got \(30, 28\)"),
        (lambda: recipes.pacgan(channels=(2, 4), data_shape=(2,)), r"divisible by 4, got \(2,\)"),
        (lambda: recipes.cgan(channels=(2, 4), data_shape=(30, 28)), r"divisible by 4, got \(30, 28\)"),
    ],
)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_dcgan_trains_on_a_file_of_colour_images_from_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (70, 8, 12, 3), np.uint8)
    np.save("mine.npy", images)
    assert (
        cli.main(["train", "--recipe", "dcgan", "--data", "mine.npy", "--epochs", "1", "--out", "run", "--quiet"]) == 0
    )
    gan = GAN.load("run/checkpoint.npz")
    assert (gan.recipe, gan.data_shape) == ("dcgan", (8, 12, 3))
    np.save("odd.npy", images[:, :6])
    assert cli.main(["train", "--recipe", "dcgan", "--data", "odd.npy", "--out", "odd"]) == 1
    assert capsys.readouterr().err.endswith("with height and width divisible by 4, got (6, 12, 3)\n")


@pytest.mark.parametrize("recipe", ["cgan", "acgan", "pacgan", "sn_gan"])
def test_the_command_line_takes_channels(recipe, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    np.savez("mine.npz", images=rng.integers(0, 256, (320, 4, 8), np.uint8), labels=np.arange(320) % 3)
    begin = ["train", "--recipe", recipe, "--data", "mine.npz", "--channels", "3", "5", "--epochs", "1", "--quiet"]
    assert cli.main([*begin, "--out", "run"]) == 0
    ups = of_kind(GAN.load("run/checkpoint.npz").generator, ConvTranspose2D)
    assert [(layer.n_in, layer.n_out) for layer in ups] == [(5, 3), (3, 1)]
    if recipe in ("cgan", "acgan"):
        assert cli.main(["train", "--resume", "run", "--epochs", "2", "--quiet"]) == 0
        assert cli.main(["train", "--resume", "run", "--channels", "3", "5"]) == 1
        assert "--resume takes the run as it is; leave out --channels" in capsys.readouterr().err
        assert cli.main(["sample", "run/checkpoint.npz", "--digit", "2", "-n", "4"]) == 0
        begin[2] = "aae"
        assert cli.main([*begin, "--out", "dense"]) == 1
        assert "this recipe's networks are dense and have no channels, got (3, 5)" in capsys.readouterr().err
