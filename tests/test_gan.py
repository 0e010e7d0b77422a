"""The loop, resuming, sampling, saving and loading."""

import json

import numpy as np
import pytest
from games import GAMES, batch_norm_gan, images, maxout_gan, real_rows, small_gan

from numgan import GAN, SGD, Adam, CheckpointError, Dense, Exponential, Layer, Linear, Sequential, checkpoint, recipes
from numgan.gan import CALIBRATION_ROWS
from numgan.history import History, Record
from numgan.sampler import BLOCK

DATA = {small_gan: images(), maxout_gan: images(), batch_norm_gan: real_rows(64)}


def equal(a: GAN, b: GAN) -> bool:
    """Are two GANs in the same state, bit for bit?"""
    pairs = [(a.history.to_array(), b.history.to_array())]
    for player in ("generator", "discriminator"):
        m, n = getattr(a, player), getattr(b, player)
        pairs += [(m.params, n.params), (m.state, n.state)]
        o, p = getattr(a, f"{player}_optimizer"), getattr(b, f"{player}_optimizer")
        pairs.append((o.t, p.t))
        pairs += [(o.slots[name], p.slots[name]) for name in o.slots]
    if a.average is not None:
        pairs.append((a.average.network.params, b.average.network.params))
    return all(np.array_equal(x, y) for x, y in pairs)


@pytest.mark.parametrize("make", GAMES)
def test_the_same_seed_gives_the_same_run_and_another_seed_another(make):
    runs = [make(rng=seed, ema_decay=0.9).fit(DATA[make]) for seed in (0, 0, 1)]
    assert equal(runs[0], runs[1])
    assert not equal(runs[0], runs[2])


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


def test_looking_at_a_run_does_not_change_it():
    quiet, watched = small_gan(ema_decay=0.9), small_gan(ema_decay=0.9)
    quiet.fit(images())
    for _ in watched.steps(images()):
        watched.sample(3, rng=1)
        watched.sample(3)
        watched.probability(watched.sample(2, averaged=False))
        watched.copy().train_step(real_rows(8))
    assert equal(quiet, watched)


def test_every_epoch_shows_each_row_once():
    gan, seen = small_gan(), []
    gan.train_step = lambda real: seen.append(real)
    list(gan.steps(images(64), epochs=2))
    assert (gan.epoch, gan.step_in_epoch) == (2, 0)
    for epoch in (seen[:8], seen[8:]):
        rows = np.concatenate(epoch)
        scaled = gan.scale(images(64))
        np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(scaled, axis=0))
    assert (seen[0] != seen[8]).any()


def test_rows_that_fill_no_step_are_left_out():
    assert len(list(small_gan().steps(images(30), epochs=1))) == 3
    assert len(list(batch_norm_gan().steps(real_rows(40), epochs=1))) == 2  # 2 x 8 rows a step


def test_uint8_images_and_their_scaled_floats_train_alike():
    a, b = small_gan(), small_gan()
    a.fit(images())
    b.fit(b.scale(images()))
    assert equal(a, b)


def test_steps_can_be_left_and_taken_up():
    a, b = small_gan(), small_gan()
    a.fit(images())
    for record in b.steps(images()):
        if record.step == 3:
            break
    b.fit(images(), epochs=2)
    assert equal(a, b)


def test_arguments_are_checked_when_steps_is_called():
    for data, message in (
        (images(7), "at least 8 rows, those of one step, got 7"),
        (np.full((20, 6), np.nan), "must be finite"),
        (np.full((20, 6), 3.0), "lie in data_range"),
        (images(20).reshape(20, 6)[:, :5], "rows of 6 values"),
    ):
        with pytest.raises(ValueError, match=message):
            small_gan().steps(data)  # not iterated
    with pytest.raises(ValueError, match="epochs must be a whole number, at least 1, got 0"):
        small_gan().steps(images(), epochs=0)
    with pytest.raises(ValueError, match="batch_size must be a whole number"):
        small_gan().fit(images(), batch_size=-1)
    with pytest.raises(ValueError, match="batch_size must be at least 2 where a network has batch norm"):
        small_gan().steps(images(), batch_size=1)


def test_pretrain_moves_d_alone():
    gan = small_gan()
    g, d = gan.generator.params.copy(), gan.discriminator.params.copy()
    losses = gan.pretrain(images(), steps=30)
    assert len(losses) == 30
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    np.testing.assert_array_equal(gan.generator.params, g)
    assert (gan.discriminator.params != d).any()
    assert gan.step == 0


