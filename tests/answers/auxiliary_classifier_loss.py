"""Answers to `auxiliary_classifier_loss`: right ones in unusual dress, and wrong ones that look right."""

import math

import numpy as np


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sigmoid(x):
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def log_softmax(y):
    return y - np.logaddexp.reduce(y, axis=1, keepdims=True)


def four_terms_one_by_one(real, fake, real_labels, fake_labels):
    dreal, dfake = np.zeros_like(real), np.zeros_like(fake)
    L_S = -softplus(-real[:, 0]).mean() - softplus(fake[:, 0]).mean()
    dreal[:, 0], dfake[:, 0] = -sigmoid(-real[:, 0]) / len(real), sigmoid(fake[:, 0]) / len(fake)
    L_C = 0.0
    for y, dy, c in ((real, dreal, real_labels), (fake, dfake, fake_labels)):
        log_p = log_softmax(y[:, 1:])
        L_C += log_p[np.arange(len(y)), c].mean()
        dy[:, 1:] = (np.exp(log_p) - np.eye(y.shape[1] - 1)[c]) / len(y)
    return -(L_S + L_C), dreal, dfake


def row_by_row(real, fake, real_labels, fake_labels):
    loss, gradients = 0.0, (np.zeros_like(real), np.zeros_like(fake))
    for y, c, dy, is_real in ((real, real_labels, gradients[0], True), (fake, fake_labels, gradients[1], False)):
        for i in range(len(y)):
            l, *logits = map(float, y[i])  # noqa: E741
            a = -l if is_real else l
            loss += (max(a, 0) + math.log1p(math.exp(-abs(a)))) / len(y)
            slope = (1 if a > 0 else math.exp(a)) / (1 + math.exp(-abs(a)))
            dy[i, 0] = (-slope if is_real else slope) / len(y)
            top = max(logits)
            total = sum(math.exp(j - top) for j in logits)
            loss += (math.log(total) + top - logits[c[i]]) / len(y)
            for j, logit in enumerate(logits):
                dy[i, 1 + j] = (math.exp(logit - top) / total - (j == c[i])) / len(y)
    return [loss, *gradients]


def all_rows_at_once_with_weights(real, fake, real_labels, fake_labels):
    y, c = np.vstack([real, fake]), np.concatenate([real_labels, fake_labels])
    B, n = len(real), len(y)
    weight = np.where(np.arange(n) < B, 1 / B, 1 / (n - B)).astype(y.dtype)
    side = np.where(np.arange(n) < B, -1, 1).astype(y.dtype)
    log_p = log_softmax(y[:, 1:])
    loss = weight @ (softplus(side * y[:, 0]) - log_p[np.arange(n), c])
    dy = np.column_stack([side * sigmoid(side * y[:, 0]), np.exp(log_p)])
    dy[np.arange(n), 1 + c] -= 1
    return loss, *np.split(dy * weight[:, None], [B])


def the_logit_as_a_softmax_of_two(real, fake, real_labels, fake_labels):
    """sigmoid(l) is the softmax of (l, 0), so both heads are one function."""

    def head(logits, labels):
        log_p = log_softmax(logits)
        target = (np.arange(logits.shape[1]) == labels[:, None]).astype(logits.dtype)
        return -np.einsum("ij,ij->", target, np.maximum(log_p, -1e30)) / len(labels), (np.exp(log_p) - target) / len(
            labels
        )

    found = []
    for y, labels, kind in ((real, real_labels, 0), (fake, fake_labels, 1)):
        a, da = head(np.hstack([y[:, :1], np.zeros_like(y[:, :1])]), np.full(len(y), kind))
        b, db = head(y[:, 1:], labels)
        found.append((a + b, np.hstack([da[:, :1], db])))
    return found[0][0] + found[1][0], found[0][1], found[1][1]


def in_float64_and_back(real, fake, real_labels, fake_labels):
    loss, dreal, dfake = four_terms_one_by_one(
        real.astype(np.float64), fake.astype(np.float64), real_labels, fake_labels
    )
    return np.float64(loss), dreal.astype(real.dtype), dfake.astype(fake.dtype)


def parts(real, fake, real_labels, fake_labels):
    """Both heads' losses and gradients, real and generated rows apart."""
    found = []
    for y, labels, side in ((real, real_labels, -1), (fake, fake_labels, 1)):
        log_p = log_softmax(y[:, 1:])
        dsource, dclasses = np.zeros_like(y), np.zeros_like(y)
        dsource[:, 0] = side * sigmoid(side * y[:, 0]) / len(y)
        dclasses[:, 1:] = (np.exp(log_p) - np.eye(y.shape[1] - 1)[labels]) / len(y)
        found.append((softplus(side * y[:, 0]).mean(), dsource, -log_p[np.arange(len(y)), labels].mean(), dclasses))
    return found


