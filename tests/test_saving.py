"""A game in a file: back bit for bit, resumed as if never stopped, and no trust in what comes from elsewhere."""

import copy
import json

import numpy as np
import pytest
from games import CLASSES, DATA, GAMES, LABELS, WIDTH, conditional_layers, equal, images, maxout_gan, small_gan

from numgan import (
    CGAN,
    DRAGAN,
    GAN,
    R1,
    R2,
    SGD,
    Adam,
    AddReference,
    ApproximateR1,
    CheckpointError,
    Dense,
    DropReference,
    Exponential,
    Game,
    GradientPenalty,
    InstanceNoise,
    LabelledNoise,
    Layer,
    LeakyReLU,
    Linear,
    MinibatchDiscrimination,
    Pack,
    Penalties,
    Player,
    RelativisticAverage,
    RelativisticPairing,
    Sequential,
    SharedFakes,
    SpectralDense,
    VirtualBatchNorm,
    recipes,
)
from numgan.files import checkpoint


@pytest.mark.parametrize("stop", [1, 4, 6, 8, 13])
@pytest.mark.parametrize("make", GAMES)
def test_resuming_equals_never_having_stopped(make, stop, tmp_path):
    """Stopped in the middle of an epoch, at its end, in the second: saved, loaded, and gone on with, bit for bit."""
    whole = make(ema_decay=0.9, epochs=4).fit(DATA[make])
    part = make(ema_decay=0.9, epochs=4)
    for record in part.steps(DATA[make]):
        if record.step == stop:
            break
    part.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert equal(loaded, part)
    loaded.fit(DATA[make], epochs=4 - loaded.epoch)
    assert loaded.epoch == 4
    assert equal(loaded, whole)
    np.testing.assert_array_equal(loaded.sample(5, rng=0), whole.sample(5, rng=0))


CURES = {  # layers before D's first dense one, the class of its layers, what else the GAN takes
    "noise that has half decayed, R1": ([InstanceNoise(std=0.5, passes=40)], Dense, {"penalty": R1()}),
    "DRAGAN, spectral layers": ([], SpectralDense, {"penalty": DRAGAN()}),
    "relativistic, packed, WGAN-GP's penalty": (
        [Pack(WIDTH + CLASSES, rows=2)],
        Dense,
        {"penalty": GradientPenalty(), "objective": RelativisticAverage()},
    ),
    "pairing, two penalties, one of them approximate": (
        [InstanceNoise(std=0.5, passes=40)],
        SpectralDense,
        {"penalty": Penalties([ApproximateR1(), R2()]), "objective": RelativisticPairing()},
    ),
    "a reference batch and virtual batch norm in D, R1 by finite differences": (
        [
            AddReference(WIDTH + CLASSES, n_reference=4),
            VirtualBatchNorm(WIDTH + CLASSES, n_reference=4),
            DropReference(n_reference=4),
        ],
        Dense,
        {"penalty": ApproximateR1()},
    ),
    "minibatch discrimination": ([MinibatchDiscrimination(WIDTH + CLASSES, kernels=3, dim=2)], Dense, {}),
}


@pytest.mark.parametrize("cure", CURES)
def test_cures_and_labels_resume_bit_for_bit_in_any_combination(cure, tmp_path):
    def make():
        before, dense, settings = copy.deepcopy(CURES[cure])
        (width,) = before[0].output_shape((WIDTH + CLASSES,)) if before else (WIDTH + CLASSES,)
        G = Player(conditional_layers(), rng=1)
        D = Player([*before, dense(width, 9), LeakyReLU(), dense(9, 1)], rng=2)
        how = {"noise_prior": LabelledNoise(CLASSES), "batch_size": 8, "data_range": (-1, 1)} | settings
        return CGAN(G, D, **how, rng=3)

    whole = make().fit(images(), LABELS, epochs=2)
    part = make()
    for record in part.steps(images(), LABELS):
        if record.step == 5:
            break
    part.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert equal(loaded, part)
    assert equal(loaded.fit(images(), LABELS, epochs=2), whole)
    assert np.isfinite(whole.history["d_loss"]).all()


@pytest.mark.parametrize("recipe", recipes.ALL.values(), ids=list(recipes.ALL))
def test_every_recipe_survives_a_checkpoint(recipe, tmp_path):
    game = recipe(rng=0, epochs=3)
    game.save(tmp_path / "a.npz")
    loaded = Game.load(tmp_path / "a.npz")
    assert type(loaded) is type(game)
    assert repr(loaded.config()) == repr(game.config())
    assert equal(loaded, game)
    assert loaded.data_seed == game.data_seed
    assert loaded.noise_rng.bit_generator.state == game.noise_rng.bit_generator.state
    if game.sampled:
        np.testing.assert_array_equal(loaded.sample(2, rng=0), game.sample(2, rng=0))


