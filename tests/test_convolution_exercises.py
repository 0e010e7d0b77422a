"""The chapter on convolution: its solutions against central differences, and against numgan's own layers.

The judge cannot take central differences of these gradients: what is differentiated is no argument of the functions. It
compares them with the solutions. So here the solutions are compared with a loss.
"""

import numpy as np
import pytest

import numgan
from numgan.exercises import ALL
from numgan.gradcheck import compare, numerical_gradient

SEEDS = range(5)


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


def assert_gradient(analytic, loss, array):
    found = compare(analytic, numerical_gradient(loss, array))
    assert found.error <= 1e-7


@pytest.mark.parametrize("seed", SEEDS)
def test_weight_and_bias_gradients_are_those_of_the_forward_pass(seed):
    x, W, b, stride = drawn("conv2d_forward", seed)
    y = solution("conv2d_forward")(x, W, b, stride)
    dy = np.random.default_rng(seed).normal(size=y.shape)

    def loss():
        return (dy * solution("conv2d_forward")(x, W, b, stride)).sum()

    dW, db = solution("conv2d_weight_gradient")(x, dy, len(W), stride)
    assert_gradient(dW, loss, W)
    assert_gradient(db, loss, b)
    assert_gradient(solution("conv2d_input_gradient")(dy, W, x.shape, stride), loss, x)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_transposed_convolution_is_the_transpose(seed):
    x, W, stride = drawn("conv_transpose", seed)
    y = solution("conv_transpose")(x, W, stride)
    other = np.random.default_rng(seed).normal(size=y.shape)
    back = solution("conv2d_forward")(other, W, np.zeros(x.shape[3]), stride)
    assert (other * y).sum() == pytest.approx((back * x).sum(), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_upsampling_and_its_gradient(seed):
    dy, factor = drawn("upsample_backward", seed)
    x = np.random.default_rng(seed).normal(size=(len(dy), dy.shape[1] // factor, dy.shape[2] // factor, dy.shape[3]))

    def loss():
        return (dy * x.repeat(factor, axis=1).repeat(factor, axis=2)).sum()

    assert_gradient(solution("upsample_backward")(dy, factor), loss, x)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pieces_make_numgans_layers(seed):
    x, W, b, stride = drawn("conv2d_forward", seed)
    (k, _, n_in, n_out), padding = W.shape, seed % 3
    padded = solution("pad_images")(x, padding)
    y = solution("conv2d_forward")(padded, W, b, stride)
    patches = solution("image_patches")(padded, k, stride)
    np.testing.assert_allclose(np.tensordot(patches, W, axes=3) + b, y, rtol=1e-12, atol=1e-12)
    assert y.shape[1:3] == tuple(solution("output_size")(n, k, stride, padding) for n in x.shape[1:3])

    layer = numgan.Conv2D(n_in, n_out, kernel=k, stride=stride, padding=padding)
    layer.build(rng=np.random.default_rng(0), dtype=np.float64)
    layer.W[...], layer.b[...] = W, b
    np.testing.assert_allclose(layer.forward(x)[0], y, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_channel_batchnorm_is_the_layer(seed):
    x, gamma, beta, eps = drawn("channel_batchnorm", seed)
    layer = numgan.BatchNorm(x.shape[3], eps=eps)
    layer.build(rng=np.random.default_rng(0), dtype=np.float64)
    layer.gamma[...], layer.beta[...] = gamma, beta
    y = solution("channel_batchnorm")(x, gamma, beta, eps)
    np.testing.assert_allclose(layer.forward(x)[0], y, rtol=1e-12, atol=1e-12)
