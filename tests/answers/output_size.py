"""Answers to `output_size`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def by_a_ceiling(n, kernel, stride, padding):
    return math.ceil((n + 2 * padding - kernel + 1) / stride)


def one_stride_inside(n, kernel, stride, padding):
    return (n - kernel + 2 * padding + stride) // stride


def by_walking(n, kernel, stride, padding):
    count = start = 0
    while start + kernel <= n + 2 * padding:
        count, start = count + 1, start + stride
    return count


def length_of_a_range(n, kernel, stride, padding):
    return len(range(-padding, n + padding - kernel + 1, stride))


def by_numpy(n, kernel, stride, padding):
    return np.floor_divide(np.int64(n + 2 * padding - kernel), stride) + 1


def by_divmod(n, kernel, stride, padding):
    steps, _ = divmod(n + padding - (kernel - padding), stride)
    return steps - -1


def truncated_float(n, kernel, stride, padding):
    return int((n + 2 * padding - kernel) / stride + 1)


def largest_multiple(n, kernel, stride, padding):
    room = n + 2 * padding - kernel
    return (room - room % stride) // stride + 1


def rounded(n, kernel, stride, padding):
    return round((n + 2 * padding - kernel) / stride) + 1


def rounded_up(n, kernel, stride, padding):
    return math.ceil((n + 2 * padding - kernel) / stride) + 1


def of_caffes_pooling(n, kernel, stride, padding):
    size = math.ceil((n + 2 * padding - kernel) / stride) + 1
    return size - 1 if (size - 1) * stride >= n + padding else size


def same_padding(n, kernel, stride, padding):
    return math.ceil(n / stride)


def half_a_kernel(n, kernel, stride, padding):
    return (n + 2 * (padding - kernel // 2)) // stride + 1


def padding_once(n, kernel, stride, padding):
    return max(n + padding - kernel, 0) // stride + 1


def padding_of_the_kernel(n, kernel, stride, padding):
    return (n + 2 * (kernel // 2) - kernel) // stride + 1


def without_the_first(n, kernel, stride, padding):
    return max((n + 2 * padding - kernel) // stride, 1)


def one_for_each_stride(n, kernel, stride, padding):
    return (n + 2 * padding) // stride


def tiles_only(n, kernel, stride, padding):
    return (n + 2 * padding) // kernel


def backwards(n, kernel, stride, padding):
    return (n - 1) * stride + kernel - 2 * padding


def a_float(n, kernel, stride, padding):
    return float((n + 2 * padding - kernel) // stride + 1)


def numpys_floor(n, kernel, stride, padding):
    return np.floor((n + 2 * padding - kernel) / stride + 1)


def minus_the_remainder(n, kernel, stride, padding):
    room = n + 2 * padding - kernel
    return room // stride + 1 - (room % stride > 0)


RIGHT = (
    by_a_ceiling,
    one_stride_inside,
    by_walking,
    length_of_a_range,
    by_numpy,
    by_divmod,
    truncated_float,
    largest_multiple,
)
WRONG = (
    rounded,
    rounded_up,
    of_caffes_pooling,
    same_padding,
    half_a_kernel,
    padding_once,
    padding_of_the_kernel,
    without_the_first,
    one_for_each_stride,
    tiles_only,
    backwards,
    a_float,
    numpys_floor,
    minus_the_remainder,
)
