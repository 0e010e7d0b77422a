"""Train the packaged digit classifier and write numgan/data/classifier.npz: `python benchmarks/make_classifier.py`.

The file holds weights and running statistics in float16, and how they came about. The accuracy stated is that of the
float16 weights. Another machine or BLAS gives other last digits, and so another file of the same quality.
"""

import hashlib

import numpy as np

from numgan import load_mnist
from numgan.evaluation.classifier import CLASSIFIER_FILE, predict, train_classifier
from numgan.files import checkpoint

SEED, EPOCHS = 0, 8


def main():
    data = load_mnist()
    classifier = train_classifier(data.train_images, data.train_labels, epochs=EPOCHS, rng=SEED)
    for vector in (classifier.params, classifier.state):
        vector[...] = vector.astype(np.float16)
    accuracy = float((predict(data.test_images, classifier=classifier) == data.test_labels).mean())
    print(f"test accuracy of the float16 weights: {accuracy:.2%}")
    checkpoint.save(
        CLASSIFIER_FILE,
        {
            "params": classifier.params.astype(np.float16),
            "state": classifier.state.astype(np.float16),
            "seed": SEED,
            "epochs": EPOCHS,
            "test_accuracy": accuracy,
            "sha256": hashlib.sha256(data.train_images.tobytes() + data.train_labels.tobytes()).hexdigest(),
        },
    )
    print(f"{CLASSIFIER_FILE}: {CLASSIFIER_FILE.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