def test_sampling_is_by_rng_in_blocks_and_in_range():
    gan = small_gan().fit(images())
    n = BLOCK + 7
    x = gan.sample(n, rng=1)
    assert x.shape == (n, 6)
    assert np.abs(x).max() <= 1
    np.testing.assert_array_equal(x, gan.sample(n, rng=1))
    assert (x != gan.sample(n, rng=2)).any()
    z = gan.latents(n, rng=1)
    np.testing.assert_allclose(x[-1], gan.generate(z[-1:])[0], rtol=1e-12)
    assert gan.to_images(x[:3]).shape == (3, 6)


def test_the_averaged_generator_samples_with_statistics_of_its_own():
    gan = small_gan(ema_decay=0.9).fit(images())
    z = gan.latents(4, rng=0)
    plain, averaged = gan.generate(z, averaged=False), gan.generate(z)
    np.testing.assert_array_equal(plain, gan.generator(z))
    assert (plain != averaged).any()
    hidden = gan.average.network.layers[0].forward(gan.latents(CALIBRATION_ROWS, rng=0))[0]
    hidden = gan.average.network.layers[1].forward(hidden)[0]
    np.testing.assert_allclose(gan.average.network.layers[2].running_mean, hidden.mean(axis=0), rtol=1e-9)
    gan.fit(images(), epochs=1)
    assert (gan.generate(z) != averaged).any()  # measured anew


def test_probability_is_the_sigmoid_of_the_logit_at_inference():
    gan = small_gan()
    x = real_rows(5)
    p = gan.probability(x)
    assert p.shape == (5,)
    np.testing.assert_allclose(np.log(p / (1 - p)), gan.discriminator(x)[:, 0], rtol=1e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: g.sample(0), "n must be a whole number, at least 1, got 0"),
        (lambda g: g.generate(np.ones((2, 3))), r"z must have shape \(B, 4\), got \(2, 3\)"),
        (lambda g: g.generate(np.full((2, 4), np.inf)), "z must be finite"),
        (lambda g: g.probability(np.full((1, 6), np.nan)), "x must be finite"),
        (lambda g: g.probability(np.ones((1, 7))), r"x must have shape \(B, 6\)"),
        (lambda g: batch_norm_gan().to_images(np.ones((1, 6))), "data_range is None"),
        (lambda g: g.history["loss"], "history has no column 'loss'; it has step, epoch"),
    ],
)
def test_bad_questions_are_named(call, message):
    with pytest.raises((ValueError, KeyError), match=message):
        call(small_gan())


@pytest.mark.parametrize("recipe", recipes.ALL.values(), ids=list(recipes.ALL))
def test_every_recipe_survives_a_checkpoint(recipe, tmp_path):
    gan = recipe(rng=0, epochs=3)
    gan.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert repr(loaded.config()) == repr(gan.config())
    np.testing.assert_array_equal(loaded.sample(2, rng=0), gan.sample(2, rng=0))


def test_schedules_and_settings_survive_a_checkpoint(tmp_path):
    optimizers = {
        "generator_optimizer": SGD(lr=Exponential(0.1, 1.01, floor=1e-3), momentum=Linear(0.5, 0.7, 9)),
        "discriminator_optimizer": SGD(lr=0.2),
    }
    gan = small_gan(**optimizers, share_fakes=True, dtype=np.float32)
    gan.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert repr(loaded.generator_optimizer) == repr(optimizers["generator_optimizer"])
    assert loaded.share_fakes
    assert loaded.dtype == np.float32


