"""What layers do at the edge of a rule, number by number: which draw is dropped, which gradient is not left over."""

import copy

import numpy as np
import pytest

from numgan import BatchNorm, Dense, Dropout, InstanceNoise, Maxout, SpectralDense, WeightNormDense
from numgan.layers import HeNormal, HeUniform, Initializer, Normal, Uniform, XavierNormal, XavierUniform


class Draws:
    """In place of a generator: u are the numbers that it draws."""

    def __init__(self, u):
        self.u = np.array(u)

    def random(self, shape, dtype):
        return self.u.reshape(shape).astype(dtype)


@pytest.mark.parametrize(("rate", "mask"), [(0.5, [0, 0, 2, 2]), (0.0, [1, 1, 1, 1]), (0.25, [0, 4 / 3, 4 / 3, 4 / 3])])
def test_dropout_drops_where_u_is_less_than_the_rate(rate, mask):
    """P(u < rate) = rate for u in [0, 1), so that a rate of 0 drops nothing, not even a u of 0."""
    layer = Dropout(rate).build(rng=0, dtype=np.float64)
    layer.rng = Draws([0, 0.25, 0.5, 0.75])
    np.testing.assert_allclose(layer.forward(np.ones((1, 4)))[0], [mask], rtol=1e-15)


def test_instance_noise_adds_the_next_numbers_of_its_stream():
    layer = InstanceNoise(std=0.3, passes=4).build(rng=0, dtype=np.float64)
    stream, x = copy.deepcopy(layer.rng), np.full((5, 3), 2.0)
    for std in (0.3, 0.225, 0.15, 0.075):
        np.testing.assert_array_equal(layer.forward(x)[0], x + std * stream.standard_normal((5, 3)))
    assert layer.forward(x)[0] is x  # gone, and nothing is drawn
    assert layer.rng.bit_generator.state == stream.bit_generator.state
    layer = InstanceNoise(std=0.3, passes=None).build(rng=0, dtype=np.float64)
    stream = copy.deepcopy(layer.rng)
    for _ in range(9):  # as much in every pass
        np.testing.assert_array_equal(layer.forward(x)[0], x + 0.3 * stream.standard_normal((5, 3)))


@pytest.mark.parametrize(
    "layer",
    [
        Dense(3, 2),
        Dense(3, 2, bias=False),
        Maxout(3, 2, pieces=2),
        SpectralDense(3, 2),
        SpectralDense(3, 2, bias=False),
        WeightNormDense(3, 2),
        WeightNormDense(3, 2, bias=False),
    ],
    ids=repr,
)
def test_the_double_backward_pass_writes_a_zero_for_b_and_adds_nothing_to_what_is_there(layer):
    layer = copy.deepcopy(layer).build(rng=0, dtype=np.float64)
    x, dy = np.random.default_rng(1).normal(size=(4, 3)), np.ones((4, 2))
    _, cache = layer.forward(x)
    found = []
    for left_over in (0.0, 7.0):
        layer.grads[...] = left_over
        layer.double_backward(x, dy, cache)
        found.append(layer.grads.copy())
    np.testing.assert_array_equal(*found)
    if "b" in layer.param_shapes:
        np.testing.assert_array_equal(layer.db, 0)


def test_batch_norms_statistics_of_images_are_those_of_their_pixels():
    images = np.random.default_rng(0).normal(2, 3, size=(5, 2, 3, 4))
    layer, alike = (BatchNorm(4).build(dtype=np.float64) for _ in range(2))
    layer.set_statistics(images)
    alike.set_statistics(images.reshape(30, 4))
    np.testing.assert_array_equal(layer.state, alike.state)
    np.testing.assert_allclose(layer.running_var, images.var(axis=(0, 1, 2), ddof=1), rtol=1e-12)


def test_weight_norm_by_hand():
    """Columns 5 and 13 long; x meets each at g times the cosine of their angle, times |x|."""
    layer = WeightNormDense(2, 2, scale=2.0).build(rng=0, dtype=np.float64)
    layer.W[...] = [[3, 5], [4, -12]]
    layer.b[...] = [10, 20]
    y, cache = layer.forward(np.array([[1.0, 0], [3, 4]]))
    np.testing.assert_allclose(y, [[10 + 6 / 5, 20 + 10 / 13], [10 + 10, 20 + 2 * (15 - 48) / 13]], rtol=1e-14)
    layer.backward(np.array([[1.0, 0.5], [-2, 1]]), cache)
    np.testing.assert_allclose((layer.dW * layer.W).sum(axis=0), 0, atol=1e-14)
    before = layer.dW.copy()
    layer.W *= 4
    again, cache = layer.forward(np.array([[1.0, 0], [3, 4]]))
    np.testing.assert_allclose(again, y, rtol=1e-14)  # a longer W is the same layer, and learns more slowly
    layer.backward(np.array([[1.0, 0.5], [-2, 1]]), cache)
    np.testing.assert_allclose(layer.dW, before / 4, rtol=1e-12)
    layer.W[:, 1] = 0
    with pytest.raises(ValueError, match="divides each column of W by its length, and one is 0 long"):
        layer.forward(np.ones((1, 2)))


@pytest.mark.parametrize("scale", [1e-6, 1, 1e6])
def test_a_spectral_layer_gives_the_same_whatever_the_scale_of_w(scale):
    layer = SpectralDense(3, 2, bias=False).build(rng=0, dtype=np.float64)
    x = np.random.default_rng(1).normal(size=(4, 3))
    layer.settle()
    y, _ = layer.forward(x)
    layer.W[...] *= scale
    np.testing.assert_allclose(layer.forward(x)[0], y, rtol=1e-12)
    assert np.linalg.norm(layer.u) == pytest.approx(1, rel=1e-14)
    assert np.linalg.norm(layer.v) == pytest.approx(1, rel=1e-14)


