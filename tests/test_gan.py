"""The loop, sampling, copies and the history."""

import numpy as np
import pytest
from games import DATA, GAMES, batch_norm_gan, equal, images, real_rows, small_gan

from numgan import Dense, NormalNoise, Sampler, Sequential, UniformNoise
from numgan.history import History, record_type
from numgan.sampled import CALIBRATION_ROWS
from numgan.sampler import BLOCK


@pytest.mark.parametrize("make", GAMES)
def test_the_same_seed_gives_the_same_run_and_another_seed_another(make):
    runs = [make(rng=seed, ema_decay=0.9).fit(DATA[make]) for seed in (0, 0, 1)]
    assert equal(runs[0], runs[1])
    assert not equal(runs[0], runs[2])


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
    step = gan.train_step
    gan.train_step = lambda real, **then: seen.append(real) or step(real, **then)
    list(gan.steps(images(64), epochs=2))
    assert (gan.epoch, gan.step_in_epoch) == (2, 0)
    for epoch in (seen[:8], seen[8:]):
        rows = np.concatenate(epoch)
        scaled = gan.scale(images(64))
        np.testing.assert_array_equal(np.sort(rows, axis=0), np.sort(scaled, axis=0))
    assert (seen[0] != seen[8]).any()


def test_rows_that_fill_no_step_are_left_out():
    assert len(list(small_gan().steps(images(30), epochs=1))) == 3
    assert len(list(batch_norm_gan().steps(real_rows(40), epochs=1))) == 2  # 2 x 8 rows per step


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


@pytest.mark.parametrize("how", [{"batch_size": 16}, {"data": images(24)}], ids=["larger batches", "fewer rows"])
def test_an_epoch_that_other_data_or_batches_have_shortened_is_completed_by_one_step(how):
    gan = small_gan()
    for record in gan.steps(images()):
        if record.step == 6:
            break
    gan.fit(how.pop("data", images()), epochs=1, **how)
    assert (gan.step, gan.epoch, gan.step_in_epoch) == (7, 1, 0)


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
    with pytest.raises(ValueError, match="batch_size must be at least 2 where a network couples rows, as"):
        small_gan().steps(images(), batch_size=1)


def test_pretrain_moves_d_alone():
    gan = small_gan()
    g, d = gan.generator.params.copy(), gan.discriminator.params.copy()
    losses = gan.pretrain(images(), steps=30)
    assert len(losses) == 30
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    np.testing.assert_array_equal(gan.generator.params, g)
    assert (gan.discriminator.params != d).any()
    assert (gan.generator.optimizer.t, gan.discriminator.optimizer.t) == (0, 30)
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


@pytest.mark.parametrize("prior", [NormalNoise(), UniformNoise()])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_blocks_are_the_sample_cut_in_pieces(prior, dtype):
    net = Sequential([Dense(3, 2)], rng=0, dtype=dtype)
    sampler = Sampler(net, noise_prior=prior, data_range=None, data_shape=(2,))
    blocks = list(sampler.sample_blocks(2500, rng=4))
    assert [len(block) for block in blocks] == [1000, 1000, 500]
    np.testing.assert_allclose(np.concatenate(blocks), sampler.sample(2500, rng=4), rtol=1e-6, atol=1e-6)
    with pytest.raises(ValueError, match="n must be a whole number, at least 1, got 0"):
        sampler.sample_blocks(0)


def test_the_averaged_generator_samples_with_statistics_of_its_own():
    gan = small_gan(ema_decay=0.9).fit(images())
    z = gan.latents(4, rng=0)
    plain, averaged = gan.generate(z, averaged=False), gan.generate(z)
    np.testing.assert_array_equal(plain, gan.generator(z))
    assert (plain != averaged).any()
    first, second, batch_norm, *_ = gan.generator.average.network.layers
    for again in (False, True):
        if again:
            gan.fit(images(), epochs=1)
            assert (gan.generate(z) != averaged).any()
        hidden = second.forward(first.forward(gan.latents(CALIBRATION_ROWS, rng=0))[0])[0]
        np.testing.assert_allclose(batch_norm.running_mean, hidden.mean(axis=0), rtol=1e-9)


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


def test_copies_go_their_own_way():
    gan = small_gan(ema_decay=0.9).fit(images(), epochs=1)
    twin = gan.copy()
    assert equal(gan, twin)
    twin.fit(images(), epochs=1)
    assert not equal(gan, twin)
    gan.fit(images(), epochs=1)
    assert equal(gan, twin)


NAMES = "d_loss", "g_loss", "kl"


def seen(i):
    return dict(zip(NAMES, np.random.default_rng(i).random(3).tolist(), strict=True))


def test_history_is_read_by_column_and_by_record():
    history, kind = History(), record_type(NAMES)
    records = [history.append(1, seen(i)) for i in (1, 2, 3)]
    assert records == [kind(i, 1, **seen(i)) for i in (1, 2, 3)]
    assert kind._fields == history.columns == ("step", "epoch", *NAMES)
    np.testing.assert_array_equal(history["d_loss"], [r.d_loss for r in records])
    assert list(history.records(1)) == records[1:]
    assert [type(i) for i in next(history.records())[:2]] == [int, int]
    assert list(History.from_array(NAMES, history.to_array()).records()) == records
    assert list(History.from_array((), History().to_array()).records()) == []


def test_every_step_writes_down_the_same_numbers():
    history = History()
    history.append(1, seen(1))
    history.append(1, dict(reversed(seen(2).items())))  # in any order
    assert history["kl"].tolist() == [seen(1)["kl"], seen(2)["kl"]]
    with pytest.raises(ValueError, match=r"the same numbers: d_loss, g_loss, kl before, and now d_loss, g_loss$"):
        history.append(1, dict.fromkeys(NAMES[:2], 0.0))
    assert len(history) == 2


def test_a_record_has_the_columns_that_play_returned():
    gan = small_gan()
    record = gan.train_step(real_rows(8))
    own = ("d_loss", "g_loss", "d_grad_norm", "g_grad_norm", "value", "d_real", "d_fake")
    assert record._fields == gan.history.columns == ("step", "epoch", *own)
    assert gan.history.names == own


def test_summary_and_repr_speak_to_people():
    gan = small_gan()
    assert "generator\nlayer" in gan.summary()
    assert "discriminator\nlayer" in gan.summary()
    assert repr(gan) == "<GAN custom, step 0; parameters: generator 110, discriminator 73>"