def spoil(path, change):
    content = checkpoint.load(path)
    change(content)
    checkpoint.save(path, content)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.pop("generator.params"), "it lacks 'generator.params'"),
        (lambda c: c.pop("gan"), "it lacks 'gan'"),
        (lambda c: c.update(gan=5), "does not hold a GAN"),
        (lambda c: c["gan"]["objective"].update({"class": "os.system"}), "no class is called 'os.system' here"),
        (lambda c: c["gan"].update({"class": "Game"}), "must describe one GAN of two networks"),
        (lambda c: c["gan"].update(noise_prior=c["gan"]["generator"]), "must describe one GAN of two networks"),
        (lambda c: c["gan"].update(objective=5), "objective must be an object of class Objective, got 5"),
        (lambda c: c["gan"]["generator_optimizer"].update(lr=10**400), "lr must be at least 0"),
        (lambda c: c.update({"generator_optimizer.t": -1}), "generator_optimizer.t must be a whole number, at least 0"),
        (lambda c: c.update(step_in_epoch=-3), "step_in_epoch must be a whole number, at least 0, got -3"),
        (lambda c: c.update(step="abc"), "step must be a whole number"),
        (lambda c: c.update(step=3), "its history has 8 records, and not the 3 steps'"),
        (lambda c: c["noise_rng"].update(uinteger=-1), "does not hold a GAN"),
        (lambda c: c["gan"]["generator"]["layers"][0].update(n_in=10**15), "layers need .* parameters, and it holds"),
        (lambda c: c["gan"]["generator"]["layers"][0].update(n_in=-3), "n_in must be a whole number"),
        (lambda c: c["gan"].update(surprise=1), "unexpected keyword"),
        (lambda c: c.update({"generator.params": np.zeros(3)}), "parameters, and it holds 3"),
        (lambda c: c["discriminator.params"].__setitem__(0, np.nan), "discriminator.params is not finite"),
        (lambda c: c.update({"generator.state": np.zeros(16, np.float16)}), r"generator.state must be \(16,\) float64"),
        (lambda c: c.update(history=np.zeros((2, 3))), r"history must have shape \(steps, 9\)"),
        (lambda c: c.update(noise_rng={"bit_generator": "PCG64"}), "does not hold a GAN"),
        (lambda c: c.pop("generator_optimizer.m"), "it lacks 'generator_optimizer.m'"),
    ],
)
def test_checkpoints_that_cannot_be_trusted_are_refused(tmp_path, change, message):
    path = tmp_path / "a.npz"
    small_gan().fit(images(), epochs=1).save(path)
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
    with pytest.raises(TypeError, match="noise_prior must be an object of class Configurable"):
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
    generator = Sequential([Dense(2, 6), LeakyReLU()], dtype=np.float64)
    with pytest.raises(TypeError, match="a second class is called LeakyReLU"):
        GAN(generator, Sequential([Dense(6, 1)], dtype=np.float64))


def test_a_sampler_is_not_changed_by_later_training():
    gan = small_gan(ema_decay=0.9).fit(images())
    sampler = gan.sampler()
    before = sampler.sample(5, rng=0)
    np.testing.assert_array_equal(before, gan.sample(5, rng=0))
    gan.fit(images())
    gan.sample(1)
    np.testing.assert_array_equal(before, sampler.sample(5, rng=0))


def test_samplers_check_what_they_turn_into_images():
    sampler = small_gan().sampler()
    for method in (sampler.to_images, sampler.to_unit):
        with pytest.raises(ValueError, match="x must be finite"):
            method(np.full((2, 6), np.nan))
        with pytest.raises(ValueError, match=r"x must have shape \(B, 6\), got \(2, 5\)"):
            method(np.zeros((2, 5)))
        with pytest.raises(TypeError, match="got dtype uint8"):
            method(np.zeros((2, 6), np.uint8))
    np.testing.assert_allclose(sampler.to_unit(np.array([[-1.0, 0, 1, 2, -3, 0.5]])), [[0, 0.5, 1, 1, 0, 0.75]])


def test_the_set_up_in_a_checkpoint_is_plain_json(tmp_path):
    small_gan().save(tmp_path / "a.npz")
    plain = checkpoint.load(tmp_path / "a.npz")["gan"]
    assert json.loads(json.dumps(plain)) == plain
    assert plain["generator"]["layers"][0] == {
        "class": "Dense",
        "n_in": 4,
        "n_out": 8,
        "init": {"class": "XavierUniform"},
        "bias": True,
    }


def test_copies_go_their_own_way():
    gan = small_gan(ema_decay=0.9).fit(images(), epochs=1)
    twin = gan.copy()
    assert equal(gan, twin)
    twin.fit(images(), epochs=1)
    assert not equal(gan, twin)
    gan.fit(images(), epochs=1)
    assert equal(gan, twin)


def test_history_is_read_by_column_and_by_record():
    history = History()
    records = [Record(i, 1, *np.random.default_rng(i).random(7).tolist()) for i in (1, 2, 3)]
    for record in records:
        history.append(record)
    np.testing.assert_array_equal(history["d_loss"], [r.d_loss for r in records])
    assert list(history.records(1)) == records[1:]
    assert list(History.from_array(history.to_array()).records()) == records
    assert list(History.from_array(History().to_array()).records()) == []


def test_summary_and_repr_speak_to_people():
    gan = small_gan()
    assert "generator\nlayer" in gan.summary()
    assert "discriminator\nlayer" in gan.summary()
    assert repr(gan) == "<GAN custom: G and D of 110 and 73 parameters; NonSaturating(); step 0>"
