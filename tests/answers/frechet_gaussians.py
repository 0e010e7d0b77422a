"""Answers to `frechet_gaussians`: right ones in unusual dress, and wrong ones that look right."""

import numpy as np


def root(cov):
    w, U = np.linalg.eigh(cov)
    return U @ np.diag(np.sqrt(np.maximum(w, 0))) @ U.T


def apart(mean1, mean2):
    return float(np.dot(mean1 - mean2, mean1 - mean2))


def distance(mean1, cov1, mean2, cov2, roots):
    return apart(mean1, mean2) + np.trace(cov1) + np.trace(cov2) - 2 * roots


def by_singular_values(mean1, cov1, mean2, cov2):
    return distance(mean1, cov1, mean2, cov2, np.linalg.svd(root(cov1) @ root(cov2), compute_uv=False).sum())


def by_general_eigenvalues(mean1, cov1, mean2, cov2):
    w = np.linalg.eigvals(np.matmul(cov1, cov2)).real
    return np.asarray(distance(mean1, cov1, mean2, cov2, np.sqrt(np.where(w > 0, w, 0)).sum()))


def by_the_other_root(mean1, cov1, mean2, cov2):
    return np.float64(distance(mean2, cov2, mean1, cov1, np.trace(root(root(cov2) @ cov1 @ root(cov2)))))


def by_a_root_that_is_not_symmetric(mean1, cov1, mean2, cov2):
    w, U = np.linalg.eigh(cov1)
    A = U * np.sqrt(w.clip(0))
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.abs(np.linalg.eigvalsh(A.T @ cov2 @ A))).sum())


def by_sums(mean1, cov1, mean2, cov2):
    U, s, _ = np.linalg.svd(cov1, hermitian=True)
    R = np.einsum("ik,k,jk->ij", U, s**0.5, U)
    total = 0.0
    for value in np.linalg.eigh(R @ cov2 @ R)[0]:
        total += max(float(value), 0.0) ** 0.5
    diagonal = sum(cov1[i, i] + cov2[i, i] for i in range(len(cov1)))
    return max(sum((p - q) ** 2 for p, q in zip(mean1, mean2, strict=True)) + diagonal - 2 * total, 0.0)


def right_where_the_first_is_1(mean1, cov1, mean2, cov2):
    return distance(mean1, cov1, mean2, cov2, np.trace(root(cov2)))


def right_on_the_line(mean1, cov1, mean2, cov2):
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.trace(cov1 @ cov2)))


def right_in_two_dimensions(mean1, cov1, mean2, cov2):
    product = cov1 @ cov2
    if len(product) == 1:
        return distance(mean1, cov1, mean2, cov2, np.sqrt(product[0, 0]))
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.trace(product) + 2 * np.sqrt(max(np.linalg.det(product), 0))))


def right_where_both_commute(mean1, cov1, mean2, cov2):
    return distance(mean1, cov1, mean2, cov2, np.trace(root((cov1 @ cov2 + cov2 @ cov1) / 2)))


def eigenvalues_paired(mean1, cov1, mean2, cov2):
    w = np.maximum(np.linalg.eigvalsh(cov1) * np.linalg.eigvalsh(cov2), 0)
    return distance(mean1, cov1, mean2, cov2, np.sqrt(w).sum())


def variances_alone(mean1, cov1, mean2, cov2):
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.diag(cov1) * np.diag(cov2)).sum())


def distance_of_the_roots(mean1, cov1, mean2, cov2):
    return apart(mean1, mean2) + ((root(cov1) - root(cov2)) ** 2).sum()


def by_cholesky(mean1, cov1, mean2, cov2):
    L = np.linalg.cholesky(cov1)
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.maximum(np.linalg.eigvalsh(L.T @ cov2 @ L), 0)).sum())


def by_cholesky_with_an_epsilon(mean1, cov1, mean2, cov2):
    L = np.linalg.cholesky(cov1 + 1e-6 * np.eye(len(cov1)))
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.maximum(np.linalg.eigvalsh(L.T @ cov2 @ L), 0)).sum())


def by_cholesky_where_there_is_one(mean1, cov1, mean2, cov2):
    try:
        return by_cholesky(mean1, cov1, mean2, cov2)
    except np.linalg.LinAlgError:
        return variances_alone(mean1, cov1, mean2, cov2)


def by_cholesky_the_wrong_way(mean1, cov1, mean2, cov2):
    L = np.linalg.cholesky(cov1 + 1e-14 * np.eye(len(cov1)))
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.maximum(np.linalg.eigvalsh(L @ cov2 @ L.T), 0)).sum())


def root_with_the_transpose_first(mean1, cov1, mean2, cov2):
    w, U = np.linalg.eigh(cov1)
    R = U.T @ np.diag(np.sqrt(np.maximum(w, 0))) @ U
    return distance(mean1, cov1, mean2, cov2, np.sqrt(np.maximum(np.linalg.eigvalsh(R @ cov2 @ R), 0)).sum())


def eigenvalues_without_a_root(mean1, cov1, mean2, cov2):
    return distance(mean1, cov1, mean2, cov2, np.trace(cov1 @ cov2))


def the_root_of_it(mean1, cov1, mean2, cov2):
    return np.sqrt(max(by_singular_values(mean1, cov1, mean2, cov2), 0))


def means_forgotten(mean1, cov1, mean2, cov2):
    return by_singular_values(mean1, cov1, mean1, cov2)


def small_eigenvalues_left_out(mean1, cov1, mean2, cov2):
    w = np.linalg.eigvalsh(root(cov1) @ cov2 @ root(cov1))
    return distance(mean1, cov1, mean2, cov2, np.sqrt(w[w > 0.1]).sum())


RIGHT = (
    by_singular_values,
    by_general_eigenvalues,
    by_the_other_root,
    by_a_root_that_is_not_symmetric,
    by_sums,
)
WRONG = (
    right_where_the_first_is_1,
    right_on_the_line,
    right_in_two_dimensions,
    right_where_both_commute,
    eigenvalues_paired,
    variances_alone,
    distance_of_the_roots,
    by_cholesky,
    by_cholesky_with_an_epsilon,
    by_cholesky_where_there_is_one,
    by_cholesky_the_wrong_way,
    root_with_the_transpose_first,
    eigenvalues_without_a_root,
    the_root_of_it,
    means_forgotten,
    small_eigenvalues_left_out,
)
