"""The softmax loss and the packaged digit classifier."""

import hashlib
import math

import numpy as np
import pytest

from numgan import BatchNorm, Conv2D, Dense, Dropout, Flatten, LeakyReLU, Reshape, Sequential, load_mnist
from numgan.evaluation import (
    build_classifier,
    build_convolutional_classifier,
    class_probabilities,
    features,
    load_classifier,
    load_convolutional_classifier,
    predict,
    train_classifier,
)
from numgan.evaluation.classifier import CLASSIFIER_FILE
from numgan.evaluation.convolutional import CONVOLUTIONAL_FILE
from numgan.files import checkpoint
from numgan.functions import sigmoid, softmax
from numgan.gradcheck import check_loss, compare, numerical_gradient
from numgan.objectives.losses import softmax_cross_entropy


@pytest.fixture(scope="module")
def mnist():
    return load_mnist()


def test_softmax_cross_entropys_gradient_equals_central_differences():
    rng = np.random.default_rng(0)
    logits, labels = 3 * rng.normal(size=(6, 4)), np.array([0, 3, 2, 2, 1, 0])
    (found,) = check_loss(lambda x: softmax_cross_entropy(x, labels), logits)
    assert found.error <= 1e-6, str(found)
    np.testing.assert_allclose(softmax_cross_entropy(logits, labels)[1].sum(axis=1), 0, atol=1e-16)


def test_softmax_cross_entropy_by_hand():
    """Rows with odds 1 : 2 : 5 and 1 : 1 : 2: loss = -(log(5/8) + log(1/4)) / 2."""
    logits = np.add(np.log([[1.0, 2, 5], [1, 1, 2]]), [[7.0], [-3.0]])  # a shift of a row changes nothing
    np.testing.assert_allclose(softmax(logits), [[1 / 8, 2 / 8, 5 / 8], [1 / 4, 1 / 4, 2 / 4]], rtol=1e-13)
    loss, dlogits = softmax_cross_entropy(logits, [2, 0])
    assert loss == pytest.approx(-(math.log(5 / 8) + math.log(1 / 4)) / 2, rel=1e-14)
    np.testing.assert_allclose(dlogits, [[1 / 16, 2 / 16, -3 / 16], [-3 / 8, 1 / 8, 2 / 8]], rtol=1e-13)
    assert softmax_cross_entropy(np.zeros((3, 10)), [1, 2, 3])[0] == pytest.approx(math.log(10), rel=1e-14)


