"""Answers to `one_hot_condition`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def by_eye(z, labels, classes):
    return np.concatenate([z, np.eye(classes, dtype=z.dtype)[labels]], axis=1)


def by_comparison(z, labels, classes):
    return np.column_stack([z, (labels[:, None] == np.arange(classes)).astype(z.dtype)])


def row_by_row(z, labels, classes):
    k = z.shape[1]
    zc = np.zeros((len(z), k + classes), z.dtype)
    for i, label in enumerate(labels):
        zc[i, :k] = z[i]
        zc[i, k + int(label)] = 1
    return zc


def by_lists(z, labels, classes):
    rows = [[*row, *(1.0 if c == label else 0.0 for c in range(classes))] for row, label in zip(z, labels, strict=True)]
    return np.array(rows, z.dtype)


def by_put_along_axis(z, labels, classes):
    rows = np.zeros((len(z), classes))
    np.put_along_axis(rows, labels.reshape(-1, 1), 1, axis=1)
    return np.append(z, rows, axis=1).astype(z.dtype)


def by_padding_and_out(z, labels, classes):
    zc = np.pad(z, ((0, 0), (0, classes)))
    zc.flat[np.arange(len(z)) * zc.shape[1] + z.shape[1] + labels] = 1
    return np.positive(zc, out=np.empty_like(zc))


def beside(z, rows):
    return np.hstack([z, rows.astype(z.dtype)])


def smoothed(z, labels, classes):
    return beside(z, 0.9 * np.eye(classes)[labels] + 0.1 / classes)


def epsilon_in_place_of_0(z, labels, classes):
    return beside(z, np.maximum(np.eye(classes)[labels], 1e-12))


def minus_one_in_place_of_0(z, labels, classes):
    return beside(z, 2 * np.eye(classes)[labels] - 1)


def all_columns_up_to_the_label(z, labels, classes):
    return beside(z, np.arange(classes) <= labels[:, None])


def columns_from_the_right(z, labels, classes):
    return beside(z, np.eye(classes)[classes - 1 - labels])


def columns_shifted_right(z, labels, classes):
    return beside(z, np.eye(classes)[(labels + 1) % classes])


def labels_of_the_sorted_batch(z, labels, classes):
    return beside(z, np.eye(classes)[np.sort(labels)])


def columns_by_order_of_the_labels_present(z, labels, classes):
    _, place = np.unique(labels, return_inverse=True)
    return beside(z, np.eye(classes)[place.reshape(labels.shape)])


def latents_clipped(z, labels, classes):
    return beside(np.clip(z, -10, 10), np.eye(classes)[labels])


def latents_of_positive_numbers_only(z, labels, classes):
    return beside(np.abs(z), np.eye(classes)[labels])


def latents_multiplied_by_the_label(z, labels, classes):
    return beside(z * (labels[:, None] + 1).astype(z.dtype), np.eye(classes)[labels])


def width_of_the_labels_present_and_one(z, labels, classes):
    return beside(z, np.eye(labels.max() + 2)[labels])


def rows_in_float64(z, labels, classes):
    return np.column_stack([z, labels[:, None] == np.arange(float(classes))]) * np.ones(1)


RIGHT = (by_eye, by_comparison, row_by_row, by_lists, by_put_along_axis, by_padding_and_out)
WRONG = (
    smoothed,
    epsilon_in_place_of_0,
    minus_one_in_place_of_0,
    all_columns_up_to_the_label,
    columns_from_the_right,
    columns_shifted_right,
    labels_of_the_sorted_batch,
    columns_by_order_of_the_labels_present,
    latents_clipped,
    latents_of_positive_numbers_only,
    latents_multiplied_by_the_label,
    width_of_the_labels_present_and_one,
    rows_in_float64,
)