def test_schedules_and_settings_survive_a_checkpoint(tmp_path):
    optimizers = {
        "generator_optimizer": SGD(lr=Exponential(0.1, 1.01, floor=1e-3), momentum=Linear(0.5, 0.7, 9)),
        "discriminator_optimizer": SGD(lr=0.2),
    }
    gan = SharedFakes(**small_gan(**optimizers, dtype=np.float32).config(), rng=0)
    gan.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert repr(loaded.generator.optimizer) == repr(optimizers["generator_optimizer"])
    assert repr(loaded.discriminator.optimizer) == repr(optimizers["discriminator_optimizer"])
    assert type(loaded) is SharedFakes
    assert loaded.dtype == np.float32


def test_the_name_of_the_data_and_every_average_survive_a_checkpoint(tmp_path):
    gan = small_gan(ema_decay=0.9).fit(images(), epochs=1)
    D = gan.discriminator.config()
    layers = [type(layer)(**layer.config()) for layer in D.pop("layers")]
    second = Player(layers, **D | {"optimizer": Adam(), "ema_decay": 0.5}, rng=1)
    gan = GAN(**gan.config() | {"generator": gan.generator, "discriminator": second}, rng=1)
    gan.fit(images(), epochs=1)
    gan.trained_on = "ring"
    gan.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert loaded.trained_on == "ring"
    assert (loaded.generator.average.t, loaded.discriminator.average.t) == (16, 8)
    assert equal(loaded, gan)
    assert equal(loaded.fit(images(), epochs=1), gan.fit(images(), epochs=1))


class SavedWithMemory(GAN):
    remembered = ("running_loss",)
    running_loss = 0.0

    def play(self, real):
        seen = super().play(real)
        self.running_loss = 0.9 * self.running_loss + 0.1 * seen["d_loss"]
        return seen | {"running_loss": self.running_loss}


def test_numbers_that_a_game_remembers_survive_a_checkpoint(tmp_path):
    gan = SavedWithMemory(**small_gan().config(), rng=0).fit(images(), epochs=1)
    gan.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert loaded.running_loss == gan.running_loss == gan.history["running_loss"][-1]
    assert equal(loaded.fit(images(), epochs=1), gan.fit(images(), epochs=1))


def spoil(path, change):
    content = checkpoint.load(path)
    change(content)
    checkpoint.save(path, content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("generator.params"), "it lacks 'generator.params'"),
        (lambda c: c.pop("game"), "it lacks 'game'"),
        (lambda c: c.update(game=5), "does not hold a game"),
        (lambda c: c["game"]["objective"].update({"class": "os.system"}), "no class is called 'os.system' here"),
        (lambda c: c["game"].update({"class": "Game"}), "it holds a Game, and a GAN was asked for"),
        (lambda c: c["game"].update({"class": "VAE"}), "it holds a VAE, and a GAN was asked for"),
        (lambda c: c["game"].update({"class": "Dense"}), "it holds a Dense, and a GAN was asked for"),
        (lambda c: c["game"].update(noise_prior=c["game"]["generator"]), "it lacks 'noise_prior.params'"),
        (lambda c: c["game"].update(objective=5), "objective must be an Objective such as .*, got int"),
        (lambda c: c["game"]["generator"].update({"class": "Sequential"}), "unexpected keyword argument 'optimizer'"),
        (lambda c: c["game"]["generator"]["optimizer"].update(lr=10**400), "lr must be at least 0"),
        (lambda c: c.update({"generator.optimizer.t": -1}), "generator.optimizer.t must be a whole number, at least 0"),
        (lambda c: c.update(step_in_epoch=-3), "step_in_epoch must be a whole number, at least 0, got -3"),
        (lambda c: c.update(epoch="abc"), "epoch must be a whole number"),
        (lambda c: c["history"].__setitem__((3, 0), 5), "its history has 8 records, and their steps are not 1, 2, 3"),
        (lambda c: c["history"].__setitem__((3, 1), np.nan), "its history holds numbers that are not finite"),
        (lambda c: c.update(columns=["d_loss"] * 7), "does not hold a game: .* duplicate field name: 'd_loss'"),
        (lambda c: c.update(columns=["d_loss"]), r"history must have shape \(steps, 3\), got \(8, 9\)"),
        (lambda c: c["noise_rng"].update(uinteger=-1), "does not hold a game"),
        (lambda c: c["game"]["generator"]["layers"][0].update(n_in=10**15), "layers need .* parameters, and it holds"),
        (
            lambda c: c["game"]["generator"]["layers"].insert(
                0, {"class": "AddReference", "n": 4, "n_reference": 10**15}
            ),
            "layers need .* numbers of state, and it holds",
        ),
        (lambda c: c["game"]["generator"]["layers"][0].update(n_in=-3), "n_in must be a whole number"),
        (lambda c: c["game"].update(surprise=1), "unexpected keyword"),
        (lambda c: c.update({"generator.params": np.zeros(3)}), "parameters, and it holds 3"),
        (lambda c: c["discriminator.params"].__setitem__(0, np.nan), "discriminator.params is not finite"),
        (lambda c: c.update({"generator.state": np.zeros(16, np.float16)}), r"generator.state must be \(16,\) float64"),
        (lambda c: c.update(history=np.zeros((2, 3))), r"history must have shape \(steps, 9\)"),
        (lambda c: c.update(noise_rng={"bit_generator": "PCG64"}), "does not hold a game"),
        (lambda c: c.pop("generator.optimizer.m"), "it lacks 'generator.optimizer.m'"),
        (lambda c: c.pop("generator.average.params"), "it lacks 'generator.average.params'"),
        (lambda c: c.update({"generator.average.t": 0.5}), "generator.average.t must be a whole number, at least 0"),
        (lambda c: c.update(gan=c.pop("game")), r"written before games had players \(file format 1\): train again"),
    ],
)
def test_checkpoints_that_cannot_be_trusted_are_refused(tmp_path, change, message):
    path = tmp_path / "a.npz"
    small_gan(ema_decay=0.9).fit(images(), epochs=1).save(path)
    spoil(path, change)
    with pytest.raises(CheckpointError, match=message):
        GAN.load(path)