@pytest.mark.parametrize(
    ("init", "drawn"),
    [
        (Uniform(0.3), lambda rng: rng.uniform(-0.3, 0.3, (4, 5))),
        (Normal(0.3), lambda rng: rng.normal(0, 0.3, (4, 5))),
        (XavierUniform(), lambda rng: rng.uniform(-np.sqrt(6 / 9), np.sqrt(6 / 9), (4, 5))),
        (XavierNormal(), lambda rng: rng.normal(0, np.sqrt(2 / 9), (4, 5))),
        (HeUniform(negative_slope=0.5), lambda rng: rng.uniform(-np.sqrt(6 / 5), np.sqrt(6 / 5), (4, 5))),
        (HeNormal(negative_slope=0.5), lambda rng: rng.normal(0, np.sqrt(2 / 5), (4, 5))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_first_weights_are_the_next_numbers_of_their_stream(init, drawn):
    np.testing.assert_array_equal(init(np.random.default_rng(3), 4, 5), drawn(np.random.default_rng(3)))


def test_what_is_not_bound_yet_cannot_be_written_to():
    with pytest.raises(AttributeError, match=r"has no W yet: put it into a Sequential, or call its build"):
        Dense(2, 3).W = np.zeros((2, 3))


def test_what_first_weights_were_drawn_from_cannot_be_changed_afterwards():
    layer = Dense(2, 3)
    layer.init = Uniform(0.1)  # still of use
    layer.build(rng=0)
    assert np.abs(layer.W).max() < 0.1
    with pytest.raises(AttributeError, match="has its weights already: init would have no effect; make a new layer"):
        layer.init = Uniform(0.2)


def test_a_spectral_layer_refuses_an_infinite_stretch():
    layer = SpectralDense(2, 2).build(rng=0, dtype=np.float64)
    layer.u[...], layer.v[...] = [1, 0], [1, 0]
    layer.W[...] = [[np.inf, 0], [0, 1]]
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match=r"by sigma = u\^T W v, and that is"):
        layer.forward(np.ones((1, 2)), training=False)
    layer.W[...] = [[1e300, 0], [0, 1e300]]
    layer.u[...], layer.v[...] = [1e9, 0], [1, 0]
    with np.errstate(over="ignore"), pytest.raises(ValueError, match=r"by sigma = u\^T W v, and that is inf"):
        layer.forward(np.ones((1, 2)), training=False)


def test_layers_take_floats_and_nothing_else():
    layer = Dense(2, 3).build(rng=0, dtype=np.float64)
    _, cache = layer.forward(np.ones((4, 2)))
    with pytest.raises(TypeError, match="x must be an array of floats, got dtype int64"):
        layer.forward(np.ones((4, 2), np.int64))
    with pytest.raises(TypeError, match="dy must be an array of floats, got dtype int64"):
        layer.backward(np.ones((4, 3), np.int64), cache)
    np.testing.assert_array_equal(layer.forward([[1.0, 1.0]])[0], layer.forward(np.ones((1, 2)))[0])
    np.testing.assert_array_equal(layer.backward([[1.0] * 3] * 4, cache), layer.backward(np.ones((4, 3)), cache))


@pytest.mark.parametrize("bad", [None, "yes", 2])
def test_flags_are_true_or_false(bad):
    layer = Dense(2, 3).build(rng=0, dtype=np.float64)
    x, dy = np.ones((4, 2)), np.ones((4, 3))
    _, cache = layer.forward(x, True)
    layer.forward(x, np.False_)
    with pytest.raises(TypeError, match="training must be True or False"):
        layer.forward(x, bad)
    for flag in ("params", "inputs"):
        layer.backward(dy, cache, **{flag: np.True_})
        with pytest.raises(TypeError, match=f"{flag} must be True or False"):
            layer.backward(dy, cache, **{flag: bad})


class CountsUp(Initializer):
    """In place of random weights: 0, 1, 2, ... over all its calls."""

    def __init__(self):
        self.seen = 0

    def __call__(self, rng, n_in, n_out):
        self.seen += n_in * n_out
        return np.arange(self.seen - n_in * n_out, self.seen, dtype=float).reshape(n_in, n_out)


def test_first_weights_are_those_of_the_initialiser_piece_by_piece():
    layer = Maxout(2, 3, pieces=2, init=CountsUp()).build(rng=0)
    np.testing.assert_array_equal(layer.W, [[0, 1, 2, 6, 7, 8], [3, 4, 5, 9, 10, 11]])
    for kind in (Dense, SpectralDense):
        np.testing.assert_array_equal(kind(2, 3, init=CountsUp()).build(rng=0).W, [[0, 1, 2], [3, 4, 5]])
    for layer in (Maxout(2, 3), Dense(2, 3), SpectralDense(2, 3)):
        assert not layer.build(rng=0).b.any()


def test_a_spectral_layer_refuses_an_infinite_w_while_training():
    layer = SpectralDense(2, 2).build(rng=0, dtype=np.float64)
    layer.W[...] = [[np.inf, 1], [1, 1]]
    with np.errstate(invalid="ignore"), pytest.raises(ValueError, match="but W is not finite"):
        layer.forward(np.ones((1, 2)))
