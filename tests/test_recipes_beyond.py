"""Recipes beyond minimax: on images and on points, deterministic, resumable, at the command line like any other."""

import numpy as np
import pytest
from games import equal, settle

from numgan import (
    DRAGAN,
    GAN,
    R1,
    Adam,
    Clipped,
    GradientPenalty,
    InstanceNoise,
    LeastSquares,
    Pack,
    RMSProp,
    SpectralDense,
    gradcheck,
    recipes,
)
from numgan.app.cli import main
from numgan.recipes.beyond import on_common_networks
from numgan.recipes.setting import Setting

ROWS = 320
DATA = {
    (2, 3): np.random.default_rng(6).integers(0, 256, (ROWS, 2, 3)).astype(np.uint8),
    (2,): np.random.default_rng(7).normal(size=(ROWS, 2)),
}
ANSWERS = [recipe.__name__ for recipe in recipes.IMAGES_OR_POINTS if recipes.game_of(recipe) is GAN]
KINDS = [(name, shape) for name in sorted(ANSWERS) for shape in DATA]


def make(name, shape, **settings):
    return recipes.ALL[name](data_shape=shape, n_data=ROWS, epochs=2, batch_size=16, rng=3, **settings)


@pytest.mark.parametrize(("name", "shape"), KINDS)
def test_resuming_equals_never_having_stopped(name, shape, tmp_path):
    whole, again, part = (make(name, shape) for _ in range(3))
    whole.fit(DATA[shape])
    assert equal(again.fit(DATA[shape]), whole)
    for record in part.steps(DATA[shape]):
        if record.step == 3:
            break
    part.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert repr(loaded.config()) == repr(part.config())
    assert equal(loaded.fit(DATA[shape], epochs=2 - loaded.epoch), whole)
    assert loaded.generator.params.dtype == np.float32


@pytest.mark.parametrize(("name", "shape"), KINDS)
def test_the_full_networks_gradients_are_right(name, shape, monkeypatch):
    """At every move. A step smaller than the default crosses fewer of the many kinks of so many units."""
    monkeypatch.setattr(gradcheck, "STEP", 1e-6)
    gan = settle(make(name, shape, dtype=np.float64))
    B = 16 * gan.d_steps
    real = DATA[shape][:B].reshape(B, -1) / np.abs(DATA[shape]).max()
    found = gradcheck.check_play(gan, real, directions=3)
    assert len(found) == 1 + gan.d_steps
    assert all(comparison.error <= 1e-6 for comparison in found.values())


PAPERS = {  # objective, optimiser of G, d_steps; of digits
    "lsgan": ("LeastSquares()", "Adam(lr=0.0002, beta1=0.5)", 1),
    "wgan": ("Wasserstein()", "RMSProp(lr=5e-05)", 5),
    "wgan_gp": ("Wasserstein()", "Adam(lr=0.0001, beta1=0.0, beta2=0.9)", 5),
    "sn_gan": ("Hinge()", "Adam(lr=0.0002, beta1=0.0, beta2=0.9)", 5),
    "ragan": ("RelativisticAverage()", "Adam(lr=0.0002, beta1=0.5)", 1),
    "bgan": ("BoundarySeeking()", "Adam(lr=0.0002, beta1=0.5)", 1),
    "softmax_gan": ("BatchSoftmax()", "Adam(lr=0.0002, beta1=0.5)", 1),
    "pacgan": ("NonSaturating()", "Adam(lr=0.0002, beta1=0.5)", 1),
}


def test_r3gan_pairs_rows_and_has_both_penalties():
    for shape in DATA:
        gan = make("r3gan", shape, weight=0.5)
        assert repr(gan.objective) == "RelativisticPairing()"
        assert repr(gan.penalty) == "Penalties([R1(weight=0.5), R2(weight=0.5)])"
        for player in gan.players.values():
            assert player.optimizer.beta1 == 0


@pytest.mark.parametrize("name", PAPERS)
def test_the_settings_are_the_papers(name):
    gan = recipes.ALL[name]()
    objective, adam, d_steps = PAPERS[name]
    assert (repr(gan.objective), repr(gan.generator.optimizer), gan.d_steps) == (objective, adam, d_steps)
    clipped = f"Clipped({adam}, limit=0.01)"
    assert repr(gan.discriminator.optimizer) == (clipped if name == "wgan" else adam)
    assert isinstance(gan.penalty, GradientPenalty) if name == "wgan_gp" else gan.penalty is None
    assert gan.batch_size // gan.discriminator.rows == 64
    assert gan.generator.ema_decay is None


