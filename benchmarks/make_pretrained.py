"""Make the packaged generator, numgan/data/generator.npz, and the texts' pictures of digits.

    python benchmarks/make_pretrained.py

The generator is that of table1.py's run of the default recipe, seed 0: MNIST's first 50,000 images, float16 of the
averaged weights. docs/digits.png shows 100 of its samples, and docs/digits_on_demand.png ten of each digit from the run
of `cgan`, seed 0. What has not been trained on this machine is trained first. Another machine or BLAS rounds
differently: another training, whose figures differ as those of other seeds do. A game whose recipe has changed since it
was trained is refused, with the name of the file to delete.
"""

import hashlib
from pathlib import Path

import numpy as np
from table1 import trained

from numgan import load_mnist, plots
from numgan.app.pretrained import GENERATOR_FILE, save_pretrained

SEED = 0
DOCS = Path(__file__).parent.parent / "docs"


def main():
    gan = trained("mnist_mlp", SEED)
    digest = hashlib.sha256(load_mnist().train_images[:50_000].tobytes()).hexdigest()
    save_pretrained(GENERATOR_FILE, gan, recipe=gan.recipe, seed=SEED, epochs=gan.epochs, sha256=digest)
    print(f"{GENERATOR_FILE}: {GENERATOR_FILE.stat().st_size / 1e6:.2f} MB")
    plots.save_images(DOCS / "digits.png", gan.to_images(gan.sample(100, rng=0)), columns=10)
    cgan = trained("cgan", SEED)
    asked = cgan.sample(100, rng=0, labels=np.arange(10).repeat(10))
    plots.save_images(DOCS / "digits_on_demand.png", cgan.to_images(asked), columns=10)


if __name__ == "__main__":
    main()
