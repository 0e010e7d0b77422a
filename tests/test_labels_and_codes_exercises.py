"""The exercises on labels and codes: their solutions against numgan's own code, and what is proved of them."""

from itertools import permutations

import numpy as np
import pytest

from numgan import CodedNoise, Dense, InfoGAN, NonSaturating, Player
from numgan.evaluation import cluster_accuracy, js_divergence
from numgan.exercises import ALL
from numgan.functions import logit, softmax
from numgan.objectives.losses import softmax_cross_entropy as numgans_loss

each_seed = pytest.mark.parametrize("seed", range(5))


def solution(id):
    return ALL[id].function


def drawn(id, seed):
    return ALL[id].draw(np.random.default_rng(seed))


# ---- labels ---------------------------------------------------------------------------------------------------------


@each_seed
def test_the_cross_entropy_and_its_gradient_are_numgans(seed):
    for id, part in (("softmax_cross_entropy", 0), ("softmax_cross_entropy_gradient", 1)):
        arguments = drawn(id, seed)
        np.testing.assert_allclose(solution(id)(*arguments), numgans_loss(*arguments)[part], rtol=1e-12, atol=1e-15)


@each_seed
def test_two_classes_are_the_discriminators_own_question(seed):
    """The softmax of (l, 0) is sigmoid(l): class 0 is real, class 1 is generated."""
    rng = np.random.default_rng(seed)
    real, fake = rng.normal(size=(4, 1)), rng.normal(size=(6, 1))
    losses = [
        solution("softmax_cross_entropy")(np.hstack([y, 0 * y]), np.full(len(y), kind))
        for kind, y in enumerate((real, fake))
    ]
    assert sum(losses) == pytest.approx(NonSaturating().discriminator(real, fake)[0], rel=1e-12)


@each_seed
def test_a_shift_of_a_rows_logits_changes_nothing_so_each_row_of_the_gradient_adds_up_to_0(seed):
    logits, labels = drawn("softmax_cross_entropy_gradient", seed)
    gradient = solution("softmax_cross_entropy_gradient")(logits, labels)
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-15)
    shift = np.random.default_rng(seed).normal(size=(len(logits), 1))
    np.testing.assert_allclose(solution("softmax_cross_entropy_gradient")(logits + shift, labels), gradient, rtol=1e-10)


@each_seed
def test_the_auxiliary_classifiers_loss_is_the_first_gans_and_two_cross_entropies(seed):
    real, fake, real_labels, fake_labels = drawn("auxiliary_classifier_loss", seed)
    loss, dreal, dfake = solution("auxiliary_classifier_loss")(real, fake, real_labels, fake_labels)
    source, dr, df = NonSaturating().discriminator(real[:, :1], fake[:, :1])
    (of_real, dc), (of_fake, dd) = numgans_loss(real[:, 1:], real_labels), numgans_loss(fake[:, 1:], fake_labels)
    assert loss == pytest.approx(source + of_real + of_fake, rel=1e-12)
    np.testing.assert_allclose(dreal, np.hstack([dr, dc]), rtol=1e-10, atol=1e-15)
    np.testing.assert_allclose(dfake, np.hstack([df, dd]), rtol=1e-10, atol=1e-15)


# ---- codes ----------------------------------------------------------------------------------------------------------


@each_seed
def test_information_about_a_fair_coin_is_the_jensen_shannon_divergence(seed):
    p, q = (np.random.default_rng(seed).dirichlet(np.ones(5), size=2)[i] for i in range(2))
    assert solution("mutual_information")(np.stack([p, q]) / 2) == pytest.approx(js_divergence(p, q), rel=1e-12)


@each_seed
def test_information_is_symmetric_and_no_processing_adds_any(seed):
    (joint,) = drawn("mutual_information", seed)
    information = solution("mutual_information")
    assert information(joint.T) == pytest.approx(information(joint), rel=1e-10, abs=1e-14)
    channel = np.random.default_rng(seed).dirichlet(np.ones(3), size=joint.shape[1])
    assert -1e-14 <= information(joint @ channel) <= information(joint)