def summed(found, source=1.0, classes=1.0, of_fake=1.0):
    (a, da, c, dc), (b, db, d, dd) = found
    loss = source * (a + b) + classes * (c + of_fake * d)
    return loss, source * da + classes * dc, source * db + classes * of_fake * dd


def classes_count_a_tenth(*arguments):
    return summed(parts(*arguments), classes=0.1)


def generated_classes_count_half(*arguments):
    return summed(parts(*arguments), of_fake=0.5)


def mean_of_the_two_sources(*arguments):
    return summed(parts(*arguments), source=0.5)


def mean_of_the_two_classes(*arguments):
    return summed(parts(*arguments), classes=0.5)


def smoothed_real_rows(real, fake, real_labels, fake_labels):
    loss, dreal, dfake = summed(parts(real, fake, real_labels, fake_labels))
    dreal[:, 0] += 0.1 / len(real)
    return loss + 0.1 * real[:, 0].mean(), dreal, dfake


def generated_labels_shuffled(real, fake, real_labels, fake_labels):
    return summed(parts(real, fake, real_labels, np.roll(fake_labels, 1)))


def label_of_the_most_probable_class(real, fake, real_labels, fake_labels):
    return summed(parts(real, fake, real_labels, fake[:, 1:].argmax(axis=1)))


def real_rows_classes_at_sure_rows_only(real, fake, real_labels, fake_labels):
    """Classes of generated rows count only where D takes them for real."""
    (a, da, c, dc), (b, db, _, dd) = parts(real, fake, real_labels, fake_labels)
    log_p = log_softmax(fake[:, 1:])[np.arange(len(fake)), fake_labels]
    sure = sigmoid(fake[:, 0])
    return a + b + c - (sure * log_p).mean(), da + dc, db + sure[:, None].astype(fake.dtype) * dd


def hinge_for_the_source(real, fake, real_labels, fake_labels):
    (_, _, c, dc), (_, _, d, dd) = parts(real, fake, real_labels, fake_labels)
    loss = np.maximum(0, 1 - real[:, 0]).mean() + np.maximum(0, 1 + fake[:, 0]).mean()
    dc[:, 0], dd[:, 0] = -(real[:, 0] < 1) / len(real), (fake[:, 0] > -1) / len(fake)
    return loss + c + d, dc, dd


def clipped_at_30(real, fake, real_labels, fake_labels):
    return summed(parts(np.clip(real, -30, 30), np.clip(fake, -30, 30), real_labels, fake_labels))


def log_softmax_over_all_columns(real, fake, real_labels, fake_labels):
    """The classes' probabilities share a sum of 1 with column 0's exponential."""
    loss, gradients = 0.0, []
    for y, labels, side in ((real, real_labels, -1), (fake, fake_labels, 1)):
        log_p, rows = log_softmax(y), np.arange(len(y))
        dy = np.exp(log_p)
        dy[rows, 1 + labels] -= 1
        dy[:, 0] += side * sigmoid(side * y[:, 0])
        loss += softplus(side * y[:, 0]).mean() - log_p[rows, 1 + labels].mean()
        gradients.append(dy / len(y))
    return loss, *gradients


def logit_in_the_last_column(real, fake, real_labels, fake_labels):
    loss, *gradients = summed(parts(np.roll(real, 1, axis=1), np.roll(fake, 1, axis=1), real_labels, fake_labels))
    return loss, *(np.roll(dy, -1, axis=1) for dy in gradients)


def gradients_of_the_sum(real, fake, real_labels, fake_labels):
    loss, dreal, dfake = summed(parts(real, fake, real_labels, fake_labels))
    n = len(real) + len(fake)
    return loss, dreal * len(real) / n, dfake * len(fake) / n


def dreal_without_the_classes(*arguments):
    loss, _, dfake = summed(parts(*arguments))
    return loss, parts(*arguments)[0][1], dfake


RIGHT = (
    four_terms_one_by_one,
    row_by_row,
    all_rows_at_once_with_weights,
    the_logit_as_a_softmax_of_two,
    in_float64_and_back,
)
WRONG = (
    classes_count_a_tenth,
    generated_classes_count_half,
    mean_of_the_two_sources,
    mean_of_the_two_classes,
    smoothed_real_rows,
    generated_labels_shuffled,
    label_of_the_most_probable_class,
    real_rows_classes_at_sure_rows_only,
    hinge_for_the_source,
    clipped_at_30,
    log_softmax_over_all_columns,
    logit_in_the_last_column,
    gradients_of_the_sum,
    dreal_without_the_classes,
)
