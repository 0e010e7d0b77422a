"""Layers: forward, backward, and what goes wrong between them."""

from . import (
    batchnorm_backward,
    batchnorm_forward,
    dense_backward,
    dense_forward,
    dropout,
    leaky_relu,
    leaky_relu_backward,
    maxout,
    maxout_backward,
    parameter_views,
    running_statistics,
    separate_batches,
    sigmoid_backward,
    tanh_backward,
    two_batches,
    two_layers,
)

EXERCISES = (
    dense_forward.EXERCISE,
    dense_backward.EXERCISE,
    leaky_relu.EXERCISE,
    leaky_relu_backward.EXERCISE,
    tanh_backward.EXERCISE,
    sigmoid_backward.EXERCISE,
    dropout.EXERCISE,
    maxout.EXERCISE,
    maxout_backward.EXERCISE,
    two_layers.EXERCISE,
    two_batches.EXERCISE,
    parameter_views.EXERCISE,
    batchnorm_forward.EXERCISE,
    batchnorm_backward.EXERCISE,
    running_statistics.EXERCISE,
    separate_batches.EXERCISE,
)
