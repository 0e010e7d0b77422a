"""Convolution: windows over images, forward and backward, and the way back to larger images."""

from . import (
    channel_batchnorm,
    conv2d_forward,
    conv2d_input_gradient,
    conv2d_weight_gradient,
    conv_transpose,
    image_patches,
    output_size,
    pad_images,
    upsample_backward,
)

EXERCISES = (
    output_size.EXERCISE,
    pad_images.EXERCISE,
    image_patches.EXERCISE,
    conv2d_forward.EXERCISE,
    conv2d_weight_gradient.EXERCISE,
    conv2d_input_gradient.EXERCISE,
    conv_transpose.EXERCISE,
    upsample_backward.EXERCISE,
    channel_batchnorm.EXERCISE,
)
