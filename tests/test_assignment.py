"""Clusters read as labels: the best assignment against all permutations, and what it makes of known clusters."""

from itertools import permutations

import numpy as np
import pytest

from numgan import CodedNoise, Dense, InfoGAN, NormalNoise, Player, load_mnist, recipes
from numgan.evaluation import best_assignment, category_accuracy, cluster_accuracy, predict


def total(counts, given):
    return sum(counts[i, j] for i, j in enumerate(given) if j >= 0)


@pytest.mark.parametrize(("k", "m"), [(1, 1), (2, 2), (3, 3), (4, 4), (6, 6), (3, 5), (2, 6), (5, 3), (6, 2)])
def test_the_best_of_all_assignments_is_found(k, m):
    rng = np.random.default_rng(k * 10 + m)
    for high in (2, 5, 1000):
        counts = rng.integers(0, high, (k, m))
        given = best_assignment(counts)
        taken = given[given >= 0]
        assert len(set(taken)) == len(taken) == min(k, m)
        small, large = sorted((k, m))
        table = counts if k <= m else counts.T
        best = max(sum(table[range(small), order]) for order in permutations(range(large), small))
        assert total(counts, given) == best


def test_ten_by_ten_and_twelve_by_twelve_hidden_permutations():
    for k in (10, 12):
        order = np.random.default_rng(k).permutation(k)
        counts = np.random.default_rng(k + 1).integers(0, 50, (k, k))
        counts[range(k), order] += 100  # no other permutation can be better: each entry is the largest of its row
        np.testing.assert_array_equal(best_assignment(counts), order)


def test_where_the_greedy_choice_is_not_the_best():
    counts = np.array([[9, 8], [8, 0]])
    np.testing.assert_array_equal(best_assignment(counts), [1, 0])
    np.testing.assert_array_equal(best_assignment(counts, shared=True), [0, 0])


def test_more_clusters_than_labels():
    counts = np.array([[5, 0], [0, 3], [4, 1]])
    np.testing.assert_array_equal(best_assignment(counts), [0, 1, -1])
    np.testing.assert_array_equal(best_assignment(counts, shared=True), [0, 1, 0])


def test_the_share_of_rows_whose_clusters_label_is_theirs():
    labels = np.array([0, 0, 0, 1, 1, 2, 2, 2])
    clusters = np.array([2, 2, 1, 0, 0, 1, 1, 0])
    found = cluster_accuracy(clusters, labels, n_clusters=3, n_labels=3)
    assert found.accuracy == 6 / 8
    np.testing.assert_array_equal(found.labels, [1, 2, 0])
    renamed = cluster_accuracy(np.array([5, 3, 4])[labels], labels, n_clusters=6, n_labels=3)
    assert renamed.accuracy == 1
    assert list(renamed.labels[[5, 3, 4]]) == [0, 1, 2]
    three = cluster_accuracy(np.arange(8), labels, n_clusters=8, n_labels=3)
    assert three.accuracy == 3 / 8
    assert cluster_accuracy(np.arange(8), labels, n_clusters=8, n_labels=3, shared=True).accuracy == 1


def test_clusters_at_random_have_a_little_more_than_a_tenth():
    rng = np.random.default_rng(0)
    found = [
        cluster_accuracy(rng.integers(0, 10, 10_000), rng.integers(0, 10, 10_000), n_clusters=10).accuracy
        for _ in range(20)
    ]
    assert np.mean(found) == pytest.approx(0.113, abs=5e-4)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: best_assignment(np.eye(3)), TypeError, "counts must be whole numbers"),
        (lambda: best_assignment(np.arange(3)), ValueError, r"counts must be \(clusters, labels\) .* got shape \(3,\)"),
        (lambda: best_assignment(np.array([[1, -1]])), ValueError, "at least 0"),
        (lambda: best_assignment(np.ones((2, 13), int)), ValueError, "at most 12 labels, got 13"),
        (lambda: cluster_accuracy([0, 1], [0], n_clusters=2), ValueError, "equally many, got 2 and 1"),
        (lambda: cluster_accuracy([0, 2], [0, 1], n_clusters=2), ValueError, "clusters must be .* from 0 to 1"),
        (lambda: cluster_accuracy([0, 1], [0, 10], n_clusters=2), ValueError, "labels must be .* from 0 to 9"),
        (lambda: cluster_accuracy([0.0, 1.0], [0, 1], n_clusters=2), TypeError, "clusters must be whole numbers"),
        (lambda: cluster_accuracy([], [], n_clusters=2), TypeError, "clusters must be whole numbers"),
    ],
)
def test_other_arrays_are_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


def game_that_knows(means: np.ndarray) -> InfoGAN:
    """G gives means[k] for category k, and Q reads a row as the category of the nearest of these means: (10, 784)."""
    G, D = Player([Dense(14, 784)], rng=0), Player([Dense(784, 13)], rng=1)
    G.params[...] = D.params[...] = 0
    G.layers[0].W[2:12] = means
    D.layers[0].W[:, 1:11] = means.T
    D.layers[0].b[1:11] = -(means**2).sum(axis=1) / 2  # x . m - |m|^2 / 2 is largest where |x - m| is smallest
    return InfoGAN(G, D, noise_prior=CodedNoise(10), data_range=(-1, 1), data_shape=(28, 28), rng=0)


def test_a_game_whose_categories_are_digits():
    data = load_mnist()
    x, y = data.train_images.reshape(-1, 784) / 127.5 - 1, data.train_labels
    digits = np.random.default_rng(4).permutation(10)
    means = np.array([x[y == digit].mean(axis=0) for digit in digits])
    game = game_that_knows(means.astype(np.float32))
    found = category_accuracy(game)
    seen = predict((means + 1) / 2)
    assert found["category_digits"] == digits.tolist()
    assert found["category_accuracy"] == np.mean(seen == digits)  # all samples of a category are alike
    test = data.test_images.reshape(-1, 784) / 127.5 - 1
    nearest = np.array([((test - mean) ** 2).sum(axis=1) for mean in means]).argmin(axis=0)
    assert found["test_category_digits"] == digits.tolist()
    assert found["test_category_accuracy"] == pytest.approx(np.mean(digits[nearest] == data.test_labels), abs=5e-4)
    assert 0.8 < found["test_category_accuracy"] < 0.84


def test_what_does_not_apply_is_left_out():
    assert category_accuracy(recipes.mnist_mlp(rng=0)) == {}


def test_a_game_that_only_reads_is_judged_by_the_categories_that_it_gives():
    """A reader whose categories are the classifier's digits under other names, the last category among them."""

    class Reader:
        noise_prior = NormalNoise()

        def scale(self, images):
            return images

        def categories_of(self, x):
            return (predict(x) + 3) % 10

    data = load_mnist()
    found = category_accuracy(Reader())
    assert found == {
        "test_category_accuracy": np.mean(predict(data.test_images) == data.test_labels),
        "test_category_digits": [7, 8, 9, 0, 1, 2, 3, 4, 5, 6],
    }