@each_seed
def test_the_bound_is_below_the_information_by_the_readers_error(seed):
    """Over a joint distribution that is known: I - L_I = E KL(P(c | x) || Q(c | x)), and 0 for the best Q."""
    rng = np.random.default_rng(seed)
    numbers = rng.integers(1, 20, size=(3, 4))  # rows of data with each pair (c, x): a batch in which nothing is chance
    joint, prior = numbers / numbers.sum(), numbers.sum(axis=1) / numbers.sum()
    c, x = (np.repeat(index.ravel(), numbers.ravel()) for index in np.indices(numbers.shape))
    posterior = (joint / joint.sum(axis=0)).T  # (x, c)
    information = solution("mutual_information")(joint)
    best = solution("mutual_information_bound")(np.log(posterior)[x], c, prior)
    assert best == pytest.approx(information, rel=1e-10)
    logits = rng.normal(size=posterior.shape)
    error = (joint.sum(axis=0)[:, None] * posterior * np.log(posterior / softmax(logits))).sum()
    bound = solution("mutual_information_bound")(logits[x], c, prior)
    assert bound < information
    assert bound == pytest.approx(information - error, rel=1e-10)


@each_seed
def test_the_discriminator_bounds_the_information_about_real_or_generated(seed):
    """The value function is this bound too: L_I = log 2 + V / 2, for the code `real or generated`."""
    rng = np.random.default_rng(seed)
    real, fake = rng.normal(size=(5, 1)), rng.normal(size=(5, 1))
    both = np.vstack([real, fake])
    bound = solution("mutual_information_bound")(np.hstack([both, 0 * both]), np.repeat([0, 1], 5), np.full(2, 0.5))
    assert bound == pytest.approx(np.log(2) + solution("value_function")(real, fake) / 2, rel=1e-10)


def test_the_bound_is_log_k_minus_what_an_infogan_descends():
    prior = CodedNoise(4, continuous=0)
    z = prior(np.random.default_rng(0), (64, 10), np.float64)
    q, codes = np.random.default_rng(1).normal(size=(64, 4)), z[:, -4:].argmax(axis=1)
    bound = solution("mutual_information_bound")(q, codes, np.full(4, 0.25))
    assert bound == pytest.approx(np.log(4) - numgans_loss(q, codes)[0], rel=1e-12)
    G, D = Player([Dense(10, 2)]), Player([Dense(2, 5)])
    game = InfoGAN(G, D, noise_prior=prior)
    assert game.information(q, z)[2]["category_bound"] == pytest.approx(bound, rel=1e-12)


def test_a_sure_reader_that_is_wrong_says_nothing():
    confident = logit(np.full((8, 1), 1 - 1e-9))
    logits = np.hstack([confident, 0 * confident])
    prior = np.full(2, 0.5)
    assert solution("mutual_information_bound")(logits, np.ones(8, int), prior) < -15
    assert solution("mutual_information_bound")(logits, np.zeros(8, int), prior) == pytest.approx(np.log(2), abs=1e-8)


@each_seed
def test_the_accuracy_does_not_depend_on_the_codes_names(seed):
    codes, labels, k = drawn("code_accuracy", seed)
    accuracy = solution("code_accuracy")(codes, labels, k)
    for order in list(permutations(range(k)))[::5]:
        assert solution("code_accuracy")(np.array(order)[codes], labels, k) == accuracy
    assert solution("code_accuracy")(labels, codes, k) == accuracy
    assert 1 / k <= accuracy <= 1


@each_seed
def test_the_accuracy_is_numgans(seed):
    codes, labels, k = drawn("code_accuracy", seed)
    found = cluster_accuracy(codes, labels, n_clusters=k, n_labels=k)
    assert solution("code_accuracy")(codes, labels, k) == pytest.approx(found.accuracy, rel=1e-12)


def test_codes_that_mean_nothing_are_better_than_one_in_k():
    rng = np.random.default_rng(0)
    found = [solution("code_accuracy")(*rng.integers(5, size=(2, 50)), 5) for _ in range(100)]
    assert 0.25 < np.mean(found) < 0.4