def test_the_defaults_that_a_repr_leaves_out_are_the_papers():
    assert (GradientPenalty().weight, R1().weight, DRAGAN().weight) == (10, 10, 10)
    assert recipes.wgan_gp().penalty.weight == 10
    objective = LeastSquares()
    assert (objective.a, objective.b, objective.c) == (0, 1, 1)
    assert (Adam().beta2, RMSProp(lr=1).rho) == (0.999, 0.99)


def test_the_recipes_are_what_the_papers_changed():
    wgan, wgan_gp, sn_gan, pacgan = (make(name, (2, 3)) for name in ("wgan", "wgan_gp", "sn_gan", "pacgan"))
    assert (wgan.d_steps, wgan_gp.d_steps, sn_gan.d_steps, pacgan.d_steps) == (5, 5, 5, 1)
    assert isinstance(wgan.discriminator.optimizer, Clipped)
    assert isinstance(wgan.generator.optimizer, RMSProp)
    assert isinstance(wgan_gp.penalty, GradientPenalty)
    assert sum(isinstance(layer, SpectralDense) for layer in sn_gan.discriminator.layers) == 3
    assert isinstance(pacgan.discriminator.layers[0], Pack)
    wgan.fit(DATA[2, 3])
    assert np.abs(wgan.discriminator.params).max() <= 0.01


def test_a_critic_has_no_probability():
    gan = make("wgan_gp", (2,)).fit(DATA[2,], epochs=1)
    with pytest.raises(ValueError, match="D's output is a score and no probability"):
        gan.probability(DATA[2,][:3])
    assert np.isfinite(gan.history.to_array()).all()  # the critic's value is its estimate of the distance


def test_packing_by_three_needs_a_batch_that_three_divides():
    gan = recipes.pacgan(data_shape=(2,), n_data=ROWS, batch_size=16, rows=3, rng=0)
    with pytest.raises(ValueError, match=r"the discriminator packs 3 rows .* 3 must divide the batch size; got 16"):
        gan.steps(DATA[2,], epochs=1)


def test_a_recipe_of_your_own_on_the_same_networks():
    """Layers before D's first dense one, some of which take any width; and what else GAN takes."""
    s = Setting(n_data=ROWS, data_shape=(2,), epochs=2, batch_size=16, rng=3)
    before = InstanceNoise(std=0.1, passes=9), Pack(2, rows=2)
    gan = on_common_networks(s, "mine", Adam(lr=1e-3), RMSProp(lr=1e-3), before=before, penalty=R1(), ema_decay=0.9)
    assert [(layer.n_in, layer.n_out) for layer in gan.discriminator.layers[:3]] == [(None, None), (2, 4), (4, 128)]
    assert (gan.recipe, gan.batch_size, gan.epochs, gan.data_shape) == ("mine", 16, 2, (2,))
    assert (gan.generator.ema_decay, gan.discriminator.ema_decay) == (0.9, None)
    assert (repr(gan.generator.optimizer), repr(gan.discriminator.optimizer)) == ("Adam()", "RMSProp(lr=0.001)")
    assert isinstance(gan.penalty, R1)
    gan.fit(DATA[2,], epochs=1)


def test_at_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    np.save("small.npy", DATA[2, 3])
    assert main(["train", "--recipe", "wgan_gp", "--data", "small.npy", "--epochs", "1", "--quiet"]) == 0
    assert main(["train", "--resume", "runs/wgan_gp", "--epochs", "2", "--quiet"]) == 0
    once = ["train", "--recipe", "wgan_gp", "--data", "small.npy", "--epochs", "2", "--quiet", "--out", "once"]
    assert main(once) == 0
    assert equal(GAN.load("runs/wgan_gp/checkpoint.npz"), GAN.load("once/checkpoint.npz"))
    assert main(["train", "--recipe", "keras_gan", "--data", "ring"]) == 1
    assert "recipe keras_gan is for images" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["mnist_mlp", "dcgan", "cgan"])
@pytest.mark.parametrize(("epochs", "lr"), [(8, 2e-3), (20, 2e-3), (40, 1e-3), (60, 2e-3 / 3)])
def test_long_schedules_begin_lower(name, epochs, lr):
    """Begun at 2e-3, a schedule of 60 epochs has a D that blows up."""
    gan = recipes.ALL[name](epochs=epochs, data_shape=(4, 4), n_data=640)
    for player in gan.players.values():
        assert player.optimizer.lr(0) == pytest.approx(lr)
        assert player.optimizer.lr(gan.epochs * 10) == pytest.approx(lr / 10)
