"""Values that were once taken in silence: each is refused or warned of by name, and what is right still passes."""

import numpy as np
import pytest
from games import images, small_gan
from PIL import Image

from numgan import (
    GAN,
    KL,
    R1,
    VAE,
    BatchNorm,
    Dense,
    Dropout,
    Hinge,
    LeakyReLU,
    LeastSquares,
    Minimax,
    Player,
    RelativisticAverage,
    ReLU,
    Sequential,
    Sigmoid,
    Tanh,
    Wasserstein,
    plots,
    recipes,
)
from numgan.evaluation import entropy, js_divergence, kl_divergence
from numgan.functions import sigmoid, softplus

UNIT = np.random.default_rng(0).random((16, 6))


# ---- the scale of images ----


def test_float_images_in_0_1_are_warned_of_once_where_the_scale_begins_at_minus_1():
    with pytest.warns(UserWarning, match=r"data_range is \(-1, 1\).*Write data = 2 \* data - 1") as warned:
        small_gan().fit(UNIT, epochs=2)
    assert len(warned) == 1
    small_gan().fit(2 * UNIT - 1, epochs=1)  # warnings are errors here
    small_gan().fit(images(), epochs=1)
    small_gan(data_range=None).fit(UNIT, epochs=1)


def test_rows_outside_the_range_are_warned_of_by_probability():
    gan = small_gan()
    with pytest.warns(UserWarning, match=r"values from .* outside the data's range \(-1, 1\).*game.scale\(images\)"):
        gan.probability(255 * UNIT)
    assert gan.probability(2 * UNIT - 1).shape == (16,)


# ---- D's end ----


@pytest.mark.parametrize("last", [Sigmoid(), Tanh(), ReLU()], ids=repr)
@pytest.mark.parametrize("objective", [Minimax(), Wasserstein(), Hinge(), KL(), RelativisticAverage()], ids=repr)
def test_a_bounded_end_of_d_is_refused_where_logits_are_wanted(last, objective):
    last = type(last)()
    players = Player([Dense(2, 6)]), Player([Dense(6, 1), last])
    with pytest.raises(ValueError, match=r"the discriminator ends in .* leave .* out, and let"):
        GAN(*players, objective=objective)


def test_least_squares_may_have_a_sigmoid_and_a_decoder_may_not():
    GAN(Player([Dense(2, 6)]), Player([Dense(6, 1), Sigmoid()]), objective=LeastSquares())
    with pytest.raises(ValueError, match=r"the decoder ends in Sigmoid\(\)"):
        VAE(Player([Dense(6, 4)]), Player([Dense(2, 6), Sigmoid()]))


# ---- logits, gradients ----


@pytest.mark.parametrize("objective", [Minimax(), Wasserstein(), Hinge(), LeastSquares(), KL()], ids=repr)
@pytest.mark.parametrize("dtype", [int, np.uint8, bool])
def test_logits_that_are_no_floats_are_refused(objective, dtype):
    logits = np.ones((4, 1), dtype)
    with pytest.raises(TypeError, match="fake_logits must be an array of floats, got dtype"):
        objective.generator(logits)
    with pytest.raises(TypeError, match="real_logits must be an array of floats"):
        objective.discriminator(logits, np.ones((4, 1)))


def test_whole_numbers_have_the_sigmoid_of_floats():
    whole = np.array([3, 200], np.uint8)
    np.testing.assert_array_equal(sigmoid(whole), sigmoid(whole.astype(float)))
    np.testing.assert_array_equal(softplus(-whole.astype(np.int8)), softplus(-whole.astype(np.int8).astype(float)))


@pytest.mark.parametrize(
    "layer", [LeakyReLU(), ReLU(), Sigmoid(), Tanh(), Dropout(0.5), BatchNorm(6), Dense(6, 6)], ids=repr
)
def test_a_dy_of_another_shape_is_not_spread_over_the_batch(layer):
    layer = type(layer)(**layer.config()).build(rng=0, dtype=np.float64)
    y, cache = layer.forward(UNIT)
    for dy in (np.ones((1, 6)), np.ones((16, 1)), np.ones(6), np.ones((8, 6))):
        with pytest.raises(ValueError, match=r"dy must have the shape of the output of .* \(16, 6\), got"):
            layer.backward(dy, cache)
    assert layer.backward(np.ones_like(y), cache).shape == (16, 6)
    with pytest.raises(TypeError, match="training must be True or False, got 'no'"):
        layer.forward(UNIT, training="no")


@pytest.mark.parametrize("last", [[], [Dropout(0.5)], [BatchNorm(1)]], ids=repr)
def test_a_network_refuses_a_dy_of_another_batch(last):
    net = Sequential([Dense(6, 1), *(type(layer)(**layer.config()) for layer in last)], rng=0, dtype=np.float64)
    _, cache = net.forward(UNIT)
    for rows in (1, 8, 17):
        with pytest.raises(ValueError, match="dy must have the shape of the output"):
            net.backward(np.ones((rows, 1)), cache)


def test_nan_rows_do_not_hide_behind_a_kink():
    D = Sequential([Dense(6, 4), LeakyReLU(), Dense(4, 1)], rng=0, dtype=np.float64)
    assert np.isnan(R1().gradient(D, np.full((4, 6), np.nan), np.ones((4, 6))))


# ---- numbers and seeds ----


def test_single_precision_ends_of_a_range_are_taken_without_a_warning():
    assert small_gan(data_range=(np.float32(-1), np.float32(1))).data_range == (-1.0, 1.0)


@pytest.mark.parametrize("bad", ["0", 1.5, -1, True, np.random.RandomState(0)], ids=str)
def test_one_rule_for_every_rng(bad):
    message = "rng must be None, a whole number of at least 0, or a numpy.random.Generator"
    for call in (
        lambda: small_gan().sample(2, rng=bad),
        lambda: recipes.ring(rng=bad),
        lambda: Sequential([Dense(2, 1)], rng=bad),
        lambda: Dense(2, 1).build(rng=bad),
    ):
        with pytest.raises(TypeError, match=message):
            call()


@pytest.mark.parametrize("value", [np.nan, -1.0, 2.0])
def test_marginals_are_means_of_pixels(value):
    with pytest.raises(ValueError, match=r"marginals must be 6 means in \[0, 1\]"):
        recipes.goodfellow2014(data_shape=(6,), marginals=np.full(6, value))


def test_no_dtype_is_no_dtype():
    with pytest.raises(ValueError, match="dtype must be float32 or float64, got None"):
        Sequential([Dense(2, 1)], dtype=None)


# ---- arrays and pictures ----


def test_masked_arrays_and_text_are_refused():
    masked = np.ma.masked_array(np.full((16, 6), 0.5), mask=np.eye(16, 6))
    with pytest.raises(TypeError, match=r"x is a masked array, whose mask would be ignored: pass x.filled"):
        small_gan().probability(masked)
    for call in (
        lambda: entropy(["0.5", "0.5"]),
        lambda: kl_divergence(["1", "2"], [1, 2]),
        lambda: js_divergence([1], "1"),
    ):
        with pytest.raises(TypeError, match="must be an array of numbers, got dtype <U"):
            call()


def test_frames_of_different_sizes_make_no_gif(tmp_path):
    frames = [tmp_path / "a.png", tmp_path / "b.png"]
    for frame, width in zip(frames, (4, 5), strict=True):
        Image.new("L", (width, 4)).save(frame)
    with pytest.raises(ValueError, match=r"frames must all have one size, and b.png has \(5, 4\), the first \(4, 4\)"):
        plots.save_gif(tmp_path / "a.gif", frames)