def test_what_could_not_be_loaded_again_is_not_saved(tmp_path):
    gan = small_gan(ema_decay=0.9)
    gan.save(tmp_path / "a.npz")
    before = (tmp_path / "a.npz").read_bytes()
    gan.generator.state[0] = np.nan
    with pytest.raises(ValueError, match=r"generator.state is not finite any more: nothing was saved"):
        gan.save(tmp_path / "a.npz")
    assert (tmp_path / "a.npz").read_bytes() == before


def test_what_a_file_cannot_hold_is_refused_before_training():
    with pytest.raises(TypeError, match=r"Adam.lr must be a number, text, .* which a file can hold; got <function"):
        small_gan(generator_optimizer=Adam(lr=lambda t: 1e-3))
    with pytest.raises(TypeError, match=r"noise_prior must be an object such as NormalNoise\(\)"):
        small_gan(noise_prior=lambda rng, shape, dtype: rng.normal(shape))


@pytest.mark.parametrize("kind", [np.random.MT19937, np.random.Philox, np.random.PCG64DXSM])
def test_any_bit_generator_will_do(kind, tmp_path):
    gan = small_gan(rng=np.random.Generator(kind(0)))
    gan.fit(images(), epochs=1)
    gan.save(tmp_path / "a.npz")
    assert equal(GAN.load(tmp_path / "a.npz").fit(images(), epochs=1), gan.fit(images(), epochs=1))


def test_a_users_class_with_a_name_of_numgans_never_takes_its_place(tmp_path):
    gan = maxout_gan()
    gan.save(tmp_path / "a.npz")

    class LeakyReLU(Layer):
        def forward(self, x, training=True):
            return np.abs(x), x

    np.testing.assert_array_equal(GAN.load(tmp_path / "a.npz").sample(3, rng=0), gan.sample(3, rng=0))
    generator = Player([Dense(2, 6), LeakyReLU()], dtype=np.float64)
    with pytest.raises(TypeError, match="a second class is called LeakyReLU"):
        GAN(generator, Player([Dense(6, 1)], dtype=np.float64))


def test_the_set_up_in_a_checkpoint_is_plain_json(tmp_path):
    small_gan().save(tmp_path / "a.npz")
    plain = checkpoint.load(tmp_path / "a.npz")["game"]
    assert json.loads(json.dumps(plain)) == plain
    assert plain["generator"]["layers"][0] == {
        "class": "Dense",
        "n_in": 4,
        "n_out": 8,
        "init": {"class": "XavierUniform"},
        "bias": True,
    }


class SavedGAN(GAN):
    pass


class SavedPlayer(Player):
    pass


class SavedNest(Layer):
    def __init__(self, inner):
        self.inner, self.n_in, self.n_out = inner, 4, 8


def test_classes_of_ones_own_are_found_again_and_a_third_network_is_refused_at_once(tmp_path):
    gan = small_gan()
    G = SavedPlayer([Dense(4, 6), LeakyReLU()], rng=0, dtype=np.float64)
    own = SavedGAN(G, gan.discriminator, data_range=(-1, 1), rng=1)
    own.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert (type(loaded), type(loaded.generator)) == (SavedGAN, SavedPlayer)
    for kind in (SavedGAN, Game):
        assert type(kind.load(tmp_path / "a.npz")) is SavedGAN
    gan.save(tmp_path / "b.npz")
    with pytest.raises(CheckpointError, match="it holds a GAN, and a SavedGAN was asked for"):
        SavedGAN.load(tmp_path / "b.npz")
    nest = SavedNest(Sequential([Dense(4, 8)]))
    with pytest.raises(ValueError, match="players, 2, and this one is made of 3 networks: no layer or other part"):
        GAN(Player([nest, Dense(8, 6)], dtype=np.float64), gan.discriminator)