def test_softmax_of_two_classes_is_the_sigmoid():
    l = np.linspace(-30, 30, 7)  # noqa: E741
    np.testing.assert_allclose(softmax(np.column_stack([l, np.zeros(7)]))[:, 0], sigmoid(l), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_softmax_is_exact_at_a_thousand(dtype):
    logits = np.array([[1000, -1000, 0], [1000, -1000, 0], [-1000, -1000, -1000]], dtype)
    np.testing.assert_allclose(softmax(logits), [[1, 0, 0], [1, 0, 0], [1 / 3] * 3], rtol=1e-6)
    loss, dlogits = softmax_cross_entropy(logits, np.array([0, 1, 2], np.uint8))
    assert loss == pytest.approx((0 + 2000 + math.log(3)) / 3, rel=1e-6)
    np.testing.assert_allclose(dlogits, np.array([[0, 0, 0], [1, -1, 0], [1 / 3, 1 / 3, -2 / 3]]) / 3, atol=1e-7)
    assert softmax(logits).dtype == dlogits.dtype == dtype


@pytest.mark.parametrize(
    ("logits", "labels", "error", "message"),
    [
        (np.zeros((2, 3), int), [0, 1], TypeError, "logits must be an array of floats, got dtype int64"),
        (np.zeros(3), [0], ValueError, r"logits must have shape \(B, k\), B and k at least 1, got \(3,\)"),
        (np.zeros((0, 3)), [], ValueError, r"got \(0, 3\)"),
        (np.full((2, 3), np.nan), [0, 1], ValueError, "logits must be finite"),
        (np.zeros((2, 3)), [0.0, 1.0], TypeError, "labels must be whole numbers, got dtype float64"),
        (np.zeros((2, 3)), [[0], [1]], ValueError, r"labels must have shape \(2,\), .* got \(2, 1\)"),
        (np.zeros((2, 3)), [0, 3], ValueError, r"labels must lie in 0 ... 2, got values from 0 to 3"),
        (np.zeros((2, 3)), [-1, 0], ValueError, "got values from -1 to 0"),
    ],
)
def test_softmax_cross_entropy_names_what_is_unsuitable(logits, labels, error, message):
    with pytest.raises(error, match=message):
        softmax_cross_entropy(logits, labels)


def test_softmax_names_unsuitable_logits():
    with pytest.raises(TypeError, match="logits must be an array of floats, got dtype int64"):
        softmax(np.zeros((2, 3), int))
    with pytest.raises(ValueError, match=r"logits must have shape \(B, k\), B and k at least 1, got \(3,\)"):
        softmax(np.zeros(3))
    with pytest.raises(ValueError, match=r"logits must be finite, but 1 values are not; the first is inf at \(0, 1\)"):
        softmax(np.array([[0, np.inf]]))


def test_the_composed_gradient_of_a_small_classifier():
    """The classifier's kinds of layers in its order, the loss on top: every parameter by central differences."""
    layers = [Dense(5, 6), LeakyReLU(0.1), BatchNorm(6), Dropout(0.3), Dense(6, 4), LeakyReLU(0.1), BatchNorm(4)]
    network, rng = Sequential([*layers, Dense(4, 3)], rng=0, dtype=np.float64), np.random.default_rng(1)
    network.params += 0.3 * rng.normal(size=network.params.size)
    x, labels, masks = rng.normal(size=(8, 5)), rng.integers(3, size=8), network.rng.bit_generator.state

    def loss_and_cache():
        network.rng.bit_generator.state = masks
        logits, cache = network.forward(x)
        return *softmax_cross_entropy(logits, labels), cache

    _, dlogits, cache = loss_and_cache()
    dx = network.backward(dlogits, cache)
    for analytic, array in ((network.grads.copy(), network.params), (dx, x)):
        found = compare(analytic, numerical_gradient(lambda: loss_and_cache()[0], array))
        assert found.error <= 1e-6, str(found)


def test_the_networks_layers_are_those_of_the_docstring():
    kinds = [Dense, LeakyReLU, BatchNorm, Dropout, Dense, LeakyReLU, BatchNorm, Dense]
    classifier = build_classifier(rng=0)
    assert [type(layer) for layer in classifier.layers] == kinds
    assert (classifier.n_in, classifier.n_out, classifier.params.size) == (784, 10, 470_154)
    assert classifier.params.dtype == np.float32


def test_the_convolutional_networks_layers_are_those_of_the_docstring():
    after = [LeakyReLU, BatchNorm]
    kinds = [Reshape, Conv2D, *after, Conv2D, *after, Flatten, Dropout, Dense, *after, Dense]
    classifier = build_convolutional_classifier(rng=0)
    assert [type(layer) for layer in classifier.layers] == kinds
    convolutions = 16 * (16 + 1) + 32 * (16 * 16 + 1)  # kernels of 4 x 4, and a bias for each channel
    dense = 128 * (7 * 7 * 32 + 1) + 10 * (128 + 1)
    norms = 2 * (16 + 32 + 128)
    assert (classifier.n_in, classifier.n_out) == (784, 10)
    assert classifier.params.size == convolutions + dense + norms == 210_970
    assert classifier.params.dtype == np.float32


def test_the_convolutional_classifier_learns_from_few_digits_as_well(mnist):
    settings = {"build": build_convolutional_classifier, "shift": 2, "rng": 3}
    images, labels = mnist.train_images[:1500], mnist.train_labels[:1500]
    classifier = train_classifier(images, labels, epochs=4, **settings)
    assert (predict(mnist.test_images[:1000], classifier=classifier) == mnist.test_labels[:1000]).mean() > 0.8
    assert classifier.params.dtype == np.float32
    first, second = (train_classifier(images[:256], labels[:256], epochs=1, **settings).params for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_a_shift_moves_whole_batches_by_all_distances_and_zeros_move_in():
    """Every image has one bright pixel: where it is afterwards says how its batch was moved."""
    seen = []

    class Watch(LeakyReLU):
        def forward(self, x, training=True):
            seen.append(x.reshape(-1, 28, 28))
            return super().forward(x, training)

    def build(*, rng):
        return Sequential([Watch(0.1), Dense(784, 10)], rng=rng)

    images = np.zeros((256, 28, 28), np.uint8)
    images[:, 0, 13] = 255
    train_classifier(images, np.zeros(256, int), build=build, shift=1, epochs=60, rng=0)
    moves = set()
    for batch in seen:
        assert (batch == batch[0]).all()
        bright = [tuple(map(int, place)) for place in np.argwhere(batch[0] == 1)]
        assert set(np.unique(batch)) <= {-1, 1}
        moves.update([(down, right - 13) for down, right in bright] or ["out"])
    assert moves == {"out", *((down, right) for down in (0, 1) for right in (-1, 0, 1))}
    seen.clear()
    train_classifier(images, np.zeros(256, int), build=build, epochs=2, rng=0)
    np.testing.assert_array_equal(np.concatenate(seen), 2 * (images[:1] / 255.0).repeat(512, axis=0) - 1)


def test_training_learns_follows_its_rng_and_stays_float32(mnist):
    images, labels = mnist.train_images[:1500], mnist.train_labels[:1500]
    classifier = train_classifier(images, labels, epochs=6, rng=3)
    assert (predict(mnist.test_images[:1000], classifier=classifier) == mnist.test_labels[:1000]).mean() > 0.8
    assert classifier.params.dtype == np.float32
    few = [train_classifier(images[:300], labels[:300], epochs=1, rng=seed).params for seed in (3, 3, 4)]
    np.testing.assert_array_equal(few[0], few[1])
    assert (few[0] != few[2]).any()
    assert train_classifier(images[:2], labels[:2], epochs=1).params.size == classifier.params.size


def test_the_packaged_classifier_is_right_about_98_percent_of_the_test_digits(mnist):
    accuracy = (predict(mnist.test_images) == mnist.test_labels).mean()
    assert accuracy >= 0.98
    assert accuracy == pytest.approx(checkpoint.load(CLASSIFIER_FILE)["test_accuracy"], abs=5e-4)


def test_the_packaged_file_is_small_float16_and_says_how_it_was_made(mnist):
    content = checkpoint.load(CLASSIFIER_FILE)
    assert CLASSIFIER_FILE.stat().st_size < 1.2e6
    assert content["params"].dtype == content["state"].dtype == np.float16
    assert {"seed", "epochs", "test_accuracy", "sha256", "params", "state"} <= set(content)
    digest = hashlib.sha256(mnist.train_images)
    digest.update(mnist.train_labels)
    assert content["sha256"] == digest.hexdigest()
    assert load_classifier() is load_classifier()


def test_the_packaged_convolutional_classifier_is_right_about_99_percent_of_the_test_digits(mnist):
    content, classifier = checkpoint.load(CONVOLUTIONAL_FILE), load_convolutional_classifier()
    accuracy = (predict(mnist.test_images, classifier=classifier) == mnist.test_labels).mean()
    assert accuracy >= 0.99
    assert accuracy == pytest.approx(content["test_accuracy"], abs=5e-4)
    assert load_convolutional_classifier() is classifier


def test_the_packaged_convolutional_file_is_small_float16_and_says_how_it_was_made(mnist):
    content = checkpoint.load(CONVOLUTIONAL_FILE)
    assert CONVOLUTIONAL_FILE.stat().st_size < 1e6
    assert content["params"].dtype == content["state"].dtype == np.float16
    assert (content["seed"], content["epochs"], content["shift"]) == (0, 10, 2)
    assert content["sha256"] == checkpoint.load(CLASSIFIER_FILE)["sha256"]


def test_a_digit_moved_by_a_pixel_stays_nearer_in_the_convolutional_features(mnist):
    """How far a move takes a digit, in units of the distance between two digits: nearer than with the dense judge."""
    images = mnist.test_images[:500]
    moved = np.pad(images, ((0, 0), (0, 0), (1, 0)))[:, :, :28]
    far = []
    for classifier in (load_classifier(), load_convolutional_classifier()):
        a, b = features(images, classifier=classifier), features(moved, classifier=classifier)
        far.append(np.linalg.norm(a - b, axis=1).mean() / np.linalg.norm(a - np.roll(a, 1, axis=0), axis=1).mean())
    assert far[1] < far[0]


def test_convolutional_features_are_what_the_last_layer_sees(mnist):
    images, classifier = mnist.test_images[:50], load_convolutional_classifier()
    found, last = features(images, classifier=classifier), classifier.layers[-1]
    assert (found.shape, found.dtype) == ((50, 128), np.float32)
    odds = np.exp((found @ last.W + last.b).astype(np.float64))
    probabilities = class_probabilities(images, classifier=classifier)
    np.testing.assert_allclose(probabilities, odds / odds.sum(axis=1, keepdims=True), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(
        class_probabilities(images.reshape(50, 784) / 255, classifier=classifier), probabilities, atol=1e-5
    )


def test_features_are_what_the_last_layer_sees(mnist):
    images = mnist.test_images[:50]
    found, last = features(images), load_classifier().layers[-1]
    assert found.shape == (50, 128)
    assert found.dtype == np.float32
    probabilities = class_probabilities(images)
    odds = np.exp((found @ last.W + last.b).astype(np.float64))
    np.testing.assert_allclose(probabilities, odds / odds.sum(axis=1, keepdims=True), rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    np.testing.assert_array_equal(predict(images), probabilities.argmax(axis=1))


def test_images_and_rows_blocks_and_single_rows_give_the_same(mnist, monkeypatch):
    images = mnist.test_images[:25]
    whole = class_probabilities(images)
    np.testing.assert_allclose(class_probabilities(images.reshape(25, 784) / 255), whole, atol=1e-5)
    monkeypatch.setattr("numgan.evaluation.classifier.BLOCK", 10)
    np.testing.assert_allclose(class_probabilities(images), whole, atol=1e-5)
    np.testing.assert_allclose(class_probabilities(images[:1]), whole[:1], atol=1e-5)


@pytest.mark.parametrize("function", [features, class_probabilities, predict])
@pytest.mark.parametrize(
    ("images", "error", "message"),
    [
        (np.full((2, 784), -1.0), ValueError, r"images must hold pixels in \[0, 1\], got values from -1 to -1"),
        (np.full((2, 784), np.nan), ValueError, "images must be finite"),
        (np.zeros((2, 100)), ValueError, r"images must have shape \(N, 784\), got \(2, 100\)"),
        (np.zeros((2, 32, 32), np.uint8), ValueError, r"images must have shape \(N, 784\), got \(2, 1024\)"),
        (np.zeros((2, 784), int), TypeError, "images must be uint8 images, .* got dtype int64"),
        (np.zeros((0, 28, 28), np.uint8), ValueError, "images must hold at least 1 row, got 0"),
    ],
)
def test_the_classifier_names_unsuitable_images(function, images, error, message):
    with pytest.raises(error, match=message):
        function(images)


def test_training_names_what_is_unsuitable(mnist):
    images, labels = mnist.train_images[:20], mnist.train_labels[:20]
    for bad, message in (
        (labels[:19], r"equally many, at least 2, got 20 and shape \(19,\)"),
        (labels + 9, "lie in 0"),
    ):
        with pytest.raises(ValueError, match=message):
            train_classifier(images, bad)
    with pytest.raises(ValueError, match="equally many, at least 2, got 1"):
        train_classifier(images[:1], labels[:1])
    with pytest.raises(TypeError, match="labels must be whole numbers"):
        train_classifier(images, labels / 2)
    with pytest.raises(ValueError, match="epochs must be a whole number, at least 1, got 0"):
        train_classifier(images, labels, epochs=0)
    with pytest.raises(ValueError, match="shift must be a whole number, at least 0, got -1"):
        train_classifier(images, labels, shift=-1)
    with pytest.raises(TypeError, match=r"build must be a function, build\(rng=\.\.\.\), got int"):
        train_classifier(images, labels, build=784)
    with pytest.raises(ValueError, match="what build makes must be a Sequential of 784 to 10, got 784 to 3"):
        train_classifier(images, labels, build=lambda rng: Sequential([Dense(784, 3)], rng=rng))
    with pytest.raises(TypeError, match="what build makes must be a Sequential of 784 to 10, got NoneType"):
        train_classifier(images, labels, build=lambda rng: None)
